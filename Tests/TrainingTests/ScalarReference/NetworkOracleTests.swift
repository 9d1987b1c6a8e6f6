import Datasets
import NumericalMethods
import SpikingNetworks
import Testing

@testable import Training

/// The engine's passes through whole networks against the scalar reference, with the spikes as they are.
@Suite struct NetworkOracleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: DeepKind
        var loss: NetworkLoss
        var testDescription: String { "\(kind.rawValue), \(loss.readout.rawValue)" }
        static let all: [Case] = DeepKind.allCases.flatMap { kind in
            NetworkLoss.tested.map { Case(kind: kind, loss: $0) }
        }
    }

    private struct Problem {
        let trainer: NetworkTrainer
        let data: LabelledSamples
        let reference: ReferenceNetwork
        let evaluation: ReferenceNetwork.Evaluation
    }

    private static let slots = 7

    /// - Returns: nil if a decision lies within single precision.
    private func problem(_ test: Case, depth: Int, seed: Int) throws -> Problem? {
        // Odd widths; 150 samples are three shards.
        let widths = [[17, 4], [9, 18, 5], [33, 17, 10, 3]][depth - 1]
        let count = seed % 3 == 0 ? 150 : seed % 3 == 1 ? 24 : 1
        let encoders: [Encoder] = test.kind == .bipolar ? [.constant] : [.constant, .latency, .bernoulli]
        // Bernoulli draws are known for one shard only.
        let encoder = count == 150 ? .constant : encoders[(seed / 3) % encoders.count]
        let layers = try widths.dropFirst().enumerated().map { index, neurons in
            LayerRecipe(
                neurons: neurons, model: try test.kind.model(layer: index, depth: depth, slots: Self.slots))
        }
        let shape = Surrogate.Shape.allCases[seed % 6]
        let recipe = NetworkRecipe(
            slots: Self.slots, encoder: encoder, layers: layers, loss: test.loss,
            surrogate: Surrogate(shape: shape, width: 0.9), epochs: 1, batchSize: count)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: widths[0], seed: UInt64(seed), jobs: 1)
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("network oracle"))
        trainer.scatter(stream: &stream)
        // Fan-in of a random sign: so that some fire, and some do not.
        for layer in trainer.layers {
            guard case .textbook = layer.model else { continue }
            for index in 0..<layer.weights.count { layer.weights.start[index] *= 2 / Float(layer.inputs).squareRoot() }
        }
        let data = NetworkGradientTests.samples(
            count: count, features: widths[0], classes: widths.last!, seed: UInt64(seed))
        let reference = ReferenceNetwork(
            trainer,
            inputs: ReferenceNetwork.encoded(
                data, encoder: encoder, isBipolar: test.kind == .bipolar, slots: Self.slots, seed: UInt64(seed)),
            labels: data.labels, smoothSpikes: false)
        let evaluation = reference.evaluate()
        // Sums of some 40 terms of order 1, over 7 slots, in single precision: some 40 · 2⁻²⁴ · 7.
        guard reference.distanceToKinks(evaluation, surrogateBends: true) > 2e-5 else { return nil }
        return Problem(trainer: trainer, data: data, reference: reference, evaluation: evaluation)
    }

    @Test(arguments: Case.all)
    func gradientsAreTheReferences(test: Case) throws {
        var compared = [0, 0, 0]
        var spikes = 0.0
        var places = 0.0
        for depth in 1...3 {
            for seed in 0..<12 {
                guard let problem = try problem(test, depth: depth, seed: seed) else { continue }
                compared[depth - 1] += 1
                let (trainer, reference, expected) = (problem.trainer, problem.reference, problem.evaluation)
                let count = problem.data.count
                let (outcome, pieces) = trainer.differentiate(Array(0..<count)[...], of: problem.data)
                #expect(pieces == (count + 63) / 64)
                // A loss of order 1, of sharpness 4 times sums of 40 roundings.
                #expect(abs(outcome.loss / Double(count) - expected.loss) < 4 * 40 * 0x1p-24 * (1 + expected.loss))
                for (index, layer) in trainer.layers.enumerated() {
                    let (shards, adjoint) = trainer.gradient(layer: index, pieces: pieces)
                    // Relative to the largest of the layer: sums over slots, samples and fan-in, at depth.
                    let roundings = Double(Self.slots * 8 + layer.inputs + layer.neurons) * Double(depth) * 8
                    func check(_ kind: String, _ pairs: [(found: Double, expected: Double)]) {
                        let largest = pairs.map { abs($0.expected) }.max()!
                        let worst = pairs.map { abs($0.found - $0.expected) }.max()!
                        #expect(
                            worst <= roundings * 0x1p-24 * largest + 1e-9,
                            "\(kind) of layer \(index + 1) of \(depth), seed \(seed): \(worst) of \(largest)")
                    }
                    var weights: [(found: Double, expected: Double)] = []
                    for input in 0..<layer.inputs {
                        for neuron in 0..<layer.neurons {
                            let place = input * layer.stride + neuron
                            let w = layer.weights.start[place]
                            let load: Double =
                                if case .crossbar = layer.model {
                                    Double(layer.load.start[neuron]) * (w > 0 ? 1 : -1)
                                } else { 0 }
                            weights.append(
                                (
                                    shards.reduce(load) { $0 + Double($1.start[place]) },
                                    expected.gradient[index].weights[input][neuron]
                                ))
                        }
                    }
                    check("weights", weights)
                    if case .crossbar = layer.model {
                        // In units of the span, as the load.
                        check("leaks", zip(layer.load.buffer, expected.gradient[index].leak).map { (Double($0), $1) })
                    } else {
                        for (kind, found, expected) in [
                            ("biases", adjoint.bias, expected.gradient[index].bias),
                            ("decays", adjoint.decay, expected.gradient[index].decay),
                            ("thresholds", adjoint.threshold, expected.gradient[index].threshold),
                        ] { check(kind, zip(found, expected).map { (Double($0), $1) }) }
                    }
                    if !reference.gathers(index) {
                        for traces in expected.traces {
                            for row in traces[index].output {
                                spikes += row.reduce(0, +)
                                places += Double(row.count)
                            }
                        }
                    }
                }
            }
        }
        #expect(compared.allSatisfy { $0 >= 6 }, "\(compared)")
        // Neither silent nor saturated networks.
        if places > 0 { #expect((0.1...0.9).contains(spikes / places), "\(spikes / places)") }
    }

    @Test(arguments: Case.all)
    func decisionsAreTheReferences(test: Case) throws {
        var compared = 0
        var close = 0
        for depth in 1...3 {
            for seed in 0..<12 {
                guard let problem = try problem(test, depth: depth, seed: seed) else { continue }
                let (reference, expected) = (problem.reference, problem.evaluation)
                let network = try problem.trainer.network()
                let answers = try NetworkInference(
                    network, encoder: problem.trainer.recipe.encoder, jobs: 2
                ).answers(problem.data, seed: UInt64(seed))
                #expect(answers.decisions.count == problem.data.count)
                var score = 0.0
                var ownClose = 0
                for sample in 0..<problem.data.count {
                    let own = reference.decision(expected.traces[sample])
                    // Half a slot's share decides between equal counts; potentials and times are of order 1.
                    guard own.margin > 1e-5 else {
                        ownClose += 1
                        continue
                    }
                    compared += 1
                    #expect(answers.decisions[sample] == own.decision, "depth \(depth), seed \(seed), \(sample)")
                    score += own.decision.score(label: problem.data.labels[sample])
                }
                close += ownClose
                if ownClose == 0 {
                    let all = Array(0..<problem.data.count)
                    let outcome = problem.trainer.differentiate(all[...], of: problem.data).outcome
                    // Shares of ties are thirds at most.
                    #expect(abs(outcome.correct - score) < 1e-9)
                }
                for (index, rates) in answers.firingRates.enumerated() {
                    for (neuron, rate) in rates.enumerated() {
                        let spikes = expected.traces.reduce(0) { sum, traces in
                            sum + traces[index].output.reduce(0) { $0 + $1[neuron] }
                        }
                        let share = spikes / Double(problem.data.count * Self.slots)
                        // Whole spikes.
                        #expect(abs(rate - share) < 1e-9)
                    }
                }
            }
        }
        #expect(compared > 500 && close < compared / 50, "\(compared), \(close)")
    }
}
