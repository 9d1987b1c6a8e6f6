import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import SPICEText
import TestedProgram
import Testing

/// What a deck says of its own race.
private struct Answer {
    var winner: Double
    var spikeTime: Double  // [s]
    var energy: Double  // [J]
}

private let pool = makePool(workers: 2)

/// Runs a top file in the mode that stands for its simulator, and reads its own measurements.
private func run(_ netlists: WrittenNetlists, _ dialect: Dialect, _ variant: CircuitVariant, _ digit: Int) throws
    -> Answer
{
    let name = "\(variant.rawValue)/digit_\(digit).cir"
    var deck = try netlists.deck(name)
    var mode = NgspiceMode.ngspice
    var vectors: [String] = []
    switch dialect {
    case .ngspice: break
    case .xyce:
        // ngspice has other words for the same tolerances, and would go by its own.
        deck = deck.replacingOccurrences(
            of: ".OPTIONS TIMEINT METHOD=GEAR RELTOL=1e-4 ABSTOL=1e-7",
            with: ".options method=gear reltol=1e-4 vntol=1e-7 abstol=1e-13 chgtol=1e-17")
        #expect(!deck.contains("TIMEINT"))
    case .ltspice: mode = .ltspice
    case .pspice:
        mode = .pspice
        // ngspice's mode does not know PSPICE's word for UIC.
        deck = deck.replacingOccurrences(of: "SKIPBP", with: "UIC")
        vectors = ["winner", "fired", "spike_time_ns", "energy_pj"]
    }
    let record = try pool.run(
        NgspiceJob(title: name, deck: deck, vectors: vectors, stopTime: 1e-6, voltageLimit: 1e5, mode: mode))
    if dialect == .pspice {
        let last = record.values.map { $0.last! }
        // Whether anyone fired: a latch that has charged for at least six of its time constants.
        #expect(last[1] > 0.99)
        return Answer(winner: last[0], spikeTime: last[2] * 1e-9, energy: last[3] * 1e-12)
    }
    let peaks = (0..<GlyphSet.count).compactMap { record.measurements["peak_\($0)"] }
    // Idle outputs carry the off switches' leakage, 0.1 mV; a spike is 0.8 V high.
    #expect(peaks.count == 10 && peaks.count { $0 > 0.01 } == 1)
    return Answer(
        winner: try #require(record.measurements["winner"]), spikeTime: try #require(record.measurements["spike_time"]),
        energy: try #require(record.measurements["energy"]))
}

@Suite(.enabled(if: ngspiceTestsRun)) struct NetlistFolderTests {
    /// Every folder against the ngspice folder, all ten glyphs.
    @Test(arguments: CircuitVariant.allCases)
    func dialectsAgree(variant: CircuitVariant) throws {
        let reference = try WrittenNetlists(.ngspice)
        let answers = try (0..<GlyphSet.count).map { try run(reference, .ngspice, variant, $0) }
        // The weighted mean of numbers of which one has all the weight, less one: rounding, and the 1e-9 below the line.
        for (digit, answer) in answers.enumerated() { #expect(abs(answer.winner - Double(digit)) < 1e-6) }
        for dialect in Dialect.allCases where dialect != .ngspice {
            let netlists = try WrittenNetlists(dialect)
            for digit in 0..<GlyphSet.count {
                let answer = try run(netlists, dialect, variant, digit)
                // PSPICE's winner is held on a capacitor, which charges to a part in e^-7.
                #expect(abs(answer.winner - Double(digit)) < 1e-2, "\(dialect) \(digit): \(answer)")
                // What the folders promise: half a per cent. A switch with a state turns on 0.1 % early or late.
                #expect(
                    abs(answer.spikeTime / answers[digit].spikeTime - 1) < 5e-3,
                    "\(dialect) \(digit): \(answer.spikeTime), \(answers[digit].spikeTime)")
                #expect(abs(answer.energy / answers[digit].energy - 1) < 5e-3, "\(dialect) \(digit): \(answer.energy)")
            }
        }
    }

    /// The parts joined again are the circuit that the exact engine runs.
    @Test func expectedValuesAreMet() throws {
        let netlists = try WrittenNetlists(.ngspice)
        let rows = try netlists.text("expected.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(rows.count == 10)
        for row in rows {
            let digit = try #require(Int(row[1]))
            let answer = try run(netlists, .ngspice, .piecewiseLinear, digit)
            #expect(row[2] == "events" && Double(row[3]) == answer.winner.rounded())
            // The output needs its 50 fF charged through 2 kΩ after the switching, 0.1 ns of 300.
            #expect(abs(answer.spikeTime / Double(row[4])! - 1) < 1e-3)
            // The trapezoidal rule on ngspice's steps.
            #expect(abs(answer.energy / Double(row[5])! - 1) < 1e-3)
        }
    }
}
