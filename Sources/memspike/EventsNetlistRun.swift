import Circuits
import EventDrivenSolver
import NumericalMethods
import Quantities
import Reports
import SPICEText

extension NetlistRun {
    /// Runs in the exact engine.
    init(events statements: NetlistStatements, file: String, signals: [PlottedSignal]) throws {
        let netlist = try ReadNetlist(statements, file: file)
        let probes = try SignalProbes(netlist, signals)
        let transient = try Self.transient(netlist, signals: probes.recorded)
        let doubt = try transient.energy.verdict(of: EventDrivenSimulator.name)
        let extrapolated = netlist.holdsSlopes ? try Self.withoutStairs(statements, file, transient.energy) : nil
        title = netlist.circuit.title
        let axis = transient.waveforms.time
        let shown = axis.firstIndex { $0 >= netlist.recordingStart.value } ?? axis.startIndex
        time = Array(axis[shown...])
        traces = probes.traces(transient.waveforms).map { trace in
            var trace = trace
            trace.values.removeFirst(shown)
            return trace
        }
        (measurements, failedMeasurements) = try Self.measured(netlist)
        switchings = transient.switchings?.map {
            SwitchingRecord(
                element: netlist.circuit.elements[$0.element].name, seconds: $0.time, turnsOn: $0.turnsOn)
        }
        energies = netlist.sources.enumerated().map { index, source in
            SourceEnergy(
                source: source.name,
                energy: extrapolated?.energies[index] ?? source.delivered(transient.energy))
        }
        let switched = transient.energy.delivered.suffix(netlist.circuit.switchedSourceNames.count)
        energies! += zip(netlist.circuit.switchedSourceNames, switched).map { SourceEnergy(source: $0, energy: $1) }
        conservationError = transient.energy.conservationError
        notes = netlist.notes + [doubt, extrapolated?.note].compactMap { $0 }
    }

    /// The `.meas` lines, of signals that are sampled where they bend: the printed ones stand a `.tran` step apart.
    private static func measured(
        _ netlist: ReadNetlist
    ) throws -> (found: [String: Double], failed: [String: String]) {
        guard !netlist.measurements.isEmpty else { return ([:], [:]) }
        let measured = MeasuredSignals(netlist)
        let probes = try SignalProbes(netlist, measured.signals)
        let waveforms = try transient(netlist, signals: probes.recorded, sampleTolerance: 1e-5).waveforms
        let shown = waveforms.time.firstIndex { $0 >= netlist.recordingStart.value } ?? waveforms.time.startIndex
        let values = probes.traces(waveforms).map { ($0.name, Array($0.values[shown...])) }
        return measured.evaluate(
            netlist.measurements, time: Array(waveforms.time[shown...]), values: Dictionary(values) { $1 })
    }

    /// What the sources deliver where slopes are slopes: held ever finer, until the limit of three runs moves no more.
    private static func withoutStairs(
        _ statements: NetlistStatements, _ file: String, _ first: EnergyLedger
    ) throws -> (energies: [Double], note: String?) {
        let tolerance = 1e-3
        var runs: [[Double]] = []
        var limit: [Double]?
        for refinement in [1, 2, 4, 8, 16, 32, 64] {
            guard let netlist = try? ReadNetlist(statements, file: file, refinement: refinement) else { break }
            let ledger = refinement == 1 ? first : try transient(netlist, signals: []).energy
            runs.append(netlist.sources.map { $0.delivered(ledger) })
            guard runs.count >= 3 else { continue }
            let (a, b, c) = (runs[runs.count - 3], runs[runs.count - 2], runs[runs.count - 1])
            let next = c.indices.map { Extrapolation.limit(a[$0], b[$0], c[$0]) }
            if let limit {
                let scale = next.reduce(0) { $0 + abs($1) }
                if zip(limit, next).allSatisfy({ abs($0 - $1) <= tolerance * scale }) { return (next, nil) }
            }
            limit = next
        }
        return (
            limit ?? runs.last ?? [],
            "the energies hold to more than \(tolerance * 100) %: the slopes of the sources are too fast for the steps that hold them"
        )
    }

