import NumericalMethods
import Testing

@testable import Training

/// A shape to run the LIF kernels on.
struct LIFShape: Sendable, CustomTestStringConvertible {
    var neurons: Int
    var samples: Int
    var slots: Int
    var isConstant: Bool
    /// Mean current: −3 keeps every membrane below its threshold, 40 makes each fire in every slot.
    var drive: Double

    var testDescription: String {
        "\(neurons) neurons, \(samples) samples, \(slots) \(isConstant ? "constant" : "redrawn") slots, drive \(drive)"
    }

    static let all: [LIFShape] = [
        LIFShape(neurons: 1, samples: 1, slots: 1, isConstant: true, drive: 1),
        LIFShape(neurons: 1, samples: 3, slots: 12, isConstant: false, drive: 0.5),
        LIFShape(neurons: 17, samples: 1, slots: 9, isConstant: true, drive: 0.4),
        LIFShape(neurons: 17, samples: 5, slots: 20, isConstant: false, drive: 0.4),
        LIFShape(neurons: 100, samples: 7, slots: 6, isConstant: true, drive: 0.6),
        LIFShape(neurons: 130, samples: 2, slots: 10, isConstant: false, drive: 0.8),
        LIFShape(neurons: 100, samples: 2, slots: 8, isConstant: false, drive: -3),
        LIFShape(neurons: 100, samples: 2, slots: 8, isConstant: true, drive: 40),
    ]
}

@Suite struct LIFKernelTests {
    /// Sums over samples: each addition rounds the sum so far, at most Σ |terms|.
    private static func sum(_ terms: [(term: Rounded, magnitude: Double)], start: Float) -> Rounded {
        let value = terms.reduce(Double(start)) { $0 + $1.term.value }
        let magnitude = terms.reduce(abs(Double(start))) { $0 + $1.magnitude }
        let error = terms.reduce(0) { $0 + $1.term.error }
        return Rounded(value, error: error + Double(terms.count + 1) * Rounded.unit * magnitude)
    }

