/// What can be said of a netlist without understanding all of it, and its text for ngspice.
package struct NetlistOutline: Sendable {
    package struct Source: Hashable, Sendable {
        /// With its type letter, in small letters.
        package var name: String
        package var plus: String
        package var minus: String
    }

    /// The end of the transient analysis. [s]
    package private(set) var stopTime: Double
    /// Nothing is recorded before. [s]
    package private(set) var startTime: Double
    /// The voltage sources outside subcircuits, in their order.
    package private(set) var sources: [Source] = []
    /// The netlist with all that it includes, for ngspice: what its dialect means otherwise is rewritten, what is no part
    /// of the circuit and its transient analysis is left out.
    package private(set) var deck: String
    package private(set) var notes: [String]
    /// Whether something steps at a level: a switch, or a source of a condition. A simulator that finds that at the end of a
    /// step is a step late, which its control of errors does not see.
    package private(set) var hasSteps = false
    /// Its `.meas` lines of the transient analysis.
    private(set) var measurements: [NetlistMeasurement] = []
    /// The names of those that are taken of ngspice's waveforms here, since ngspice cannot say them.
    private(set) var ownMeasurements: Set<String> = []
    /// By measurement: the vectors of ngspice that its line names.
    private(set) var measuredVectors: [String: [String]] = [:]
    /// The nodes that .ic lines outside subcircuits name, with their lines.
    private(set) var initialNodes: [(node: String, place: NetlistPlace)] = []
    /// [s]
    package var longestStep: Double { timing.longestStep }
    private let timing: TransientReader

    /// The same for ngspice, with another longest step.
    package func deck(longestStep: Double) -> String {
        deck.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.lowercased().hasPrefix(".tran") ? timing.text(longestStep: longestStep) : String(line)
        }.joined(separator: "\n")
    }

    /// - Throws: `NetlistError` for a transient analysis that is missing or cannot be read, for what would change its
    ///   meaning in ngspice, and for what a netlist must not do.
    package init(_ statements: NetlistStatements, file: String) throws(NetlistError) {
        let statements = try statements.plain()
        let parameters = Self.knownParameters(statements)
        guard let transient = statements.statements.first(where: { $0.name == ".tran" }) else {
            throw statements.missingTransient(file)
        }
        let timing = try TransientReader(
            Array(transient.words.dropFirst()), NetlistExpression(scope: parameters, place: transient.place))
        self.timing = timing
        stopTime = timing.stop
        startTime = timing.start
        let lines = statements.statements.filter {
            DotCommand(String($0.name)) == .measurement && $0.otherMeasuredAnalysis == nil
        }
        measurements = NetlistMeasurement.all(
            lines, parameters, resistors: statements.measuredResistors(parameters))
        for (measurement, line) in zip(measurements, lines) {
            measuredVectors[measurement.name] = Self.vectors(of: line.text)
        }
        ownMeasurements = NetlistMeasurement.beyondNgspice(measurements, statements.dialect)
        var writer = NgspiceDeckWriter(
            statements, parameters: parameters, timing: timing, ownMeasurements: ownMeasurements)
        try writer.write()
        try ExpansionCount(writer.calls).check(file: file)
        deck = writer.text
        notes = statements.notes + writer.notes
        var depth = 0
        for statement in statements.statements {
            if let letter = statement.name.first {
                hasSteps =
                    hasSteps || "swa".contains(letter)
                    || "beg".contains(letter) && statement.text.contains(#/[?<>]|\b(?:if|u|stp|buf|inv)\s*\(/#)
            }
            if depth == 0, DotCommand(String(statement.name)) == .initialVoltages {
                initialNodes += Self.vectors(of: statement.text).map { ($0, statement.place) }
            }
            switch statement.name {
            case ".subckt": depth += 1
            case ".ends": depth -= 1
            case let name where depth == 0 && name.hasPrefix("v"):
                let words = statement.words
                if words.count >= 3 { sources.append(Source(name: words[0], plus: words[1], minus: words[2])) }
            default: break
            }
        }
    }

    /// What a line in small letters names by v(…) and i(…), as ngspice calls it.
    private static func vectors(of text: String) -> [String] {
        text.matches(of: #/\b([vi])\(([^()]*)\)/#).flatMap { match in
            match.output.2.split { $0 == "," || $0.isWhitespace }.map(String.init).filter { $0 != "0" && $0 != "gnd" }
                .map { match.output.1 == "i" ? "\($0)#branch" : $0 }
        }
    }

    /// The values of the top's parameters, as far as they can be had: one that only ngspice understands may not matter.
    private static func knownParameters(_ statements: NetlistStatements) -> ExpressionScope {
        var scope = ExpressionScope(functions: statements.functions, dialect: statements.dialect)
        var open: [NetlistParameter] = []
        for statement in statements.top where statement.name == ".param" {
            let pairs = (try? Assignments.pairs(of: statement.text.drop { !$0.isWhitespace }, statement.place)) ?? []
            open += pairs.map { NetlistParameter(name: $0.name, expression: $0.value, place: statement.place) }
        }
        if let all = try? NetlistParameters.scope(of: open, outer: scope) { return all }
        // Twenty rounds find what a chain of so many forward references hides.
        for _ in 0..<20 where !open.isEmpty {
            let before = open.count
            open.removeAll { parameter in
                let expression = NetlistExpression(scope: scope, place: parameter.place)
                guard let value = try? expression.assignedValue(parameter.expression) else { return false }
                scope.values[parameter.name] = value
                return true
            }
            if open.count == before { break }
        }
        return scope
    }
}
