#include "Vectors.h"

SPIKE_CLONES
void spike_gather(const float *matrix, size_t columns, const intptr_t *indices, size_t rows, float *out) {
    for (size_t row = 0; row < rows; row++) {
        const float *source = matrix + (size_t)indices[row] * columns;
        float *target = out + row * columns;
        if (columns < SPIKE_LANES) {
            for (size_t i = 0; i < columns; i++) target[i] = source[i];
            continue;
        }
        for (size_t i = 0; i + SPIKE_LANES <= columns; i += SPIKE_LANES) STORE(target + i, LOAD(source + i));
        // The last vector may lie over the one before.
        STORE(target + columns - SPIKE_LANES, LOAD(source + columns - SPIKE_LANES));
    }
}

SPIKE_CLONES
void spike_bernoulli(
    const float *intensities, size_t firstRow, size_t rows, size_t count, size_t frames, uint64_t seed,
    uint64_t *bits, size_t words) {
    uint64_t stream = spike_mix(seed);
    for (size_t row = 0; row < rows; row++) {
        for (size_t w = 0; w < words; w++) {
            uint16_t thresholds[64];  // a draw of 16 bits below it is a spike; 65535 always is
            uint16_t any = 0;
            for (size_t i = 0; i < 64; i++) {
                size_t n = w * 64 + i;
                float x = n < count ? intensities[row * count + n] : 0;
                x = x < 0 ? 0 : x > 1 ? 1 : x;
                thresholds[i] = (uint16_t)(x * 65535.0f + 0.5f);
                any |= thresholds[i];
            }
            for (size_t frame = 0; frame < frames; frame++) {
                uint64_t *target = bits + (frame * rows + row) * words + w;
                *target = 0;
                if (any == 0) continue;
                // Places know neither the number of rows nor of frames: a row's spikes are the same in any batch.
                uint64_t counter = stream + ((((uint64_t)(firstRow + row) << 20) + frame) * words + w) * 16;
                uint64_t draws[16];
                for (size_t i = 0; i < 16; i++) draws[i] = spike_mix(counter + i);
                uint16_t draw[64];
                memcpy(draw, draws, sizeof draw);
                uint64_t word = 0;
                for (size_t i = 0; i < 64; i++) {
                    // Draws run over 0…65534: a certain pixel always fires, a dark one never.
                    uint64_t hit = (uint16_t)(draw[i] - (draw[i] == 65535)) < thresholds[i];
                    word |= hit << i;
                }
                *target = word;
            }
        }
    }
}
