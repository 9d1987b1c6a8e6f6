/// Expressions without braces on `.model` cards, of which ngspice takes the number that they begin with, without a word.
enum BareModelValues {
    static func check(_ statements: [NetlistStatement]) throws(NetlistError) {
        for statement in statements where DotCommand(String(statement.name)) == .model {
            guard
                let match = statement.text.firstMatch(
                    of: #/(?<name>[a-z_]\w*)\s*=\s*(?<value>(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[a-z]*)\s*[*\/][^\s)]+)/#)
            else { continue }
            throw .malformed(
                statement.place,
                "\(match.output.name)=\(match.output.value) is an expression without braces, of which simulators read "
                    + "\(match.output.number) alone; write \(match.output.name)={\(match.output.value)}")
        }
    }
}
