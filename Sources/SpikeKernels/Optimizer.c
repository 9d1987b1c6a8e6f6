#include "Vectors.h"

/// The gradient of one vector of parameters, and the interval they may be in.
SPIKE_INLINE floats gradientAt(const spike_parameters *p, size_t i, size_t column, floats w) {
    floats g = LOAD(p->gradients[0] + i);
    for (size_t shard = 1; shard < p->gradientCount; shard++) g += LOAD(p->gradients[shard] + i);
    if (p->load) {
        floats slope = SELECT(w > 0, SPLAT(1), SELECT(w < 0, SPLAT(-1), SPLAT(0)));
        if (p->slopes) {
            floats given = LOAD(p->slopes + i);
            slope = SELECT(given == given, given, slope);
        }
        g += slope * LOAD(p->load + column);
    }
    return g * p->gradientScale;
}

SPIKE_INLINE floats bounded(const spike_parameters *p, size_t i, floats w) {
    floats low = p->lows ? LOAD(p->lows + i) : SPLAT(p->low);
    floats high = p->highs ? LOAD(p->highs + i) : SPLAT(p->high);
    return MINIMUM(MAXIMUM(w, low), high);
}

// Kingma and Ba, arXiv 1412.6980, algorithm 1; decoupled decay of Loshchilov and Hutter, arXiv 1711.05101.
SPIKE_CLONES
void spike_adam(
    const spike_parameters *p, const spike_step *step, size_t rows, size_t columns, float *first, float *second) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column += SPIKE_LANES) {
            size_t i = row * columns + column;
            floats w = LOAD(p->values + i);
            floats g = gradientAt(p, i, column, w);
            floats m = LOAD(first + i);
            floats v = LOAD(second + i);
            m += (1 - step->firstDecay) * (g - m);
            v += (1 - step->secondDecay) * (g * g - v);
            STORE(first + i, m);
            STORE(second + i, v);
            floats moved = w * step->shrinkage - step->rate * m / (__builtin_elementwise_sqrt(v) + step->epsilon);
            STORE(p->values + i, bounded(p, i, moved));
        }
    }
}

SPIKE_CLONES
void spike_momentum(const spike_parameters *p, const spike_step *step, size_t rows, size_t columns, float *first) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column += SPIKE_LANES) {
            size_t i = row * columns + column;
            floats w = LOAD(p->values + i);
            floats m = step->firstDecay * LOAD(first + i) + gradientAt(p, i, column, w);
            STORE(first + i, m);
            STORE(p->values + i, bounded(p, i, w * step->shrinkage - step->rate * m));
        }
    }
}
