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

#define LOAD(pointer) (*(const floats *)(pointer))
#define STORE(pointer, value) (*(floats *)(pointer) = (value))

#define SPLAT(x) ((floats)((float)(x)))
#define SELECT(mask, yes, no) ((mask) ? (yes) : (no))
#define ABSOLUTE(x) __builtin_elementwise_abs(x)
#define MINIMUM(x, y) __builtin_elementwise_min(x, y)
#define MAXIMUM(x, y) __builtin_elementwise_max(x, y)

/// SplitMix64's finalizer (Steele, Lea, Flood, doi 10.1145/2714064.2660195): 64 random bits from a counter.
SPIKE_INLINE uint64_t spike_mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

#endif
