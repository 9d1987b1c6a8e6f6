#include "Vectors.h"

enum { TOGETHER = SPIKE_SAMPLES_TOGETHER };

SPIKE_INLINE floats exponential(floats x) {
    // e^x = 2^n e^r, |r| ≤ ln 2 / 2, by the Taylor polynomial of degree 6: 2 ULP.
    x = MINIMUM(MAXIMUM(x, SPLAT(-87)), SPLAT(88));
    floats n = __builtin_elementwise_roundeven(x * SPLAT(1.44269504088896341f));
    floats r = x - n * SPLAT(0.693359375f) - n * SPLAT(-2.12194440e-4f);
    floats p = SPLAT(1.0f / 720);
    p = p * r + SPLAT(1.0f / 120);
    p = p * r + SPLAT(1.0f / 24);
    p = p * r + SPLAT(1.0f / 6);
    p = p * r + SPLAT(0.5f);
    p = p * r + SPLAT(1);
    p = p * r + SPLAT(1);
    ints power = (__builtin_convertvector(n, ints) + 127) << 23;
    floats scale;
    memcpy(&scale, &power, sizeof scale);
    return p * scale;
}

/// h(v − θ), of unit area; x in units of θ's scale.
SPIKE_INLINE floats surrogateSlope(enum spike_surrogate kind, float width, floats x) {
    floats a = SPLAT(width);
    floats magnitude = ABSOLUTE(x);
    switch (kind) {
        case SPIKE_RECTANGULAR: return SELECT(magnitude < a * 0.5f, SPLAT(1) / a, SPLAT(0));
        case SPIKE_TRIANGULAR: {
            // Of half-width 2/√a: √a/2 − a/4 |x|.
            floats root = SPLAT(__builtin_sqrtf(width));
            return MAXIMUM(root * 0.5f - a * 0.25f * magnitude, SPLAT(0));
        }
        case SPIKE_SIGMOID: {
            floats e = exponential(-magnitude / a);
            return e / (a * (1 + e) * (1 + e));
        }
        case SPIKE_GAUSSIAN:
            return exponential(-x * x / (2 * a)) * SPLAT(1 / __builtin_sqrtf(6.28318530717958648f * width));
        case SPIKE_ARCTANGENT: {
            // (1/π) · (1/a) / (1 + (x/a)²)
            floats scaled = x / a;
            return SPLAT(0.31830988618379067f) / (a * (1 + scaled * scaled));
        }
        case SPIKE_FAST_SIGMOID: {
            // (1/2a) / (1 + |x|/a)²
            floats scaled = 1 + magnitude / a;
            return SPLAT(0.5f) / (a * scaled * scaled);
        }
    }
    return SPLAT(0);
}

/// One slot after `v`: potential from the one before, whether that one spiked, and that slot's V∞.
SPIKE_INLINE floats slotPotential(
    int discharge, floats a, floats k, floats drive, floats reset, floats threshold, floats v, floats lastSteady,
    floats steady, floats *part) {
    floats free = a * v + k * drive;
    ints fired = v >= threshold;
    if (!discharge) {
        *part = SPLAT(1);
        return SELECT(fired, a * reset + k * drive, free);
    }
    floats q = (lastSteady - v) / (lastSteady - threshold);
    q = MINIMUM(MAXIMUM(q, a), SPLAT(1));
    *part = SELECT(fired, (1 - q) / (1 - a), SPLAT(1));
    return SELECT(fired, steady - (steady - reset) * q, free);
}

/// `together` samples at a time hide each other's latency.
SPIKE_INLINE void forwardSamples(
    const spike_lif *layer, const float *current, size_t step, size_t slots, size_t samples, size_t sample,
    size_t together, uint64_t *spikes, size_t words, float *counts, int discharge) {
    size_t n = layer->neurons;
    floats reset = SPLAT(layer->reset);
    for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
        floats a = LOAD(layer->decay + neuron);
        floats k = LOAD(layer->gain + neuron);
        floats bias = LOAD(layer->bias + neuron);
        floats threshold = LOAD(layer->threshold + neuron);
        floats leak = discharge ? k / (1 - a) : SPLAT(0);
        const float *source = current + sample * n + neuron;
        uint16_t *target = spikes ? (uint16_t *)(spikes + sample * words) + neuron / SPIKE_LANES : 0;
        floats v[TOGETHER], lastSteady[TOGETHER], count[TOGETHER], part;
        for (size_t s = 0; s < together; s++) v[s] = lastSteady[s] = count[s] = SPLAT(0);
        for (size_t slot = 0; slot < slots; slot++) {
            for (size_t s = 0; s < together; s++) {
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats steady = leak * drive;
                v[s] = slotPotential(discharge, a, k, drive, reset, threshold, v[s], lastSteady[s], steady, &part);
                lastSteady[s] = steady;
                ints fired = v[s] >= threshold;
                if (target) {
                    lanes mask = __builtin_convertvector(fired, lanes);
                    uint16_t packed;
                    memcpy(&packed, &mask, sizeof packed);
                    target[(slot * samples + s) * words * 4] = packed;
                }
                count[s] = SELECT(fired, count[s] + 1, count[s]);
            }
        }
        if (counts) {
            for (size_t s = 0; s < together; s++) STORE(counts + (sample + s) * n + neuron, count[s]);
        }
    }
}

