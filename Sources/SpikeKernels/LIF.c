#include "Vectors.h"

enum { TOGETHER = SPIKE_SAMPLES_TOGETHER, NARROW_TOGETHER = 5 };

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
    int discharge, floats a, floats driven, floats reset, floats threshold, floats v, floats lastSteady, floats steady,
    floats *part) {
    ints fired = v >= threshold;
    if (!discharge) {
        *part = SPLAT(1);
        return a * SELECT(fired, reset, v) + driven;
    }
    floats free = a * v + driven;
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

// Narrow layers whose current stands still: sixteen samples make a vector of each neuron, so that no lane idles.

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
void spike_lif_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, uint64_t *spikes,
    size_t words, float *counts) {
    int isNarrow = layer->neurons == SPIKE_LANES && frames == 1 && !spikes && counts;
    if (isNarrow) {
        if (layer->discharge) {
            forwardSquares(layer, current, slots, samples, counts, 0, 0, 1);
        } else {
            forwardSquares(layer, current, slots, samples, counts, 0, 0, 0);
        }
    } else if (layer->discharge) {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 1);
    } else {
        forward(layer, current, frames, slots, samples, spikes, words, counts, 0);
    }
}

/// What one slot's backward pass adds, beside ∂L/∂v of the slot.
typedef struct {
    floats through;   // ∂L/∂v as it reaches the slot's drive
    floats threshold;
    floats decay;
} slotAdjoint;

/// ∂L/∂v of a slot, from that of the next.
SPIKE_INLINE floats slotBackward(
    int discharge, enum spike_surrogate surrogate, float width, floats a, floats leak, floats reset, floats threshold,
    floats error, floats now, floats before, int isFirst, floats drive, floats part, floats next, slotAdjoint *adjoint) {
    floats slope = surrogateSlope(surrogate, width, now - threshold);
    floats kept = a * next;
    // A discharge is taken as given: its restart does not depend smoothly on the spike's potential.
    if (!discharge) error += kept * (reset - now);
    floats throughSpike = error * slope;
    floats delta = SELECT(now >= threshold, SPLAT(0), kept) + throughSpike;
    ints restarted = before >= threshold;
    if (isFirst) restarted = restarted & 0;
    adjoint->threshold = throughSpike;
    if (discharge) {
        adjoint->through = delta * part;
        adjoint->decay = SELECT(restarted, adjoint->through * leak * drive, delta * before);
    } else {
        adjoint->through = delta;
        adjoint->decay = delta * SELECT(restarted, reset, before);
    }
    return delta;
}

/// Adds to `[neurons]` sums, if they are wanted.
SPIKE_INLINE void addTo(float *sums, size_t neuron, floats value) {
    if (sums) STORE(sums + neuron, LOAD(sums + neuron) + value);
}

