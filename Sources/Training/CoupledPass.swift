import Foundation
import SpikingNetworks

/// The forward pass of a finished layer whose columns meet: `SlotCoefficients` with a propagator.
///
/// All membranes move together, exactly, but for one that a spike discharges, which is not linear. Its own course is that of
/// its column alone, towards what its neighbours' pull comes to over the slot. Its neighbours see it where it would have had
/// to begin the slot to pull them, charging, as much as it does lying at 0 V for a part of the slot; and when it falls in
/// the middle of a slot, they lose the rest of its pull, those that cross later before they cross.
///
/// A spike drives the next layer from its crossing on for one slot: what falls into the slot of the crossing and what into
/// the next is told to a next layer whose columns meet too.
final class CoupledPass {
    private let layer: LoweredLayer
    private let propagator: FloatPlane
    /// Φᵢⱼ/(1 − aⱼ): what a start of i moves the goal of j.
    private let pull: FloatPlane
    /// −ln a.
    private let rate: FloatPlane
    private let reset: Float
    /// `[samples × stride]` each: v′ − s, then Φ of it; where a membrane begins the next slot, as its neighbours see it; and
    /// what a discharge leaves of a charge, negative where no spike was.
    private let offsets: FloatPlane
    private let moved: FloatPlane
    private let starts: FloatPlane
    private let remains: FloatPlane
    /// Of one sample, where every membrane tends; and those that cross in the slot, the first ones first.
    private let goals: FloatPlane
    private var crossings: [(neuron: Int, remains: Float)] = []
    /// Of a layer that drives another one whose columns meet: how much of each slot every neuron's spikes drive, as it counts
    /// at the slot's end, `[slots + 1 × samples × stride]`; what comes after the last slot as it would count at that one's end.
    let shares: FloatPlane?
    /// Where in a slot its spikes begin, in slots, −1 where there is none, `[slots × samples × stride]`.
    let onsets: FloatPlane?
    /// The mean a of the layer that these drive, and its −ln a.
    private let follower: (decay: Float, rate: Float)

    /// What a pass writes: spikes as bits and as counts, or potentials.
    enum Output {
        /// `[slots × samples × words]`, and counts `[samples × stride]` if they are wanted.
        case spikes(UnsafeMutablePointer<UInt64>, counts: UnsafeMutablePointer<Float>?)
        /// `[slots + 1 × samples × stride]`, of neurons that do not fire: after every slot, and with what comes later.
        case potentials(UnsafeMutablePointer<Float>)
    }

    /// - Parameters:
    ///   - layer: one with a propagator.
    ///   - next: the layer behind it, if that has one too.
    init(_ layer: LoweredLayer, propagator: FloatPlane, capacity: Int, slots: Int, next: LoweredLayer?) {
        self.layer = layer
        self.propagator = propagator
        switch layer.reset {
        case .hard(let potential), .discharge(let potential): reset = potential
        }
        let stride = layer.stride
        pull = FloatPlane(count: stride * stride)
        rate = FloatPlane(count: stride)
        goals = FloatPlane(count: stride)
        for neuron in 0..<layer.neurons {
            let decay = layer.decay.start[neuron]
            rate.start[neuron] = -log(decay)
            for from in 0..<layer.neurons where from != neuron {
                pull.start[from * stride + neuron] = propagator.start[from * stride + neuron] / (1 - decay)
            }
        }
        let count = capacity * stride
        shares = next.map { _ in FloatPlane(count: (slots + 1) * count) }
        onsets = next.map { _ in FloatPlane(count: slots * count) }
        let decay = next.map { next in
            (0..<next.neurons).reduce(0) { $0 + next.decay.start[$1] } / Float(next.neurons)
        }
        follower = (decay ?? 1, decay.map { -log($0) } ?? 0)
        offsets = FloatPlane(count: count)
        moved = FloatPlane(count: count)
        starts = FloatPlane(count: count)
        remains = FloatPlane(count: count)
    }

    /// - Parameters:
    ///   - current: Σ w x, `[frames × samples × stride]`, frames = 1 or slots.
    ///   - rest: Σ w x of what comes after the last slot, `[samples × stride]`; nil for nothing.
    func forward(
        current: UnsafePointer<Float>, rest: UnsafePointer<Float>?, frames: Int, slots: Int, samples: Int,
        into output: Output
    ) {
        let (stride, count) = (layer.stride, samples * layer.stride)
        shares?.clear((slots + 1) * count)
        starts.clear(count)
        remains.start.update(repeating: -1, count: count)
        if case .spikes(_, let counts?) = output { counts.update(repeating: 0, count: count) }
        for slot in 0..<slots {
            let steady = current + (frames == 1 ? 0 : slot * count)
            for sample in 0..<samples {
                let row = sample * stride
                for neuron in 0..<layer.neurons {
                    offsets.start[row + neuron] =
                        starts.start[row + neuron] - steady[row + neuron] - layer.bias.start[neuron]
                }
            }
            DenseProduct.multiply(
                offsets.start, lda: stride, propagator.start, into: moved.start, m: samples, n: stride, k: stride)
            switch output {
            case .potentials(let out):
                for sample in 0..<samples {
                    let row = sample * stride
                    for neuron in 0..<layer.neurons {
                        let v = moved.start[row + neuron] + steady[row + neuron] + layer.bias.start[neuron]
                        starts.start[row + neuron] = v
                        out[slot * count + row + neuron] = v
                    }
                }
            case .spikes(let bits, let counts):
                for sample in 0..<samples {
                    let words = bits + (slot * samples + sample) * layer.words
                    words.update(repeating: 0, count: layer.words)
                    fire(sample * stride, steady, words, counts)
                }
                if let shares, let onsets {
                    share(
                        shares.start + slot * count, onsets.start + slot * count, count, isLast: slot == slots - 1)
                }
            }
        }
        guard case .potentials(let out) = output else { return }
        let last = out + slots * count
        last.update(from: starts.start, count: count)
        if let rest { for place in 0..<count { last[place] += rest[place] } }
    }

