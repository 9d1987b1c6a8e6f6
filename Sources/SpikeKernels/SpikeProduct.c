#include "Vectors.h"

// A tile of `dense` is one word of rows × at most eight vectors of columns: 32 kB, which stays in the first cache while
// the rows of a chunk walk over it; the chunk's part of `out` stays in the second. The set bits of a chunk are listed
// once for all tiles beside each other.
enum { VECTORS = 8, CHUNK = 128, NARROW = 2, GROUP = 4, COMBINATIONS = 1 << GROUP };

/// The set bits of one word of each of a chunk's rows.
typedef struct {
    uint8_t counts[CHUNK];
    uint8_t places[CHUNK * 64];
    float levels[CHUNK * 64];
} bitList;

/// - Parameter levels: what stands at a set bit, `rowStep` and `bitStep` apart; null for ones.
SPIKE_INLINE void listBits(
    const uint64_t *bits, size_t words, size_t rows, const float *levels, size_t rowStep, size_t bitStep,
    bitList *list) {
    size_t length = 0;
    for (size_t row = 0; row < rows; row++) {
        uint64_t word = bits[row * words];
        list->counts[row] = (uint8_t)__builtin_popcountll(word);
        while (word != 0) {
            size_t place = (size_t)__builtin_ctzll(word);
            word &= word - 1;
            list->places[length] = (uint8_t)place;
            if (levels) list->levels[length] = levels[row * rowStep + place * bitStep];
            length++;
        }
    }
}

/// Adds a tile's rows at the listed bits to `vectors` vectors of columns of `out`.
SPIKE_INLINE void addTile(
    const bitList *list, size_t rows, const float *tile, size_t n, int vectors, float *out, int accumulate,
    int hasLevels) {
    const uint8_t *place = list->places;
    const float *level = list->levels;
    for (size_t row = 0; row < rows; row++) {
        float *target = out + row * n;
        const uint8_t *end = place + list->counts[row];
        if (accumulate && place == end) continue;
        floats sum[VECTORS];
        SPIKE_UNROLL
        for (int i = 0; i < vectors; i++) sum[i] = accumulate ? LOAD(target + SPIKE_LANES * i) : SPLAT(0);
        for (; place != end; place++) {
            const float *source = tile + *place * n;
            floats factor = hasLevels ? SPLAT(*level++) : SPLAT(1);
            SPIKE_UNROLL
            for (int i = 0; i < vectors; i++) {
                floats term = LOAD(source + SPIKE_LANES * i);
                sum[i] = hasLevels ? sum[i] + factor * term : sum[i] + term;
            }
        }
        SPIKE_UNROLL
        for (int i = 0; i < vectors; i++) STORE(target + SPIKE_LANES * i, sum[i]);
    }
}

SPIKE_INLINE void product(
    const uint64_t *bits, size_t words, size_t m, const float *levels, size_t rowStep, size_t bitStep,
    const float *dense, size_t n, float *out, int accumulate, int hasLevels) {
    size_t vectors = n / SPIKE_LANES;
    size_t blocks = (vectors + VECTORS - 1) / VECTORS;
    bitList list;
    for (size_t start = 0; start < m; start += CHUNK) {
        size_t rows = m - start < CHUNK ? m - start : CHUNK;
        for (size_t w = 0; w < words; w++) {
            listBits(
                bits + start * words + w, words, rows, hasLevels ? levels + start * rowStep + w * 64 * bitStep : 0,
                rowStep, bitStep, &list);
            for (size_t block = 0; block < blocks; block++) {
                size_t first = vectors * block / blocks;
                const float *tile = dense + w * 64 * n + first * SPIKE_LANES;
                float *target = out + start * n + first * SPIKE_LANES;
                switch (vectors * (block + 1) / blocks - first) {
#define PASS(count)                                                                         \
    case count:                                                                             \
        addTile(&list, rows, tile, n, count, target, w > 0 || accumulate, hasLevels);       \
        break;
                    PASS(1) PASS(2) PASS(3) PASS(4) PASS(5) PASS(6) PASS(7) PASS(8)
#undef PASS
                }
            }
        }
    }
}