/// Where ∂L/∂o comes from: a plane, or the layer above, if `neurons` of it are few.
typedef struct {
    const float *plane;  // [adjointFrames × samples × neurons]
    size_t step;
    const float *above;  // ∂L/∂I of the layer above, [slots × samples × SPIKE_LANES]
    const float *weights;  // [neurons above × neurons]
    size_t neurons;
    const float *kept;  // potentials of a narrow layer, or null
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

/// - Parameter kept: potentials of all samples; null to run the forward pass again, into `scratch`.
SPIKE_INLINE void backwardSquares(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t slots, size_t samples,
    const float *spikeAdjoint, const float *kept, float *scratch, spike_lif_adjoint *adjoint, int discharge,
    int isFull) {
    size_t n = unpadded(layer);
    for (size_t sample = 0; sample < samples; sample += SPIKE_LANES) {
        size_t rows = squareRows(samples, sample);
        floats square[SPIKE_LANES], errors[SPIKE_LANES], counts[SPIKE_LANES];
        if (isFull || !kept) loadSquare(current + sample * SPIKE_LANES, rows, square);
        loadSquare(spikeAdjoint + sample * SPIKE_LANES, rows, errors);
        if (kept) {
            const floats *own = (const floats *)kept + sample * slots;
            NARROW_GROUPS(
                n, backwardNarrow(
                       layer, surrogate, width, square, slots, neuron, TOGETHER_NOW, errors, own + neuron * slots,
                       adjoint, discharge, isFull))
        } else {
            floats *own = (floats *)scratch;
            NARROW_GROUPS(
                n, forwardNarrow(layer, square, slots, neuron, TOGETHER_NOW, counts, own, discharge);
                backwardNarrow(
                    layer, surrogate, width, square, slots, neuron, TOGETHER_NOW, errors, own, adjoint, discharge,
                    isFull))
        }
        for (size_t i = n; i < SPIKE_LANES; i++) square[i] = SPLAT(0);
        storeSquare(square, rows, current + sample * SPIKE_LANES);
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

/// Picks the loop: what no one learns is not summed.
SPIKE_INLINE void backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const spikeErrors *errors, float *scratch, spike_lif_adjoint *adjoint, int isThrough) {
    int isFull = adjoint->decay || adjoint->gain || adjoint->threshold;
    int isNarrow = !isThrough && layer->neurons == SPIKE_LANES && frames == 1 && errors->step == 0;
#define PASS(discharge, isFull)                                                                                       \
    if (isNarrow) {                                                                                                   \
        backwardSquares(                                                                                              \
            layer, surrogate, width, current, slots, samples, errors->plane, errors->kept, scratch, adjoint,          \
            discharge, isFull);                                                                                       \
    } else {                                                                                                          \
        backwardRows(                                                                                                 \
            layer, surrogate, width, current, frames, slots, samples, errors, scratch, adjoint, discharge, isFull,    \
            isThrough);                                                                                               \
    }
    if (layer->discharge) {
        PASS(1, 1)
    } else if (isFull) {
        PASS(0, 1)
    } else {
        PASS(0, 0)
    }
#undef PASS
}

SPIKE_INLINE void backwardBySurrogate(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const spikeErrors *errors, float *scratch, spike_lif_adjoint *adjoint, int isThrough) {
    switch (surrogate) {
#define PASS(kind)                                                                                              \
    case kind:                                                                                                  \
        backward(                                                                                               \
            layer, kind, width, current, frames, slots, samples, errors, scratch, adjoint, isThrough);          \
        break;
        PASS(SPIKE_RECTANGULAR)
        PASS(SPIKE_TRIANGULAR)
        PASS(SPIKE_SIGMOID)
        PASS(SPIKE_GAUSSIAN)
        PASS(SPIKE_ARCTANGENT)
        PASS(SPIKE_FAST_SIGMOID)
#undef PASS
    }
}

SPIKE_CLONES
void spike_lif_backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *spikeAdjoint, size_t adjointFrames, float *scratch, spike_lif_adjoint *adjoint) {
    spikeErrors errors = {spikeAdjoint, adjointFrames == 1 ? 0 : samples * layer->neurons, 0, 0, 0, 0};
    backwardBySurrogate(
        layer, surrogate, width, current, frames, slots, samples, &errors, scratch, adjoint, 0);
}

SPIKE_CLONES
void spike_lif_backward_through(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *above, const float *weights, size_t neuronsAbove, float *scratch,
    spike_lif_adjoint *adjoint) {
    spikeErrors errors = {0, 0, above, weights, neuronsAbove, 0};
    backwardBySurrogate(
        layer, surrogate, width, current, frames, slots, samples, &errors, scratch, adjoint, 1);
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

SPIKE_CLONES
void spike_lif_backward_kept(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t slots, size_t samples,
    const float *spikeAdjoint, const float *potentials, spike_lif_adjoint *adjoint) {
    spikeErrors errors = {spikeAdjoint, 0, 0, 0, 0, potentials};
    backwardBySurrogate(layer, surrogate, width, current, 1, slots, samples, &errors, 0, adjoint, 0);
}

SPIKE_CLONES
void spike_transpose_narrow(const float *matrix, size_t rows, float *transposed, size_t stride) {
    for (size_t row = 0; row < rows; row += SPIKE_LANES) {
        floats square[SPIKE_LANES];
        loadSquare(matrix + row * SPIKE_LANES, rows - row < SPIKE_LANES ? rows - row : SPIKE_LANES, square);
        for (size_t i = 0; i < SPIKE_LANES; i++) STORE(transposed + i * stride + row, square[i]);
    }
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
            addTo(adjoint->decay, neuron, decaySum);
            addTo(adjoint->gain, neuron, gainSum);
            addTo(adjoint->bias, neuron, biasSum);
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
