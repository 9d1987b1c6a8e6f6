#include "NarrowLIF.h"
#include "Slots.h"

// Narrow layers whose current stands still: sixteen samples make a vector of each neuron, so that no lane idles.

enum { NARROW_TOGETHER = 5 };

/// Neurons at the end without a threshold are padding.
SPIKE_INLINE size_t unpadded(const spike_lif *layer) {
    size_t n = layer->neurons;
    while (n > 0 && layer->threshold[n - 1] == __builtin_inff()) n--;
    return n;
}

/// `[neurons × samples]` from up to sixteen rows `[samples × neurons]`; samples beyond are zero.
SPIKE_INLINE void loadSquare(const float *rows, size_t count, floats square[SPIKE_LANES]) {
    for (size_t s = 0; s < SPIKE_LANES; s++) square[s] = s < count ? LOAD(rows + s * SPIKE_LANES) : SPLAT(0);
    transpose(square);
}

SPIKE_INLINE void storeSquare(floats square[SPIKE_LANES], size_t count, float *rows) {
    transpose(square);
    for (size_t s = 0; s < count; s++) STORE(rows + s * SPIKE_LANES, square[s]);
}

/// A neuron's numbers, the same in all lanes.
typedef struct {
    floats a, k, bias, threshold, leak;
} neuronSplats;

SPIKE_INLINE neuronSplats splats(const spike_lif *layer, size_t neuron, int discharge) {
    neuronSplats x = {
        SPLAT(layer->decay[neuron]), SPLAT(layer->gain[neuron]), SPLAT(layer->bias[neuron]),
        SPLAT(layer->threshold[neuron]), SPLAT(0)};
    if (discharge) x.leak = x.k / (1 - x.a);
    return x;
}

/// `together` neurons from `neuron` on, sixteen samples; keeps the potentials `[slots × together]`, if asked to.
SPIKE_INLINE void forwardNarrow(
    const spike_lif *layer, const floats *current, size_t slots, size_t neuron, int together, floats *counts,
    floats *kept, int discharge) {
    floats reset = SPLAT(layer->reset);
    neuronSplats x[NARROW_TOGETHER];
    floats driven[NARROW_TOGETHER], steady[NARROW_TOGETHER], v[NARROW_TOGETHER], count[NARROW_TOGETHER], part;
    SPIKE_UNROLL
    for (int i = 0; i < together; i++) {
        x[i] = splats(layer, neuron + (size_t)i, discharge);
        floats drive = current[neuron + (size_t)i] + x[i].bias;
        steady[i] = x[i].leak * drive;
        driven[i] = x[i].k * drive;
        v[i] = count[i] = SPLAT(0);
    }
    for (size_t slot = 0; slot < slots; slot++) {
        SPIKE_UNROLL
        for (int i = 0; i < together; i++) {
            floats last = slot == 0 ? SPLAT(0) : steady[i];
            // The last slot's spike is counted where it resets: one comparison.
            count[i] = SELECT(v[i] >= x[i].threshold, count[i] + 1, count[i]);
            v[i] = slotPotential(discharge, x[i].a, driven[i], reset, x[i].threshold, v[i], last, steady[i], &part);
            if (kept) kept[slot * (size_t)together + (size_t)i] = v[i];
        }
    }
    SPIKE_UNROLL
    for (int i = 0; i < together; i++) {
        counts[neuron + (size_t)i] = SELECT(v[i] >= x[i].threshold, count[i] + 1, count[i]);
    }
}

/// The neurons of a square, as many side by side as hide each other's latency; `kept` is `[neurons × slots]`, or null.
#define NARROW_GROUPS(n, group)                                                       \
    {                                                                                 \
        size_t neuron = 0;                                                            \
        for (; neuron + NARROW_TOGETHER <= n; neuron += NARROW_TOGETHER) {            \
            enum { TOGETHER_NOW = NARROW_TOGETHER };                                  \
            group;                                                                    \
        }                                                                             \
        for (; neuron < n; neuron++) {                                                \
            enum { TOGETHER_NOW = 1 };                                                \
            group;                                                                    \
        }                                                                             \
    }

SPIKE_INLINE size_t squareRows(size_t samples, size_t sample) {
    return samples - sample < SPIKE_LANES ? samples - sample : SPIKE_LANES;
}

SPIKE_INLINE void forwardSquares(
    const spike_lif *layer, const float *current, size_t slots, size_t samples, float *counts, float *kept, int keeps,
    int discharge) {
    size_t n = unpadded(layer);
    for (size_t sample = 0; sample < samples; sample += SPIKE_LANES) {
        size_t rows = squareRows(samples, sample);
        floats square[SPIKE_LANES], count[SPIKE_LANES];
        floats *own = keeps ? (floats *)kept + sample * slots : 0;
        loadSquare(current + sample * SPIKE_LANES, rows, square);
        for (size_t i = n; i < SPIKE_LANES; i++) count[i] = SPLAT(0);
        NARROW_GROUPS(
            n, forwardNarrow(
                   layer, square, slots, neuron, TOGETHER_NOW, count, keeps ? own + neuron * slots : 0, discharge))
        storeSquare(count, rows, counts + sample * SPIKE_LANES);
    }
}