    private static func transient(
        _ netlist: ReadNetlist, signals: [Signal], sampleTolerance: Double? = nil
    ) throws -> Transient {
        var analysis = netlist.analysis
        analysis.signals = signals
        analysis.sampleTimes = [netlist.recordingStart.value]
        if let sampleTolerance {
            analysis.sampleTolerance = sampleTolerance
            analysis.sampleTimes += netlist.sources.flatMap(\.moments)
        }
        do {
            if !netlist.heldVoltages.isEmpty {
                analysis.initialVoltages = try HeldStart(netlist.circuit, held: netlist.heldVoltages).voltages(
                    netlist.stimulus, analysis)
                analysis.startsAtOperatingPoint = false
            }
            var prepared = try EventDrivenSimulator().prepare(netlist.circuit, analysis: analysis)
            return try prepared.transient(netlist.stimulus)
        } catch let error as LoweringError {
            throw NetlistError.notACircuit(place(of: error, in: netlist), "\(error)")
        }
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

/// What `.meas` lines ask for.
private struct MeasuredSignals {
    private(set) var signals: [PlottedSignal] = []
    private var failures: [PlottedSignal: String] = [:]

    init(_ netlist: ReadNetlist) {
        for signal in netlist.measurements.flatMap(\.quantities).flatMap(Self.signals)
        where signal.name != Node.ground.name && !signals.contains(signal) && failures[signal] == nil {
            do {
                _ = try SignalProbes(netlist, [signal])
                signals.append(signal)
            } catch {
                failures[signal] = "\(error)"
            }
        }
    }

    private static func signals(_ quantity: NetlistMeasurement.Quantity) -> [PlottedSignal] {
        switch quantity {
        case .voltage(let node): [PlottedSignal(name: node, isCurrent: false)]
        case .difference(let a, let b): [a, b].map { PlottedSignal(name: $0, isCurrent: false) }
        case .current(let source): [PlottedSignal(name: source, isCurrent: true)]
        }
    }

    func evaluate(
        _ measurements: [NetlistMeasurement], time: [Double], values: [String: [Double]]
    ) -> (found: [String: Double], failed: [String: String]) {
        NetlistMeasurement.evaluate(measurements, time: time) { quantity in
            let signals = Self.signals(quantity)
            if let failure = signals.compactMap({ failures[$0] }).first { return .failure(MeasurementFailure(failure)) }
            let own = signals.map { values[$0.text] ?? time.map { _ in 0 } }
            return .success(own.count == 1 ? own[0] : zip(own[0], own[1]).map { $0 - $1 })
        }
    }
}

/// How the engine's records become the signals that were asked for.
private struct SignalProbes {
    private let netlist: ReadNetlist
    private let signals: [PlottedSignal]
    private let currents: BranchCurrents
    private var branches: [PlottedSignal: BranchCurrents.Branch] = [:]
    private var states: Set<Node> = []

    init(_ netlist: ReadNetlist, _ signals: [PlottedSignal]) throws {
        self.netlist = netlist
        self.signals = signals
        currents = BranchCurrents(netlist.circuit)
        var branchNames: [String] = []
        for element in netlist.circuit.elements {
            switch element.kind {
            case .voltageSource, .ammeter: branchNames.append(element.name)
            case .capacitor(let a, let b, _): states.formUnion([a, b].filter { $0 != .ground })
            default: break
            }
        }
        let nodes = Set(netlist.circuit.elements.flatMap { $0.kind.terminals })
        for signal in signals where !isCurrentSource(signal) {
            if signal.isCurrent {
                // "vin" or, if names have lost their letters, "in".
                guard let name = branch(signal.name, among: branchNames) else {
                    throw unknown(signal, "a voltage source", branchNames.map(written))
                }
                if isLoaded(name) {
                    throw InputError(
                        "\(signal.text): a capacitor between this source and ground takes a part of its current, which the "
                            + "event-driven engine does not know; use --engine ngspice")
                }
                do {
                    branches[signal] = try currents.branch(of: name)
                } catch {
                    throw InputError(
                        "\(signal.text): the event-driven engine knows the currents of sources that only resistors meet, but "
                            + "\"\(error.beside)\" meets this one; plot the current of a source in series with a resistor, "
                            + "or use --engine ngspice")
                }
            } else {
                let node = Node(signal.name)
                if let source = netlist.leftOut[node] {
                    throw InputError(
                        "\(signal.text) is of \(source), which the event-driven engine leaves out; use --engine ngspice"
                    )
                }
                guard nodes.contains(node) else { throw unknown(signal, "a node", nodes.map(\.name).sorted()) }
                guard isKnown(node) else {
                    throw InputError(
                        "\(signal.text): the event-driven engine knows the voltages of nodes with a capacitor to ground and of "
                            + "sources; add a capacitor, or use --engine ngspice")
                }
            }
        }
    }

    /// The element that a name means: "vin" as it is or without its letter, "x1.vin", and "v.x1.vin" as ngspice has it.
    private func branch(_ name: String, among names: [String]) -> String? {
        let plain = name.hasPrefix("v.") ? String(name.dropFirst(2)) : name
        return names.first { $0 == plain || written($0) == plain }
    }

    /// With the type letter that names may have lost: "x1.in" as "x1.vin".
    private func written(_ name: String) -> String {
        guard !netlist.hasTypeLetters else { return name }
        let path = name.lastIndex(of: ".").map { name[...$0] } ?? ""
        return path + "v" + name.dropFirst(path.count)
    }

    private func isLoaded(_ name: String) -> Bool {
        let nodes = netlist.circuit.elements.first { $0.name == name }?.kind.terminals ?? []
        return nodes.contains { $0 != .ground && !currents.joined($0).isDisjoint(with: netlist.loadedNodes) }
    }

    private func isCurrentSource(_ signal: PlottedSignal) -> Bool {
        signal.isCurrent && netlist.sources.contains { $0.isCurrent && $0.name == signal.name }
    }

    private func isKnown(_ node: Node) -> Bool {
        currents.potential(of: node) != .free || states.contains(node) || joinedState(node) != nil
    }

    private func unknown(_ signal: PlottedSignal, _ thing: String, _ known: [String]) -> InputError {
        let near =
            NearName.suggestion(for: signal.name, among: known, within: 2).map { "; did you mean \"\($0)\"?" } ?? ""
        return InputError(
            "\(signal.text) must name \(thing) of the netlist; there are "
                + "\(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")\(near)")
    }

    /// The node with a capacitor that ammeters join to this one.
    private func joinedState(_ node: Node) -> Node? {
        currents.joined(node).filter(states.contains).min { $0.name < $1.name }
    }

    var recorded: [Signal] {
        let nodes = signals.flatMap { signal in branches[signal].map { Array($0.nodes) } ?? [Node(signal.name)] }
        return Set(nodes.compactMap(joinedState)).sorted { $0.name < $1.name }.map { .voltage($0) }
    }

    func traces(_ waveforms: Waveforms) -> [WaveformFigure.Trace] {
        func voltage(_ node: Node) -> [Double] {
            if let state = joinedState(node), let values = waveforms.values[.voltage(state)] { return values }
            guard case .source(let source) = currents.potential(of: node) else { return waveforms.time.map { _ in 0 } }
            // As it is written: the engine holds its slopes in steps.
            return waveforms.time.map(netlist.source(at: source)?.level ?? { _ in 0 })
        }
        return signals.map { signal in
            if isCurrentSource(signal), let source = netlist.sources.first(where: { $0.name == signal.name }) {
                return WaveformFigure.Trace(
                    name: signal.text, isCurrent: true, values: waveforms.time.map(source.level))
            }
            return WaveformFigure.Trace(
                name: signal.text, isCurrent: signal.isCurrent,
                values: branches[signal].map { $0.current(samples: waveforms.time.count, voltage: voltage) }
                    ?? voltage(Node(signal.name)))
        }
    }
}
