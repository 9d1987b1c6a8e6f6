import Quantities

/// Reads the words behind the name of a `.meas` line.
struct MeasurementParser {
    private var words: ArraySlice<String>
    private let expression: NetlistExpression

    init(_ words: ArraySlice<String>, _ expression: NetlistExpression) {
        self.words = words
        self.expression = expression
    }

    mutating func kind() throws(NetlistError) -> NetlistMeasurement.Kind {
        guard let first = words.popFirst() else { throw failure("it says nothing to measure") }
        switch first {
        case "find":
            let quantity = try quantity()
            if take("at") { return .find(quantity, .time(try number())) }
            if let word = words.first, "+-*/^".contains(word.first!) {
                throw failure("the event-driven engine measures v(node), v(a,b) and i(source), no expression of them")
            }
            guard take("when") else { throw failure("FIND needs AT=time or WHEN v(node)=level") }
            return .find(quantity, .crossing(try whenCrossing()))
        case "when": return .when(try whenCrossing())
        case "trig":
            let start = try moment()
            guard take("targ") else { throw failure("TRIG needs TARG") }
            return .delay(start, try moment())
        case "param":
            let text = words.drop { $0 == "=" }.joined(separator: " ")
            guard !text.isEmpty else { throw failure("PARAM needs an expression") }
            return .expression(text)
        default:
            guard let statistic = NetlistMeasurement.Statistic(rawValue: first) else {
                throw failure(
                    "\"\(first)\" is not known to the event-driven engine; FIND, WHEN, TRIG TARG, MAX, MIN, PP, AVG, RMS, INTEG, "
                        + "MAX_AT, MIN_AT and PARAM are")
            }
            let quantity = try quantity()
            var (from, to): (Double?, Double?) = (nil, nil)
            while let word = words.first {
                if take("from") {
                    from = try number()
                } else if take("to") {
                    to = try number()
                } else {
                    throw failure("\"\(word)\" is not understood")
                }
            }
            return .statistic(statistic, quantity, from: from, to: to)
        }
    }

    /// v(node), v(a,b) or i(source).
    private mutating func quantity() throws(NetlistError) -> NetlistMeasurement.Quantity {
        let own = Array(words.prefix(5))
        guard own.count >= 4, own[0] == "v" || own[0] == "i", own[1] == "(" else {
            throw failure(
                "\(own.joined()) is not measured by the event-driven engine, but v(node), v(a,b) and i(source)")
        }
        if own[3] == ")" {
            words = words.dropFirst(4)
            return own[0] == "v" ? .voltage(own[2]) : .current(own[2])
        }
        guard own.count == 5, own[4] == ")", own[0] == "v" else { throw failure("\(own.joined()) is not understood") }
        words = words.dropFirst(5)
        return .difference(own[2], own[3])
    }

    private mutating func take(_ word: String) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        if words.first == "=" { words.removeFirst() }
        return true
    }

    private mutating func number() throws(NetlistError) -> Double {
        guard let word = words.popFirst() else { throw failure("a number is missing") }
        // LTspice takes an expression without braces.
        guard expression.scope.dialect == .ltspice, SPICENumeral(word) == nil, !word.hasPrefix("{") else {
            return try expression.value(word)
        }
        return try expression.assignedValue(word)
    }

    /// v(node)=level or v(node)=v(other), and which.
    private mutating func whenCrossing() throws(NetlistError) -> NetlistMeasurement.Crossing {
        var crossing = NetlistMeasurement.Crossing(quantity: try quantity(), level: 0)
        guard words.first == "=" else { throw failure("WHEN needs v(node)=level") }
        words.removeFirst()
        if words.dropFirst().first == "(" { crossing.other = try quantity() } else { crossing.level = try number() }
        try which(&crossing)
        return crossing
    }

    private mutating func moment() throws(NetlistError) -> NetlistMeasurement.Moment {
        if take("at") { return .time(try number()) }
        var crossing = NetlistMeasurement.Crossing(quantity: try quantity(), level: 0)
        if words.first == "=" {
            words.removeFirst()
            crossing.level = try number()
        }
        try which(&crossing)
        return .crossing(crossing)
    }

    private mutating func which(_ crossing: inout NetlistMeasurement.Crossing) throws(NetlistError) {
        while let word = words.first, word != "targ" {
            if take("val") {
                crossing.level = try number()
            } else if take("td") {
                crossing.delay = try number()
            } else if ["rise", "fall", "cross"].contains(word) {
                _ = take(word)
                crossing.way = word == "rise" ? .rise : word == "fall" ? .fall : .either
                if take("last") {
                    crossing.count = nil
                } else {
                    crossing.count = Int(saturating: try number())
                }
            } else {
                throw failure("\"\(word)\" is not understood")
            }
        }
    }

    private func failure(_ text: String) -> NetlistError { .malformed(expression.place, ".meas: \(text)") }
}
