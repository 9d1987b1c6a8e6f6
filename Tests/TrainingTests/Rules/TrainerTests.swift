import Datasets
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

private func recipe(_ loss: Loss, epochs: Int = 4, rate: Double = 0.05) -> TrainingRecipe {
    TrainingRecipe(loss: loss, epochs: epochs, batchesPerEpoch: 10, batchSize: 20, learningRate: rate)
}

private let allLosses: [Loss] = [
    .rateMeanSquaredError(Surrogate(shape: .triangular, width: 1)), .slotCrossEntropy(sharpness: 5),
    .spikeTimeCrossEntropy(sharpness: 20),
]

/// The circuit of the working point, ten columns of thirty rows.
private func parameters() -> RaceParameters {
    RaceParameters(
        membrane: Membrane(
            capacitance: .picofarads(30), leak: .nanosiemens(10), threshold: .volts(1), resetPotential: .zero),
        drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .microsiemens(20)),
        timing: SlotTiming(slotDuration: .nanoseconds(100), slots: 12))
}

private func range() throws -> ConductanceRange {
    try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
}

private func train(
    _ recipe: TrainingRecipe, model: LIFModel = .physical, seed: UInt64 = 1, noise: Double = 0.05,
    patterns: PatternSet = .wide, from initial: ConductanceArray? = nil, frozen: [Bool]? = nil,
    progress: (EpochRecord) throws -> Void = { _ in }
) throws -> TrainingOutcome {
    let start = try initial ?? Trainer.initialConductances(columns: 10, rows: 30, range: range(), seed: seed)
    let flips = PixelNoise.independentFlips(noise)
    return try Trainer(parameters: parameters(), model: model, recipe: recipe).train(
        from: start, frozen: frozen ?? Array(repeating: false, count: 300),
        stream: RandomStream(seed: seed, purpose: Trainer.samplePurpose),
        batch: Batch(samples: recipe.batchSize, rows: 30, frames: 1),
        fill: { stream, batch in
            for sample in 0..<batch.samples {
                batch.labels[sample] = sample % 10
                let frame = flips.frame(of: patterns.patterns[sample % 10], from: &stream)
                batch.setFrame(0, ofSample: sample, bits: frame.pixels)
            }
        }, progress: progress)
}

private func recognized(_ array: ConductanceArray, model: LIFModel, patterns: PatternSet) -> Int {
    let classifier = SpikingClassifier(parameters: parameters(), model: model, conductances: array)
    return (0..<10).filter {
        classifier.decision(frames: [BipolarRows.levels(bits: patterns.patterns[$0].pixels)]) == .winner($0)
    }.count
}

