#include "Exponential.h"

/// ln x of normal positive numbers: x = 2^e m with m in [√½, √2), and a polynomial of degree 8 in m − 1: 2 ULP.
SPIKE_INLINE floats logarithm(floats x) {
    ints bits;
    memcpy(&bits, &x, sizeof bits);
    ints e = (bits >> 23) - 126;
    bits = (bits & 0x007FFFFF) | 0x3F000000;
    floats m;
    memcpy(&m, &bits, sizeof m);
    ints isLow = m < 0.70710678f;
    e += isLow;
    m = SELECT(isLow, m + m, m) - 1;
    floats p = SPLAT(7.0376836292e-2f);
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    floats square = m * m;
    floats power = __builtin_convertvector(e, floats);
    return m + (p * m * square - 2.12194440e-4f * power - 0.5f * square) + 0.693359375f * power;
}

/// Columns whose sums stay in registers together.
#define TOGETHER 5

/// Σ g u of every column for sixteen samples, the bias with it: `[columns]`.
SPIKE_INLINE void columnSums(
    const float *packed, size_t padded, size_t rows, float bias, const float *levels, size_t stride, floats *sums) {
    for (size_t first = 0; first < padded; first += TOGETHER) {
        floats a[TOGETHER];
        for (size_t k = 0; k < TOGETHER; k++) a[k] = SPLAT(bias);
        for (size_t row = 0; row < rows; row++) {
            floats u = LOAD(levels + row * stride);
            const float *g = packed + row * padded + first;
            SPIKE_UNROLL
            for (size_t k = 0; k < TOGETHER; k++) a[k] += g[k] * u;
        }
        for (size_t k = 0; k < TOGETHER; k++) sums[first + k] = a[k];
    }
}

/// What a column's own numbers are for a whole batch.
typedef struct {
    float conductance;  // G
    float constant;     // τ
    float left;         // e^(−1/τ)
} column;

SPIKE_INLINE column columnOf(const spike_race *race, size_t index) {
    float sum = race->load;
    for (size_t row = 0; row < race->rows; row++) sum += race->cells[index * race->rows + row];
    float constant = race->capacitance / sum;
    return (column){sum, constant, __builtin_expf(-1 / constant)};
}

/// ∂L/∂g of some columns: each sample's adjoint times its levels.
SPIKE_INLINE void accumulate(
    const float *adjoint, size_t stride, const float *samplesByRow, size_t paddedRows, size_t samples, size_t first,
    floats *sums) {
    floats a[TOGETHER];
    for (size_t k = 0; k < TOGETHER; k++) a[k] = SPLAT(0);
    for (size_t s = 0; s < samples; s++) {
        floats u = LOAD(samplesByRow + s * paddedRows + first);
        SPIKE_UNROLL
        for (size_t k = 0; k < TOGETHER; k++) a[k] += adjoint[k * stride + s] * u;
    }
    for (size_t k = 0; k < TOGETHER; k++) sums[k] = a[k];
}

