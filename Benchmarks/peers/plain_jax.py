"""JAX as one would write it first: `lax.scan` over time, samples by neurons, automatic differentiation.

The paper's epoch alone, one compiled epoch over the batches.
"""

import jax
import jax.numpy as jnp
import numpy

from contestant import DECAY, PAPER_EPOCHS, PAPER_RATE, PAPER_SLOTS, Paper, serve
from hand_written_jax import adam, moments


@jax.custom_jvp
def spike(x):
    return (x >= 0).astype(jnp.float32)


@spike.defjvp
def _(primals, tangents):
    (x,), (dx,) = primals, tangents
    return spike(x), jnp.where(jnp.abs(x) < 0.5, dx, 0.0)


def spikes(weights, x):
    current = x @ weights

    def slot(state, _):
        v, o = state
        v = DECAY * v * (1 - o) + current
        o = spike(v - 1)
        return (v, o), o

    zero = jnp.zeros_like(current)
    return jax.lax.scan(slot, (zero, zero), None, length=PAPER_SLOTS)[1]


def loss(weights, x, y):
    return 0.5 * jnp.square(y - spikes(weights, x).mean(0)).sum() / len(x)


def paper():
    data = Paper()
    features = jnp.asarray(data.features)
    targets = jnp.asarray(numpy.eye(10, dtype=numpy.float32)[data.labels])

    @jax.jit
    def epoch(state):
        def step(state, batch):
            weights, m = state
            value, gradient = jax.value_and_grad(loss)(weights, *batch)
            return adam(weights, gradient, m, PAPER_RATE), value

        return jax.lax.scan(step, state, (features, targets))

    def start():
        weights = jnp.asarray(data.weights)
        return weights, moments(weights)

    state = start()

    def repeat():
        nonlocal state
        state, value = epoch(state)
        jax.block_until_ready((state, value))

    def check():
        trained = start()
        for _ in range(PAPER_EPOCHS):
            trained, _ = epoch(trained)
        return {"accuracy": data.accuracy(spikes(trained[0], jnp.asarray(data.held_out)))}

    return repeat, check


if __name__ == "__main__":
    serve({"paper-epoch": paper}, {"jax": jax.__version__})
