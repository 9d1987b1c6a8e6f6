/// A resistor whose current follows from the voltages of its nodes.
struct MeasuredResistor: Sendable {
    /// The current flows in here.
    var plus: String
    var minus: String
    var resistance: Double  // [Ω]
}

extension NetlistStatements {
    /// The resistors of the top that are a number alone, by their names; none in ngspice, whose `.meas` has no currents of
    /// resistors.
    func measuredResistors(_ scope: ExpressionScope) -> [String: MeasuredResistor] {
        guard dialect != .ngspice else { return [:] }
        var resistors: [String: MeasuredResistor] = [:]
        for statement in top where statement.text.hasPrefix("r") {
            let words = statement.words
            guard words.count == 4,
                let value = try? NetlistExpression(scope: scope, place: statement.place).value(words[3]), value > 0
            else { continue }
            resistors[words[0]] = MeasuredResistor(plus: words[1], minus: words[2], resistance: value)
        }
        return resistors
    }
}
