"""JAX by hand: no framework, one compiled epoch or step, products hoisted out of time, buffers donated.

Of the forms tried (scan over time or unrolled; automatic or written backward pass; samples or neurons innermost) the
fastest of each work stands here: the written backward pass of spatio-temporal backpropagation. What one would write
first is in `plain_jax.py`.
"""

import jax
import jax.numpy as jnp
import numpy

from contestant import BATCH, DECAY, PAPER_EPOCHS, PAPER_RATE, PAPER_SLOTS, RATE, SLOTS, Large, Paper, cycle, serve, works


def adam(weights, gradient, moments, rate):
    first, second, step = moments
    step = step + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    scale = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    epsilon = 1e-8 * jnp.sqrt(1 - 0.999**step)
    weights = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) + epsilon), weights, first, second)
    return weights, (first, second, step)


def moments(weights):
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return zeros, jax.tree.map(jnp.zeros_like, weights), jnp.float32(0)


def forward(current, constant, slots, unroll):
    """Potentials of every slot, and spikes; a constant current has no time axis."""

    def slot(v, i):
        v = jnp.where(v >= 1, 0, DECAY * v) + (current if constant else i)
        return v, v

    zero = jnp.zeros(current.shape if constant else current.shape[1:])
    potentials = jax.lax.scan(slot, zero, None if constant else current, length=slots, unroll=unroll)[1]
    return potentials, (potentials >= 1).astype(jnp.float32)


def backward(potentials, error, summed, unroll):
    """The current's adjoint in every slot, or its sum, from the spikes' (without a time axis: the same in all)."""
    changes = error.ndim == potentials.ndim

    def slot(state, x):
        next, total = state
        v, e = x if changes else (x, error)
        e = e - DECAY * next * v
        next = jnp.where(v >= 1, 0, DECAY * next) + jnp.where(jnp.abs(v - 1) < 0.5, e, 0)
        return (next, total + next) if summed else (next, total), None if summed else next

    zero = jnp.zeros(potentials.shape[1:])
    start = zero, zero if summed else 0.0
    xs = (potentials, error) if changes else potentials
    (_, total), adjoints = jax.lax.scan(slot, start, xs, reverse=True, unroll=unroll)
    return total if summed else adjoints


def paper():
    data = Paper()
    # Samples innermost: a vector holds sixteen of them, and ten neurons waste no lanes.
    features = jnp.asarray(data.features.transpose(0, 2, 1))
    targets = jnp.asarray(numpy.eye(10, dtype=numpy.float32)[data.labels].transpose(0, 2, 1))

    def step(state, batch):
        weights, m = state
        x, y = batch
        potentials, spikes = forward(weights @ x, True, PAPER_SLOTS, PAPER_SLOTS)
        error = spikes.mean(0) - y
        adjoint = backward(potentials, error / (PAPER_SLOTS * x.shape[1]), True, PAPER_SLOTS)
        return adam(weights, adjoint @ x.T, m, PAPER_RATE), 0.5 * jnp.square(error).sum() / x.shape[1]

    epoch = jax.jit(lambda state: jax.lax.scan(step, state, (features, targets)), donate_argnums=0)

    def start():
        weights = jnp.asarray(data.weights.T)
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
        spikes = jax.jit(lambda w: forward(w @ data.held_out.T, True, PAPER_SLOTS, 1)[1])(trained[0])
        return {"accuracy": data.accuracy(numpy.asarray(spikes).transpose(0, 2, 1))}

    return repeat, check


def large(work):
    data = Large(work)
    constant = data.constant
    inputs = [jnp.asarray(x) for x in data.inputs]
    batches = cycle(list(zip(inputs, [jnp.asarray(y) for y in data.labels])))
    weights = jnp.asarray(data.hidden), jnp.asarray(data.output)

    def rows(x):
        return x.reshape(-1, x.shape[-1])

    def hidden(weights, x):
        current = rows(x) @ weights[0]
        return forward(current if constant else current.reshape(SLOTS, BATCH, -1), constant, SLOTS, 1)

    def output(weights, spikes):
        currents = (rows(spikes) @ weights[1]).reshape(SLOTS, BATCH, -1)
        v, all = 0, []
        for slot in range(SLOTS):
            v = DECAY * v + currents[slot]
            all.append(v)
        return jnp.stack(all)

    def step(state, x, y):
        weights, m = state
        potentials, spikes = hidden(weights, x)
        logarithms = jax.nn.log_softmax(output(weights, spikes))
        truth = jax.nn.one_hot(y, 10)
        delta, deltas = 0, []
        for error in ((jnp.exp(logarithms) - truth) / (SLOTS * BATCH))[::-1]:
            delta = error + DECAY * delta
            deltas.append(delta)
        deltas = rows(jnp.stack(deltas[::-1]))
        errors = (deltas @ weights[1].T).reshape(spikes.shape)
        adjoint = backward(potentials, errors, constant, 1)
        gradient = rows(x).T @ rows(adjoint), rows(spikes).T @ deltas
        return adam(weights, gradient, m, RATE), -(logarithms * truth).sum() / (SLOTS * BATCH)

    def check():
        rate = jax.jit(lambda w, x: hidden(w, x)[1].mean())
        return {"hiddenRate": float(numpy.mean([rate(weights, x) for x in inputs]))}

    if "inference" in work:
        infer = jax.jit(lambda w, x: output(w, hidden(w, x)[1])[-1].argmax(1))

        def repeat():
            infer(weights, next(batches)[0]).block_until_ready()

        return repeat, check
    step = jax.jit(step, donate_argnums=0)
    # Copies: the step gives its state's buffers away.
    state = jax.tree.map(jnp.array, weights), moments(weights)

    def repeat():
        nonlocal state
        state, value = step(state, *next(batches))
        jax.block_until_ready((state, value))

    return repeat, check


if __name__ == "__main__":
    serve(works(paper, large), {"jax": jax.__version__})