SPIKE_CLONES
double spike_race_gradient(
    const spike_race *race, const spike_pictures *shown, float *gradient, int32_t *fired, float *scratch) {
    const ints order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t columns = race->columns, rows = race->rows, samples = shown->samples, stride = shown->stride;
    size_t padded = (columns + TOGETHER - 1) / TOGETHER * TOGETHER;
    size_t paddedRows = SPIKE_PADDED(rows);
    float *packed = scratch;                                // [rows × padded]
    float *adjoint = packed + rows * padded;                // ∂L/∂(Σ g u) [padded × stride]
    floats *sums = (floats *)(adjoint + padded * stride);   // Σ g u, then V∞ [padded]
    floats *times = sums + padded;                          // t [columns]
    floats *logits = times + padded;                        // then their exponentials [columns]
    floats *loads = logits + padded;                        // ∂L/∂G [columns]
    ints *counts = (ints *)(loads + padded);                // samples at which a column fires [columns]
    column *own = (column *)(counts + padded);
    for (size_t c = 0; c < padded; c++) {
        for (size_t row = 0; row < rows; row++) {
            packed[row * padded + c] = c < columns ? race->cells[c * rows + row] : 0;
        }
        if (c < columns) own[c] = columnOf(race, c);
        loads[c] = SPLAT(0);
        counts[c] = order - order;
        if (c >= columns) memset(adjoint + c * stride, 0, stride * sizeof(float));
    }
    floats lossSum = SPLAT(0);
    for (size_t s = 0; s < samples; s += SPIKE_LANES) {
        ints isShown = order < (int32_t)(samples - s);
        ints label;
        memcpy(&label, shown->labels + s, sizeof label);
        columnSums(packed, padded, rows, race->bias, shown->byRow + s, stride, sums);
        floats largest = SPLAT(-3e38f), labelLogit = SPLAT(0);
        for (size_t c = 0; c < columns; c++) {
            floats v = sums[c] * (race->drive / own[c].conductance);
            floats end = v * (1 - own[c].left);
            ints fires = end >= 1;
            // A neuron that stays silent is as late as its last potential is low: continuous at the threshold.
            floats rest = SELECT(fires, 1 - 1 / SELECT(fires, v, SPLAT(2)), SPLAT(0.5f));
            floats t = SELECT(fires, -own[c].constant * logarithm(rest), 2 - end);
            sums[c] = v;
            times[c] = t;
            logits[c] = -race->sharpness * logarithm(t);
            largest = MAXIMUM(largest, logits[c]);
            labelLogit = SELECT(label == (int32_t)c, logits[c], labelLogit);
            counts[c] -= fires & isShown;
        }
        floats sum = SPLAT(0);
        for (size_t c = 0; c < columns; c++) {
            logits[c] = exponential(logits[c] - largest);
            sum += logits[c];
        }
        lossSum += SELECT(isShown, largest + logarithm(sum) - labelLogit, SPLAT(0));
        floats share = 1 / sum;
        for (size_t c = 0; c < columns; c++) {
            float g = own[c].conductance, tau = own[c].constant, left = own[c].left;
            floats v = sums[c], t = times[c];
            floats target = SELECT(label == (int32_t)c, SPLAT(1), SPLAT(0));
            floats timeAdjoint =
                SELECT(isShown, (target - logits[c] * share) * (race->sharpness / (float)samples) / t, SPLAT(0));
            ints fires = v * (1 - left) >= 1;
            // t = −τ ln(1 − 1/V∞), or 2 − V∞ (1 − e^(−1/τ)), with V∞ = drive · Σ/G and τ = capacitance/G.
            floats lead = tau / SELECT(fires, v - 1, SPLAT(1));
            floats bySum = SELECT(fires, -lead / v, SPLAT(left - 1)) * (race->drive / g);
            floats byLoad = SELECT(fires, (lead - t) / g, v * ((1 - left) / g - left / race->capacitance));
            STORE(adjoint + c * stride + s, timeAdjoint * bySum);
            loads[c] += timeAdjoint * byLoad;
        }
    }
    for (size_t c = 0; c < columns; c += TOGETHER) {
        floats sum[TOGETHER];
        for (size_t row = 0; row < rows; row += SPIKE_LANES) {
            accumulate(adjoint + c * stride, stride, shown->bySample, paddedRows, samples, row, sum);
            size_t width = rows - row < SPIKE_LANES ? rows - row : SPIKE_LANES;
            for (size_t k = 0; k < TOGETHER && c + k < columns; k++) {
                memcpy(gradient + (c + k) * rows + row, &sum[k], width * sizeof(float));
            }
        }
    }
    for (size_t c = 0; c < columns; c++) {
        float load = total(loads[c]);
        for (size_t row = 0; row < rows; row++) gradient[c * rows + row] += load;
        for (int i = 0; i < SPIKE_LANES; i++) fired[c] += counts[c][i];
    }
    return (double)total(lossSum) / (double)samples;
}

SPIKE_CLONES
void spike_draw_pictures(
    const float *patterns, size_t rows, const uint16_t *thresholds, uint64_t seed, const spike_pictures *shown) {
    typedef uint16_t shorts __attribute__((ext_vector_type(SPIKE_LANES), aligned(2)));
    uint64_t stream = spike_mix(seed);
    size_t paddedRows = SPIKE_PADDED(rows);
    for (size_t s = 0; s < shown->stride; s++) {
        const float *clean = patterns + (size_t)shown->labels[s] * paddedRows;
        for (size_t row = 0; row < paddedRows; row += SPIKE_LANES) {
            uint64_t draws[4];
            for (size_t i = 0; i < 4; i++) draws[i] = spike_mix(stream + (s * paddedRows + row) / 4 + i);
            shorts draw;
            memcpy(&draw, draws, sizeof draw);
            ints flips = __builtin_convertvector(draw, ints) < (int32_t)thresholds[s];
            floats level = LOAD(clean + row);
            STORE(shown->bySample + s * paddedRows + row, SELECT(flips, -level, level));
        }
    }
    for (size_t s = 0; s < shown->stride; s += SPIKE_LANES) {
        for (size_t row = 0; row < paddedRows; row += SPIKE_LANES) {
            floats x[SPIKE_LANES];
            for (size_t i = 0; i < SPIKE_LANES; i++) x[i] = LOAD(shown->bySample + (s + i) * paddedRows + row);
            transpose(x);
            for (size_t i = 0; i < SPIKE_LANES && row + i < rows; i++) STORE(shown->byRow + (row + i) * shown->stride + s, x[i]);
        }
    }
}
