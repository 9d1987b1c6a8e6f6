import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import NumericalMethods
import SPICEText
import Testing

/// The statements of a deck that includes no file.
func deckStatements(_ text: String, _ dialect: Dialect) throws -> NetlistStatements {
    struct Missing: Error {}
    return try NetlistStatements(text: text, file: "deck.cir", dialect: dialect) { _ in throw Missing() }
}

/// A deck with a twentieth of its longest step, in which ngspice finds switchings that much better.
func withFinerSteps(_ deck: String) -> String {
    deck.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        var words = line.split(separator: " ").map(String.init)
        guard words.first?.lowercased() == ".tran", words.count > 1 else { return String(line) }
        // The end alone, as LTspice has it: its steps are a thousandth.
        let isEndAlone = words.count == 2 || !words[2].first!.isNumber
        if isEndAlone { words.insert("0", at: 1) }
        let numbers = words.dropFirst().prefix { $0.first!.isNumber }
        let longest = numbers.count > 3 ? words[4] : isEndAlone ? words[2] : words[1]
        let digits = longest.prefix { $0.isNumber || $0 == "." }
        let finer = "\(Double(digits)! / (isEndAlone ? 20_000 : 20))\(longest.dropFirst(digits.count))"
        if numbers.count > 3 {
            words[4] = finer
        } else {
            words.insert(contentsOf: numbers.count == 2 ? ["0", finer] : [finer], at: 1 + numbers.count)
        }
        return words.joined(separator: " ")
    }.joined(separator: "\n")
}

/// What a run of a deck showed, for comparing it with another.
struct ComparedRun {
    /// Of nodes by their names and of sources by "v1#branch".
    var time: [Double]  // [s]
    var signals: [String: [Double]]
    /// By source. [J]
    var energies: [String: Double]
    var measurements: [String: Double]
    /// By events only voltages are recorded here.
    private var measuresCurrents = true

    /// By ngspice, as the program runs a deck.
    init(ngspice outline: NetlistOutline, _ dialect: Dialect, signals: [String], _ pool: NgspiceWorkerPool) throws {
        let mode: NgspiceMode = dialect == .ltspice ? .ltspice : dialect == .pspice ? .pspice : .ngspice
        var job = NgspiceJob(
            title: "deck", deck: outline.deck, vectors: signals, stopTime: outline.stopTime, mode: mode)
        job.sampledVectors = outline.sampledVectors
        let record = try pool.run(job).measured(by: outline)
        time = record.time
        self.signals = Dictionary(zip(signals, record.values)) { $1 }
        energies = Dictionary(
            try pool.energies(of: job).sources.filter { !$0.isControlled }.map { ($0.source, $0.energy) }
        ) { $1 }
        measurements = record.measurements
    }

