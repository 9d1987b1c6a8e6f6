/// Expressions without braces on `.model` cards, of which ngspice takes the number that they begin with, without a word.
enum BareModelValues {
    /// A name, "=", and a number with a factor behind it.
    private static var expression: Regex<(Substring, name: Substring, value: Substring, number: Substring)> {
        #/
        (?<name> [a-z_]\w*) \s*=\s*
        (?<value> (?<number> [+\-]? (?:\d+\.?\d*|\.\d+) (?:e[+\-]?\d+)? [a-z]*) \s*[*\/][^\s\)]+ )
        /#
    }

    static func check(_ statements: [NetlistStatement]) throws(NetlistError) {
        for statement in statements where DotCommand(String(statement.name)) == .model {
            guard let match = statement.text.firstMatch(of: Self.expression) else { continue }
            throw .malformed(
                statement.place,
                "\(match.output.name)=\(match.output.value) is an expression without braces, of which simulators read "
                    + "\(match.output.number) alone; write \(match.output.name)={\(match.output.value)}")
        }
    }
}
