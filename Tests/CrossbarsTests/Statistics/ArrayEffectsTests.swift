import Crossbars
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

private let range = try! ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))
private let span = 0.99e-6

/// Cells that all have one target.
private func flat(_ siemens: Double, columns: Int = 100, rows: Int = 100) -> ConductanceArray {
    try! ConductanceArray(
        columns: columns, rows: rows, range: range,
        siemens: [Double](repeating: siemens, count: columns * rows))
}

private func aged(_ array: ConductanceArray, trial: Int = 0, _ change: (inout ArrayEffects) -> Void) -> AgedArray {
    var effects = ArrayEffects()
    change(&effects)
    return effects.aged(array, faults: .none, seed: 1, trial: trial)
}

/// A mean and a deviation of 10,000 values are known to σ/100 and σ/141; five of these are allowed.
private func agree(_ values: [Double], mean: Double, deviation: Double) -> Bool {
    let summary = SampleSummary(values)
    return abs(summary.mean - mean) <= 0.05 * deviation
        && abs(summary.standardDeviation - deviation) <= 0.036 * deviation
}

@Suite struct ArrayEffectsTests {
    @Test func withoutEffectsNothingHappens() {
        let array = flat(0.4e-6)
        let result = aged(array) { _ in }
        #expect(result.conductances == array && result.clipped == 0)
    }

    @Test func programmingErrorIsGaussian() {
        let values = aged(flat(0.5e-6)) { $0.programming = .constant(0.03) }.conductances.siemens
        #expect(agree(values, mean: 0.5e-6, deviation: 0.03 * span))
    }

    /// At G_min half of the errors would leave the range: they stay at its bound, and are counted.
    @Test func errorsStayInTheRangeAndAreCounted() {
        let result = aged(flat(0.01e-6)) { $0.programming = .constant(0.03) }
        let atBound = result.conductances.siemens.count { $0 == range.minimum.value }
        #expect(result.clipped == atBound)
        // Half of 10,000, five standard errors of 50.
        #expect(abs(atBound - 5000) < 250)
        #expect(result.conductances.range == range)
    }

    @Test func aPolynomialIsEvaluatedInMicrosiemens() {
        let chip = ProgrammingDeviation.polynomial([1.053, 0.2374, -1.167e-2, 1.536e-4])
        // By hand at 10 µS: 1.053 + 2.374 − 1.167 + 0.1536.
        #expect(abs(chip.deviation(at: 10e-6, in: range) - 2.4136e-6) < 1e-15)
        #expect(ProgrammingDeviation.polynomial([-1]).deviation(at: 1e-6, in: range) == 0)
    }

    @Test func aTableIsLinearBetweenItsPoints() {
        let table = ProgrammingDeviation.table([.init(siemens: 1e-7, sigma: 2e-9), .init(siemens: 5e-7, sigma: 6e-9)])
        for (g, sigma) in [(1e-8, 2e-9), (1e-7, 2e-9), (3e-7, 4e-9), (5e-7, 6e-9), (9e-7, 6e-9)] {
            #expect(abs(table.deviation(at: g, in: range) - sigma) < 1e-20)
        }
    }

    /// A Gaussian cut at one σ has the variance 1 − 2 φ(1)/(2 Φ(1) − 1) = 0.29112.
    @Test func verificationCutsTheError() {
        let values = aged(flat(0.5e-6)) {
            $0.programming = .constant(0.03)
            $0.writeVerify = WriteVerifyWindow(halfWidth: 0.03)
        }.conductances.siemens
        #expect(values.allSatisfy { abs($0 - 0.5e-6) <= 0.03 * span })
        #expect(agree(values, mean: 0.5e-6, deviation: 0.29112.squareRoot() * 0.03 * span))
    }

    @Test func levelsAreEvenAndKept() {
        for target in stride(from: 0.01e-6, through: 1e-6, by: 0.0173e-6) {
            let value = aged(flat(target, columns: 1, rows: 1)) { $0.levels = .evenlySpaced(16) }.conductances.siemens[
                0]
            #expect(abs(value - target) <= span / 30 * (1 + 1e-9))
            let again = aged(flat(value, columns: 1, rows: 1)) { $0.levels = .evenlySpaced(16) }.conductances.siemens[0]
            #expect(again == value)
        }
    }