    /// Tells what this slot's spikes drive of it, and of the next one.
    private func share(
        _ now: UnsafeMutablePointer<Float>, _ onsets: UnsafeMutablePointer<Float>, _ count: Int, isLast: Bool
    ) {
        let next = now + count
        let (decay, rate) = follower
        onsets.update(repeating: -1, count: count)
        for place in 0..<count where remains.start[place] >= 0 {
            let before = max(0, 1 + log(remains.start[place]) / self.rate.start[place % layer.stride])
            onsets[place] = before
            // In the next layer's a: a^(1−θ).
            let left = exp(-rate * (1 - before))
            now[place] += (1 - left) / (1 - decay)
            next[place] += (left - decay) / (isLast ? decay : 1 - decay)
        }
    }

    /// Ends one slot of one sample, whose values begin at `row`.
    private func fire(
        _ row: Int, _ steady: UnsafePointer<Float>, _ bits: UnsafeMutablePointer<UInt64>,
        _ counts: UnsafeMutablePointer<Float>?
    ) {
        crossings.removeAll(keepingCapacity: true)
        for neuron in 0..<layer.neurons {
            let place = row + neuron
            let decay = layer.decay.start[neuron]
            // Where its own column alone would end, had it moved so far by itself.
            let v = moved.start[place] + steady[place] + layer.bias.start[neuron]
            goals.start[neuron] = (v - decay * starts.start[place]) / (1 - decay)
            if potential(row, neuron) >= layer.threshold.start[neuron] {
                crossings.append((neuron, rest(row, neuron)))
            }
        }
        if crossings.count > 1 { crossings.sort { ($0.remains, $0.neuron) < ($1.remains, $1.neuron) } }
        for index in crossings.indices {
            let neuron = crossings[index].neuron
            // The fall of those before may keep it from crossing.
            guard potential(row, neuron) >= layer.threshold.start[neuron] else {
                crossings[index].remains = -1
                continue
            }
            crossings[index].remains = rest(row, neuron)
            bits[neuron / 64] |= 1 << UInt64(neuron % 64)
            if let counts { counts[row + neuron] += 1 }
            fall(neuron, remains: crossings[index].remains)
        }
        for neuron in 0..<layer.neurons {
            starts.start[row + neuron] = potential(row, neuron)
            remains.start[row + neuron] = -1
        }
        for crossing in crossings where crossing.remains >= 0 {
            remains.start[row + crossing.neuron] = crossing.remains
            starts.start[row + crossing.neuron] = start(crossing.neuron, remains: crossing.remains)
        }
    }

    /// Where a membrane stands at the slot's end.
    @inline(__always)
    private func potential(_ row: Int, _ neuron: Int) -> Float {
        let goal = goals.start[neuron]
        let left = remains.start[row + neuron]
        return left < 0
            ? goal - (goal - starts.start[row + neuron]) * layer.decay.start[neuron] : goal - (goal - reset) * left
    }

    /// q = a^(1−θ) of a membrane that crosses at θ.
    @inline(__always)
    private func rest(_ row: Int, _ neuron: Int) -> Float {
        let (goal, threshold) = (goals.start[neuron], layer.threshold.start[neuron])
        return goal > threshold ? min(max((goal - potential(row, neuron)) / (goal - threshold), 0), 1) : 1
    }

    // Neighbours feel a course V(t) by ∫ a^(1−t) V(t) dt over the slot, and feel as much from a start x that charges towards
    // the goal as from x a + goal (1 − a)/α − goal a.

    /// ∫ a^(1−t) V(t) dt from the crossing on, for a membrane that charges from `base` then.
    @inline(__always)
    private func felt(_ neuron: Int, from base: Float, remains: Float) -> Float {
        let (goal, rate) = (goals.start[neuron], rate.start[neuron])
        return (goal * (1 - remains) + (goal - base) * remains * log(remains)) / rate
    }

    /// Takes from the others what a membrane no longer pulls once it has crossed.
    private func fall(_ neuron: Int, remains: Float) {
        guard remains < 1 else { return }
        let lost =
            felt(neuron, from: layer.threshold.start[neuron], remains: max(remains, .leastNormalMagnitude))
            / layer.decay.start[neuron]
        let row = pull.start + neuron * layer.stride
        for other in 0..<layer.stride { goals.start[other] -= lost * row[other] }
    }

    /// From where a membrane would have to charge for all of the next slot to be felt as one that lies at 0 V until it
    /// charges from the reset potential.
    private func start(_ neuron: Int, remains: Float) -> Float {
        let (goal, decay) = (goals.start[neuron], layer.decay.start[neuron])
        let felt = remains < 1 ? felt(neuron, from: reset, remains: max(remains, .leastNormalMagnitude)) : 0
        return goal + (felt - goal * (1 - decay) / rate.start[neuron]) / decay
    }
}
