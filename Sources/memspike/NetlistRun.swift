import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import Quantities
import Reports
import SPICEText

/// What a run of a user's netlist showed.
struct NetlistRun {
    var title: String
    var time: [Double]  // [s]
    var traces: [WaveformFigure.Trace]
    /// nil from ngspice, which reports none.
    var switchings: [Switching]?
    /// Delivered by every source [J].
    var energies: [(source: String, energy: Double)]
    /// nil where nothing integrates both sides.
    var conservationError: Double?
    var measurements: [String: Double] = [:]
    var notes: [String]

    struct Report: Encodable {
        struct SwitchingRecord: Encodable {
            var element: String
            var seconds: Double
            var turnsOn: Bool
        }
        var title: String
        var engine: String
        var duration: Double
        var switchings: [SwitchingRecord]?
        /// [J]
        var energy: [String: Double]
        var conservationError: Double?
        var measurements: [String: Double]
        var files: [String]
        var notes: [String]
    }

    func report(engine: String, files: [String]) -> Report {
        Report(
            title: title, engine: engine, duration: time.last ?? 0,
            switchings: switchings?.map { .init(element: $0.element, seconds: $0.time, turnsOn: $0.turnsOn) },
            energy: Dictionary(energies.map { ($0.source, $0.energy) }) { $1 }, conservationError: conservationError,
            measurements: measurements, files: files, notes: notes)
    }

    func text(files: [String]) -> String {
        var lines = [title.onOneLine]
        if let switchings {
            lines.append(switchings.isEmpty ? "Nothing switched." : "\(switchings.count) switchings:")
            let shown = 40
            lines += switchings.prefix(shown).map {
                "  \(Time($0.time).formatted(digits: 7))  \($0.element) turns \($0.turnsOn ? "on" : "off")"
            }
            if switchings.count > shown { lines.append("  … and \(switchings.count - shown) more; --json lists all") }
        }
        lines.append("Energy delivered:")
        lines += energies.map { "  \($0.source)  \(Energy($0.energy).formatted(digits: 5))" }
        if energies.isEmpty { lines.append("  there is no voltage source") }
        if energies.count > 1 {
            lines.append("  in all  \(Energy(energies.reduce(0) { $0 + $1.energy }).formatted(digits: 5))")
        }
        if let conservationError { lines.append("Conservation error: \(format("%.1e", conservationError))") }
        if !measurements.isEmpty {
            lines.append("Measurements:")
            lines += measurements.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        }
        lines += notes.map { "Note: \($0)" } + files.map { "Written: \($0)" }
        return lines.joined(separator: "\n")
    }

