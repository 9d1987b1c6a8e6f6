"""PyTorch by hand: forward, backward and Adam of a step traced into one graph that Inductor compiles.

Products are hoisted out of time. The paper's epoch calls its step ten times: a graph of ten steps takes Inductor more
than ten minutes to compile.
"""

import numpy
import torch
import torch._inductor.config as inductor

from contestant import DECAY, PAPER_EPOCHS, PAPER_RATE, PAPER_SLOTS, RATE, SLOTS, Large, Paper, cycle, serve, works

torch.set_num_threads(1)
inductor.cpp.threads = 1


def spike(x):
    soft = (x + 0.5).clamp(0, 1)
    return soft + ((x >= 0).float() - soft).detach()


def lif(currents, slots, constant):
    v = o = 0
    spikes = []
    for slot in range(slots):
        v = DECAY * v * (1 - o) + (currents if constant else currents[slot])
        o = spike(v - 1)
        spikes.append(o)
    return spikes


def adam(weights, gradient, first, second, step, rate):
    """One step of a tensor; `step` counts from 1."""
    first = torch.lerp(first, gradient, 0.1)
    second = 0.999 * second + 0.001 * gradient * gradient
    correction = (1 - 0.999**step).sqrt()
    size = rate * correction / (1 - 0.9**step)
    return weights - size * first / (second.sqrt() + 1e-8 * correction), first, second


def paper():
    data = Paper()
    # Samples innermost: a vector holds sixteen of them, and ten neurons waste no lanes.
    features = torch.from_numpy(data.features.transpose(0, 2, 1).copy())
    targets = torch.from_numpy(numpy.eye(10, dtype=numpy.float32)[data.labels].transpose(0, 2, 1).copy())

    def loss(weights, x, y):
        rate = sum(lif(weights @ x, PAPER_SLOTS, True)) / PAPER_SLOTS
        return 0.5 * (y - rate).square().sum() / x.shape[1]

    @torch.compile(fullgraph=True, dynamic=False)
    def step(weights, first, second, count, x, y):
        gradient = torch.func.grad(loss)(weights, x, y)
        count.add_(1)
        for old, new in zip((weights, first, second), adam(weights, gradient, first, second, count, PAPER_RATE)):
            old.copy_(new)

    batches = list(zip(features, targets))

    def epoch(state):
        for x, y in batches:
            step(*state, x, y)

    def start():
        weights = torch.from_numpy(data.weights.T.copy())
        return weights, torch.zeros_like(weights), torch.zeros_like(weights), torch.zeros(())

    state = start()

    def repeat():
        epoch(state)

    def check():
        trained = start()
        for _ in range(PAPER_EPOCHS):
            epoch(trained)
        spikes = torch.stack(lif(trained[0] @ torch.from_numpy(data.held_out.T.copy()), PAPER_SLOTS, True))
        return {"accuracy": data.accuracy(spikes.numpy().transpose(0, 2, 1))}

    return repeat, check


def large(work):
    data = Large(work)
    inputs = [torch.from_numpy(x) for x in data.inputs]
    labels = [torch.from_numpy(y).long() for y in data.labels]
    batches = cycle(list(zip(inputs, labels)))

    def hidden_spikes(hidden, x):
        return lif(x @ hidden, SLOTS, data.constant)

    def potentials(hidden, output, x):
        currents = torch.stack(hidden_spikes(hidden, x)) @ output
        v, all = 0, []
        for slot in range(SLOTS):
            v = DECAY * v + currents[slot]
            all.append(v)
        return torch.stack(all)

    def loss(hidden, output, x, y):
        v = potentials(hidden, output, x)
        return torch.nn.functional.cross_entropy(v.reshape(-1, 10), y.repeat(SLOTS))

    weights = torch.from_numpy(data.hidden), torch.from_numpy(data.output)

    def check():
        with torch.inference_mode():
            return {"hiddenRate": float(numpy.mean([torch.stack(hidden_spikes(weights[0], x)).mean() for x in inputs]))}

    if "inference" in work:
        infer = torch.compile(lambda h, o, x: potentials(h, o, x)[-1].argmax(1), fullgraph=True, dynamic=False)

        def repeat():
            with torch.inference_mode():
                infer(*weights, next(batches)[0])

        return repeat, check

    @torch.compile(fullgraph=True, dynamic=False)
    def step(weights, first, second, count, x, y):
        gradients = torch.func.grad(loss, argnums=(0, 1))(*weights, x, y)
        count.add_(1)
        for w, g, m, s in zip(weights, gradients, first, second):
            for old, new in zip((w, m, s), adam(w, g, m, s, count, RATE)):
                old.copy_(new)

    def zeros():
        return [torch.zeros_like(w) for w in weights]

    state = [w.clone() for w in weights], zeros(), zeros(), torch.zeros(())

    def repeat():
        step(*state, *next(batches))

    return repeat, check


if __name__ == "__main__":
    serve(works(paper, large), {"torch": torch.__version__})
