/// Expressions without braces on `.model`, `.options` and `.temp`, of which ngspice takes the number that they begin with, or
/// nothing, without a word.
enum BareExpressions {
    static func check(_ statements: [NetlistStatement]) throws(NetlistError) {
        /// A name, "=", and a number with a factor behind it; compiled once, not for every statement.
        let expression =
            #/
            (?<name> [a-z_]\w*) \s*=\s*
            (?<value> (?<number> [+\-]? (?:\d+\.?\d*|\.\d+) (?:e[+\-]?\d+)? [a-z]*) \s*[*\/][^\s\)]+ )
            /#
        for statement in statements where statement.text.hasPrefix(".") {
            switch DotCommand(String(statement.name)) {
            case .model, .options:
                guard let match = statement.text.firstMatch(of: expression) else { continue }
                throw .malformed(
                    statement.place,
                    "\(match.output.name)=\(match.output.value) is an expression without braces, of which simulators read "
                        + "\(match.output.number) alone; write \(match.output.name)={\(match.output.value)}")
            case .temperature:
                let words = statement.words
                guard words.count == 2, SPICENumeral(words[1]) == nil, !"{'".contains(words[1].first!) else { continue }
                throw .malformed(
                    statement.place, "\(words[1]) is no number; an expression stands in braces: {\(words[1])}")
            default: continue
            }
        }
    }
}
