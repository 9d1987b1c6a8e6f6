import Quantities

/// Reads the words behind the name of a `.meas` line.
struct MeasurementParser {
    private var words: ArraySlice<String>
    private let expression: NetlistExpression
    /// The names of other lines' results.
    private let others: Set<String>
    /// Whose currents Ohm's law knows.
    private let resistors: [String: MeasuredResistor]
    private(set) var usedResults: Set<String> = []
    private(set) var hasExpressions = false
    private(set) var isMisreadByNgspice = false

    private static let keywords: Set = [
        "at", "when", "from", "to", "trig", "targ", "val", "td", "rise", "fall", "cross", "=",
    ]

    /// - Parameter others: names of other lines' results, whose values are not known yet.
    init(
        _ words: ArraySlice<String>, _ expression: NetlistExpression, others: Set<String>,
        resistors: [String: MeasuredResistor]
    ) {
        self.resistors = resistors
        self.words = words
        self.expression = expression
        // ngspice puts the values of parameters in before it measures.
        self.others = expression.scope.dialect == .ngspice ? others.subtracting(expression.scope.values.keys) : others
    }

    mutating func kind() throws(NetlistError) -> NetlistMeasurement.Kind {
        guard let first = words.popFirst() else { throw failure("it says nothing to measure") }
        switch first {
        case "find":
            let quantity = try quantity()
            if take("at") { return .find(quantity, .time(try number())) }
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
            usedResults = NetlistExpression.names(in: text).intersection(others)
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

    /// v(node), v(a,b) or i(source), or an expression of these.
    private mutating func quantity() throws(NetlistError) -> NetlistMeasurement.Measurand {
        var own: [String] = []
        var depth = 0
        while let word = words.first, depth > 0 || !Self.keywords.contains(word) {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            own.append(word)
            words.removeFirst()
        }
        if let (single, count) = Self.signal(own[...]), count == own.count, resistor(of: single) == nil {
            return .quantity(single)
        }
        let text = own.joined()
        guard expression.scope.dialect != .ngspice, own.contains("(") || text == "time" else {
            throw failure(
                "\(text.isEmpty ? "nothing" : text) is not measured, but v(node), v(a,b) and i(source)"
                    + (own.contains("(") ? "; write the expression as a B source, and measure its voltage" : ""))
        }
        hasExpressions = true
        if text.contains("{") || text.contains("'") { throw failure("write \(text) without braces and quotes") }
        let (written, quantities) = signals(own[...])
        return .expression(written, of: quantities)
    }

    private func resistor(of signal: NetlistMeasurement.Quantity) -> MeasuredResistor? {
        guard case .current(let name) = signal else { return nil }
        return resistors[name]
    }

    /// The signal that words begin with, and how many of them it is.
    private static func signal(_ words: ArraySlice<String>) -> (NetlistMeasurement.Quantity, Int)? {
        let own = Array(words.prefix(6))
        guard own.count >= 4, own[0] == "v" || own[0] == "i", own[1] == "(" else { return nil }
        if own[3] == ")" { return (own[0] == "v" ? .voltage(own[2]) : .current(own[2]), 4) }
        guard own.count == 6, own[3] == ",", own[5] == ")", own[0] == "v" else { return nil }
        return (.difference(own[2], own[4]), 6)
    }

    /// An expression with names in place of its signals; "-v" and "2*i" before a parenthesis end in a signal's letter.
    private func signals(
        _ words: ArraySlice<String>
    ) -> (text: String, quantities: [NetlistMeasurement.Quantity]) {
        var text = ""
        var quantities: [NetlistMeasurement.Quantity] = []
        var rest = words
        while let word = rest.first {
            let letter = word.suffix(1)
            let head = word.dropLast()
            if letter == "v" || letter == "i", head.last.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true,
                let (signal, count) = Self.signal([String(letter)] + rest.dropFirst())
            {
                if let resistor = resistor(of: signal) {
                    let names = (0..<2).map { WaveformExpression.name(of: quantities.count + $0) }
                    text += head + "((\(names[0])-\(names[1]))/(\(resistor.resistance)))"
                    quantities += [.voltage(resistor.plus), .voltage(resistor.minus)]
                } else {
                    text += head + WaveformExpression.name(of: quantities.count)
                    quantities.append(signal)
                }
                rest = rest.dropFirst(count)
            } else {
                text += word
                rest.removeFirst()
            }
        }
        return (text, quantities)
    }

    private mutating func take(_ word: String) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        if words.first == "=" { words.removeFirst() }
        return true
    }

    /// A number, or an expression in braces, in quotes or, except in ngspice, as it is.
    ///
    /// An expression of other lines' results is no number yet.
    private mutating func number() throws(NetlistError) -> Double {
        guard var text = words.popFirst() else { throw failure("a number is missing") }
        var depth = text == "(" ? 1 : 0
        while let word = words.first,
            depth > 0 || word == "(" || "+-*/^".contains(word.first!) || "+-*/^".contains(text.last!)
        {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            text += word
            words.removeFirst()
        }
        if SPICENumeral(text) != nil { return try expression.value(text) }
        hasExpressions = true
        let isQuoted = text.hasPrefix("{") || text.hasPrefix("'")
        guard isQuoted || expression.scope.dialect != .ngspice else {
            let number = text.prefix { !"+*/^()".contains($0) }
            isMisreadByNgspice = SPICENumeral(String(number)) != nil
            throw failure(
                (SPICENumeral(String(number)) == nil
                    ? "\(text) is no number" : "of \(text) ngspice reads \(number) alone, without a word")
                    + "; write '\(text)' in quotes")
        }
        let used = NetlistExpression.names(in: text).intersection(others)
        guard used.isEmpty else {
            usedResults.formUnion(used)
            return .nan
        }
        return try expression.assignedValue(text)
    }

    /// v(node)=level or v(node)=v(other), and which.
    private mutating func whenCrossing() throws(NetlistError) -> NetlistMeasurement.Crossing {
        var crossing = NetlistMeasurement.Crossing(quantity: try quantity(), level: 0)
        guard words.first == "=" else { throw failure("WHEN needs v(node)=level") }
        words.removeFirst()
        try level(&crossing)
        try which(&crossing)
        return crossing
    }

    private mutating func moment() throws(NetlistError) -> NetlistMeasurement.Moment {
        if take("at") { return .time(try number()) }
        var crossing = NetlistMeasurement.Crossing(quantity: try quantity(), level: 0)
        if words.first == "=" {
            words.removeFirst()
            try level(&crossing)
        }
        try which(&crossing)
        return .crossing(crossing)
    }

    /// A number or other signals.
    private mutating func level(_ crossing: inout NetlistMeasurement.Crossing) throws(NetlistError) {
        let own = words.prefix { !Self.keywords.contains($0) }
        let hasSignal = !signals(own).quantities.isEmpty
        if hasSignal { crossing.other = try quantity() } else { crossing.level = try number() }
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
