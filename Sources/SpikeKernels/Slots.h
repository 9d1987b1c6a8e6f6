#ifndef SPIKE_SLOTS_H
#define SPIKE_SLOTS_H

#include "Exponential.h"

// The arithmetic of one slot, forward and backward, and what the two kinds of loops over slots share.

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

/// Runs PASS(surrogate, discharge, isFull) with constants, so that each gets a loop of its own: what no one learns is not
/// summed.
#define SPIKE_BY_SURROGATE(surrogate, layer, adjoint, PASS)           \
    switch (surrogate) {                                              \
        SPIKE_CASE(SPIKE_RECTANGULAR, layer, adjoint, PASS)           \
        SPIKE_CASE(SPIKE_TRIANGULAR, layer, adjoint, PASS)            \
        SPIKE_CASE(SPIKE_SIGMOID, layer, adjoint, PASS)               \
        SPIKE_CASE(SPIKE_GAUSSIAN, layer, adjoint, PASS)              \
        SPIKE_CASE(SPIKE_ARCTANGENT, layer, adjoint, PASS)            \
        SPIKE_CASE(SPIKE_FAST_SIGMOID, layer, adjoint, PASS)          \
    }

#define SPIKE_CASE(kind, layer, adjoint, PASS)                                   \
    case kind:                                                                   \
        if ((layer)->discharge) {                                                \
            PASS(kind, 1, 1);                                                    \
        } else if ((adjoint)->decay || (adjoint)->gain || (adjoint)->threshold) { \
            PASS(kind, 0, 1);                                                    \
        } else {                                                                 \
            PASS(kind, 0, 0);                                                    \
        }                                                                        \
        break;

#endif
