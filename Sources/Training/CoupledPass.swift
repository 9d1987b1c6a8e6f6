import SpikingNetworks

/// The forward pass of a finished layer whose columns meet: `SlotCoefficients` with a propagator.
///
/// All membranes move together, exactly, but for one that a spike discharges: while it lies at the reset potential its
/// neighbours see it charge from the slot's beginning on, and its own course is that of its column alone, towards what
/// its neighbours' pull comes to over the slot.
final class CoupledPass {
    private let layer: LoweredLayer
    private let propagator: FloatPlane
    private let reset: Float
    /// `[samples × stride]` each: v′ − s, then Φ of it; v after the last slot; and what a discharge leaves of a charge,
    /// negative where no spike was.
    private let offsets: FloatPlane
    private let moved: FloatPlane
    private let potentials: FloatPlane
    private let remains: FloatPlane

    /// What a pass writes: spikes as bits and as counts, or potentials.
    enum Output {
        /// `[slots × samples × words]`, and counts `[samples × stride]` if they are wanted.
        case spikes(UnsafeMutablePointer<UInt64>, counts: UnsafeMutablePointer<Float>?)
        /// `[slots × samples × stride]`, of neurons that do not fire.
        case potentials(UnsafeMutablePointer<Float>)
    }

    /// - Parameter layer: one with a propagator.
    init(_ layer: LoweredLayer, propagator: FloatPlane, capacity: Int) {
        self.layer = layer
        self.propagator = propagator
        switch layer.reset {
        case .hard(let potential), .discharge(let potential): reset = potential
        }
        let count = capacity * layer.stride
        offsets = FloatPlane(count: count)
        moved = FloatPlane(count: count)
        potentials = FloatPlane(count: count)
        remains = FloatPlane(count: count)
    }

    /// - Parameter current: Σ w x, `[frames × samples × stride]`, frames = 1 or slots.
    func forward(current: UnsafePointer<Float>, frames: Int, slots: Int, samples: Int, into output: Output) {
        let (stride, count) = (layer.stride, samples * layer.stride)
        potentials.clear(count)
        remains.start.update(repeating: -1, count: count)
        if case .spikes(_, let counts?) = output { counts.update(repeating: 0, count: count) }
        for slot in 0..<slots {
            let steady = current + (frames == 1 ? 0 : slot * count)
            for sample in 0..<samples {
                let row = sample * stride
                for neuron in 0..<layer.neurons {
                    let from = remains.start[row + neuron] < 0 ? potentials.start[row + neuron] : reset
                    offsets.start[row + neuron] = from - steady[row + neuron] - layer.bias.start[neuron]
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
                        potentials.start[row + neuron] = v
                        out[slot * count + row + neuron] = v
                    }
                }
            case .spikes(let bits, let counts):
                for sample in 0..<samples {
                    let words = bits + (slot * samples + sample) * layer.words
                    words.update(repeating: 0, count: layer.words)
                    fire(sample * stride, steady, words, counts)
                }
            }
        }
    }

    /// Ends one slot of one sample, whose values begin at `row`.
    private func fire(
        _ row: Int, _ steady: UnsafePointer<Float>, _ bits: UnsafeMutablePointer<UInt64>,
        _ counts: UnsafeMutablePointer<Float>?
    ) {
        for neuron in 0..<layer.neurons {
            let place = row + neuron
            let decay = layer.decay.start[neuron]
            let threshold = layer.threshold.start[neuron]
            let remains = remains.start[place]
            var v = moved.start[place] + steady[place] + layer.bias.start[neuron]
            // Where its own column alone would end, had it moved so far by itself.
            let from = remains < 0 ? potentials.start[place] : reset
            let goal = (v - decay * from) / (1 - decay)
            if remains >= 0 { v = goal - (goal - reset) * remains }
            potentials.start[place] = v
            guard v >= threshold else {
                self.remains.start[place] = -1
                continue
            }
            self.remains.start[place] = goal > threshold ? min(max((goal - v) / (goal - threshold), 0), 1) : 1
            bits[neuron / 64] |= 1 << UInt64(neuron % 64)
            if let counts { counts[place] += 1 }
        }
    }
}
