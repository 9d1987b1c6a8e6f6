"""What the frameworks on eager PyTorch share: loops over batches, Adam, losses."""

import numpy
import torch

from contestant import PAPER_EPOCHS, PAPER_RATE, RATE, SLOTS, Large, Paper, cycle

torch.set_num_threads(1)


def linear(weights):
    layer = torch.nn.Linear(*weights.shape, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights.T.copy()))
    return layer


def paper(make):
    """make: the first weights -> (parameters, [samples, 30] -> spikes [slots, samples, 10])."""
    data = Paper()
    features = torch.from_numpy(data.features)
    targets = torch.from_numpy(numpy.eye(10, dtype=numpy.float32)[data.labels])

    def start():
        parameters, spikes = make(data.weights)
        return spikes, torch.optim.Adam(parameters, lr=PAPER_RATE)

    def epoch(spikes, optimizer):
        for x, y in zip(features, targets):
            optimizer.zero_grad()
            loss = 0.5 * (y - spikes(x).mean(0)).square().sum() / len(x)
            loss.backward()
            optimizer.step()

    state = start()

    def check():
        trained = start()
        for _ in range(PAPER_EPOCHS):
            epoch(*trained)
        with torch.no_grad():
            return {"accuracy": data.accuracy(trained[0](torch.from_numpy(data.held_out)).numpy())}

    return lambda: epoch(*state), check


def large(work, make):
    """make: both weights, whether the input is constant -> (parameters, input -> (hidden spikes, potentials))."""
    data = Large(work)
    inputs = [torch.from_numpy(x) for x in data.inputs]
    batches = cycle(list(zip(inputs, [torch.from_numpy(y).long() for y in data.labels])))
    parameters, run = make(data.hidden, data.output, data.constant)
    optimizer = torch.optim.Adam(parameters, lr=RATE)

    def check():
        with torch.inference_mode():
            return {"hiddenRate": float(numpy.mean([run(x)[0].mean() for x in inputs]))}

    def infer():
        with torch.inference_mode():
            run(next(batches)[0])[1][-1].argmax(1)

    def step():
        x, y = next(batches)
        optimizer.zero_grad()
        potentials = run(x)[1]
        torch.nn.functional.cross_entropy(potentials.reshape(-1, 10), y.repeat(SLOTS)).backward()
        optimizer.step()

    return infer if "inference" in work else step, check
