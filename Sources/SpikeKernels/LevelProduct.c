#include "Vectors.h"

// Products with levels that stand still: narrow ones whole, with the sums in registers, and sparse ones of any width.
// A sum runs over the inputs in their order, whatever rows are beside it.

enum { ROWS = 8 };

/// `rows` rows of a vector of columns.
SPIKE_INLINE void narrowRows(
    const float *levels, size_t stride, size_t rows, size_t k, const float *dense, size_t n, float *out) {
    floats sum[ROWS];
    SPIKE_UNROLL
    for (size_t r = 0; r < rows; r++) sum[r] = SPLAT(0);
    for (size_t i = 0; i < k; i++) {
        floats source = LOAD(dense + i * n);
        SPIKE_UNROLL
        for (size_t r = 0; r < rows; r++) sum[r] += levels[r * stride + i] * source;
    }
    SPIKE_UNROLL
    for (size_t r = 0; r < rows; r++) STORE(out + r * n, sum[r]);
}

SPIKE_CLONES
void spike_level_product(
    const float *levels, size_t m, size_t k, const float *dense, size_t n, float *out) {
    for (size_t column = 0; column < n; column += SPIKE_LANES) {
        for (size_t row = 0; row < m; row += ROWS) {
            const float *own = levels + row * k;
            float *target = out + row * n + column;
            switch (m - row < ROWS ? m - row : ROWS) {
#define PASS(rows)                                                         \
    case rows:                                                             \
        narrowRows(own, k, rows, k, dense + column, n, target);            \
        break;
                PASS(1) PASS(2) PASS(3) PASS(4) PASS(5) PASS(6) PASS(7) PASS(8)
#undef PASS
            }
        }
    }
}

/// `inputs` rows of the gradient, a vector of columns.
SPIKE_INLINE void narrowGradient(
    const float *levels, size_t m, size_t k, size_t inputs, const float *adjoint, size_t n, float *out,
    int accumulate) {
    floats sum[ROWS];
    SPIKE_UNROLL
    for (size_t i = 0; i < inputs; i++) sum[i] = accumulate ? LOAD(out + i * n) : SPLAT(0);
    for (size_t s = 0; s < m; s++) {
        floats source = LOAD(adjoint + s * n);
        SPIKE_UNROLL
        for (size_t i = 0; i < inputs; i++) sum[i] += levels[s * k + i] * source;
    }
    SPIKE_UNROLL
    for (size_t i = 0; i < inputs; i++) STORE(out + i * n, sum[i]);
}

SPIKE_CLONES
void spike_level_gradient(
    const float *levels, size_t m, size_t k, size_t inputs, const float *adjoint, size_t n, float *out,
    int accumulate) {
    for (size_t column = 0; column < n; column += SPIKE_LANES) {
        for (size_t input = 0; input < inputs; input += ROWS) {
            const float *own = levels + input;
            float *target = out + input * n + column;
            switch (inputs - input < ROWS ? inputs - input : ROWS) {
#define PASS(count)                                                                    \
    case count:                                                                        \
        narrowGradient(own, m, k, count, adjoint + column, n, target, accumulate);     \
        break;
                PASS(1) PASS(2) PASS(3) PASS(4) PASS(5) PASS(6) PASS(7) PASS(8)
#undef PASS
            }
        }
    }
}
