import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

@Suite struct ForwardPassTests {
    /// The spike-time loss of one sample, computed from the network's own spike times in the order of training's sums.
    private func loss(times: [Double], slot: Double, label: Int, sharpness: Double) -> Double {
        // The slot is a power of two: times in units of it are exact.
        let logits = times.map { -sharpness * log($0 / slot) }
        let largest = logits.max()!
        var sum = 0.0
        for logit in logits { sum += exp(logit - largest) }
        return largest + log(sum) - logits[label]
    }

    @Test(arguments: [true, false], [true, false])
    func spikeTimesAreTheNetworksToTheLastBit(physical: Bool, perSlot: Bool) throws {
        let sharpness = 12.0
        var compared = 0
        for seed in 0..<60 {
            let network = try RandomNetwork(seed: seed, physical: physical, perSlot: perSlot, samples: 1, window: 6)
            let times = network.classifier.firstSpikeTimes(frames: network.frames(ofSample: 0))
            guard times.allSatisfy(\.isFinite) else { continue }
            compared += 1
            var pass = network.backpropagation(.spikeTimeCrossEntropy(sharpness: sharpness))
            let value = pass.evaluate(conductances: network.array.siemens, batch: network.batch)
            let expected = loss(
                times: times, slot: network.parameters.timing.slotDuration.value, label: network.batch.labels[0],
                sharpness: sharpness)
            // Exact: training decides with the network's numbers, not with numbers like them.
            #expect(value == expected, "seed \(seed): off by \(value - expected)")
            #expect(pass.firedSamples == Array(repeating: 1, count: RandomNetwork.columns))
        }
        #expect(compared > 20)
    }

    @Test(arguments: [true, false], [true, false])
    func potentialsAreTheNetworks(physical: Bool, perSlot: Bool) throws {
        for seed in 0..<20 {
            let network = try RandomNetwork(seed: seed, physical: physical, perSlot: perSlot, samples: 1)
            let classifier = network.classifier
            let frames = network.frames(ofSample: 0)
            let scale = 3.0 / network.parameters.membrane.threshold.value
            let steps = (0..<RandomNetwork.columns).map { classifier.step(column: $0) }
            var v = [Double](repeating: 0, count: RandomNetwork.columns)
            var expected = 0.0
            for slot in 0..<RandomNetwork.slots {
                for column in v.indices {
                    let current = frames[min(slot, frames.count - 1)].withUnsafeBufferPointer {
                        classifier.current(column: column, levels: $0)
                    }
                    v[column] = steps[column].potential(after: v[column], current: current)
                }
                let logits = v.map { scale * $0 }
                let largest = logits.max()!
                var sum = 0.0
                for logit in logits { sum += exp(logit - largest) }
                expected += largest + log(sum) - logits[network.batch.labels[0]]
            }
            var pass = network.backpropagation(.slotCrossEntropy(sharpness: 3))
            let value = pass.evaluate(conductances: network.array.siemens, batch: network.batch)
            // Exact, as above.
            #expect(value == expected / Double(RandomNetwork.slots))
        }
    }

    /// STBP's own loss counts spikes of neurons that reset.
    @Test(arguments: [true, false], [true, false])
    func ratesAreThoseOfResettingNeurons(physical: Bool, perSlot: Bool) throws {
        var spikes = 0
        for seed in 0..<20 {
            let network = try RandomNetwork(seed: seed, physical: physical, perSlot: perSlot, samples: 1)
            let membrane = network.parameters.membrane
            let frames = network.frames(ofSample: 0)
            var expected = 0.0
            for column in 0..<RandomNetwork.columns {
                let step = network.classifier.step(column: column)
                var v = 0.0
                var count = 0
                for slot in 0..<RandomNetwork.slots {
                    let current = frames[min(slot, frames.count - 1)].withUnsafeBufferPointer {
                        network.classifier.current(column: column, levels: $0)
                    }
                    v = step.potential(after: v, current: current)
                    if v >= membrane.threshold.value {
                        count += 1
                        v = membrane.resetPotential.value
                    }
                }
                spikes += count
                let error = Double(count) / Double(RandomNetwork.slots) - (network.batch.labels[0] == column ? 1 : 0)
                expected += error * error / 2
            }
            let surrogate = Surrogate(shape: .rectangular, width: 1)
            var pass = network.backpropagation(.rateMeanSquaredError(surrogate))
            let value = pass.evaluate(conductances: network.array.siemens, batch: network.batch)
            // Counts in eighths: exact in binary.
            #expect(value == expected)
        }
        // More than one a neuron: resets matter.
        #expect(spikes > 20 * RandomNetwork.columns)
    }

    /// Samples do not see each other: the batch's loss and gradient are the means of its samples'.
    @Test(arguments: [true, false])
    func aBatchIsTheMeanOfItsSamples(perSlot: Bool) throws {
        let losses: [Loss] = [
            .rateMeanSquaredError(Surrogate(shape: .sigmoid, width: 0.3)), .slotCrossEntropy(sharpness: 3),
            .spikeTimeCrossEntropy(sharpness: 12),
        ]
        for loss in losses {
            let network = try RandomNetwork(seed: 5, physical: true, perSlot: perSlot, samples: 11)
            var pass = network.backpropagation(loss)
            let whole = pass.evaluate(conductances: network.array.siemens, batch: network.batch)
            let gradient = pass.gradient
            var sum = 0.0
            var gradientSum = [Double](repeating: 0, count: gradient.count)
            for sample in 0..<11 {
                var one = Batch(samples: 1, rows: RandomNetwork.rows, frames: network.batch.frames)
                one.labels = [network.batch.labels[sample]]
                one.levels = network.frames(ofSample: sample).flatMap { $0 }
                sum += pass.evaluate(conductances: network.array.siemens, batch: one) / 11
                for cell in gradient.indices { gradientSum[cell] += pass.gradient[cell] / 11 }
            }
            // Eleven terms in another order: some roundings of the largest.
            #expect(abs(sum / whole - 1) < 50 * .ulpOfOne)
            let scale = gradient.map(abs).max()!
            for cell in gradient.indices {
                #expect(abs(gradientSum[cell] - gradient[cell]) < 500 * .ulpOfOne * scale)
            }
        }
    }
}
