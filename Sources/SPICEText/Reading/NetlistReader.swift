package import Circuits
package import Quantities

/// A user's netlist as values.
package struct ReadNetlist: Sendable {
    package var circuit: Circuit
    package var stimulus: Stimulus
    /// Records nothing yet.
    package var analysis: TransientAnalysis
    /// What `.ic` holds while the operating point is looked for, where the run starts there; it lets go at 0 s.
    package var heldVoltages: [Node: Voltage] = [:]
    /// What a run shows begins here; it runs from 0 all the same.
    package var recordingStart: Time
    /// What the written sources are in the circuit, in their order.
    package var sources: [NetlistSource]
    /// Whether a source's slopes are held in steps.
    package var holdsSlopes: Bool
    /// Nodes of controlled sources that are left out: what stands for each, "b1 (file:3)".
    package var leftOut: [Node: String]
    /// Nodes that sources hold, with a capacitor to ground that the circuit leaves out: what flows there is not known.
    package var loadedNodes: Set<Node>
    /// Its `.meas` lines.
    package var measurements: [NetlistMeasurement]
    /// Whether the circuit's names have their type letters.
    package var hasTypeLetters: Bool
    /// Where every element stands.
    package var places: [String: NetlistPlace]
    /// What a user has to know: what was passed over, how slopes are held.
    package var notes: [String]

    /// Reads what the exact engine can run.
    ///
    /// Names lose their type letter if they stay unique without it; an element or node inside `X` has the call's name and
    /// a dot in front. Slopes of sources become steps, since that engine's sources step.
    /// - Parameter refinement: how many times finer than usual slopes are held. What a capacitor takes from stairs in
    ///   excess of the slope falls as their height: two runs, refined once and twice, tell what it is without them.
    /// - Throws: `NetlistError`.
    package init(_ statements: NetlistStatements, file: String, refinement: Int = 1) throws(NetlistError) {
        let statements = try statements.plain()
        let scopes = try ScopeBuilder(statements, file: file)
        try ExpansionCount(scopes.top).check(file: file)
        guard let transient = scopes.transient else { throw statements.missingTransient(file) }
        let top = try SubcircuitInstance(top: scopes.top, dialect: statements.dialect)
        let timing = try TransientReader(transient.words, NetlistExpression(scope: top.values, place: transient.place))
        var reader = ElementReader(
            statements, scopes, timing: timing, refinement: refinement,
            temperature: try NetlistTemperature(scopes.temperatures, top.values))
        try reader.read(top)
        reader.settleObservers()
        loadedNodes = reader.settleLoads()
        try reader.settleCurrentSources()
        guard reader.unsupported.isEmpty else { throw .unsupported(reader.unsupported) }
        leftOut = reader.leftOut.mapValues { "\($0.name) (\($0.place))" }
        if reader.read.isEmpty, let source = leftOut.values.min() {
            throw .notACircuit(
                nil,
                "nothing is left of the circuit without \(source), which the event-driven engine does not have; use --engine "
                    + "ngspice")
        }
        let elements = reader.namedElements()
        hasTypeLetters = elements.map(\.name) == reader.read.map(\.name)
        let places = Dictionary(uniqueKeysWithValues: zip(elements.map(\.name), reader.read.map(\.place)))
        do {
            circuit = try Circuit(title: statements.title, elements: elements)
        } catch {
            var place: NetlistPlace?
            if let name = error.element { place = places[name] }
            throw .notACircuit(place, "\(error)")
        }
        self.places = places
        recordingStart = Time(timing.start)
        sources = reader.writtenSources
        holdsSlopes = reader.holdsSlopes
        stimulus = Stimulus(waveforms: reader.waveforms)
        analysis = TransientAnalysis(duration: Time(timing.stop), maximumStep: Time(timing.pitch), signals: [])
        let nodes = Set(circuit.elements.flatMap { $0.kind.terminals + $0.kind.controls })
        analysis.startsAtOperatingPoint = !timing.skipsOperatingPoint
        if timing.skipsOperatingPoint {
            analysis.initialVoltages = try reader.initialVoltages.settled(nodes: nodes)
        } else {
            heldVoltages = try reader.initialVoltages.held(nodes: nodes)
        }
        notes = statements.notes + scopes.notes + reader.notes
        if !timing.skipsOperatingPoint {
            notes.append(
                "without UIC the run starts at the operating point"
                    + (heldVoltages.isEmpty ? "" : ", for which .ic holds its nodes")
                    + (reader.initialVoltages.hasChargedCapacitors ? "; IC of capacitors counts with UIC" : ""))
        }
        measurements = NetlistMeasurement.all(
            scopes.measurements, top.values, resistors: statements.measuredResistors(top.values))
    }
}

extension ReadNetlist {
    /// The written source that one of the circuit's voltage sources is, by its place among `Circuit.sourceNames`.
    package func source(at index: Int) -> NetlistSource? {
        sources.first { !$0.isCurrent && $0.parts.contains { $0.index == index } }
    }
}

extension CircuitError {
    /// The element that the error is about.
    var element: String? {
        switch self {
        case .duplicateName(let name): name
        case .invalidValue(let element, _, _, _), .floatingNode(_, let element), .undrivenControl(_, let element),
            .sourceLoop(let element):
            element
        case .noGround: nil
        }
    }
}