    var csv: String {
        let head = ["time (s)"] + traces.map { "\($0.name) (\($0.isCurrent ? "A" : "V"))".csvField }
        let rows = time.indices.map { index in
            ([time[index]] + traces.map { $0.values[index] }).map { "\($0)" }.joined(separator: ",")
        }
        return ([head.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }
}

// MARK: The exact engine

extension NetlistRun {
    init(events statements: NetlistStatements, file: String, signals: [PlottedSignal]) throws {
        let netlist = try ReadNetlist(statements, file: file)
        let probes = try SignalProbes(netlist, signals)
        var analysis = netlist.analysis
        analysis.signals = probes.recorded
        let engine = EventDrivenSimulator()
        var prepared: any PreparedCircuit
        do {
            prepared = try engine.prepare(netlist.circuit, analysis: analysis)
        } catch let error {
            guard let lowering = error as? LoweringError else { throw error }
            throw NetlistError.notACircuit(Self.place(of: lowering, in: netlist), "\(lowering)")
        }
        let transient = try prepared.transient(netlist.stimulus)
        title = netlist.circuit.title
        time = transient.waveforms.time
        traces = probes.traces(transient.waveforms, netlist.stimulus)
        switchings = transient.switchings
        let names = netlist.circuit.sourceNames + netlist.circuit.switchedSourceNames
        energies = Array(zip(names, transient.energy.delivered)).map { ($0, $1) }
        conservationError = transient.energy.conservationError
        notes = netlist.notes
    }

    private static func place(of error: LoweringError, in netlist: ReadNetlist) -> NetlistPlace? {
        switch error {
        case .unsupportedElement(let name, _), .unsupportedSource(let name), .unsupportedCapacitor(let name),
            .switchAtSource(let name):
            return netlist.places[name]
        case .noCapacitance(let node), .unsupportedInitialVoltage(let node):
            let element = netlist.circuit.elements.first { ($0.kind.terminals + $0.kind.controls).contains(node) }
            return element.flatMap { netlist.places[$0.name] }
        case .unsupportedSignal: return nil
        }
    }
}

/// How the engine's records become the signals that were asked for.
private struct SignalProbes {
    private let netlist: ReadNetlist
    private let signals: [PlottedSignal]
    /// By node: the source that drives it.
    private var sourceOfNode: [Node: Int] = [:]
    private var states: Set<Node> = []

    init(_ netlist: ReadNetlist, _ signals: [PlottedSignal]) throws {
        self.netlist = netlist
        self.signals = signals
        var source = 0
        for element in netlist.circuit.elements {
            switch element.kind {
            case .voltageSource(let plus, _):
                sourceOfNode[plus] = source
                source += 1
            case .capacitor(let a, let b, _): states.formUnion([a, b].filter { $0 != .ground })
            default: break
            }
        }
        let nodes = Set(netlist.circuit.elements.flatMap { $0.kind.terminals })
        for signal in signals {
            if signal.isCurrent {
                guard sourceIndex(signal.name) != nil else {
                    throw unknown(signal, "a voltage source", netlist.circuit.sourceNames.map { "v\($0)" })
                }
            } else {
                let node = Node(signal.name)
                guard nodes.contains(node) else { throw unknown(signal, "a node", nodes.map(\.name).sorted()) }
                guard node == .ground || states.contains(node) || sourceOfNode[node] != nil else {
                    throw InputError(
                        "\(signal.text): the event-driven engine knows the voltages of nodes with a capacitor to ground and of "
                            + "sources; add a capacitor, or use --engine ngspice")
                }
            }
        }
    }

    private func unknown(_ signal: PlottedSignal, _ thing: String, _ known: [String]) -> InputError {
        let near = nearestName(to: signal.name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        return InputError(
            "--plot: \(signal.text) must name \(thing) of the netlist\(near); there are "
                + "\(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")")
    }

    /// "vin" or, if names have lost their letters, "in".
    private func sourceIndex(_ name: String) -> Int? {
        let names = netlist.circuit.sourceNames
        return names.firstIndex(of: name) ?? names.firstIndex { "v\($0)" == name }
    }

    var recorded: [Signal] {
        var nodes: [Node] = []
        for signal in signals {
            nodes += signal.isCurrent ? neighbours(sourceIndex(signal.name)!).map(\.node) : [Node(signal.name)]
        }
        var known = Set<Node>()
        return nodes.filter { states.contains($0) && known.insert($0).inserted }.map { .voltage($0) }
    }

    private func node(_ source: Int) -> Node { sourceOfNode.first { $0.value == source }!.key }

    /// What conducts to a source: only resistors can.
    private func neighbours(_ source: Int) -> [(node: Node, conductance: Double)] {
        let own = node(source)
        return netlist.circuit.elements.flatMap { element -> [(Node, Double)] in
            guard case .resistor(let a, let b, let value) = element.kind, a != b else { return [] }
            return a == own ? [(b, 1 / value.value)] : b == own ? [(a, 1 / value.value)] : []
        }
    }

    func traces(_ waveforms: Waveforms, _ stimulus: Stimulus) -> [WaveformFigure.Trace] {
        func voltage(_ node: Node) -> [Double] {
            if let values = waveforms.values[.voltage(node)] { return values }
            guard let source = sourceOfNode[node] else { return waveforms.time.map { _ in 0 } }
            let waveform = stimulus.waveforms[source]
            var next = 0
            var level = waveform.initial.value
            return waveforms.time.map { time in
                while next < waveform.steps.count, waveform.steps[next].time.value <= time {
                    level = waveform.steps[next].level.value
                    next += 1
                }
                return level
            }
        }
        return signals.map { signal in
            guard signal.isCurrent else {
                return WaveformFigure.Trace(name: signal.text, isCurrent: false, values: voltage(Node(signal.name)))
            }
            let source = sourceIndex(signal.name)!
            let own = voltage(node(source))
            // From plus to minus inside the source, as SPICE counts it: what leaves into the circuit is negative.
            var current = [Double](repeating: 0, count: own.count)
            for (node, conductance) in neighbours(source) {
                for (index, value) in voltage(node).enumerated() {
                    current[index] -= (own[index] - value) * conductance
                }
            }
            return WaveformFigure.Trace(name: signal.text, isCurrent: true, values: current)
        }
    }
}

// MARK: ngspice

extension NetlistRun {
    init(ngspice statements: NetlistStatements, file: String, signals: [PlottedSignal], mode: NgspiceMode) throws {
        let outline = try NetlistOutline(statements, file: file)
        let pool = NgspiceWorkerPool(executable: Session.executable, workers: 1)
        var vectors = signals.map(Self.vector)
        for source in outline.sources {
            vectors.append("\(source.name)#branch")
            vectors += [source.plus, source.minus].filter { !Self.isGround($0) }
        }
        vectors = vectors.filter { !Self.isGround($0) }
        var known = Set<String>()
        vectors = vectors.filter { known.insert($0).inserted }
        notes = outline.notes
        let job = NgspiceJob(
            title: statements.title.isEmpty ? file : statements.title, deck: outline.deck, vectors: vectors,
            stopTime: outline.stopTime, mode: mode)
        let record = try pool.run(job)
        func values(_ name: String) -> [Double] {
            vectors.firstIndex(of: name).map { record.values[$0] } ?? record.time.map { _ in 0 }
        }
        title = statements.title
        time = record.time
        traces = signals.map {
            WaveformFigure.Trace(name: $0.text, isCurrent: $0.isCurrent, values: values(Self.vector($0)))
        }
        energies = outline.sources.map { source in
            let (plus, minus, current) = (values(source.plus), values(source.minus), values("\(source.name)#branch"))
            var sum = 0.0
            for index in record.time.indices.dropFirst() {
                let power = { (place: Int) in (plus[place] - minus[place]) * current[place] }
                sum -= (power(index) + power(index - 1)) / 2 * (record.time[index] - record.time[index - 1])
            }
            return (source.name, sum)
        }
        measurements = record.measurements
    }

    private static func isGround(_ name: String) -> Bool { name == "0" || name == "gnd" }

    private static func vector(_ signal: PlottedSignal) -> String {
        signal.isCurrent ? "\(signal.name)#branch" : signal.name
    }
}
