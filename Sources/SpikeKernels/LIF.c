#include "NarrowLIF.h"
#include "Slots.h"

enum { TOGETHER = SPIKE_SAMPLES_TOGETHER };

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
        SPIKE_UNROLL
        for (size_t s = 0; s < together; s++) v[s] = lastSteady[s] = count[s] = SPLAT(0);
        for (size_t slot = 0; slot < slots; slot++) {
            SPIKE_UNROLL
            for (size_t s = 0; s < together; s++) {
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats steady = leak * drive;
                floats driven = k * drive;
                v[s] = slotPotential(discharge, a, driven, reset, threshold, v[s], lastSteady[s], steady, &part);
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
            SPIKE_UNROLL
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
    if (layer->neurons == SPIKE_LANES && frames == 1 && !spikes && counts) {
        spike_narrow_forward(layer, current, slots, samples, counts);
    } else if (layer->discharge) {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 1);
    } else {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 0);
    }
}

/// Where ∂L/∂o comes from: a plane, or the layer above, if `neurons` of it are few.
typedef struct {
    const float *plane;  // [adjointFrames × samples × neurons]
    size_t step;
    const float *above;  // ∂L/∂I of the layer above, [slots × samples × SPIKE_LANES]
    const float *weights;  // [neurons above × neurons]
    size_t neurons;
} spikeErrors;

SPIKE_INLINE void backwardSamples(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t step, size_t slots,
    size_t samples, size_t sample, size_t together, const spikeErrors *errors, float *scratch,
    spike_lif_adjoint *adjoint, int discharge, int isFull, int isThrough) {
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
        floats v[TOGETHER], lastSteady[TOGETHER], next[TOGETHER], sum[TOGETHER];
        SPIKE_UNROLL
        for (size_t s = 0; s < together; s++) v[s] = lastSteady[s] = next[s] = sum[s] = SPLAT(0);
        for (size_t slot = 0; slot < slots; slot++) {
            SPIKE_UNROLL
            for (size_t s = 0; s < together; s++) {
                floats part;
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats steady = leak * drive;
                floats driven = k * drive;
                v[s] = slotPotential(discharge, a, driven, reset, threshold, v[s], lastSteady[s], steady, &part);
                lastSteady[s] = steady;
                potentials[slot * TOGETHER + s] = v[s];
                if (discharge) parts[slot * TOGETHER + s] = part;
            }
        }
        floats decaySum = SPLAT(0), gainSum = SPLAT(0), thresholdSum = SPLAT(0), biasSum = SPLAT(0);
        for (size_t slot = slots; slot-- > 0;) {
            floats error[TOGETHER];
            if (isThrough) {
                const float *above = errors->above + (slot * samples + sample) * SPIKE_LANES;
                SPIKE_UNROLL
                for (size_t s = 0; s < together; s++) error[s] = SPLAT(0);
                for (size_t j = 0; j < errors->neurons; j++) {
                    floats weight = LOAD(errors->weights + j * n + neuron);
                    SPIKE_UNROLL
                    for (size_t s = 0; s < together; s++) error[s] += above[s * SPIKE_LANES + j] * weight;
                }
            } else {
                SPIKE_UNROLL
                for (size_t s = 0; s < together; s++) {
                    error[s] = LOAD(errors->plane + slot * errors->step + (sample + s) * n + neuron);
                }
            }
            SPIKE_UNROLL
            for (size_t s = 0; s < together; s++) {
                floats drive = LOAD(source + slot * step + s * n) + bias;
                floats before = slot > 0 ? potentials[(slot - 1) * TOGETHER + s] : SPLAT(0);
                floats part = discharge ? parts[slot * TOGETHER + s] : SPLAT(1);
                slotAdjoint own;
                next[s] = slotBackward(
                    discharge, surrogate, width, a, leak, reset, threshold, error[s],
                    potentials[slot * TOGETHER + s], before, slot == 0, drive, part, next[s], &own);
                if (isFull) {
                    decaySum += own.decay;
                    thresholdSum -= own.threshold;
                    gainSum += own.through * drive;
                }
                floats driven = k * own.through;
                biasSum += driven;
                if (step == 0) {
                    sum[s] += driven;
                } else {
                    STORE(source + slot * step + s * n, driven);
                }
            }
        }
        if (step == 0) {
            SPIKE_UNROLL
            for (size_t s = 0; s < together; s++) STORE(source + s * n, sum[s]);
        }
        addTo(adjoint->decay, neuron, decaySum);
        addTo(adjoint->gain, neuron, gainSum);
        addTo(adjoint->bias, neuron, biasSum);
        addTo(adjoint->threshold, neuron, thresholdSum);
    }
}

SPIKE_INLINE void backwardRows(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const spikeErrors *errors, float *scratch, spike_lif_adjoint *adjoint, int discharge, int isFull,
    int isThrough) {
    size_t step = frames == 1 ? 0 : samples * layer->neurons;
    size_t sample = 0;
    for (; sample + TOGETHER <= samples; sample += TOGETHER) {
        backwardSamples(
            layer, surrogate, width, current, step, slots, samples, sample, TOGETHER, errors, scratch, adjoint,
            discharge, isFull, isThrough);
    }
    for (; sample < samples; sample++) {
        backwardSamples(
            layer, surrogate, width, current, step, slots, samples, sample, 1, errors, scratch, adjoint, discharge,
            isFull, isThrough);
    }
}

SPIKE_INLINE void backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const spikeErrors *errors, float *scratch, spike_lif_adjoint *adjoint, int isThrough) {
#define PASS(kind, discharge, isFull)                                                                      \
    backwardRows(                                                                                          \
        layer, kind, width, current, frames, slots, samples, errors, scratch, adjoint, discharge, isFull, \
        isThrough)
    SPIKE_BY_SURROGATE(surrogate, layer, adjoint, PASS)
#undef PASS
}

SPIKE_CLONES
void spike_lif_backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *spikeAdjoint, size_t adjointFrames, float *scratch, spike_lif_adjoint *adjoint) {
    spikeErrors errors = {spikeAdjoint, adjointFrames == 1 ? 0 : samples * layer->neurons, 0, 0, 0};
    backward(layer, surrogate, width, current, frames, slots, samples, &errors, scratch, adjoint, 0);
}

SPIKE_CLONES
void spike_lif_backward_through(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *above, const float *weights, size_t neuronsAbove, float *scratch,
    spike_lif_adjoint *adjoint) {
    spikeErrors errors = {0, 0, above, weights, neuronsAbove};
    backward(layer, surrogate, width, current, frames, slots, samples, &errors, scratch, adjoint, 1);
}
