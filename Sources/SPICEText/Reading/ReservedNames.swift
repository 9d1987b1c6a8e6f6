/// Names that a simulator keeps for itself: a parameter called so is taken for something else, without a word.
enum ReservedNames {
    private static let everywhere = [
        "time": "the time of the run", "temper": "the temperature", "hertz": "the frequency",
    ]
    private static let ofPSpice = ["vt": "the thermal voltage", "temp": "the temperature"]

    static func check(_ statements: [NetlistStatement], _ dialect: Dialect) throws(NetlistError) {
        let reserved = dialect == .pspice ? everywhere.merging(ofPSpice) { $1 } : everywhere
        for statement in statements {
            let text: String
            switch DotCommand(String(statement.name)) {
            case .parameters: text = String(statement.text.drop { !$0.isWhitespace })
            case .subcircuit: text = Assignments.split(statement.text).assignments
            default: continue
            }
            // What is no assignment is named where it is read.
            for pair in (try? Assignments.pairs(of: text, statement.place)) ?? [] {
                guard let meaning = reserved[pair.name] else { continue }
                throw .malformed(
                    statement.place,
                    "the parameter \"\(pair.name)\" is \(meaning) in \(dialect.title); give it another name")
            }
        }
    }
}
