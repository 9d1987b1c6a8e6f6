"""snnTorch: `Leaky` with reset to zero (it does not differentiate through the reset), products hoisted out of time."""

import snntorch
import torch
from snntorch import surrogate

import eager_torch
from contestant import DECAY, PAPER_SLOTS, SLOTS, serve, works
from eager_torch import linear

rectangular = surrogate.custom_surrogate(lambda x, gradient, spikes: gradient * (x.abs() < 0.5))


def over_time(neuron, currents, slots):
    """Spikes and potentials of every slot; currents without a time axis are the same in all of them."""
    constant = currents.dim() == 2
    memory = torch.zeros_like(currents if constant else currents[0])
    spikes, potentials = [], []
    for slot in range(slots):
        spike, memory = neuron(currents if constant else currents[slot], memory)
        spikes.append(spike)
        potentials.append(memory)
    return torch.stack(spikes), torch.stack(potentials)


def paper(weights):
    layer = linear(weights)
    neuron = snntorch.Leaky(beta=DECAY, spike_grad=rectangular, reset_mechanism="zero")
    return layer.parameters(), lambda x: over_time(neuron, layer(x), PAPER_SLOTS)[0]


def large(hidden, output, constant):
    first, second = linear(hidden), linear(output)
    neuron = snntorch.Leaky(beta=DECAY, spike_grad=rectangular, reset_mechanism="zero")
    integrator = snntorch.Leaky(beta=DECAY, spike_grad=rectangular, reset_mechanism="none")

    def run(x):
        spikes = over_time(neuron, first(x), SLOTS)[0]
        return spikes, over_time(integrator, second(spikes), SLOTS)[1]

    return [*first.parameters(), *second.parameters()], run


if __name__ == "__main__":
    serve(
        works(lambda: eager_torch.paper(paper), lambda work: eager_torch.large(work, large)),
        {"snntorch": snntorch.__version__, "torch": torch.__version__})