    /// ln G is Gaussian, its σ linear in G between the two states; the range widens to hold what varies out of it.
    @Test func variationIsLognormal() {
        let law = DeviceVariation(lowResistance: 0.1, highResistance: 0.3)
        for (target, sigma) in [(1e-6, 0.1), (0.01e-6, 0.3), (0.505e-6, 0.2)] {
            let result = aged(flat(target)) { $0.deviceVariation = law }.conductances
            #expect(agree(result.siemens.map { log($0) }, mean: log(target), deviation: sigma))
            #expect(result.range.minimum <= range.minimum && result.range.maximum >= range.maximum)
        }
    }

    /// G(t) = G_0 (t/t_0)^−ν: after 10⁴ t_0 with ν = 0.05, 10^−0.2.
    @Test func driftFollowsItsPowerLaw() {
        let drift = RetentionDrift(elapsed: .seconds(1e4), exponent: 0.05)
        let values = aged(flat(0.5e-6)) { $0.drift = drift }.conductances.siemens
        for value in values { #expect(abs(value / (0.5e-6 * pow(10, -0.2)) - 1) < 1e-12) }
        let early = aged(flat(0.5e-6)) { $0.drift = RetentionDrift(elapsed: .seconds(0.1), exponent: 0.05) }
        #expect(early.conductances == flat(0.5e-6))
        // A spread of ν spreads ln G by its deviation times ln(t/t_0).
        let spread = aged(flat(0.5e-6)) {
            $0.drift = RetentionDrift(elapsed: .seconds(1e4), exponent: 0.05, exponentDeviation: 0.01)
        }.conductances.siemens.map { log($0) }
        #expect(agree(spread, mean: log(0.5e-6) - 0.05 * log(1e4), deviation: 0.01 * log(1e4)))
    }

    @Test func readNoiseIsRelative() {
        var effects = ArrayEffects()
        effects.readNoise = ReadNoise(relative: 0.02)
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("read"))
        let values = effects.read(flat(0.4e-6), from: &stream).siemens
        #expect(agree(values, mean: 0.4e-6, deviation: 0.02 * 0.4e-6))
        #expect(effects.read(flat(0.4e-6), from: &stream).siemens != values)
    }

    /// Stuck cells neither vary nor drift, and do not shift the numbers of the healthy ones.
    @Test func stuckCellsStay() throws {
        let faults = try FaultMap(cells: [
            .init(column: 0, row: 0, state: .lowResistance), .init(column: 3, row: 7, state: .highResistance),
        ])
        var effects = ArrayEffects()
        effects.programming = .constant(0.02)
        effects.deviceVariation = DeviceVariation(0.2)
        effects.drift = RetentionDrift(elapsed: .seconds(1e6), exponent: 0.05, exponentDeviation: 0.01)
        let array = flat(0.5e-6, columns: 10, rows: 30)
        let broken = effects.aged(array, faults: faults, seed: 1, trial: 4).conductances
        let healthy = effects.aged(array, faults: .none, seed: 1, trial: 4).conductances
        #expect(broken[0, 0] == range.maximum.value && broken[3, 7] == range.minimum.value)
        let differing = zip(broken.siemens, healthy.siemens).count { $0.0 != $0.1 }
        #expect(differing == 2)
    }

    /// The mean of many injected arrays' values and slopes is that of the lognormal law, e^(σ²/2).
    @Test func injectionMeetsTheSameLaw() {
        var effects = ArrayEffects()
        effects.deviceVariation = DeviceVariation(0.3)
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("injection"))
        let siemens = [Double](repeating: 0.5e-6, count: 10_000)
        var frozen = [Bool](repeating: false, count: 10_000)
        frozen[17] = true
        let seen = effects.injected(siemens, frozen: frozen, in: range, from: &stream)
        #expect(seen.siemens[17] == 0.5e-6 && seen.slopes[17] == 1)
        #expect(agree(seen.siemens.map { log($0) }, mean: log(0.5e-6), deviation: 0.3))
        for (value, slope) in zip(seen.siemens, seen.slopes) { #expect(abs(value - 0.5e-6 * slope) < 1e-20) }
    }
}
