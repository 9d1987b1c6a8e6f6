#include "Vectors.h"

// A tile of `dense` is one word of rows × BLOCK columns: 32 kB, which stays in the first cache while the rows of a chunk
// walk over it; the chunk's part of `out` stays in the second.
enum { VECTORS = 8, BLOCK = VECTORS * SPIKE_LANES, CHUNK = 128 };

SPIKE_CLONES
void spike_product(
    const uint64_t *bits, size_t words, size_t m, const float *dense, size_t n, float *out, int accumulate) {
    for (size_t start = 0; start < m; start += CHUNK) {
        size_t end = start + CHUNK < m ? start + CHUNK : m;
        size_t column = 0;
        for (; column + BLOCK <= n; column += BLOCK) {
            for (size_t w = 0; w < words; w++) {
                const float *tile = dense + w * 64 * n + column;
                for (size_t row = start; row < end; row++) {
                    uint64_t word = bits[row * words + w];
                    float *target = out + row * n + column;
                    floats sum[VECTORS];
                    if (w == 0 && !accumulate) {
                        for (int i = 0; i < VECTORS; i++) sum[i] = SPLAT(0);
                    } else {
                        if (word == 0) continue;
                        for (int i = 0; i < VECTORS; i++) sum[i] = LOAD(target + SPIKE_LANES * i);
                    }
                    while (word != 0) {
                        const float *source = tile + (size_t)__builtin_ctzll(word) * n;
                        word &= word - 1;
                        for (int i = 0; i < VECTORS; i++) sum[i] += LOAD(source + SPIKE_LANES * i);
                    }
                    for (int i = 0; i < VECTORS; i++) STORE(target + SPIKE_LANES * i, sum[i]);
                }
            }
        }
        for (; column < n; column += SPIKE_LANES) {
            for (size_t row = start; row < end; row++) {
                float *target = out + row * n + column;
                floats sum = accumulate ? LOAD(target) : SPLAT(0);
                for (size_t w = 0; w < words; w++) {
                    uint64_t word = bits[row * words + w];
                    const float *tile = dense + w * 64 * n + column;
                    while (word != 0) {
                        sum += LOAD(tile + (size_t)__builtin_ctzll(word) * n);
                        word &= word - 1;
                    }
                }
                STORE(target, sum);
            }
        }
    }
}

// Hacker's Delight, section 7-3: swap ever smaller blocks across the diagonal.
static void transpose64(uint64_t a[64]) {
    uint64_t mask = 0x00000000FFFFFFFFull;
    for (int step = 32; step != 0; step >>= 1, mask ^= mask << step) {
        for (int k = 0; k < 64; k = (k + step + 1) & ~step) {
            uint64_t swapped = ((a[k] >> step) ^ a[k + step]) & mask;
            a[k] ^= swapped << step;
            a[k + step] ^= swapped;
        }
    }
}

void spike_transpose(const uint64_t *bits, size_t rows, size_t words, uint64_t *transposed) {
    size_t rowWords = (rows + 63) / 64;
    for (size_t block = 0; block < rowWords; block++) {
        for (size_t w = 0; w < words; w++) {
            uint64_t a[64];
            uint64_t any = 0;
            for (size_t i = 0; i < 64; i++) {
                size_t row = block * 64 + i;
                a[i] = row < rows ? bits[row * words + w] : 0;
                any |= a[i];
            }
            if (any != 0) transpose64(a);
            for (size_t i = 0; i < 64; i++) transposed[(w * 64 + i) * rowWords + block] = a[i];
        }
    }
}

SPIKE_CLONES
size_t spike_survey(const uint64_t *bits, size_t rows, size_t words, uint64_t *ever, uint64_t *always) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        uint64_t any = 0, all = ~(uint64_t)0;
        for (size_t row = 0; row < rows; row++) {
            uint64_t word = bits[row * words + w];
            any |= word;
            all &= word;
            count += (size_t)__builtin_popcountll(word);
        }
        ever[w] |= any;
        always[w] &= all;
    }
    return count;
}
