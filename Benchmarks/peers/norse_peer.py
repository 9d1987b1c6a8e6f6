"""Norse: `LIFBox` and `LIBox`, products hoisted out of time.

It has no rectangular surrogate: the triangle of the same area stands for it. Its membranes charge by (1 - DECAY) I:
weights are divided by that, once a step.
"""

from importlib.metadata import version

import torch
from norse.torch.functional.leaky_integrator_box import LIBoxParameters, LIBoxState, li_box_feed_forward_step
from norse.torch.functional.lif_box import LIFBoxFeedForwardState, LIFBoxParameters, lif_box_feed_forward_step

import eager_torch
from contestant import DECAY, PAPER_SLOTS, SLOTS, serve, works

CHARGE = 1 - DECAY
STEP = 0.001
RATE = torch.tensor(CHARGE / STEP)
lif = LIFBoxParameters(tau_mem_inv=RATE, method="triangle", alpha=1.0)
li = LIBoxParameters(tau_mem_inv=RATE)


def parameter(weights):
    return torch.nn.Parameter(torch.from_numpy(weights.T.copy()))


def currents(x, weights):
    return torch.nn.functional.linear(x, weights / CHARGE)


def over_time(step, state, parameters, currents, slots):
    """What the cells put out in every slot; currents without a time axis are the same in all of them."""
    constant = currents.dim() == 2
    state = state(torch.zeros_like(currents if constant else currents[0]))
    outputs = []
    for slot in range(slots):
        output, state = step(currents if constant else currents[slot], state, parameters, STEP)
        outputs.append(output)
    return torch.stack(outputs)


def paper(weights):
    weights = parameter(weights)
    return [weights], lambda x: over_time(
        lif_box_feed_forward_step, LIFBoxFeedForwardState, lif, currents(x, weights), PAPER_SLOTS)


def large(hidden, output, constant):
    first, second = parameter(hidden), parameter(output)

    def run(x):
        spikes = over_time(lif_box_feed_forward_step, LIFBoxFeedForwardState, lif, currents(x, first), SLOTS)
        return spikes, over_time(li_box_feed_forward_step, LIBoxState, li, currents(spikes, second), SLOTS)

    return [first, second], run


if __name__ == "__main__":
    serve(
        works(lambda: eager_torch.paper(paper), lambda work: eager_torch.large(work, large)),
        {"norse": version("norse"), "torch": torch.__version__})
