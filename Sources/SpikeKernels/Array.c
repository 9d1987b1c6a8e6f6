#include "Vectors.h"

SPIKE_INLINE floats unit(floats g) { return MINIMUM(MAXIMUM(g, SPLAT(0)), SPLAT(1)); }

/// What a healthy cell holds when `g` is programmed into it.
SPIKE_INLINE floats programmed(const spike_array *array, floats g, const float *normals) {
    if (array->levels > 0) g = __builtin_elementwise_roundeven(g * array->levels) / array->levels;
    if (normals) {
        floats absolute = SPLAT(array->absoluteNoise);
        floats relative = array->relativeNoise * (g + array->minimum);
        g += LOAD(normals) * __builtin_elementwise_sqrt(absolute * absolute + relative * relative);
    }
    return unit(g);
}

SPIKE_INLINE void realise(
    const spike_array *array, const float *weights, size_t firstRow, size_t rows, size_t columns, float *realised,
    float *load, int faulty) {
    uint64_t mask = ((uint64_t)1 << array->poolBits) - 1;
    // In a pair G_min cancels; a single cell passes its whole conductance on.
    floats idle = SPLAT(array->cells == 2 ? 0 : array->minimum);
    for (size_t column = 0; column < columns; column++) load[column] = 0;
    for (size_t row = 0; row < rows; row++) {
        uint64_t place = spike_mix(array->seed + firstRow + row);
        const float *first = array->normals ? array->normals + (place & mask) : 0;
        const float *second = array->normals ? array->normals + (place >> 32 & mask) : 0;
        for (size_t column = 0; column < columns; column += SPIKE_LANES) {
            size_t i = row * columns + column;
            floats w = LOAD(weights + i);
            floats positive = unit(w);
            floats negative = array->cells == 2 ? unit(-w) : SPLAT(0);
            floats stuckPositive = w, stuckNegative = w;
            if (faulty) {
                // A pair with a stuck cell still holds w, as far as its healthy cell can reach.
                stuckPositive = LOAD(array->stuckPositive + i);
                if (array->cells == 2) {
                    stuckNegative = LOAD(array->stuckNegative + i);
                    negative = SELECT(stuckPositive == stuckPositive, unit(stuckPositive - w), negative);
                    positive = SELECT(stuckNegative == stuckNegative, unit(stuckNegative + w), positive);
                }
            }
            positive = programmed(array, positive, first ? first + column : 0);
            negative = array->cells == 2 ? programmed(array, negative, second ? second + column : 0) : SPLAT(0);
            if (faulty) {
                positive = SELECT(stuckPositive == stuckPositive, stuckPositive, positive);
                if (array->cells == 2) negative = SELECT(stuckNegative == stuckNegative, stuckNegative, negative);
            }
            STORE(realised + i, positive - negative + idle);
            STORE(load + column, LOAD(load + column) + positive + negative);
        }
    }
}

SPIKE_CLONES
void spike_realise(
    const spike_array *array, const float *weights, size_t firstRow, size_t rows, size_t columns, float *realised,
    float *load) {
    if (array->stuckPositive) {
        realise(array, weights, firstRow, rows, columns, realised, load, 1);
    } else {
        realise(array, weights, firstRow, rows, columns, realised, load, 0);
    }
}
