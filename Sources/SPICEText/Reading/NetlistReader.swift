public import Circuits
import Quantities

/// A user's netlist as values.
public struct ReadNetlist: Sendable {
    public var circuit: Circuit
    public var stimulus: Stimulus
    /// Records nothing yet.
    public var analysis: TransientAnalysis
    /// Where every element stands.
    public var places: [String: NetlistPlace]
    /// What a user has to know: what was passed over, how slopes are held.
    public var notes: [String]

    /// Reads what the exact engine can run.
    ///
    /// Names lose their type letter if they stay unique without it; an element or node inside `X` has the call's name and
    /// a dot in front. Slopes of sources become steps, since that engine's sources step.
    /// - Throws: `NetlistError`.
    public init(_ statements: NetlistStatements, file: String) throws(NetlistError) {
        let scopes = try ScopeBuilder(statements, file: file)
        guard let transient = scopes.transient else { throw .missingTransient(file: file) }
        let parameters = try ParameterReader.values(of: scopes.top, outer: [:], given: [:])
        let timing = try TransientReader(
            transient.words, NetlistExpression(parameters: parameters, place: transient.place))
        var reader = ElementReader(top: scopes.top, timing: timing)
        try reader.read(scopes.top, parameters: parameters, prefix: "", nodes: [:])
        reader.settleObservers()
        guard reader.unsupported.isEmpty else { throw .unsupported(reader.unsupported) }
        let elements = reader.namedElements()
        let places = Dictionary(uniqueKeysWithValues: zip(elements.map(\.name), reader.read.map(\.place)))
        do {
            circuit = try Circuit(title: statements.title, elements: elements)
        } catch {
            var place: NetlistPlace?
            if let name = error.element { place = places[name] }
            throw .notACircuit(place, "\(error)")
        }
        self.places = places
        stimulus = Stimulus(waveforms: reader.waveforms)
        analysis = TransientAnalysis(duration: Time(timing.stop), maximumStep: Time(timing.pitch), signals: [])
        let nodes = Set(circuit.elements.flatMap { $0.kind.terminals + $0.kind.controls })
        for (words, place) in scopes.initialVoltages {
            try reader.setInitialVoltages(words, NetlistExpression(parameters: parameters, place: place), nodes: nodes)
        }
        analysis.initialVoltages = reader.initialVoltages
        notes = statements.notes + scopes.notes + reader.notes
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

/// The numbers of a `.tran` line.
struct TransientReader {
    let step: Double  // [s]
    let stop: Double  // [s]
    /// The largest step if it is given, else the print step: how finely waveforms are sampled and slopes held. [s]
    let pitch: Double

    init(_ words: [String], _ expression: NetlistExpression) throws(NetlistError) {
        var numbers: [Double] = []
        for word in words where !Self.skipsOperatingPoint(word) { numbers.append(try expression.value(word)) }
        let place = expression.place
        guard (2...4).contains(numbers.count) else {
            throw .malformed(
                place,
                ".tran has \(numbers.count) numbers, but needs step and end, then start and largest step if wanted")
        }
        guard numbers[0] > 0, numbers[1] > 0, numbers[0] <= numbers[1] else {
            throw .malformed(
                place, ".tran needs a positive step not beyond its end, but has \(numbers[0]) s and \(numbers[1]) s")
        }
        guard numbers.count < 3 || numbers[2] == 0 else {
            throw .malformed(place, ".tran starts recording at \(numbers[2]) s; the event-driven engine records from 0")
        }
        guard words.contains(where: Self.skipsOperatingPoint) else {
            throw .malformed(
                place,
                "without UIC the run starts from an operating point, which the event-driven engine does not compute; "
                    + "write UIC to start from the capacitors' initial voltages, or use --engine ngspice")
        }
        step = numbers[0]
        stop = numbers[1]
        pitch = numbers.count > 3 ? numbers[3] : numbers[0]
        guard pitch > 0, stop / pitch <= 5_000_000 else {
            throw .malformed(place, ".tran asks for \(stop / pitch) samples; at most 5 million")
        }
    }

    /// SPICE's word, PSPICE's and Xyce's.
    private static func skipsOperatingPoint(_ word: String) -> Bool { ["uic", "skipbp", "noop"].contains(word) }
}

enum ParameterReader {
    /// A scope's parameters: its defaults, over them what the call gives, under them those of the outer scope.
    static func values(
        of scope: NetlistScope, outer: [String: Double], given: [String: Double]
    ) throws(NetlistError) -> [String: Double] {
        var values = outer
        var seen: [String: NetlistPlace] = [:]
        for (name, word, place) in scope.parameters {
            if let first = seen[name] { throw .duplicate(place, name: name, first: first) }
            seen[name] = place
            if let value = given[name] {
                values[name] = value
            } else {
                values[name] = try NetlistExpression(parameters: values, place: place).value(word)
            }
        }
        return values
    }
}
