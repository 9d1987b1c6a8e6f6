import Crossbars
import Devices
import Foundation
import NgspiceEngine
import NumericalMethods
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct NonlinearConductionTests {
    /// Ten columns of 31 sinh cells, a linear bias resistor and a leak each, against behavioural sources in ngspice.
    @Test(arguments: [0.25, 0.5, 1]) func agreesWithBehaviouralSources(v0: Double) throws {
        let (rows, columns, farads, bias, leak) = (31, 10, 3e-9, 2e-4, 1e-5)
        var random = stream("sinh", Int(v0 * 4))
        let levels = (0..<rows).map { _ in random.uniform() < 0.6 ? 1.0 : -1 }
        let siemens = (0..<columns).map { _ in (0..<rows).map { _ in 1e-6 * pow(10, 2 * random.uniform()) } }
        let conduction = SinhConduction(scale: .volts(v0))
        let own = siemens.map {
            NonlinearColumn(
                conduction, siemens: $0, rowLevels: levels, capacitance: Capacitance(farads),
                linearConductance: Conductance(bias + leak), linearDrive: Current(bias * 1))
        }
        // Time constants shrink as sinh grows: some six of them.
        let duration = 6 * farads / (1e-3 * sinh(1 / v0) * v0)
        let step = duration / 2000
        var lines = ["* sinh cells", ".options method=gear reltol=1e-6 abstol=1e-14 vntol=1e-9 chgtol=1e-18"]
        for (row, level) in levels.enumerated() { lines.append("Vu\(row) u\(row) 0 DC \(level)") }
        lines.append("Vbias bias 0 DC 1")
        for column in 0..<columns {
            lines.append("C\(column) m\(column) 0 \(farads) IC=0")
            lines.append("Rb\(column) bias m\(column) \(1 / bias)")
            lines.append("Rl\(column) m\(column) 0 \(1 / leak)")
            for row in 0..<rows {
                let g = siemens[column][row]
                lines.append(
                    "B\(row)_\(column) u\(row) m\(column) I=\(g * v0)*sinh((v(u\(row))-v(m\(column)))/\(v0))")
            }
        }
        lines += [".tran \(step) \(duration) 0 \(step) UIC", ".end"]
        let record = try makePool().run(
            NgspiceJob(
                title: "sinh cells", deck: lines.joined(separator: "\n") + "\n",
                vectors: (0..<columns).map { "m\($0)" },
                stopTime: duration))
        var (worst, worstTime, crossings) = (0.0, 0.0, 0)
        for column in 0..<columns {
            let values = try own[column].potentials(at: record.time)
            worst = zip(values, record.values[column]).reduce(worst) { max($0, abs($1.0 - $1.1)) }
            let threshold = 0.7 * values.last!
            guard threshold > 0 else { continue }
            let first = try #require(try own[column].firstRise(to: .volts(threshold), within: Time(duration))).value
            let after = try #require(record.values[column].firstIndex { $0 >= threshold })
            let (a, b) = (record.values[column][after - 1], record.values[column][after])
            let (s, t) = (record.time[after - 1], record.time[after])
            worstTime = max(worstTime, abs((s + (threshold - a) / (b - a) * (t - s)) / first - 1))
            crossings += 1
        }
        print("sinh, V_0 \(v0) V: waveforms differ by \(worst) V, \(crossings) crossings by \(worstTime)")
        #expect(crossings >= 3)
        // Gear's steps of duration/2000 start with the first order: (h/τ)²/2 of 1 V there.
        #expect(worst < 1e-3)
        #expect(worstTime < 1e-3)
    }
}