SPIKE_INLINE void forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, uint64_t *spikes,
    size_t words, float *counts, int discharge) {
    size_t step = frames == 1 ? 0 : samples * layer->neurons;
    size_t sample = 0;
    for (; sample + TOGETHER <= samples; sample += TOGETHER) {
        forwardSamples(
            layer, current, step, slots, samples, sample, TOGETHER, spikes, words, counts, discharge);
    }
    for (; sample < samples; sample++) {
        forwardSamples(layer, current, step, slots, samples, sample, 1, spikes, words, counts, discharge);
    }
}

SPIKE_CLONES
void spike_lif_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, uint64_t *spikes,
    size_t words, float *counts) {
    if (layer->discharge) {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 1);
    } else {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 0);
    }
}

SPIKE_INLINE void backwardSamples(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t step, size_t slots,
    size_t sample, size_t together, const float *spikeAdjoint, size_t adjointStep, float *scratch,
    spike_lif_adjoint *adjoint, int discharge) {
    size_t n = layer->neurons;
    floats reset = SPLAT(layer->reset);
    floats *potentials = (floats *)scratch;          // v[t], `together` samples a slot
    floats *parts = potentials + slots * TOGETHER;  // part of the slot in which the membrane charges
    for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
        floats a = LOAD(layer->decay + neuron);
        floats k = LOAD(layer->gain + neuron);
        floats bias = LOAD(layer->bias + neuron);
        floats threshold = LOAD(layer->threshold + neuron);
        floats leak = discharge ? k / (1 - a) : SPLAT(0);
        float *source = current + sample * n + neuron;
        const float *errors = spikeAdjoint + sample * n + neuron;
        floats v[TOGETHER], lastSteady[TOGETHER], next[TOGETHER], sum[TOGETHER];
        for (size_t s = 0; s < together; s++) v[s] = lastSteady[s] = next[s] = sum[s] = SPLAT(0);
        for (size_t slot = 0; slot < slots; slot++) {
            for (size_t s = 0; s < together; s++) {
                floats part;
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats steady = leak * drive;
                v[s] = slotPotential(discharge, a, k, drive, reset, threshold, v[s], lastSteady[s], steady, &part);
                lastSteady[s] = steady;
                potentials[slot * TOGETHER + s] = v[s];
                if (discharge) parts[slot * TOGETHER + s] = part;
            }
        }
        floats decaySum = SPLAT(0), gainSum = SPLAT(0), thresholdSum = SPLAT(0), biasSum = SPLAT(0);
        for (size_t slot = slots; slot-- > 0;) {
            for (size_t s = 0; s < together; s++) {
                floats now = potentials[slot * TOGETHER + s];
                floats slope = surrogateSlope(surrogate, width, now - threshold);
                floats error = LOAD(errors + slot * adjointStep + s * n);
                // A discharge is taken as given: its restart does not depend smoothly on the spike's potential.
                if (!discharge) error += next[s] * a * (reset - now);
                floats throughSpike = error * slope;
                floats delta = SELECT(now >= threshold, SPLAT(0), a * next[s]) + throughSpike;
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats before = slot > 0 ? potentials[(slot - 1) * TOGETHER + s] : SPLAT(0);
                ints restarted = before >= threshold;
                if (slot == 0) restarted = restarted & 0;
                floats through = delta;
                if (discharge) {
                    through = delta * parts[slot * TOGETHER + s];
                    decaySum += SELECT(restarted, through * leak * drive, delta * before);
                } else {
                    decaySum += delta * SELECT(restarted, reset, before);
                }
                floats driven = k * through;
                gainSum += through * drive;
                thresholdSum -= throughSpike;
                biasSum += driven;
                if (step == 0) {
                    sum[s] += driven;
                } else {
                    STORE(source + slot * step + s * n, driven);
                }
                next[s] = delta;
            }
        }
        if (step == 0) {
            for (size_t s = 0; s < together; s++) STORE(source + s * n, sum[s]);
        }
        STORE(adjoint->decay + neuron, LOAD(adjoint->decay + neuron) + decaySum);
        STORE(adjoint->gain + neuron, LOAD(adjoint->gain + neuron) + gainSum);
        STORE(adjoint->bias + neuron, LOAD(adjoint->bias + neuron) + biasSum);
        STORE(adjoint->threshold + neuron, LOAD(adjoint->threshold + neuron) + thresholdSum);
    }
}

