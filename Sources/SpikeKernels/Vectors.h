#ifndef SPIKE_VECTORS_H
#define SPIKE_VECTORS_H

#include "SpikeKernels.h"
#include <string.h>

// The thread sanitizer's runtime is not up yet when the loader resolves clones.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define SPIKE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define SPIKE_CLONES
#endif
// Helpers with vector arguments are always inlined: no call's convention can differ between clones.
#pragma clang diagnostic ignored "-Wpsabi"
#define SPIKE_INLINE static inline __attribute__((always_inline))

typedef float floats __attribute__((ext_vector_type(SPIKE_LANES), aligned(4)));
typedef int32_t ints __attribute__((ext_vector_type(SPIKE_LANES), aligned(4)));
typedef _Bool lanes __attribute__((ext_vector_type(SPIKE_LANES)));

/// Before a loop of fixed length over variables that are to stay in registers.
#define SPIKE_UNROLL _Pragma("clang loop unroll(full)")

#define LOAD(pointer) (*(const floats *)(pointer))
#define STORE(pointer, value) (*(floats *)(pointer) = (value))

#define SPLAT(x) ((floats)((float)(x)))
#define SELECT(mask, yes, no) ((mask) ? (yes) : (no))
#define ABSOLUTE(x) __builtin_elementwise_abs(x)
#define MINIMUM(x, y) __builtin_elementwise_min(x, y)
#define MAXIMUM(x, y) __builtin_elementwise_max(x, y)

/// The sum of all lanes, by halves.
SPIKE_INLINE float total(floats x) {
    x += __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    x += __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    x += __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    x += __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    return x[0];
}

/// Exchanges rows and columns of a square of vectors: four perfect shuffles of its rows, each interleaving two.
SPIKE_INLINE void transpose(floats x[SPIKE_LANES]) {
    for (int round = 0; round < 4; round++) {
        floats y[SPIKE_LANES];
        for (int i = 0; i < SPIKE_LANES / 2; i++) {
            floats a = x[i], b = x[i + SPIKE_LANES / 2];
            y[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            y[2 * i + 1] =
                __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (int i = 0; i < SPIKE_LANES; i++) x[i] = y[i];
    }
}

/// SplitMix64's finalizer (Steele, Lea, Flood, doi 10.1145/2714064.2660195): 64 random bits from a counter.
SPIKE_INLINE uint64_t spike_mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

#endif
