import Crossbars
import Devices
import Foundation
import NumericalMethods
import Quantities
import Testing

/// A column of sinh cells alone: with y = e^(V/V_0), y′ = (M/C)(Y² − y²), Y² = P/M, whose solution is
/// y = Y tanh(√(P M) t/C + artanh(y_0/Y)).
private struct RiccatiColumn {
    var v0: Double
    var siemens: [Double]
    var levels: [Double]
    let farads = 1e-9

    init(seed: Int) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("nonlinear columns"))
        v0 = 0.25 + 0.75 * random.uniform()
        siemens = (0..<31).map { _ in 1e-6 * pow(10, 2 * random.uniform()) }
        // More rows up than down, so that the column rises.
        levels = (0..<31).map { _ in random.uniform() < 0.7 ? 1.0 : -1 }
    }

    private func sum(_ sign: Double) -> Double {
        zip(siemens, levels).reduce(0) { $0 + $1.0 * exp(sign * $1.1 / v0) } / 2
    }
    var limit: Double { (sum(1) / sum(-1)).squareRoot() }
    var rate: Double { (sum(1) * sum(-1)).squareRoot() / farads }
    func potential(_ t: Double) -> Double { v0 * log(limit * tanh(rate * t + atanh(1 / limit))) }
    func time(_ volts: Double) -> Double { (atanh(exp(volts / v0) / limit) - atanh(1 / limit)) / rate }

    var column: NonlinearColumn {
        NonlinearColumn(
            SinhConduction(scale: .volts(v0)), siemens: siemens, rowLevels: levels, capacitance: Capacitance(farads))
    }
}

@Suite struct NonlinearColumnTests {
    @Test(arguments: 0..<20) func followsTheClosedForm(seed: Int) throws {
        let law = RiccatiColumn(seed: seed)
        let end = 4 / law.rate
        let times = (0...200).map { end * Double($0) / 200 }
        for (t, v) in zip(times, try law.column.potentials(at: times)) {
            // Steps to 1e-10 V, of which some hundred add up in a contracting law.
            #expect(abs(v - law.potential(t)) < 3e-9)
        }
        let settled = law.v0 * log(law.limit)
        for part in [0.1, 0.5, 0.9] {
            let time = try #require(
                try law.column.firstRise(to: .volts(part * settled), within: Time(10 / law.rate)))
            #expect(abs(time.value / law.time(part * settled) - 1) < 1e-7)
        }
        #expect(try law.column.firstRise(to: .volts(1.01 * settled), within: Time(10 / law.rate)) == nil)
    }

    /// The slope is the sum of the cells' currents, one by one, and of the linear resistors'.
    @Test func slopeIsTheSumOfCurrents() {
        let law = RiccatiColumn(seed: 1)
        let conduction = SinhConduction(scale: .volts(law.v0))
        let column = NonlinearColumn(
            conduction, siemens: law.siemens, rowLevels: law.levels, capacitance: Capacitance(law.farads),
            linearConductance: .microsiemens(300), linearDrive: Current(2e-4))
        for v in [-0.4, 0, 0.3, 0.9] {
            var current = 2e-4 - 3e-4 * v
            for (g, u) in zip(law.siemens, law.levels) { current += conduction.current(g, at: u - v) }
            // Thirty terms of up to 1e-3 A · e^(2/0.25) with either sign.
            #expect(abs(column.slope(at: v) * law.farads - current) < 1e-14 * 1e-3 * exp(2 / law.v0))
        }
    }

    /// V_0 → ∞ is Ohm's law: the exponential of the linear column.
    @Test func largeScaleIsLinear() throws {
        var law = RiccatiColumn(seed: 3)
        law.v0 = 1e4
        let total = law.siemens.reduce(0, +)
        let limit = zip(law.siemens, law.levels).reduce(0) { $0 + $1.0 * $1.1 } / total
        let tau = law.farads / total
        let times = (0...50).map { 4 * tau * Double($0) / 50 }
        for (t, v) in zip(times, try law.column.potentials(at: times)) {
            // sinh x − x is x³/6 with x = 1e-4.
            #expect(abs(v - limit * (1 - exp(-t / tau))) < 1e-8)
        }
    }
}