SPIKE_INLINE void backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *spikeAdjoint, size_t adjointFrames, float *scratch, spike_lif_adjoint *adjoint,
    int discharge) {
    size_t plane = samples * layer->neurons;
    size_t step = frames == 1 ? 0 : plane;
    size_t adjointStep = adjointFrames == 1 ? 0 : plane;
    size_t sample = 0;
    for (; sample + TOGETHER <= samples; sample += TOGETHER) {
        backwardSamples(
            layer, surrogate, width, current, step, slots, sample, TOGETHER, spikeAdjoint, adjointStep, scratch,
            adjoint, discharge);
    }
    for (; sample < samples; sample++) {
        backwardSamples(
            layer, surrogate, width, current, step, slots, sample, 1, spikeAdjoint, adjointStep, scratch, adjoint,
            discharge);
    }
}

SPIKE_CLONES
void spike_lif_backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *spikeAdjoint, size_t adjointFrames, float *scratch, spike_lif_adjoint *adjoint) {
#define PASS(kind)                                                                                                  \
    case kind:                                                                                                      \
        if (layer->discharge) {                                                                                     \
            backward(                                                                                               \
                layer, kind, width, current, frames, slots, samples, spikeAdjoint, adjointFrames, scratch, adjoint, \
                1);                                                                                                 \
        } else {                                                                                                    \
            backward(                                                                                               \
                layer, kind, width, current, frames, slots, samples, spikeAdjoint, adjointFrames, scratch, adjoint, \
                0);                                                                                                 \
        }                                                                                                           \
        break;
    switch (surrogate) {
        PASS(SPIKE_RECTANGULAR)
        PASS(SPIKE_TRIANGULAR)
        PASS(SPIKE_SIGMOID)
        PASS(SPIKE_GAUSSIAN)
        PASS(SPIKE_ARCTANGENT)
        PASS(SPIKE_FAST_SIGMOID)
    }
#undef PASS
}

SPIKE_CLONES
void spike_membrane_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, float *potential) {
    size_t n = layer->neurons;
    size_t plane = samples * n;
    size_t step = frames == 1 ? 0 : plane;
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
            size_t offset = sample * n + neuron;
            floats v = SPLAT(0);
            for (size_t slot = 0; slot < slots; slot++) {
                floats drive = LOAD(current + offset + slot * step) + LOAD(layer->bias + neuron);
                v = LOAD(layer->decay + neuron) * v + LOAD(layer->gain + neuron) * drive;
                STORE(potential + offset + slot * plane, v);
            }
        }
    }
}

SPIKE_CLONES
void spike_membrane_backward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, const float *potential,
    const float *potentialAdjoint, float *currentAdjoint, spike_lif_adjoint *adjoint) {
    size_t n = layer->neurons;
    size_t plane = samples * n;
    size_t step = frames == 1 ? 0 : plane;
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
            size_t offset = sample * n + neuron;
            floats a = LOAD(layer->decay + neuron);
            floats k = LOAD(layer->gain + neuron);
            floats bias = LOAD(layer->bias + neuron);
            floats delta = SPLAT(0), sum = SPLAT(0), decaySum = SPLAT(0), gainSum = SPLAT(0), biasSum = SPLAT(0);
            for (size_t slot = slots; slot-- > 0;) {
                delta = LOAD(potentialAdjoint + offset + slot * plane) + a * delta;
                floats drive = LOAD(current + offset + slot * step) + bias;
                if (slot > 0) decaySum += delta * LOAD(potential + offset + (slot - 1) * plane);
                gainSum += delta * drive;
                floats driven = k * delta;
                biasSum += driven;
                if (step == 0) {
                    sum += driven;
                } else {
                    STORE(currentAdjoint + offset + slot * step, driven);
                }
            }
            if (step == 0) STORE(currentAdjoint + offset, sum);
            STORE(adjoint->decay + neuron, LOAD(adjoint->decay + neuron) + decaySum);
            STORE(adjoint->gain + neuron, LOAD(adjoint->gain + neuron) + gainSum);
            STORE(adjoint->bias + neuron, LOAD(adjoint->bias + neuron) + biasSum);
        }
    }
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
