/// What can be said of a netlist without understanding all of it: enough to run it in ngspice and to read the result.
public struct NetlistOutline: Sendable {
    public struct Source: Hashable, Sendable {
        /// With its type letter, in small letters.
        public var name: String
        public var plus: String
        public var minus: String
    }

    /// The end of the transient analysis. [s]
    public var stopTime: Double
    /// The voltage sources outside subcircuits, in their order.
    public var sources: [Source]
    /// Whether `.save` lines leave something out.
    public var savesSome: Bool

    /// - Throws: `NetlistError` for a transient analysis that is missing or cannot be read.
    public init(_ statements: NetlistStatements, file: String) throws(NetlistError) {
        var depth = 0
        var parameters: [String: Double] = [:]
        sources = []
        savesSome = false
        var stop: Double?
        for statement in statements.statements {
            let words = statement.words
            let expression = NetlistExpression(parameters: parameters, place: statement.place)
            switch words[0] {
            case ".subckt": depth += 1
            case ".ends": depth -= 1
            case ".save": savesSome = true
            case ".param" where depth == 0:
                for (name, word) in try Assignments.parse(Array(words.dropFirst()), statement.place) {
                    // An expression that only ngspice understands may still not matter here.
                    parameters[name] = try? NetlistExpression(parameters: parameters, place: statement.place).value(
                        word)
                }
            case ".tran":
                guard words.count >= 3 else {
                    throw .malformed(statement.place, ".tran needs a step and an end, for example .tran 1n 1u")
                }
                stop = try expression.value(words[2])
            case let name where depth == 0 && name.hasPrefix("v") && words.count >= 3:
                sources.append(Source(name: name, plus: words[1], minus: words[2]))
            default: break
            }
        }
        guard let stop else { throw .missingTransient(file: file) }
        stopTime = stop
    }
}
