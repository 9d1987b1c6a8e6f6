import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import Quantities
import SPICEText
import TestedProgram
import Testing

private let duration = 4e-6
private let pool = makePool(workers: 2)

/// What both engines say of one circuit.
private struct Ledgers {
    var events: [Double]  // [J]
    var ngspice: [Double]  // [J]
    var switchings: Int

    /// ngspice gets the deck without tolerances of ours, as users write decks.
    init(_ random: RandomCircuit, steps: Double) throws {
        let plan = TransientAnalysis(
            duration: Time(duration), maximumStep: Time(duration / steps), edgeDuration: .picoseconds(1), signals: [])
        let circuit = try Circuit(title: "ledger", elements: random.elements)
        let stimulus = random.steppedStimulus(duration)
        var exact = try EventDrivenSimulator().prepareEvents(circuit, analysis: plan)
        let run = try exact.run(stimulus)
        #expect(try run.energy.verdict(of: "events") == nil)
        (events, switchings) = (run.energy.delivered, run.switchings.count)
        let deck = try Dialect.ngspice.deck(circuit, stimulus: stimulus, analysis: plan).text
        let bare = deck.split(separator: "\n").filter { !$0.hasPrefix(".options") }.joined(separator: "\n") + "\n"
        let known = try pool.energies(of: NgspiceJob(title: "ledger", deck: bare, vectors: [], stopTime: duration))
        // Steps a sixteenth as long leave each switching late by 6e-5 of the run: sixteen of them are a thousandth, which is said.
        #expect(known.notes.isEmpty || switchings > 4 && known.notes.allSatisfy { $0.contains("still move") })
        #expect(known.sources.count == circuit.sourceNames.count)
        let byName = Dictionary(uniqueKeysWithValues: known.sources.map { ($0.source, $0.energy) })
        ngspice = try circuit.sourceNames.map { try #require(byName["v\($0)"]) }
    }

    /// The largest difference of a source, as a part of all that sources moved.
    var difference: Double {
        zip(events, ngspice).map { abs($0 - $1) }.max()! / events.reduce(0) { $0 + abs($1) }
    }
}

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct EnergyLedgerTests {
    @Test func enginesAgreeOnRandomCircuits() throws {
        for seed in 1...100 {
            let ledgers = try Ledgers(RandomCircuit(seed: seed, diodes: 0...2), steps: 1000)
            // ngspice switches at the end of a step, a thousandth of the run late at most: so much of the run's energy
            // each time. What it integrates meanwhile is good to ten times its tolerance of 1e-4.
            #expect(ledgers.difference < 1e-3 * Double(1 + ledgers.switchings), "seed \(seed): \(ledgers)")
            // And whatever the count, to what two engines are promised to agree to.
            #expect(ledgers.difference < 5e-3, "seed \(seed): \(ledgers)")
        }
    }

    /// Steps that may be as long as several time constants.
    @Test func enginesAgreeOnCoarseSteps() throws {
        for seed in 1...100 {
            let ledgers = try Ledgers(RandomCircuit(seed: seed, switches: 0...0, diodes: 0...0), steps: 50)
            // Ten times the tolerance of 1e-4.
            #expect(ledgers.difference < 1e-3, "seed \(seed): \(ledgers)")
        }
    }
}
