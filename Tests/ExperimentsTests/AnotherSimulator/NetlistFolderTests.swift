import Circuits
import Crossbars
import Datasets
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import Quantities
import SPICEText
import SpikingNetworks
import TestedProgram
import Testing

/// What a deck says of its own race.
private struct Answer {
    var winner: Double
    var spikeTime: Double  // [s]
    var energy: Double  // [J]
}

private let pool = makePool(workers: 2)

/// What stands before a deck that a mode of ngspice is to read as its simulator would.
private func readable(_ deck: String, _ dialect: Dialect, like reference: String) throws -> (String, NgspiceMode) {
    switch dialect {
    case .ngspice: return (deck, .ngspice)
    case .ltspice: return (deck, .ltspice)
    // ngspice's mode does not know PSPICE's word for UIC.
    case .pspice: return (deck.replacing("SKIPBP", with: "UIC"), .pspice)
    case .xyce:
        // ngspice has other words for the same tolerances, and would go by its own.
        let options = try #require(reference.firstMatch(of: #/\.options method=.*/#)).output
        let text = deck.replacing(#/\.OPTIONS TIMEINT .*/#, with: options)
        #expect(!text.contains("TIMEINT"))
        return (text, .ngspice)
    }
}

/// Runs a deck in the mode that stands for its simulator, and reads its own measurements.
/// - Parameter reference: the same circuit's deck for ngspice.
private func run(_ deck: String, _ dialect: Dialect, _ name: String, like reference: String, outputs: Int) throws
    -> Answer
{
    let (text, mode) = try readable(deck, dialect, like: reference)
    let vectors = dialect == .pspice ? ["winner", "fired", "spike_time_ns", "energy_pj", "spikes"] : []
    let stop = try #require(reference.firstMatch(of: #/\.tran \S+ (\S+) /#).flatMap { Double($0.1) })
    let record = try pool.run(
        NgspiceJob(title: name, deck: text, vectors: vectors, stopTime: stop, voltageLimit: 1e5, mode: mode))
    if dialect == .pspice {
        let last = record.values.map { $0.last! }
        // Whether anyone fired: a latch that has charged for at least six of its time constants.
        #expect(last[1] > 0.99)
        #expect(abs(last[4] - 1) < 1e-3)
        return Answer(winner: last[0], spikeTime: last[2] * 1e-9, energy: last[3] * 1e-12)
    }
    // A counter's capacitor settles to a part in e^-30 within a spike; its latch is armed and spent to ten RELTOL each,
    // as long as an edge may last beside the steps.
    let counts = (0..<outputs).compactMap { record.measurements["spikes_\($0)"] }
    #expect(counts.count == outputs && counts.count { abs($0 - 1) < 2e-3 } == 1, "\(dialect) \(name): \(counts)")
    #expect(counts.reduce(0, +) < 1.002 && abs(record.measurements["spikes"]! - 1) < 2e-3, "\(dialect) \(name)")
    return Answer(
        winner: try #require(record.measurements["winner"]), spikeTime: try #require(record.measurements["spike_time"]),
        energy: try #require(record.measurements["energy"]))
}

private func run(
    _ netlists: WrittenNetlists, _ dialect: Dialect, _ name: String, like reference: WrittenNetlists, outputs: Int = 10
) throws -> Answer {
    try run(netlists.deck(name), dialect, name, like: reference.deck(name), outputs: outputs)
}

/// Winner, first spike and energy are the ngspice folder's.
private func expectSame(
    _ answer: Answer, _ reference: Answer, winner: Int, energyWithin tolerance: Double = 5e-3, _ what: String
) {
    // A number times one voltage, divided by that voltage.
    #expect(abs(answer.winner - Double(winner)) < 1e-12, "\(what): \(answer)")
    // What the folders promise: half a per cent. A switch with a state turns on 0.1 % early or late.
    #expect(abs(answer.spikeTime / reference.spikeTime - 1) < 5e-3, "\(what): \(answer), \(reference)")
    #expect(abs(answer.energy / reference.energy - 1) < tolerance, "\(what): \(answer), \(reference)")
}

/// A deck that steps, as a run of one step: ngspice's modes know no `.step`.
private func oneStep(_ deck: String, _ dialect: Dialect, parameter: String, _ number: Int, _ readOut: String) throws
    -> String
{
    var lines = deck.split(separator: "\n").map(String.init)
    let step = lines.firstIndex { $0.lowercased().hasPrefix(".step ") }
    #expect((step != nil) == (dialect != .ngspice))
    if let step { lines.remove(at: step) }
    let assignment = try #require(lines.firstIndex { $0.lowercased().contains("param \(parameter)=") })
    lines[assignment] = ".param \(parameter)=\(number)"
    var text = lines.joined(separator: "\n").replacing(".GLOBAL_PARAM", with: ".param")
    if let control = text.firstRange(of: ".control"), let end = text.firstRange(of: ".endc") {
        // The worker runs no control block; the same measurements stand in the deck of one stimulus.
        text.replaceSubrange(
            control.lowerBound..<end.upperBound,
            with: readOut + "\n.meas tran expected_spike_time MAX V(expected_spike_time)")
    }
    return text
}

@Suite(.enabled(if: ngspiceTestsRun)) struct NetlistFolderTests {
    /// Every folder against the ngspice folder, all ten patterns.
    @Test(arguments: CircuitVariant.allCases)
    func dialectsAgree(variant: CircuitVariant) throws {
        let reference = try WrittenNetlists(.ngspice)
        let names = (0..<10).map { "\(variant.rawValue)/pattern_\($0).cir" }
        let answers = try names.map { try run(reference, .ngspice, $0, like: reference) }
        for (digit, answer) in answers.enumerated() { #expect(abs(answer.winner - Double(digit)) < 1e-12) }
        for dialect in Dialect.allCases where dialect != .ngspice {
            let netlists = try WrittenNetlists(dialect)
            for (digit, name) in names.enumerated() {
                let answer = try run(netlists, dialect, name, like: reference)
                expectSame(answer, answers[digit], winner: digit, "\(dialect) \(name)")
            }
        }
    }

    /// Programmed arrays, whose cells have the device's own equations. A pattern each: a run takes seconds.
    @Test(arguments: programmedPresets.map(\.name))
    func presetsAgree(preset: String) throws {
        let network = programmedPresets.first { $0.name == preset }!.network
        let name = "device-level/pattern_7.cir"
        let reference = try WrittenNetlists(.ngspice, of: network, patterns: [7])
        let answer = try run(reference, .ngspice, name, like: reference)
        for dialect in Dialect.allCases {
            let netlists = try WrittenNetlists(dialect, of: network, patterns: [7])
            expectSame(
                try run(netlists, dialect, name, like: reference), answer, winner: 7, "\(dialect) \(preset)")
        }
    }

    @Test(arguments: Dialect.allCases)
    func deepNetworksAgree(dialect: Dialect) throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let reference = try WrittenNetlists(.ngspice, of: network, samples, [0, 7], design)
        let netlists = try WrittenNetlists(dialect, of: network, samples, [0, 7], design)
        let rows = try netlists.text("expected.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(rows.count == 2)
        for row in rows {
            #expect(row[0] == "piecewise-linear" && row[3] == "events")
            let name = "piecewise-linear/sample_\(row[1]).cir"
            let answer = try run(netlists, dialect, name, like: reference, outputs: 4)
            let events = Answer(winner: Double(row[4])!, spikeTime: Double(row[5])!, energy: Double(row[6])!)
            // Where a switch with a state switches a source, energies are 4 % off, in steps as fine as one likes: the folders of
            // PSPICE and Xyce say so, and promise winner and first spike.
            expectSame(
                answer, events, winner: Int(row[4])!, energyWithin: [.pspice, .xyce].contains(dialect) ? 5e-2 : 5e-3,
                "\(dialect) \(name)")
        }
    }

    /// Every dialect's folder of a deep network's device level against ngspice's, and that one's winner against events.
    @Test(arguments: Dialect.allCases)
    func deepDeviceLevelsAgree(dialect: Dialect) throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let shown = [0, 11]
        let reference = try WrittenNetlists(.ngspice, of: network, samples, shown, design)
        let netlists = try WrittenNetlists(dialect, of: network, samples, shown, design)
        for row in try netlists.text("expected.csv").split(separator: "\n").dropFirst() {
            let columns = row.split(separator: ",")
            let name = "device-level/sample_\(columns[1]).cir"
            let own = try run(reference, .ngspice, name, like: reference, outputs: 4)
            #expect(own.winner.rounded() == Double(columns[4]), "\(name)")
            // An output that crosses its threshold late in the race is a hundredth of a slot apart for every spike before it.
            #expect(abs(own.spikeTime - Double(columns[5])!) < design.slotDuration.value / 4)
            let answer = try run(netlists, dialect, name, like: reference, outputs: 4)
            expectSame(answer, own, winner: Int(own.winner.rounded()), "\(dialect) \(name)")
        }
    }

    /// Of two neurons of a network without training that are nearly tied, both fire before the bus is up.
    @Test func deepDeviceLevelFiresOnce() throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let netlists = try WrittenNetlists(.ngspice, of: network, samples, [7], design)
        var answer: Answer?
        withKnownIssue("two output neurons fire") {
            answer = try run(netlists, .ngspice, "device-level/sample_7.cir", like: netlists, outputs: 4)
        }
        // The first spike is the right one all the same.
        let row = try #require(netlists.text("expected.csv").split(separator: "\n").last).split(separator: ",")
        let own = try #require(answer)
        #expect(own.winner.rounded() == Double(row[4]))
        #expect(abs(own.spikeTime - Double(row[5])!) < design.slotDuration.value / 4)
    }

    /// `all.cir` at each of its steps is the stimulus' own deck, and has the values to expect beside.
    @Test(arguments: Dialect.allCases)
    func steppedRunsAgree(dialect: Dialect) throws {
        let folder = CircuitVariant.piecewiseLinear.rawValue
        let reference = try WrittenNetlists(.ngspice, patterns: [2, 3, 9])
        let netlists = try WrittenNetlists(dialect, patterns: [2, 3, 9])
        for digit in [2, 3, 9] {
            let own = "\(folder)/pattern_\(digit).cir"
            let measurements = try reference.deck(own).split(separator: "\n").filter { $0.hasPrefix(".meas") }
            let deck = try oneStep(
                netlists.deck("\(folder)/all.cir"), dialect, parameter: "pattern", digit,
                measurements.joined(separator: "\n"))
            let answer = try run(deck, dialect, "all \(digit)", like: reference.deck(own), outputs: 10)
            let alone = try run(netlists, dialect, own, like: reference)
            expectSame(answer, alone, winner: digit, "\(dialect) all \(digit)")
            let row = try netlists.text("expected.csv").split(separator: "\n").map { $0.split(separator: ",") }
                .first { $0[1] == "\(digit)" }!
            let (text, mode) = try readable(deck, dialect, like: reference.deck(own))
            let (node, unit) = dialect == .pspice ? ("expected_spike_time_ns", 1e-9) : ("expected_spike_time", 1)
            let record = try pool.run(
                NgspiceJob(
                    title: "expected", deck: text, vectors: [node], stopTime: 1e-6, voltageLimit: 1e5, mode: mode))
            #expect(abs(record.values[0][0] * unit / Double(row[5])! - 1) < 1e-9)
        }
    }

    @Test func deepNetworksStep() throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let netlists = try WrittenNetlists(.ltspice, of: network, samples, [0, 7], design)
        let deck = try netlists.deck("piecewise-linear/all.cir")
        #expect(deck.contains(".step param sample list 0 7"))
        for number in [0, 7] {
            let alone = try run(netlists, .ltspice, "piecewise-linear/sample_\(number).cir", like: netlists, outputs: 4)
            let stepped = try run(
                oneStep(deck, .ltspice, parameter: "sample", number, ""), .ltspice, "all", like: deck, outputs: 4)
            expectSame(stepped, alone, winner: Int(alone.winner.rounded()), "\(number)")
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
            let answer = try run(netlists, .ngspice, "piecewise-linear/pattern_\(digit).cir", like: netlists)
            #expect(row[3] == "events" && Double(row[4]) == answer.winner.rounded())
            // The output needs its 50 fF charged through 2 kΩ after the switching, 0.1 ns of 300.
            #expect(abs(answer.spikeTime / Double(row[5])! - 1) < 1e-3)
            // The trapezoidal rule on ngspice's steps.
            #expect(abs(answer.energy / Double(row[6])! - 1) < 1e-3)
        }
    }

    /// Every segment of the lines in ngspice, against the equivalent resistors by events.
    @Test(arguments: [Dialect.ngspice, .ltspice])
    func linesAreWrittenSegmentBySegment(dialect: Dialect) throws {
        // Beside cells of 1 MΩ: the bias row, which carries most, loses some per cent.
        let lines = LineResistance(perSegment: .ohms(100))
        let wired = try WrittenNetlists(dialect, patterns: [3], variants: [.piecewiseLinear], lines: lines)
        let reference = try WrittenNetlists(.ngspice, patterns: [3], variants: [.piecewiseLinear])
        func expected(_ netlists: WrittenNetlists) throws -> Answer {
            let row = try netlists.text("expected.csv").split(separator: "\n")[1].split(separator: ",")
            return Answer(winner: Double(row[4])!, spikeTime: Double(row[5])!, energy: Double(row[6])!)
        }
        let name = "piecewise-linear/pattern_3.cir"
        let deck = try wired.deck(name)
        #expect(
            deck.contains("Rword_00_0 row_00 word_00_0 100\n")
                && deck.contains("Rbit_bias_9 bit_bias_9 column_9 100\n"))
        let answer = try run(wired, dialect, name, like: reference)
        let events = try expected(wired)
        #expect(answer.winner == events.winner)
        // As without lines: the output's own delay, and the trapezoidal rule on ngspice's steps.
        #expect(abs(answer.spikeTime / events.spikeTime - 1) < 1e-3)
        #expect(abs(answer.energy / events.energy - 1) < 1e-3)
        #expect(try expected(reference).spikeTime < 0.99 * events.spikeTime)
        #expect(try wired.text("README.md").contains("segment by segment:\n100 Ω a segment of word line"))
    }

    /// Spikes as sources give them: who comes first is named, whoever spikes later, how often and how long.
    @Test(arguments: Dialect.allCases)
    func theFirstSpikeDecides(dialect: Dialect) throws {
        struct Spike {
            var neuron: Int
            var from: Double  // [ns]
            var until: Double  // [ns]
        }
        let cases: [(spikes: [Spike], winner: Double, counts: [Double])] = [
            ([Spike(neuron: 0, from: 100, until: 105)], 0, [1, 0, 0, 0]), ([], -1, [0, 0, 0, 0]),
            ([Spike(neuron: 1, from: 100, until: 105), Spike(neuron: 3, from: 150, until: 155)], 1, [0, 1, 0, 1]),
            ([Spike(neuron: 3, from: 100, until: 105), Spike(neuron: 0, from: 150, until: 155)], 3, [1, 0, 0, 1]),
            // The second begins and ends while the first lasts.
            ([Spike(neuron: 2, from: 100, until: 250), Spike(neuron: 3, from: 101, until: 200)], 2, [0, 0, 1, 1]),
            (
                [
                    Spike(neuron: 2, from: 100, until: 110), Spike(neuron: 2, from: 150, until: 160),
                    Spike(neuron: 3, from: 150, until: 170), Spike(neuron: 2, from: 200, until: 210),
                ], 2, [0, 0, 3, 1]
            ),
        ]
        let group = ElementGroup("outputs")
        let outputs = (0..<4).map { Node("output_\($0)") }
        let circuit = HierarchicalCircuit(
            title: "spikes", subcircuits: [], calls: [],
            elements: outputs.flatMap { output in
                [
                    Element("\(output)", in: group, .voltageSource(plus: output, minus: .ground)),
                    Element("load_\(output)", in: group, .resistor(output, .ground, .kilohms(1))),
                ]
            })
        let analysis = TransientAnalysis(
            duration: .nanoseconds(300), maximumStep: .nanoseconds(3), edgeDuration: .picoseconds(100), signals: [])
        let readOut = ReadOut(
            outputs: outputs, spikeHeight: .volts(0.5), sources: outputs.map { .init(element: "\($0)", node: $0) })
        for (index, (spikes, winner, counts)) in cases.enumerated() {
            let stimulus = Stimulus(
                waveforms: (0..<4).map { neuron in
                    // Idle outputs carry some leakage.
                    SourceWaveform(
                        initial: .millivolts(1),
                        steps: spikes.filter { $0.neuron == neuron }.flatMap {
                            [
                                .init(time: .nanoseconds($0.from), level: .volts(0.5)),
                                .init(time: .nanoseconds($0.until), level: .millivolts(1)),
                            ]
                        })
                })
            let named = NamedStimulus(kind: "case", number: index, stimulus: stimulus, remarks: [], expected: nil)
            func text(_ dialect: Dialect) throws -> String {
                let files = try dialect.files(circuit, stimuli: [named], analysis: analysis, readOut: readOut)
                return joined(files.first { $0.name == "\(named.name).cir" }!.text) { name in
                    files.first { $0.name == name }!.text
                }
            }
            let (deck, mode) = try readable(text(dialect), dialect, like: text(.ngspice))
            let names = ["winner"] + counts.indices.map { "spikes_\($0)" }
            let record = try pool.run(
                NgspiceJob(
                    title: named.name, deck: deck, vectors: dialect == .pspice ? names : [], stopTime: 300e-9,
                    voltageLimit: 1e5, mode: mode))
            let found = try names.enumerated().map { place, name in
                dialect == .pspice ? record.values[place].last! : try #require(record.measurements[name])
            }
            // One voltage divided by itself, but for what a later spike takes of what the first left: e^-30 at most.
            #expect(abs(found[0] - winner) < 1e-9, "\(dialect), case \(index): \(found)")
            for (own, count) in zip(found.dropFirst(), counts) {
                // Charged to RELTOL.
                #expect(abs(own - count) < 1e-2, "\(dialect), case \(index): \(found)")
            }
        }
    }
}