@Suite struct TrainerTests {
    @Test(arguments: allLosses, [true, false])
    func cleanGlyphsAreLearnt(loss: Loss, physical: Bool) throws {
        let model: LIFModel = physical ? .physical : .textbook(membraneTimeConstant: .microseconds(1))
        for patterns in [PatternSet.wide, .dotMatrix] {
            for seed: UInt64 in 1...2 {
                let outcome = try train(
                    recipe(loss, epochs: 12), model: model, seed: seed, noise: 0, patterns: patterns)
                #expect(
                    recognized(outcome.conductances, model: model, patterns: patterns) == 10,
                    "\(patterns.name), seed \(seed)")
                #expect(outcome.history.last!.meanLoss < outcome.history[0].meanLoss)
            }
        }
    }

    @Test(arguments: allLosses)
    func conductancesStayInRangeAndFrozenOnesStay(loss: Loss) throws {
        for seed: UInt64 in 1...3 {
            var stream = RandomStream(seed: seed, purpose: StreamPurpose("frozen"))
            let frozen = (0..<300).map { _ in stream.below(4) == 0 }
            let range = try range()
            let start = try Trainer.initialConductances(columns: 10, rows: 30, range: range, seed: seed)
                .replacing((0..<300).filter { frozen[$0] }.map { ($0, $0 % 2 == 0 ? 1e-8 : 1e-6) })
            // A rate that drives cells into both ends.
            let outcome = try train(recipe(loss, rate: 0.5), seed: seed, from: start, frozen: frozen)
            let trained = outcome.conductances.siemens
            #expect(trained.allSatisfy { range.contains($0) })
            for cell in 0..<300 where frozen[cell] {
                #expect(trained[cell].bitPattern == start.siemens[cell].bitPattern)
            }
            let moved = (0..<300).filter { !frozen[$0] && trained[$0] != start.siemens[$0] }
            #expect(moved.count > frozen.filter { !$0 }.count / 2)
            #expect(trained.contains(range.minimum.value) && trained.contains(range.maximum.value))
        }
    }

    @Test func sameSeedSameResult() throws {
        let a = try train(recipe(allLosses[2]), seed: 4)
        let b = try train(recipe(allLosses[2]), seed: 4)
        let other = try train(recipe(allLosses[2]), seed: 5)
        #expect(a.conductances == b.conductances && a.history == b.history)
        #expect(a.conductances != other.conductances)
    }

    @Test func progressSeesEveryEpochAndMayStop() throws {
        struct Enough: Error {}
        var seen: [Int] = []
        #expect(throws: Enough.self) {
            try train(recipe(allLosses[1], epochs: 9)) { record in
                seen.append(record.epoch)
                if record.epoch == 2 { throw Enough() }
            }
        }
        #expect(seen == [0, 1, 2])
        let outcome = try train(recipe(allLosses[1], epochs: 3))
        #expect(outcome.history.map(\.epoch) == [0, 1, 2])
        #expect(outcome.history.allSatisfy { $0.firingFraction.allSatisfy { (0...1).contains($0) } })
    }

    @Test func initialConductancesFillTheMiddleHalf() throws {
        let range = try range()
        let span = range.maximum.value - range.minimum.value
        var parts: [Double] = []
        for seed: UInt64 in 0..<40 {
            let array = Trainer.initialConductances(columns: 10, rows: 30, range: range, seed: seed)
            parts += array.siemens.map { ($0 - range.minimum.value) / span }
        }
        let summary = SampleSummary(parts)
        // One rounding beyond the ends.
        #expect(summary.minimum >= 0.25 - 1e-15 && summary.maximum <= 0.75 + 1e-15)
        // Uniform over 1/2: standard deviation 1/√48; 12,000 values, five standard errors.
        let n = Double(parts.count)
        #expect(abs(summary.mean - 0.5) < 5 / (48 * n).squareRoot())
        #expect(abs(summary.standardDeviation * 48.squareRoot() - 1) < 5 * (0.2 / n).squareRoot())
    }

    @Test func learningRateFallsAlongACosine() {
        let recipe = recipe(allLosses[0], epochs: 5, rate: 0.2)
        #expect(recipe.learningRate(step: 0) == 0.2)
        // A few roundings of the first rate.
        #expect(abs(recipe.learningRate(step: 49) - 0.002) < 1e-16)
        let middle = (recipe.learningRate(step: 24) + recipe.learningRate(step: 25)) / 2
        #expect(abs(middle - 0.2 * 0.505) < 1e-15)
        for step in 1..<50 { #expect(recipe.learningRate(step: step) < recipe.learningRate(step: step - 1)) }
    }
}

@Suite struct AdamTests {
    /// Under a constant gradient both corrected moments equal it from the first step on: every step is `rate`.
    @Test(arguments: [1e-6, 1, 3e8])
    func aConstantGradientMovesByTheRate(gradient: Double) {
        var adam = Adam(count: 3)
        var weights = [0.5, 0.5, 0.5]
        for step in 1...100 {
            adam.update(
                &weights, gradient: [gradient, -gradient, gradient], rate: 0.003, frozen: [false, false, true])
            // ε = 1e-12 is 1e-6 of the smallest gradient, and 1/√(1 − β₂ᵗ) = 32 times that of the first moment.
            let tolerance = 0.003 * Double(step) * (32e-12 / gradient + 1e-12)
            #expect(abs(weights[0] - (0.5 - 0.003 * Double(step))) <= tolerance)
            #expect(abs(weights[1] - (0.5 + 0.003 * Double(step))) <= tolerance)
            #expect(weights[2] == 0.5)
        }
    }

    @Test func weightsAreProjected() {
        var adam = Adam(count: 2)
        var weights = [0.1, 0.9]
        for _ in 0..<10 { adam.update(&weights, gradient: [1, -1], rate: 0.05, frozen: [false, false]) }
        #expect(weights == [0, 1])
    }

    /// Kingma and Ba, algorithm 1, written out with its own bias corrections.
    @Test func followsThePaper() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("adam"))
        var adam = Adam(count: 1)
        var weights = [0.5]
        var (theta, m, v) = (0.5, 0.0, 0.0)
        var first = 0.0
        for t in 1...300 {
            let g = stream.uniform() - 0.5
            if t == 1 { first = abs(g) }
            adam.update(&weights, gradient: [g], rate: 1e-3, frozen: [false])
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            let mHat = m / (1 - pow(0.9, Double(t)))
            let vHat = v / (1 - pow(0.999, Double(t)))
            theta -= 1e-3 * mHat / (vHat.squareRoot() + 1e-12)
            // ε stands beside √v̂ in the paper, beside √v here (its efficient form): with √v ≥ √0.001 |g₁| they differ
            // by 37 ε/|g₁| of a step, of which none is longer than 3.2 rates. And 1 − 0.999ᵗ loses three digits.
            #expect(abs(weights[0] - theta) < 1e-3 * Double(t) * (120e-12 / first + 1e-12))
        }
    }
}
