import Devices
import NumericalMethods
import Quantities
import SpikeKernels
import SpikingNetworks
import Testing

@testable import Training

/// A race of random columns, and the pictures that it is shown.
private struct RandomRace {
    let columns: Int
    let rows: Int
    let samples: Int
    let parameters: RaceParameters
    let range: ConductanceRange
    let siemens: [Double]
    let levels: [Bool]  // [samples × rows]
    let labels: [Int]

    init(columns: Int, rows: Int, samples: Int, biasPerRow: Double) throws {
        var random = RandomStream(seed: UInt64(columns * rows), purpose: StreamPurpose("race kernel"), trial: samples)
        self.columns = columns
        self.rows = rows
        self.samples = samples
        range = try ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))
        siemens = (0..<(columns * rows)).map { _ in 1e-8 + 0.99e-6 * random.uniform() }
        levels = (0..<(samples * rows)).map { _ in random.uniform() < 0.5 }
        labels = (0..<samples).map { _ in random.below(columns) }
        parameters = RaceParameters(
            membrane: Membrane(
                capacitance: .picofarads(Double(rows)), leak: .nanosiemens(10), threshold: .volts(1),
                resetPotential: .volts(0.6)),
            drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .microsiemens(biasPerRow * Double(rows))),
            timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 20))
    }

    /// By steps of a slot, in double precision.
    func reference() -> (loss: Double, gradient: [Double], fired: [Int]) {
        var batch = Batch(samples: samples, rows: rows, frames: 1)
        for sample in 0..<samples {
            var bits = BitVector(count: rows)
            for row in 0..<rows { bits[row] = levels[sample * rows + row] }
            batch.setFrame(0, ofSample: sample, bits: bits)
            batch.labels[sample] = labels[sample]
        }
        var backpropagation = SpatioTemporalBackpropagation(
            parameters: parameters, model: .physical, loss: .spikeTimeCrossEntropy(sharpness: 45), columns: columns,
            rows: rows)
        let loss = backpropagation.evaluate(conductances: siemens, batch: batch)
        return (loss, backpropagation.gradient, backpropagation.firedSamples)
    }

    func kernel() -> (loss: Double, gradient: [Float], fired: [Int]) {
        let span = range.maximum.value - range.minimum.value
        let (stride, width) = (Padding.stride(samples), Padding.stride(rows))
        var byRow = [Float](repeating: 1, count: rows * stride)
        var bySample = [Float](repeating: 0, count: stride * width)
        for sample in 0..<samples {
            for row in 0..<rows {
                byRow[row * stride + sample] = levels[sample * rows + row] ? 1 : -1
                bySample[sample * width + row] = byRow[row * stride + sample]
            }
        }
        let padded = labels.map(Int32.init) + [Int32](repeating: 0, count: stride - samples)
        let cells = siemens.map { Float($0 / span) }
        var gradient = [Float](repeating: .nan, count: columns * rows)
        var fired = [Int32](repeating: 0, count: columns)
        var scratch = [Float](repeating: .nan, count: spike_race_scratch(columns, rows, stride))
        var race = spike_race()
        race.columns = columns
        race.rows = rows
        race.bias = Float(parameters.drive.biasConductance.value / span)
        race.load = Float(parameters.columnConductance(cells: 0) / span)
        race.drive = Float(parameters.drive.readVoltage.value / parameters.membrane.threshold.value)
        race.capacitance = Float(parameters.membrane.capacitance.value / (span * parameters.timing.window.value))
        race.sharpness = 45
        let loss = byRow.withUnsafeMutableBufferPointer { byRow in
            bySample.withUnsafeMutableBufferPointer { bySample in
                padded.withUnsafeBufferPointer { padded in
                    cells.withUnsafeBufferPointer { cells in
                        race.cells = cells.baseAddress
                        var shown = spike_pictures(
                            samples: samples, stride: stride, labels: padded.baseAddress!, byRow: byRow.baseAddress!,
                            bySample: bySample.baseAddress!)
                        return spike_race_gradient(&race, &shown, &gradient, &fired, &scratch)
                    }
                }
            }
        }
        return (loss, gradient, fired.map(Int.init))
    }
}

@Suite struct RaceKernelTests {
    /// Loss, gradient and spikes of the closed form are those of the slots; weak biases leave neurons silent.
    @Test(
        arguments: [(2, 5, 7), (4, 16, 16), (10, 30, 64), (10, 30, 51), (26, 35, 48), (10, 64, 64), (33, 17, 20)],
        [0.8, 0.2])
    func equalsTheSlots(size: (columns: Int, rows: Int, samples: Int), biasPerRow: Double) throws {
        let race = try RandomRace(
            columns: size.columns, rows: size.rows, samples: size.samples, biasPerRow: biasPerRow)
        let (reference, kernel) = (race.reference(), race.kernel())
        #expect(kernel.fired == reference.fired)
        if biasPerRow < 0.5 { #expect(reference.fired.reduce(0, +) < size.columns * size.samples) }
        // Single precision: logits are 45 logarithms of times that are known to some 1e-7.
        #expect(abs(kernel.loss - reference.loss) < 1e-4 * max(1, reference.loss))
        let span = race.range.maximum.value - race.range.minimum.value
        let largest = reference.gradient.map { abs($0) * span }.max()!
        for (own, other) in zip(kernel.gradient, reference.gradient) {
            #expect(abs(Double(own) - other * span) < 1e-4 * largest)
        }
    }

    @Test func pixelsFlipWithTheirProbability() {
        let (rows, samples, classes) = (35, 48, 3)
        let width = Padding.stride(rows)
        let patterns = (0..<(classes * width)).map { Float($0 % 5 < 2 ? 1 : -1) }
        let labels = (0..<samples).map { Int32($0 % classes) }
        let probabilities = (0..<samples).map { [0, 0.1, 0.25, 0.5][$0 % 4] }
        let thresholds = probabilities.map { UInt16($0 * 65536) }
        var flips = [Int](repeating: 0, count: 4)
        var byRow = [Float](repeating: 0, count: rows * samples)
        var bySample = [Float](repeating: 0, count: samples * width)
        let draws = 400
        for seed in 0..<draws {
            byRow.withUnsafeMutableBufferPointer { byRow in
                bySample.withUnsafeMutableBufferPointer { bySample in
                    labels.withUnsafeBufferPointer { labels in
                        var shown = spike_pictures(
                            samples: samples, stride: samples, labels: labels.baseAddress!,
                            byRow: byRow.baseAddress!, bySample: bySample.baseAddress!)
                        spike_draw_pictures(patterns, rows, thresholds, UInt64(seed), &shown)
                    }
                }
            }
            for sample in 0..<samples {
                for row in 0..<rows {
                    let level = byRow[row * samples + sample]
                    #expect(level == bySample[sample * width + row])
                    if level != patterns[Int(labels[sample]) * width + row] { flips[sample % 4] += 1 }
                }
            }
        }
        let pixels = Double(draws * samples / 4 * rows)
        for (kind, p) in [0, 0.1, 0.25, 0.5].enumerated() {
            // Five standard errors.
            #expect(abs(Double(flips[kind]) / pixels - p) <= 5 * (p * (1 - p) / pixels).squareRoot())
        }
    }
}
