import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

private let losses: [Loss] =
    Surrogate.Shape.allCases.map { .rateMeanSquaredError(Surrogate(shape: $0, width: $0 == .triangular ? 4 : 0.8)) }
    + [.slotCrossEntropy(sharpness: 3), .spikeTimeCrossEntropy(sharpness: 12)]

extension Loss {
    /// Where x = (V − V_th)/V_th makes the smooth loss, or its derivative, bend.
    fileprivate var kinks: [Double] {
        switch self {
        case .rateMeanSquaredError(let surrogate):
            switch surrogate.shape {
            case .rectangular: [-surrogate.width / 2, surrogate.width / 2]
            case .triangular: [-2 / surrogate.width.squareRoot(), 0, 2 / surrogate.width.squareRoot()]
            case .sigmoid, .gaussian, .arctangent: []
            case .fastSigmoid: [0]
            }
        case .slotCrossEntropy: []
        // A crossing at a slot's end, from one frame into the next; or one that just comes or just fails to come.
        case .spikeTimeCrossEntropy: [0]
        }
    }
}

/// The smallest distance of any membrane in any slot from a kink, by an independent forward pass.
private func distanceToKinks(_ network: RandomNetwork, _ loss: Loss) -> Double {
    let classifier = network.classifier
    let membrane = network.parameters.membrane
    var smallest = Double.infinity
    for sample in 0..<network.batch.samples {
        let frames = network.frames(ofSample: sample)
        for column in 0..<RandomNetwork.columns {
            let step = classifier.step(column: column)
            var v = 0.0
            for slot in 0..<RandomNetwork.slots {
                let levels = frames[min(slot, frames.count - 1)]
                let current = levels.withUnsafeBufferPointer { classifier.current(column: column, levels: $0) }
                v = step.potential(after: v, current: current)
                let x = v / membrane.threshold.value - 1
                for kink in loss.kinks { smallest = min(smallest, abs(x - kink)) }
                if case .rateMeanSquaredError(let surrogate) = loss {
                    let o = surrogate.smoothSpike(x)
                    v = v * (1 - o) + membrane.resetPotential.value * o
                }
            }
        }
    }
    return smallest
}

/// The largest error of the gradient, relative to its largest component.
private func gradientError(_ network: RandomNetwork, _ loss: Loss) -> Double {
    var pass = network.backpropagation(loss, smoothSpikes: true)
    let conductances = network.array.siemens
    _ = pass.evaluate(conductances: conductances, batch: network.batch)
    let gradient = pass.gradient
    var worst = 0.0
    for cell in conductances.indices {
        // Fourth-order differences, so that h may be large against rounding.
        let h = 1e-10  // [S]
        func value(_ steps: Double) -> Double {
            var moved = conductances
            moved[cell] += steps * h
            return pass.evaluate(conductances: moved, batch: network.batch)
        }
        let slope = (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * h)
        worst = max(worst, abs(slope - gradient[cell]))
    }
    return worst / gradient.map(abs).max()!
}

@Suite struct GradientTests {
    /// Every loss and surrogate, both models, static and redrawn frames, ten networks each.
    @Test(arguments: losses, [true, false])
    func equalsFiniteDifferences(loss: Loss, physical: Bool) throws {
        for perSlot in [false, true] {
            var compared = 0
            for seed in 0..<10 {
                let network = try RandomNetwork(seed: seed, physical: physical, perSlot: perSlot)
                // Two steps of 1e-10 S in a column of 7 µS move a membrane of a few V by 1e-4 V at most.
                guard distanceToKinks(network, loss) > 1e-4 else { continue }
                compared += 1
                // Rounding: a loss of order 1, right to 1e-15, over 1e-10 S is 1e-5 /S against a gradient of 1e4 /S
                // and more; the method's error, (1e-4)⁴ of a fifth derivative, is below that.
                #expect(
                    gradientError(network, loss) < 1e-7, "seed \(seed), \(perSlot ? "a frame per slot" : "one frame")")
            }
            #expect(compared >= 5)
        }
    }

    /// Under a short window some neurons stay silent: their part of the spike-time loss is another formula.
    @Test(arguments: [true, false])
    func silentNeurons(physical: Bool) throws {
        let loss = Loss.spikeTimeCrossEntropy(sharpness: 12)
        var silent = 0
        var compared = 0
        for seed in 20..<30 {
            let network = try RandomNetwork(seed: seed, physical: physical, perSlot: seed % 2 == 0, window: 0.4)
            guard distanceToKinks(network, loss) > 1e-4 else { continue }
            compared += 1
            #expect(gradientError(network, loss) < 1e-7)
            var pass = network.backpropagation(loss)
            _ = pass.evaluate(conductances: network.array.siemens, batch: network.batch)
            silent += RandomNetwork.columns * network.batch.samples - pass.firedSamples.reduce(0, +)
        }
        #expect(compared >= 5 && silent > 20)
    }

    /// A frozen cell's gradient is computed like any other's; the optimiser leaves the cell alone.
    @Test func frozenCells() throws {
        let network = try RandomNetwork(seed: 3, physical: true, perSlot: false)
        var values = network.array.siemens
        values[2] = network.array.range.minimum.value
        values[9] = network.array.range.maximum.value
        let stuck = try ConductanceArray(
            columns: RandomNetwork.columns, rows: RandomNetwork.rows, range: network.array.range, siemens: values)
        for loss in losses {
            let broken = RandomNetwork(network, array: stuck)
            guard distanceToKinks(broken, loss) > 1e-4 else { continue }
            #expect(gradientError(broken, loss) < 1e-7)
        }
    }
}
