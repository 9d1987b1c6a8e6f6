#ifndef SPIKE_EXPONENTIAL_H
#define SPIKE_EXPONENTIAL_H

#include "Vectors.h"

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

#endif