    /// By ngspice without any of the program's readers, with what the sources deliver as ∫ v i over its own points.
    ///
    /// Every independent source of the top has its line alone, without continuations.
    init(plain deck: String, signals: [String], stop: Double, _ pool: NgspiceWorkerPool) throws {
        var lines: [String] = []
        var sources: [(name: String, plus: String, minus: String, current: String)] = []
        var depth = 0
        for line in deck.split(separator: "\n").map(String.init) {
            let words = line.lowercased().split(separator: " ").map(String.init)
            depth += words.first == ".subckt" ? 1 : words.first == ".ends" ? -1 : 0
            guard depth == 0, !lines.isEmpty, words.count > 3, "vi".contains(words[0].first!) else {
                lines.append(line)
                continue
            }
            if words[0].hasPrefix("v") {
                lines.append(line)
                // A source of 0 V between two nodes measures a current.
                guard words[3] != "0" || words[2] == "0" else { continue }
                sources.append((words[0], words[1], words[2], "\(words[0])#branch"))
            } else {
                // Its current, from minus to plus inside, by an ammeter.
                let rest = line.split(separator: " ").dropFirst(3).joined(separator: " ")
                lines += [
                    "\(words[0]) \(words[1]) \(words[0])_out \(rest)", "V\(words[0]) \(words[2]) \(words[0])_out 0",
                ]
                sources.append((words[0], words[1], words[2], "v\(words[0])#branch"))
            }
        }
        let nodes = Set(sources.flatMap { [$0.plus, $0.minus] } + signals).subtracting(["0"])
        let isEnded = lines.contains { $0.lowercased().trimmingPrefix(while: \.isWhitespace) == ".end" }
        let vectors = nodes.union(sources.map(\.current)).sorted()
        let record = try pool.run(
            NgspiceJob(
                title: "plain", deck: lines.joined(separator: "\n") + (isEnded ? "\n" : "\n.end\n"), vectors: vectors,
                stopTime: stop))
        func values(_ name: String) -> [Double] {
            vectors.firstIndex(of: name).map { record.values[$0] } ?? record.time.map { _ in 0 }
        }
        let energies = sources.map { source -> (String, Double) in
            let (plus, minus, current) = (values(source.plus), values(source.minus), values(source.current))
            // Of an ammeter the current flows from the node into the source's end, against the source's own.
            let sign: Double = source.name.hasPrefix("v") ? -1 : 1
            let power = record.time.indices.map { sign * (plus[$0] - minus[$0]) * current[$0] }
            let delivered = record.time.indices.dropFirst().reduce(0) {
                $0 + (power[$1] + power[$1 - 1]) / 2 * (record.time[$1] - record.time[$1 - 1])
            }
            return (source.name, delivered)
        }
        time = record.time
        self.signals = Dictionary(uniqueKeysWithValues: signals.map { ($0, values($0)) })
        self.energies = Dictionary(energies) { $1 }
        measurements = record.measurements
    }

    /// By events, with the energies that slopes have in the limit of fine steps.
    init(events statements: NetlistStatements, signals: [String]) throws {
        let netlist = try ReadNetlist(statements, file: "deck.cir")
        let nodes = signals.filter { !$0.hasSuffix("#branch") }
        var ledgers: [[Double]] = []
        var waveforms: Waveforms?
        for refinement in netlist.holdsSlopes ? [1, 2, 4, 8] : [1] {
            let own = try ReadNetlist(statements, file: "deck.cir", refinement: refinement)
            var analysis = own.analysis
            analysis.signals = nodes.map { .voltage(Node($0)) }
            if !own.heldVoltages.isEmpty {
                analysis.initialVoltages = try HeldStart(own.circuit, held: own.heldVoltages).voltages(
                    own.stimulus, analysis)
                analysis.startsAtOperatingPoint = false
            }
            var prepared = try EventDrivenSimulator().prepare(own.circuit, analysis: analysis)
            let exact = try prepared.transient(own.stimulus)
            #expect(exact.energy.conservationError < 1e-6)
            if waveforms == nil { waveforms = exact.waveforms }
            ledgers.append(own.sources.map { $0.delivered(exact.energy) })
        }
        let found = waveforms!
        let energies = netlist.sources.enumerated().map { index, source -> (String, Double) in
            let own = ledgers.map { $0[index] }
            return (source.name, own.count > 2 ? Extrapolation.limit(own[1], own[2], own[3]) : own[0])
        }
        time = found.time
        self.signals = Dictionary(
            uniqueKeysWithValues: nodes.map { ($0, found.values[.voltage(Node($0))] ?? []) })
        self.energies = Dictionary(energies) { $1 }
        measuresCurrents = false
        measurements =
            NetlistMeasurement.evaluate(netlist.measurements, time: found.time) { quantity in
                guard case .voltage(let node) = quantity, let values = found.values[.voltage(Node(node))] else {
                    return .failure(MeasurementFailure("not recorded"))
                }
                return .success(values)
            }.found
    }

    // MARK: The comparison

    /// Half a per cent.
    private static let tolerance = 0.005

    /// Levels, when signals pass their middle, energies and measurements.
    func expectSame(as plain: ComparedRun, _ what: String) {
        expectSameLevels(as: plain, what)
        expectSameNumbers(as: plain, what)
    }

