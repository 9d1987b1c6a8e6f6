"""SpikingJelly: `LIFNode` in multi-step mode, products hoisted out of time."""

from importlib.metadata import version

import torch
from spikingjelly.activation_based import functional, neuron, surrogate

import eager_torch
from contestant import DECAY, PAPER_SLOTS, SLOTS, serve, works
from eager_torch import linear

# v - v/tau + I
TAU = 1 / (1 - DECAY)


def lif():
    return neuron.LIFNode(
        tau=TAU, decay_input=False, v_threshold=1.0, v_reset=0.0, surrogate_function=surrogate.Rect(alpha=1.0),
        detach_reset=False, step_mode="m")


class Integrator(neuron.NonSpikingLIFNode):
    """Its leaky integrator, with the input undivided by tau as in the other layer."""

    def neuronal_charge(self, x):
        self.v = self.v - self.v / self.tau + x


def paper(weights):
    layer, node = linear(weights), lif()

    def spikes(x):
        functional.reset_net(node)
        return node(layer(x).expand(PAPER_SLOTS, -1, -1))

    return layer.parameters(), spikes


def large(hidden, output, constant):
    first, second, node, integrator = linear(hidden), linear(output), lif(), Integrator(tau=TAU)

    def run(x):
        functional.reset_net(node)
        spikes = node(first(x).expand(SLOTS, -1, -1) if constant else first(x))
        return spikes, torch.stack(integrator(second(spikes)))

    return [*first.parameters(), *second.parameters()], run


if __name__ == "__main__":
    serve(
        works(lambda: eager_torch.paper(paper), lambda work: eager_torch.large(work, large)),
        {"spikingjelly": version("spikingjelly"), "torch": torch.__version__})
