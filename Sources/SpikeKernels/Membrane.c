#include "Slots.h"

SPIKE_CLONES
void spike_membrane_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, float *potential) {
    size_t n = layer->neurons;
    size_t plane = samples * n;
    size_t step = frames == 1 ? 0 : plane;
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
            size_t offset = sample * n + neuron;
            floats v = SPLAT(0);
            for (size_t slot = 0; slot < slots; slot++) {
                floats drive = LOAD(current + offset + slot * step) + LOAD(layer->bias + neuron);
                v = LOAD(layer->decay + neuron) * v + LOAD(layer->gain + neuron) * drive;
                STORE(potential + offset + slot * plane, v);
            }
        }
    }
}

SPIKE_CLONES
void spike_membrane_backward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, const float *potential,
    const float *potentialAdjoint, float *currentAdjoint, spike_lif_adjoint *adjoint) {
    size_t n = layer->neurons;
    size_t plane = samples * n;
    size_t step = frames == 1 ? 0 : plane;
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t neuron = 0; neuron < n; neuron += SPIKE_LANES) {
            size_t offset = sample * n + neuron;
            floats a = LOAD(layer->decay + neuron);
            floats k = LOAD(layer->gain + neuron);
            floats bias = LOAD(layer->bias + neuron);
            floats delta = SPLAT(0), sum = SPLAT(0), decaySum = SPLAT(0), gainSum = SPLAT(0), biasSum = SPLAT(0);
            for (size_t slot = slots; slot-- > 0;) {
                delta = LOAD(potentialAdjoint + offset + slot * plane) + a * delta;
                floats drive = LOAD(current + offset + slot * step) + bias;
                if (slot > 0) decaySum += delta * LOAD(potential + offset + (slot - 1) * plane);
                gainSum += delta * drive;
                floats driven = k * delta;
                biasSum += driven;
                if (step == 0) {
                    sum += driven;
                } else {
                    STORE(currentAdjoint + offset + slot * step, driven);
                }
            }
            if (step == 0) STORE(currentAdjoint + offset, sum);
            addTo(adjoint->decay, neuron, decaySum);
            addTo(adjoint->gain, neuron, gainSum);
            addTo(adjoint->bias, neuron, biasSum);
        }
    }
}
