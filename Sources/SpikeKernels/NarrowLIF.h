#ifndef SPIKE_NARROW_LIF_H
#define SPIKE_NARROW_LIF_H

#include "SpikeKernels.h"

/// `spike_lif_forward` of SPIKE_LANES padded neurons whose current stands still, to the counts alone.
void spike_narrow_forward(
    const spike_lif *layer, const float *current, size_t slots, size_t samples, float *counts);

#endif
