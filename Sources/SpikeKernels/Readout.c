#include "Exponential.h"

/// Sixteen rows of a narrow layer at a time: neurons are compared vector by vector.
SPIKE_INLINE void winnersOfSquares(const float *values, size_t rows, size_t neurons, int32_t *winners) {
    for (size_t row = 0; row < rows; row += SPIKE_LANES) {
        size_t count = rows - row < SPIKE_LANES ? rows - row : SPIKE_LANES;
        floats x[SPIKE_LANES];
        for (size_t r = 0; r < SPIKE_LANES; r++) x[r] = r < count ? LOAD(values + (row + r) * SPIKE_LANES) : SPLAT(0);
        transpose(x);
        floats most = x[0];
        ints winner = x[0] != x[0];
        ints isShared = winner;
        for (size_t n = 1; n < neurons; n++) {
            ints leads = x[n] > most;
            isShared = (isShared & ~leads) | (x[n] == most);
            winner = leads ? (ints)((int32_t)n) : winner;
            most = MAXIMUM(x[n], most);
        }
        winner |= isShared;
        memcpy(winners + row, &winner, count * sizeof(int32_t));
    }
}

SPIKE_CLONES
void spike_winners(const float *values, size_t rows, size_t neurons, size_t stride, int32_t *winners) {
    if (stride == SPIKE_LANES) {
        winnersOfSquares(values, rows, neurons, winners);
        return;
    }
    for (size_t row = 0; row < rows; row++) {
        const float *own = values + row * stride;
        size_t winner = 0;
        int isShared = 0;
        for (size_t n = 1; n < neurons; n++) {
            if (own[n] < own[winner]) continue;
            isShared = own[n] == own[winner];
            if (!isShared) winner = n;
        }
        winners[row] = isShared ? -1 : (int32_t)winner;
    }
}

SPIKE_CLONES
double spike_rate_errors(
    const float *counts, size_t samples, size_t neurons, size_t stride, const int32_t *labels, float scale, float share,
    float *errors) {
    const ints order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    floats squares = SPLAT(0);
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t n = 0; n < stride; n += SPIKE_LANES) {
            floats target = SELECT(order == labels[sample] - (int32_t)n, SPLAT(1), SPLAT(0));
            floats error = LOAD(counts + sample * stride + n) * scale - target;
            error = SELECT(order < (int32_t)neurons - (int32_t)n, error, SPLAT(0));
            squares += error * error;
            STORE(errors + sample * stride + n, error * share);
        }
    }
    return (double)total(squares);
}

SPIKE_CLONES
size_t spike_survey_counts(
    const float *counts, size_t samples, size_t stride, size_t slots, uint64_t *ever, uint64_t *always) {
    size_t spikes = 0;
    for (size_t word = 0; word * 64 < stride; word++) {
        uint64_t any = 0, all = 0;
        for (size_t n = word * 64; n < stride && n < word * 64 + 64; n += SPIKE_LANES) {
            floats least = SPLAT((float)slots), most = SPLAT(0), sum = SPLAT(0);
            for (size_t sample = 0; sample < samples; sample++) {
                floats count = LOAD(counts + sample * stride + n);
                least = MINIMUM(least, count);
                most = MAXIMUM(most, count);
                sum += count;
            }
            lanes fired = __builtin_convertvector(most > 0, lanes);
            lanes filled = __builtin_convertvector(least == (float)slots, lanes);
            uint16_t bits;
            memcpy(&bits, &fired, sizeof bits);
            any |= (uint64_t)bits << n % 64;
            memcpy(&bits, &filled, sizeof bits);
            all |= (uint64_t)bits << n % 64;
            spikes += (size_t)total(sum);
        }
        ever[word] |= any;
        always[word] &= all;
    }
    return spikes;
}

SPIKE_CLONES
double spike_softmax_cross_entropy(
    float *logits, size_t rows, size_t classes, size_t stride, const int32_t *labels, size_t samples, float smoothing,
    float scale) {
    double total = 0;
    float off = smoothing / (float)classes;
    for (size_t row = 0; row < rows; row++) {
        float *z = logits + row * stride;
        size_t label = (size_t)labels[row % samples];
        float largest = z[0];
        float targetLogit = 0;
        for (size_t c = 0; c < classes; c++) {
            largest = z[c] > largest ? z[c] : largest;
            targetLogit += z[c] * (c == label ? 1 - smoothing + off : off);
        }
        for (size_t c = classes; c < stride; c++) z[c] = -__builtin_inff();
        float sum = 0;
        for (size_t c = 0; c < stride; c += SPIKE_LANES) {
            floats e = exponential(LOAD(z + c) - largest);
            STORE(z + c, e);
        }
        for (size_t c = 0; c < classes; c++) sum += z[c];
        for (size_t c = 0; c < classes; c++) {
            z[c] = scale * (z[c] / sum - (c == label ? 1 - smoothing + off : off));
        }
        for (size_t c = classes; c < stride; c++) z[c] = 0;
        total += (double)largest + __builtin_log((double)sum) - (double)targetLogit;
    }
    return total;
}
