"""Decide as a trained network does, from its run folder: crossbars, constant encoder, gather-then-race or first-spike.

    memspike train Examples/Studies/digits.yaml --output digits
    memspike evaluate digits --engine discrete --save-frames frames.npy --each each.csv
    python3 Examples/Python/decide.py digits frames.npy each.csv

    memspike train --output glyphs
    memspike evaluate glyphs --engine discrete --save-frames frames.npy --each each.csv
    python3 Examples/Python/decide.py glyphs frames.npy each.csv

Documentation/Evaluation.md explains the rules; potentials are in units of the threshold, times in slots.
"""

import json
import sys

import numpy as np


def decide(run, x):
    """The winner of every row of features x in 0..1, and when it crossed [slots]."""
    net = json.load(open(f"{run}/network.json"))
    slots, layers = net["slots"], net["layers"]
    if net["encoder"] != "constant" or net["readout"] not in ("gather-then-race", "potential", "first-spike"):
        sys.exit(f"{run}: this example is for the constant encoder, gather-then-race and first-spike")
    gathers = net["readout"] != "first-spike"  # the output layer, without its bias row
    inputs = [x.reshape(len(x), -1)] * slots
    for layer in layers:
        c = layer["circuit"]
        cells = {name: np.load(f"{run}/{file}").astype(float) for name, file in layer["files"].items()}
        plus, minus = cells["positive"], cells.get("negative")
        g = plus.sum(0) + c["leakConductance"] + c["biasConductance"] + cells.get("leaks", 0)
        if minus is None:
            inputs = [2 * u - 1 for u in inputs]  # bipolar rows
        else:
            g = g + minus.sum(0)
        w = plus if minus is None else plus - minus
        unit = c["readVoltage"] / c["thresholdVoltage"] / g
        a = np.exp(-c["slotDuration"] * g / c["membraneCapacitance"])
        isOutput = layer is layers[-1]
        goal = [unit * (u @ w + (0 if isOutput and gathers else c["biasConductance"])) for u in inputs]
        v, last, spikes, reset = 0 * goal[0], goal[0], [], c["resetVoltage"] / c["thresholdVoltage"]
        if isOutput:
            break
        for slot in range(slots):  # a spike discharges the membrane for one slot, then it charges again from the reset
            q = np.clip((last - v) / np.where(v >= 1, last - 1, 1), a, 1)
            v = np.where(v >= 1, goal[slot] - (goal[slot] - reset) * q, goal[slot] + (v - goal[slot]) * a)
            last = goal[slot]
            spikes.append((v >= 1).astype(float))
        inputs = spikes
    # The output layer: who crosses first within the slots, or else, if it gathers, in the race that begins at slot T + 1.
    time = np.full(v.shape, np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        for slot in range(slots):
            after = goal[slot] + (v - goal[slot]) * a
            crossing = slot + np.log((goal[slot] - v) / (goal[slot] - 1)) / -np.log(a)
            time = np.where((after >= 1) & np.isinf(time), crossing, time)
            v = after
        tau, bias = -1 / np.log(a), unit * c["biasConductance"]
        race = np.where(gathers & (bias > 1), tau * np.log((bias - a * v) / (bias - 1)), np.inf)
    time = np.where(np.isinf(time), slots + 1 + race, time)
    return time.argmin(1), time.min(1)


if __name__ == "__main__":
    run, frames, each = sys.argv[1:]
    table = np.genfromtxt(each, delimiter=",", names=True, dtype=None, encoding="utf-8")
    labels, winners = table["class"], table["winner"]
    own, _ = decide(run, np.load(frames).astype(float))
    classes = max(labels.max(), winners.max()) + 1
    confusion = np.zeros((classes, classes), int)
    np.add.at(confusion, (labels, own), 1)
    print(confusion)
    print(f"{(own == winners).sum()} of {len(own)} decisions are memspike's; {(own == labels).mean():.4f} are right")
