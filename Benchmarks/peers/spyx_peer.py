"""Spyx: its own LIF and LI layers and its run over time, in one compiled epoch or step, Adam of Optax.

Its LIF resets by subtraction and spikes one slot late: a law of its own, and there is no other in it.
"""

import flax
import jax
import jax.numpy as jnp
import numpy
import optax
import spyx
from flax import nnx

from contestant import DECAY, PAPER_EPOCHS, PAPER_RATE, PAPER_SLOTS, RATE, SLOTS, Large, Paper, cycle, serve, works


class Constant(nnx.Module):
    """A layer whose currents are the same in every slot: the product is made once, before time runs."""

    def __init__(self, layers):
        self.layers = nnx.List(layers)

    def run(self, x, slots):
        first, *rest = self.layers
        rest = spyx.nn.Sequential(*rest)
        return spyx.nn.run(rest, jnp.broadcast_to(first(x), (slots, *first(x).shape)))[0]


def linear(weights):
    layer = nnx.Linear(*weights.shape, use_bias=False, rngs=nnx.Rngs(0))
    layer.kernel[...] = jnp.asarray(weights)
    return layer


def lif(neurons):
    return spyx.nn.LIF(
        (neurons,), beta=DECAY, threshold=1.0, activation=spyx.axn.boxcar(width=1, height=1), rngs=nnx.Rngs(0))


def compiled_step(model, loss, rate):
    """The state, and the pure step on it; the decays, which Spyx would train too, stand still as on every side."""
    graph, weights, rest = nnx.split(model, lambda path, value: "kernel" in path, ...)
    optimizer = optax.adam(rate)

    def step(state, batch):
        weights, moments = state
        value, gradient = jax.value_and_grad(lambda w: loss(nnx.merge(graph, w, rest), *batch))(weights)
        updates, moments = optimizer.update(gradient, moments, weights)
        return (optax.apply_updates(weights, updates), moments), value

    def start():
        copy = jax.tree.map(jnp.array, weights)
        return copy, optimizer.init(copy)

    return start, step, lambda state: nnx.merge(graph, state[0], rest)


def paper():
    data = Paper()
    features, labels = jnp.asarray(data.features), jnp.asarray(data.labels)

    def spikes(model, x):
        return model.run(x, PAPER_SLOTS)

    def loss(model, x, y):
        error = spikes(model, x).mean(0) - jax.nn.one_hot(y, 10)
        return 0.5 * jnp.square(error).sum() / len(x)

    model = Constant([linear(data.weights), lif(10)])
    start, step, merged = compiled_step(model, loss, PAPER_RATE)
    epoch = jax.jit(lambda state: jax.lax.scan(step, state, (features, labels)), donate_argnums=0)
    state = start()

    def repeat():
        nonlocal state
        state, value = epoch(state)
        jax.block_until_ready((state, value))

    def check():
        trained = start()
        for _ in range(PAPER_EPOCHS):
            trained, _ = epoch(trained)
        return {"accuracy": data.accuracy(spikes(merged(trained), jnp.asarray(data.held_out)))}

    return repeat, check


def large(work):
    data = Large(work)
    inputs = [jnp.asarray(x) for x in data.inputs]
    batches = cycle(list(zip(inputs, [jnp.asarray(y) for y in data.labels])))
    layers = [linear(data.hidden), lif(800), linear(data.output), spyx.nn.LI((10,), beta=DECAY, rngs=nnx.Rngs(0))]
    model = Constant(layers) if data.constant else spyx.nn.Sequential(*layers)

    def potentials(model, x):
        return model.run(x, SLOTS) if data.constant else spyx.nn.run(model, x)[0]

    def loss(model, x, y):
        v = potentials(model, x)
        return optax.softmax_cross_entropy_with_integer_labels(v, jnp.broadcast_to(y, v.shape[:2])).mean()

    start, step, merged = compiled_step(model, loss, RATE)

    def check():
        first = Constant(layers[:2]) if data.constant else spyx.nn.Sequential(*layers[:2])
        return {"hiddenRate": float(numpy.mean([potentials(first, x).mean() for x in inputs]))}

    state = start()
    if "inference" in work:
        infer = jax.jit(lambda state, x: potentials(merged(state), x)[-1].argmax(1))

        def repeat():
            infer(state, next(batches)[0]).block_until_ready()

        return repeat, check
    step = jax.jit(step, donate_argnums=0)

    def repeat():
        nonlocal state
        state, value = step(state, next(batches))
        jax.block_until_ready((state, value))

    return repeat, check


if __name__ == "__main__":
    serve(
        works(paper, large),
        {"spyx": getattr(spyx, "__version__", "?"), "jax": jax.__version__, "flax": flax.__version__})