SPIKE_CLONES
void spike_narrow_forward(
    const spike_lif *layer, const float *current, size_t slots, size_t samples, float *counts) {
    if (layer->discharge) {
        forwardSquares(layer, current, slots, samples, counts, 0, 0, 1);
    } else {
        forwardSquares(layer, current, slots, samples, counts, 0, 0, 0);
    }
}

SPIKE_CLONES
void spike_lif_forward_keeping(
    const spike_lif *layer, const float *current, size_t slots, size_t samples, float *counts, float *potentials) {
    if (layer->discharge) {
        forwardSquares(layer, current, slots, samples, counts, potentials, 1, 1);
    } else {
        forwardSquares(layer, current, slots, samples, counts, potentials, 1, 0);
    }
}

/// `together` neurons from `neuron` on, sixteen samples, from the potentials that `forwardNarrow` kept; leaves ∂L/∂I in
/// `current`.
SPIKE_INLINE void backwardNarrow(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, floats *current, size_t slots, size_t neuron,
    int together, const floats *errors, const floats *kept, spike_lif_adjoint *adjoint, int discharge, int isFull) {
    enum { T = NARROW_TOGETHER };
    floats reset = SPLAT(layer->reset);
    neuronSplats x[T];
    floats drive[T], steady[T], next[T], sum[T], decaySum[T], thresholdSum[T];
    SPIKE_UNROLL
    for (int i = 0; i < together; i++) {
        x[i] = splats(layer, neuron + (size_t)i, discharge);
        drive[i] = isFull ? current[neuron + (size_t)i] + x[i].bias : SPLAT(0);
        steady[i] = x[i].leak * drive[i];
        next[i] = sum[i] = decaySum[i] = thresholdSum[i] = SPLAT(0);
    }
    for (size_t slot = slots; slot-- > 0;) {
        SPIKE_UNROLL
        for (int i = 0; i < together; i++) {
            size_t place = slot * (size_t)together + (size_t)i;
            floats before = slot > 0 && isFull ? kept[place - (size_t)together] : SPLAT(0);
            floats part = SPLAT(1);
            if (discharge) {
                slotPotential(1, x[i].a, steady[i], reset, x[i].threshold, before, steady[i], steady[i], &part);
                if (slot == 0) part = SPLAT(1);
            }
            slotAdjoint own;
            next[i] = slotBackward(
                discharge, surrogate, width, x[i].a, x[i].leak, reset, x[i].threshold, errors[neuron + (size_t)i],
                kept[place], before, slot == 0, drive[i], part, next[i], &own);
            sum[i] += own.through;
            if (isFull) {
                decaySum[i] += own.decay;
                thresholdSum[i] -= own.threshold;
            }
        }
    }
    SPIKE_UNROLL
    for (int i = 0; i < together; i++) {
        floats driven = x[i].k * sum[i];
        size_t n = neuron + (size_t)i;
        current[n] = driven;
        if (adjoint->bias) adjoint->bias[n] += total(driven);
        if (!isFull) continue;
        if (adjoint->gain) adjoint->gain[n] += total(sum[i] * drive[i]);
        if (adjoint->decay) adjoint->decay[n] += total(decaySum[i]);
        if (adjoint->threshold) adjoint->threshold[n] += total(thresholdSum[i]);
    }
}

SPIKE_INLINE void backwardSquares(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t slots, size_t samples,
    const float *spikeAdjoint, const float *potentials, spike_lif_adjoint *adjoint, int discharge, int isFull) {
    size_t n = unpadded(layer);
    for (size_t sample = 0; sample < samples; sample += SPIKE_LANES) {
        size_t rows = squareRows(samples, sample);
        floats square[SPIKE_LANES], errors[SPIKE_LANES];
        const floats *kept = (const floats *)potentials + sample * slots;
        if (isFull) loadSquare(current + sample * SPIKE_LANES, rows, square);
        loadSquare(spikeAdjoint + sample * SPIKE_LANES, rows, errors);
        NARROW_GROUPS(
            n, backwardNarrow(
                   layer, surrogate, width, square, slots, neuron, TOGETHER_NOW, errors, kept + neuron * slots, adjoint,
                   discharge, isFull))
        for (size_t i = n; i < SPIKE_LANES; i++) square[i] = SPLAT(0);
        storeSquare(square, rows, current + sample * SPIKE_LANES);
    }
}

SPIKE_CLONES
void spike_lif_backward_kept(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t slots, size_t samples,
    const float *spikeAdjoint, const float *potentials, spike_lif_adjoint *adjoint) {
#define PASS(kind, discharge, isFull)                                                                             \
    backwardSquares(                                                                                              \
        layer, kind, width, current, slots, samples, spikeAdjoint, potentials, adjoint, discharge, isFull)
    SPIKE_BY_SURROGATE(surrogate, layer, adjoint, PASS)
#undef PASS
}

SPIKE_CLONES
void spike_transpose_narrow(const float *matrix, size_t rows, float *transposed, size_t stride) {
    for (size_t row = 0; row < rows; row += SPIKE_LANES) {
        floats square[SPIKE_LANES];
        loadSquare(matrix + row * SPIKE_LANES, rows - row < SPIKE_LANES ? rows - row : SPIKE_LANES, square);
        for (size_t i = 0; i < SPIKE_LANES; i++) STORE(transposed + i * stride + row, square[i]);
    }
}
