import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import SPICEText
import TestedProgram
import Testing

/// What people write for LTspice, PSPICE and ngspice runs in both engines as the same circuit does that is written plainly.
@Suite(.enabled(if: ngspiceTestsRun)) struct ForeignDeckTests {
    /// A deck takes milliseconds: ngspice may run on for ever, of which a test should not wait for the end.
    private static let pool = makePool(timeLimit: .seconds(10))
    @Test func thereAreMany() { #expect(ForeignDeck.all.count >= 100) }

    @Test(arguments: ForeignDeck.all)
    func enginesAgreeWithThePlainDeck(deck: ForeignDeck) throws {
        let statements = try NetlistStatements(text: deck.text, file: "deck.cir", dialect: deck.dialect) { _ in
            throw Missing()
        }
        let plain = try run(deck.plain, .ngspice, stop: 2e-6)
        let outline = try NetlistOutline(statements, file: "deck.cir")
        #expect(outline.stopTime == 2e-6)
        let mode: NgspiceMode = deck.dialect == .ltspice ? .ltspice : deck.dialect == .pspice ? .pspice : .ngspice
        expectSame(try run(outline.deck, mode, stop: outline.stopTime), plain, "ngspice, \(deck):\n\(outline.deck)")

        let netlist = try ReadNetlist(statements, file: "deck.cir")
        var analysis = netlist.analysis
        analysis.signals = [.voltage("m")]
        var prepared = try EventDrivenSimulator().prepare(netlist.circuit, analysis: analysis)
        let exact: Transient
        do {
            exact = try prepared.transient(netlist.stimulus)
        } catch let failure as SimulationFailure where deck.startsFromOperatingPoint {
            #expect(failure.reason.contains("two answers"))
            return
        }
        #expect(exact.energy.conservationError < 1e-6)
        expectSame(exact.waveforms, plain, "events, \(deck):\n\(deck.text)")
    }

    /// ngspice takes these for its own values, whatever the netlist gives them.
    @Test(arguments: [Dialect.ngspice, .ltspice, .pspice], ["time", "temper", "vt", "temp"])
    func parametersThatASimulatorOverridesAreRefused(dialect: Dialect, name: String) throws {
        let isReserved = dialect == .pspice || name.hasPrefix("ti") || name == "temper"
        for line in [".param a=1 \(name)=3k", ".subckt s a b params: \(name)=3k\nR1 a b {\(name)}\n.ends"] {
            let text = "t\n\(line)\n.end\n"
            let statements = try? NetlistStatements(text: text, file: "deck.cir", dialect: dialect) { _ in
                throw Missing()
            }
            #expect((statements == nil) == isReserved)
        }
    }

    private struct Missing: Error {}

    private func run(_ deck: String, _ mode: NgspiceMode, stop: Double) throws -> Waveforms {
        let record = try Self.pool.run(
            NgspiceJob(title: "deck", deck: deck, vectors: ["m"], stopTime: stop, mode: mode))
        return Waveforms(time: record.time, values: [.voltage("m"): record.values[0]])
    }

    /// Half a per cent of the signal's height; where it is steep, of the run's length in time. Half a per cent is ten
    /// of ngspice's steps there, in which it also finds a switching.
    private func expectSame(_ a: Waveforms, _ b: Waveforms, _ what: String) {
        let (x, y) = (a.values[.voltage("m")]!, b.values[.voltage("m")]!)
        let height = y.reduce(1e-9) { max($0, abs($1)) }
        let tolerance = 0.005
        for place in 1..<50 {
            let time = 2e-6 * Double(place) / 50
            let value = level(a.time, x, time)
            let near = stride(from: -tolerance, through: tolerance, by: tolerance / 10).map {
                level(b.time, y, time + $0 * 2e-6)
            }
            let (low, high) = (near.min()! - tolerance * height, near.max()! + tolerance * height)
            guard value < low || value > high else { continue }
            Issue.record("at \(time) s \(value) V, plainly \(level(b.time, y, time)) V; \(what)")
            return
        }
    }

    private func level(_ times: [Double], _ values: [Double], _ time: Double) -> Double {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        guard low < times.count else { return values[values.count - 1] }
        guard low > 0, times[low] > times[low - 1] else { return values[low] }
        return values[low - 1] + (values[low] - values[low - 1]) * (time - times[low - 1])
            / (times[low] - times[low - 1])
    }
}
