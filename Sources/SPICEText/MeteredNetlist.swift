package import Circuits

/// A user's netlist with an energy meter at every source, which the simulator integrates while it runs.
///
/// A meter is an ammeter in series with the source and a capacitor that is charged by the power delivered. So it sees
/// every internal time point, whatever `TSTART`, `INTERP` or `.save` leave in the output, and it is integrated by the same
/// rule as the circuit's own capacitors: what a constant source delivers is its voltage times the charge that arrived,
/// however coarse the steps. Sums over recorded points have neither (a first step of ten time constants leaves 82 % of
/// the energy out). The meters add to the simulator's error control, so the steps resolve the power as well.
package struct MeteredNetlist: Hashable, Sendable {
    private struct Meter: Hashable {
        var source: String
        var isControlled: Bool
    }

    /// Before every name that is added.
    private static let mark = "memspike_"
    /// The last component of every meter's node.
    package static let nodePrefix = mark + "e"
    /// Ampere of charging per watt, and farad: a picojoule is a volt, far above any VNTOL.
    private static let (gain, capacitance) = (1e6, 1e-6)

    package private(set) var text = ""
    /// Controlled sources inside subcircuits: they are parts of models, whose inner nodes stand for states, and have no meter.
    package private(set) var controlledInside = 0
    /// Whether a source follows time without corners: a simulator that knows no corner chooses its steps blindly.
    package private(set) var hasSmoothSources = false
    /// The highest frequency of a sine that is written as a number; 0 for none. [Hz]
    package private(set) var highestFrequency = 0.0
    /// Whether something steps at a level, which a simulator finds at the end of a step.
    package private(set) var hasSteps = false
    /// Whether the simulator's tolerances were made tighter.
    package private(set) var isTightened = false
    private var meters: [Meter] = []
    /// The resistors so small that rounding alone moves their currents.
    package private(set) var nearShorts: [String] = []
    /// The subcircuits around the statement at hand.
    private var scopes: [String] = []

    /// What ngspice allows a capacitor's charge to be off by is its CHGTOL of 1e-14 C, a per cent of a picofarad's at a volt.
    private static let chargeTolerance = "chgtol=1e-18"

    /// - Parameters:
    ///   - netlist: a title line and statements; `.save` lines are left out, since they would leave meters out.
    ///   - tightens: whether tolerances that the netlist does not set are tighter than the simulator's own: its RELTOL of
    ///     1e-3 and TRTOL of 7 allow errors of a per cent in what a capacitor collects in one step.
    ///   - relativeTolerance: the RELTOL of a netlist that sets none, if it tightens.
    ///   - timing: the end and the longest step, in place of those of the netlist [s]; nil leaves its `.tran` as it is.
    package init(
        _ netlist: String, tightens: Bool = true, relativeTolerance: Double = 1e-4,
        timing: (stop: Double, longestStep: Double)? = nil
    ) {
        var lines = netlist.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var written = [String(lines.popFirst() ?? "")]
        if tightens {
            let text = netlist.lowercased()
            let tight = ["reltol=\(spiceNumber(relativeTolerance))", "trtol=1", Self.chargeTolerance]
            let missing = tight.filter { !text.contains($0.prefix { $0 != "=" }) }
            written += missing.map { ".options \($0)" }
            isTightened = !missing.isEmpty
        }
        var isControl = false
        while let line = lines.popFirst() {
            var statement = String(line)
            let start = statement.drop(while: \.isWhitespace)
            if start.hasPrefix("*") { continue }
            while let next = lines.first?.drop(while: \.isWhitespace), next.hasPrefix("+") || next.hasPrefix("*") {
                lines.removeFirst()
                if next.hasPrefix("+") { statement += "\n" + next }
            }
            let word = start.prefix { !$0.isWhitespace }.lowercased()
            if word == ".control" { isControl = true }
            if word == ".tran", let timing, !isControl {
                statement = Self.transient(statement, timing)
            }
            written += isControl || word == ".save" ? (isControl ? [statement] : []) : metered(statement, word)
            if word == ".endc" { isControl = false }
        }
        text = written.joined(separator: "\n")
    }

    /// The longest step that ngspice takes by the netlist's `.tran` line; nil where only ngspice can read it. [s]
    package static func longestStep(of netlist: String) -> Double? {
        let place = NetlistPlace(file: "", line: 1)
        let line = netlist.split(separator: "\n").first { $0.lowercased().hasPrefix(".tran") }
        return line.flatMap { line in
            let words = NetlistStatement(place: place, written: String(line)).words.dropFirst()
            return try? TransientReader(Array(words), NetlistExpression(scope: ExpressionScope(), place: place))
                .longestStep
        }
    }

    /// Records the end alone: the energies need no more. The step stays, since sources take from it what their lines leave out.
    private static func transient(_ statement: String, _ timing: (stop: Double, longestStep: Double)) -> String {
        let ownStep = NetlistStatement(place: NetlistPlace(file: "", line: 1), written: statement).words.dropFirst()
            .first
        let step = spiceNumber(timing.longestStep)
        return ".tran \(ownStep ?? step) \(spiceNumber(timing.stop)) \(spiceNumber(0.99 * timing.stop)) \(step)"
            + (statement.lowercased().contains("uic") ? " UIC" : "")
    }

    /// The statement with its meter, if it is a source.
    private mutating func metered(_ statement: String, _ word: String) -> [String] {
        if word == ".subckt" {
            scopes.append(Self.words(of: statement).dropFirst().first.map { statement[$0].lowercased() } ?? "")
        }
        if word == ".ends" { _ = scopes.popLast() }
        if word.hasPrefix("r"), let value = Self.words(of: statement).dropFirst(3).first,
            Self.number(statement[value]).map({ $0.magnitude < Self.nearShort }) == true
        {
            nearShorts.append(word)
        }
        if let letter = word.first, "sw".contains(letter) { hasSteps = true }
        // The voltage drop of an idealised diode of this program's writing is no source.
        guard scopes.last != "pwl_diode" else { return [statement] }
        guard let letter = word.first, "vibefgh".contains(letter) else { return [statement] }
        let isControlled = !"vi".contains(letter)
        let text = statement.lowercased()
        if text.contains(isControlled ? #/\btime\b/# : #/\b(?:sin|sine|exp|sffm|am|trnoise|trrandom)\b/#) {
            hasSmoothSources = true
        }
        if let sine = text.firstMatch(of: #/\bsine?[\s(]+[^\s(),]+[\s,]+[^\s(),]+[\s,]+([^\s(),]+)/#),
            case .value(let frequency)? = SPICENumeral(String(sine.output.1))?.kind(in: .ngspice)
        {
            highestFrequency = max(highestFrequency, frequency)
        }
        if isControlled, !scopes.isEmpty {
            controlledInside += 1
            return [statement]
        }
        let words = Self.words(of: statement)
        guard words.count >= 3, !Self.isAmmeter(words.map { statement[$0].lowercased() }) else { return [statement] }
        let number = meters.count
        meters.append(Meter(source: word, isControlled: isControlled))
        let (plus, minus) = (String(statement[words[1]]), String(statement[words[2]]))
        let (inner, ammeter, node) = (
            "\(Self.mark)n\(number)", "V\(Self.mark)m\(number)", Self.nodePrefix + "\(number)"
        )
        var lines = [statement.replacingCharacters(in: words[1], with: inner), "\(ammeter) \(plus) \(inner) 0"]
        var voltage = "v(\(plus),\(minus))"
        if !(plus + minus).allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) {
            // An element's line takes any name of a node, an expression does not.
            lines.append("E\(Self.mark)d\(number) \(Self.mark)d\(number) 0 \(plus) \(minus) 1")
            voltage = "v(\(Self.mark)d\(number))"
        }
        // At an operating point the node is held at 0 V.
        lines.append(
            "B\(Self.mark)p\(number) 0 \(node) I = time > 0 ? -\(spiceNumber(Self.gain))*\(voltage)*i(\(ammeter)) : -v(\(node))"
        )
        lines.append("C\(node) \(node) 0 \(spiceNumber(Self.capacitance)) IC=0")
        return lines
    }

    /// A source of 0 V between two nodes measures a current.
    private static func isAmmeter(_ words: [String]) -> Bool {
        guard words[0].hasPrefix("v"), !words[1...2].contains("0"), !words[1...2].contains("gnd") else { return false }
        let value = words.dropFirst(words.count > 3 && words[3] == "dc" ? 4 : 3)
        return value.isEmpty || value.count == 1 && Double(value.first!) == 0
    }

    /// A double keeps a current through such a resistor to 1e-10 A for every volt at its ends. [Ω]
    private static let nearShort = 1e-6

    /// The value of a word of digits and a suffix; nil of an expression.
    private static func number(_ word: Substring) -> Double? {
        let digits = word.prefix { $0.isNumber || ".+-eE".contains($0) }
        let suffix = word.dropFirst(digits.count).lowercased()
        let scale: Double =
            switch suffix.first {
            case "f": 1e-15
            case "p": 1e-12
            case "n": 1e-9
            case "u": 1e-6
            default: 1
            }
        return Double(digits).map { $0 * scale }
    }

    /// Where words stand; commas, parentheses and continuations part them as blanks do.
    private static func words(of statement: String) -> [Range<String.Index>] {
        var words: [Range<String.Index>] = []
        var start: String.Index?
        for index in statement.indices {
            let character = statement[index]
            let isContinuation =
                character == "+" && index > statement.startIndex && statement[statement.index(before: index)] == "\n"
            if character.isWhitespace || "(),".contains(character) || isContinuation {
                if let begin = start { words.append(begin..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let begin = start { words.append(begin..<statement.endIndex) }
        return words
    }

    /// What every source delivered, by the meters' last voltages: the independent sources, and those controlled ones that
    /// delivered more than they took.
    /// - Parameter lastVoltages: by node, "memspike_e0" or "x1.memspike_e0" [V].
    package func energies(_ lastVoltages: [String: Double]) -> [SourceEnergy] {
        let found = lastVoltages.compactMap { node, voltage -> (number: Int, path: Substring, energy: SourceEnergy)? in
            let name = node.split(separator: ".").last ?? ""
            let path = node.dropLast(name.count)
            guard let number = Int(name.dropFirst(Self.nodePrefix.count)), meters.indices.contains(number) else {
                return nil
            }
            let meter = meters[number]
            let energy = voltage * Self.capacitance / Self.gain  // [J]
            guard !meter.isControlled || energy > 0 else { return nil }
            return (
                number, path,
                SourceEnergy(source: path + meter.source, energy: energy, isControlled: meter.isControlled)
            )
        }
        return found.sorted { ($0.path.count, $0.path, $0.number) < ($1.path.count, $1.path, $1.number) }.map(\.energy)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + self[range.upperBound...]
    }
}