    /// Levels alone.
    func expectSameLevels(as plain: ComparedRun, _ what: String) {
        let length = plain.time.last! - plain.time[0]
        for (name, own) in signals {
            guard let other = plain.signals[name] else { continue }
            expectSameLevels(own, plain.time, other, length, "\(name), \(what)")
        }
    }

    /// When signals pass their middle, energies and measurements.
    func expectSameNumbers(as plain: ComparedRun, _ what: String) {
        let length = plain.time.last! - plain.time[0]
        for (name, own) in signals {
            guard let other = plain.signals[name] else { continue }
            expectSameCrossings(own, plain.time, other, length, "\(name), \(what)")
        }
        // A source that takes back what it gave delivers a small difference, so beside what all deliver; what ngspice's tolerances
        // leave of nothing is nothing.
        let all = plain.energies.values.reduce(1e-21) { $0 + abs($1) }
        for (source, energy) in plain.energies {
            guard let found = energies[source] else {
                #expect(abs(energy) <= Self.tolerance * all, "\(source) is not accounted for; \(what)")
                continue
            }
            #expect(
                abs(found - energy) <= Self.tolerance * all, "\(source) \(found) J, plainly \(energy) J; \(what)")
        }
        for (name, value) in plain.measurements {
            // Names that begin with "t" are times.
            let scale = name.hasPrefix("t") ? length : max(abs(value), 1e-12)
            guard measuresCurrents || measurements[name] != nil else { continue }
            let found = measurements[name] ?? .nan
            #expect(abs(found - value) <= Self.tolerance * scale, "\(name) \(found), plainly \(value); \(what)")
        }
    }

    /// Half a per cent of the signal's height; where it is steep, of the run's length in time. Half a per cent is some of
    /// ngspice's steps there, in which it also finds a switching.
    private func expectSameLevels(
        _ own: [Double], _ otherTime: [Double], _ other: [Double], _ length: Double, _ what: String
    ) {
        let height = other.reduce(1e-12) { max($0, abs($1)) }
        for place in 1..<50 {
            let moment = otherTime[0] + length * Double(place) / 50
            let value = Waveforms.level(of: own, over: time, at: moment)
            let window = (moment - Self.tolerance * length)...(moment + Self.tolerance * length)
            let near =
                [window.lowerBound, window.upperBound].map { Waveforms.level(of: other, over: otherTime, at: $0) }
                + zip(otherTime, other).filter { window.contains($0.0) }.map(\.1)
            let (low, high) = (near.min()! - Self.tolerance * height, near.max()! + Self.tolerance * height)
            guard value < low || value > high else { continue }
            Issue.record(
                "at \(moment) s \(value), plainly \(Waveforms.level(of: other, over: otherTime, at: moment)); \(what)")
            return
        }
    }

    private func expectSameCrossings(
        _ own: [Double], _ otherTime: [Double], _ other: [Double], _ length: Double, _ what: String
    ) {
        let (low, high) = (other.min()!, other.max()!)
        guard high - low > 1e-3 * max(abs(high), abs(low)) else { return }
        // The signal must go back by a tenth: what lingers at the level passes it as rounding likes.
        func crossings(_ time: [Double], _ values: [Double]) -> [Double] {
            Waveforms(time: time, values: [.voltage("x"): values]).risingCrossings(
                of: .voltage("x"), level: (low + high) / 2, rearm: (low + high) / 2 - 0.1 * (high - low))
        }
        // One in the last half per cent may come behind the end.
        let end = otherTime.last! - Self.tolerance * length
        let (a, b) = (crossings(time, own), crossings(otherTime, other))
        #expect(
            a.count == b.count || abs(a.count - b.count) == 1 && max(a.last ?? 0, b.last ?? 0) > end,
            "\(a.count) crossings, plainly \(b.count); \(what)")
        for (x, y) in zip(a, b) where abs(x - y) > Self.tolerance * length {
            Issue.record("crossing at \(x) s, plainly \(y) s; \(what)")
            return
        }
    }
}
