"""What all peers share: the works' numbers, their samples, and the lines that `Benchmarks/run` speaks.

The law on every side: v[t] = DECAY v[t-1] (1 - o[t-1]) + I[t], o[t] = v[t] >= 1, rectangular surrogate of width 1.
A peer says in its own file where its framework differs.
"""

import functools
import json
import os
import statistics
import sys
import time

import numpy

DECAY = 0.9
PAPER_SLOTS, PAPER_BATCH, PAPER_RATE, PAPER_EPOCHS = 20, 100, 4e-3, 20
# The rate that remains after the preparation: the activity stays that of the weights handed over.
SLOTS, BATCH, RATE = 10, 128, 1e-6
LARGE = ["mnist-step-5", "mnist-step-20", "mnist-step-constant", "mnist-inference-5", "mnist-inference-20"]

_data = ""


def read(folder, name, *shape):
    values = numpy.fromfile(os.path.join(_data, folder, name + ".f32"), dtype=numpy.float32)
    return values.reshape(shape) if shape else values


class Paper:
    """1,000 glyphs in ten batches, 1,000 held out, and the first weights."""

    def __init__(self):
        self.features = read("paper", "features", -1, PAPER_BATCH, 30)
        self.labels = read("paper", "labels").astype(numpy.int32).reshape(-1, PAPER_BATCH)
        self.held_out = read("paper", "held-out-features", -1, 30)
        self.held_out_labels = read("paper", "held-out-labels").astype(numpy.int32)
        self.weights = read("paper", "weights-0", 30, 10)

    def accuracy(self, spikes):
        """The most spikes decide; of equals the neuron whose last came first; what then is equal shares the score.

        spikes: [slots, samples, 10] of the held-out glyphs.
        """
        spikes = numpy.asarray(spikes) > 0
        slots = spikes.shape[0]
        last = numpy.where(spikes, numpy.arange(slots)[:, None, None], -1).max(0)
        score = spikes.sum(0) * (slots + 1) - last
        score[spikes.sum(0) == 0] = -1
        best = score.max(1, keepdims=True)
        winners = (score == best) & (best >= 0)
        right = winners[numpy.arange(len(score)), self.held_out_labels]
        return float((right / numpy.maximum(winners.sum(1), 1)).mean())


class Large:
    """Ten batches of 128 for 784-800-10, and its weights."""

    def __init__(self, work):
        folder = {"5": "density-5", "20": "density-20", "constant": "constant"}[work.rsplit("-", 1)[1]]
        levels = read(folder, "features", -1, BATCH, 784)
        self.labels = read(folder, "labels").astype(numpy.int32).reshape(-1, BATCH)
        self.hidden = read(folder, "weights-0", 784, 800)
        self.output = read(folder, "weights-1", 800, 10)
        self.constant = folder == "constant"
        if self.constant:
            self.inputs = levels
        else:
            # Spikes as floats, made beforehand: [batches, slots, samples, 784].
            draws = numpy.random.default_rng(1).random((len(levels), SLOTS, BATCH, 784), dtype=numpy.float32)
            self.inputs = (draws < levels[:, None]).astype(numpy.float32)


def cycle(items):
    """The items in turn, for ever."""
    while True:
        yield from items


def measure(repeat, seconds):
    """Medians of the processor's and the wall's seconds of a repetition, and how many there were."""
    processor, wall = [], []
    end = time.perf_counter() + seconds
    repeat()
    while len(wall) < 5 or time.perf_counter() < end:
        start = time.process_time(), time.perf_counter()
        repeat()
        processor.append(time.process_time() - start[0])
        wall.append(time.perf_counter() - start[1])
    return {
        "seconds": statistics.median(processor), "wallSeconds": statistics.median(wall), "repetitions": len(wall)}


def serve(works, versions):
    """Answers, a JSON object a line: `hello FOLDER` (versions and works), `check WORK`, `measure WORK SECONDS`.

    works: name -> what makes (a function that runs one epoch, step or batch to its end, a function that checks).
    """
    global _data
    answers, sys.stdout = sys.stdout, sys.stderr
    known = {}
    for line in sys.stdin:
        command, *words = line.split()
        try:
            if command == "hello":
                _data = words[0]
                result = {"versions": versions, "works": list(works)}
            else:
                work = words[0]
                if work not in known:
                    known[work] = works[work]()
                repeat, check = known[work]
                result = check() if command == "check" else measure(repeat, float(words[1]))
        except Exception as error:  # told to the driver, which leaves the row out
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), file=answers, flush=True)


def works(paper, large):
    """All works by a function for the paper's and one for the larger network's."""
    return {"paper-epoch": paper} | {work: functools.partial(large, work) for work in LARGE}