// Where a row of `dense` is short, finding a bit costs more than adding its row: a table then holds the sums of all
// combinations of four rows.

SPIKE_INLINE void fillTable(
    const float *dense, size_t n, uint64_t used, int vectors, floats table[64 / GROUP][COMBINATIONS][NARROW]) {
    for (size_t group = 0; group < 64 / GROUP; group++) {
        SPIKE_UNROLL
        for (int i = 0; i < vectors; i++) table[group][0][i] = SPLAT(0);
        for (size_t bit = 0; bit < GROUP; bit++) {
            size_t row = group * GROUP + bit;
            SPIKE_UNROLL
            for (int i = 0; i < vectors; i++) {
                floats own = used >> row & 1 ? LOAD(dense + row * n + (size_t)i * SPIKE_LANES) : SPLAT(0);
                for (size_t other = 0; other < (size_t)1 << bit; other++) {
                    table[group][other | (size_t)1 << bit][i] = table[group][other][i] + own;
                }
            }
        }
    }
}

SPIKE_INLINE void narrowProduct(
    const uint64_t *bits, size_t words, size_t m, const float *dense, size_t n, int vectors, float *out,
    int accumulate) {
    floats table[64 / GROUP][COMBINATIONS][NARROW];
    for (size_t w = 0; w < words; w++) {
        uint64_t used = 0;
        for (size_t row = 0; row < m; row++) used |= bits[row * words + w];
        fillTable(dense + w * 64 * n, n, used, vectors, table);
        for (size_t row = 0; row < m; row++) {
            uint64_t word = bits[row * words + w];
            float *target = out + row * n;
            floats even[NARROW], odd[NARROW];
            SPIKE_UNROLL
            for (int i = 0; i < vectors; i++) {
                even[i] = w > 0 || accumulate ? LOAD(target + SPIKE_LANES * i) : SPLAT(0);
                odd[i] = SPLAT(0);
            }
            SPIKE_UNROLL
            for (int group = 0; group < 64 / GROUP; group += 2) {
                SPIKE_UNROLL
                for (int i = 0; i < vectors; i++) {
                    even[i] += table[group][word >> group * GROUP & (COMBINATIONS - 1)][i];
                    odd[i] += table[group + 1][word >> (group + 1) * GROUP & (COMBINATIONS - 1)][i];
                }
            }
            SPIKE_UNROLL
            for (int i = 0; i < vectors; i++) STORE(target + SPIKE_LANES * i, even[i] + odd[i]);
        }
    }
}

SPIKE_CLONES
void spike_product(
    const uint64_t *bits, size_t words, size_t m, const float *dense, size_t n, float *out, int accumulate) {
    switch (n / SPIKE_LANES) {
        case 1: narrowProduct(bits, words, m, dense, n, 1, out, accumulate); break;
        case 2: narrowProduct(bits, words, m, dense, n, 2, out, accumulate); break;
        default: product(bits, words, m, 0, 0, 0, dense, n, out, accumulate, 0);
    }
}

SPIKE_CLONES
void spike_sparse_product(
    const uint64_t *bits, size_t words, size_t m, const float *levels, size_t rowStep, size_t bitStep,
    const float *dense, size_t n, float *out, int accumulate) {
    product(bits, words, m, levels, rowStep, bitStep, dense, n, out, accumulate, 1);
}

SPIKE_CLONES
void spike_occupied(const float *levels, size_t rows, size_t count, uint64_t *bits, size_t words, int32_t *counts) {
    for (size_t row = 0; row < rows; row++) {
        const float *own = levels + row * count;
        int32_t total = 0;
        for (size_t w = 0; w < words; w++) {
            size_t length = count - w * 64 < 64 ? count - w * 64 : 64;
            uint8_t set[64];
            for (size_t i = 0; i < 64; i++) set[i] = 0;
            for (size_t i = 0; i < length; i++) set[i] = own[w * 64 + i] != 0;
            uint64_t word = 0;
            for (size_t i = 0; i < 64; i++) word |= (uint64_t)set[i] << i;
            bits[row * words + w] = word;
            total += __builtin_popcountll(word);
        }
        counts[row] = total;
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