    @Test(arguments: LIFShape.all, [ReferenceLIF.Reset.hard, .discharge])
    func forwardSpikesWhereTheEquationsDo(shape: LIFShape, reset: ReferenceLIF.Reset) {
        var stream = RandomStream(seed: UInt64(shape.neurons), purpose: StreamPurpose("lif forward"))
        var spikes = 0
        var compared = 0
        var undecided = 0
        let repetitions = max(1, 400 / (shape.neurons * shape.samples))
        for _ in 0..<repetitions {
            let layer = KernelLayer(
                neurons: shape.neurons, samples: shape.samples, slots: shape.slots, isConstant: shape.isConstant,
                reset: reset, drive: shape.drive, stream: &stream)
            let result = layer.forward()
            for sample in 0..<shape.samples {
                for neuron in 0..<shape.neurons {
                    guard let run = layer.run(neuron, sample: sample) else {
                        undecided += 1
                        continue
                    }
                    compared += 1
                    let found = (0..<shape.slots).map { result.spikes[$0 * shape.samples + sample, neuron] }
                    #expect(found == run.map(\.spikes))
                    let count = run.filter(\.spikes).count
                    #expect(result.counts[sample * layer.stride + neuron] == Float(count))
                    spikes += count
                }
                // No padded neuron ever fires.
                #expect(
                    result.counts[(sample * layer.stride + layer.neurons)..<((sample + 1) * layer.stride)]
                        .allSatisfy { $0 == 0 })
            }
            let tail = UInt64.max << UInt64(shape.neurons % 64)
            if shape.neurons % 64 != 0 {
                for row in 0..<result.spikes.rows {
                    #expect(result.spikes.bits[(row + 1) * result.spikes.words - 1] & tail == 0)
                }
            }
        }
        // A potential lies within some ten roundings of its threshold once in 10⁵ slots; the quotient of a discharge
        // loses more where V∞ is near the threshold.
        #expect(undecided <= 1 + compared / 50)
        if shape.drive < 0 { #expect(spikes == 0) }
        if shape.drive == 40 { #expect(spikes == compared * shape.slots) }
        if shape.drive > 0, shape.drive < 2 { #expect(spikes > 0 && spikes < compared * shape.slots) }
    }

    @Test(arguments: Surrogate.Shape.allCases, [ReferenceLIF.Reset.hard, .discharge])
    func backwardFollowsTheChainRule(shape kind: Surrogate.Shape, reset: ReferenceLIF.Reset) {
        var stream = RandomStream(seed: 3, purpose: StreamPurpose("lif backward"))
        var compared = 0
        var undecided = 0
        var nonzero = 0
        for shape in LIFShape.all {
            for errorFrames in Set([1, shape.slots]) {
                let surrogate = Surrogate(shape: kind, width: 0.3 + 0.9 * stream.uniform())
                let layer = KernelLayer(
                    neurons: shape.neurons, samples: shape.samples, slots: shape.slots,
                    isConstant: shape.isConstant, reset: reset, drive: shape.drive, stream: &stream)
                let errors = (0..<(errorFrames * shape.samples * layer.stride)).map { _ in
                    Float(stream.uniform() - 0.5)
                }
                let start: Float = 0.25
                let result = layer.backward(surrogate, errors: errors, errorFrames: errorFrames, start: start)
                let count = Self.check(
                    result, of: layer, surrogate, errors: errors, errorFrames: errorFrames, start: start)
                compared += count.compared
                undecided += count.undecided
                nonzero += count.nonzero
            }
        }
        #expect(undecided <= compared / 50)
        // Only a rectangle or triangle can lie beside every potential of a slot.
        #expect(nonzero > compared / 4)
    }

    /// Compares a backward pass with the scalar one, neuron by neuron.
    /// - Returns: how many samples of neurons were compared, are too close to a threshold to be, and have a gradient.
    static func check(
        _ result: KernelLayer.Adjoint, of layer: KernelLayer, _ surrogate: Surrogate, errors: [Float],
        errorFrames: Int, start: Float
    ) -> (compared: Int, undecided: Int, nonzero: Int) {
        var count = (compared: 0, undecided: 0, nonzero: 0)
        for neuron in 0..<layer.neurons {
            var adjoints: [ReferenceLIF.Adjoint] = []
            for sample in 0..<layer.samples {
                let own = (0..<layer.slots).map { slot in
                    errors[((errorFrames == 1 ? 0 : slot) * layer.samples + sample) * layer.stride + neuron]
                }
                guard let run = layer.run(neuron, sample: sample),
                    let adjoint = layer.reference(neuron).backpropagate(
                        run, errors: own, surrogate: surrogate)
                else {
                    count.undecided += 1
                    continue
                }
                count.compared += 1
                adjoints.append(adjoint)
                if layer.frames == 1 {
                    // Summed from the last slot to the first.
                    var total: Rounded = 0
                    for slot in adjoint.current.reversed() { total += slot }
                    let found = result.current[sample * layer.stride + neuron]
                    #expect(total.agrees(with: found), "\(found), \(total)")
                } else {
                    for (slot, expected) in adjoint.current.enumerated() {
                        let found = result.current[(slot * layer.samples + sample) * layer.stride + neuron]
                        #expect(expected.agrees(with: found), "\(found), \(expected)")
                    }
                }
                if adjoint.gain.value != 0 { count.nonzero += 1 }
            }
            guard adjoints.count == layer.samples else { continue }
            let fields: [KeyPath<ReferenceLIF.Adjoint, Rounded>] = [\.decay, \.gain, \.bias, \.threshold]
            for (index, field) in fields.enumerated() {
                let expected = sum(
                    adjoints.map { ($0[keyPath: field], $0.magnitudes[index]) }, start: start)
                let found = result.sums[index][neuron]
                #expect(
                    expected.agrees(with: found),
                    "sum \(index): \(found), \(expected)")
            }
        }
        return count
    }

    /// The tolerances of these tests are a small part of what they compare, so that another law cannot pass.
    @Test func tolerancesAreSmall() throws {
        var stream = RandomStream(seed: 4, purpose: StreamPurpose("lif tolerance"))
        for reset in [ReferenceLIF.Reset.hard, .discharge] {
            let layer = KernelLayer(
                neurons: 100, samples: 1, slots: 20, isConstant: false, reset: reset, drive: 0.5, stream: &stream)
            let errors = [Float](repeating: 0.1, count: 20)
            var relative: [Double] = []
            for neuron in 0..<100 {
                guard let run = layer.run(neuron, sample: 0),
                    let adjoint = layer.reference(neuron).backpropagate(
                        run, errors: errors, surrogate: Surrogate(shape: .sigmoid, width: 0.4))
                else { continue }
                relative.append(adjoint.gain.error / adjoint.magnitudes[1])
            }
            #expect(relative.count > 95)
            #expect(relative.sorted()[relative.count / 2] < 1e-5)
        }
    }

    @Test(arguments: LIFShape.all)
    func membranesGatherLinearly(shape: LIFShape) {
        var stream = RandomStream(seed: 5, purpose: StreamPurpose("membrane"))
        let layer = KernelLayer(
            neurons: shape.neurons, samples: shape.samples, slots: shape.slots, isConstant: shape.isConstant,
            reset: .none, drive: shape.drive, stream: &stream)
        let potentials = layer.membranePotentials()
        let errors = potentials.map { _ in Float(stream.uniform() - 0.5) }
        let start: Float = -0.125
        let result = layer.membraneBackward(potentials: potentials, errors: errors, start: start)
        for neuron in 0..<shape.neurons {
            var adjoints: [ReferenceLIF.Adjoint] = []
            for sample in 0..<shape.samples {
                let run = layer.run(neuron, sample: sample)!
                func place(_ slot: Int) -> Int { (slot * shape.samples + sample) * layer.stride + neuron }
                for slot in 0..<shape.slots { #expect(run[slot].potential.agrees(with: potentials[place(slot)])) }
                let adjoint = layer.reference(neuron).backpropagate(
                    run, errors: (0..<shape.slots).map { errors[place($0)] },
                    surrogate: Surrogate(shape: .sigmoid, width: 1))!
                adjoints.append(adjoint)
                if shape.isConstant {
                    var sum: Rounded = 0
                    for slot in adjoint.current.reversed() { sum += slot }
                    #expect(sum.agrees(with: result.current[sample * layer.stride + neuron]))
                } else {
                    for slot in 0..<shape.slots {
                        #expect(adjoint.current[slot].agrees(with: result.current[place(slot)]))
                    }
                }
            }
            for (index, field) in [\ReferenceLIF.Adjoint.decay, \.gain, \.bias].enumerated() {
                let expected = Self.sum(adjoints.map { ($0[keyPath: field], $0.magnitudes[index]) }, start: start)
                #expect(expected.agrees(with: result.sums[index][neuron]))
            }
            // Potentials that do not spike know no threshold.
            #expect(result.sums[3][neuron] == start)
        }
    }
}
