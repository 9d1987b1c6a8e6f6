import Foundation

/// Writes a netlist for ngspice, statement by statement.
///
/// ngspice obeys far more than a circuit needs: only commands that are known to describe one go through, so that no line
/// can run a program or read a file.
struct NgspiceDeckWriter {
    private let statements: NetlistStatements
    private let parameters: ExpressionScope
    private let timing: TransientReader
    private var lines: [String] = []
    private(set) var notes: [String] = []
    /// What calls what, for the count of elements.
    private(set) var calls: NetlistScope
    private var functions: ForeignFunctions
    private let models: NetlistModels
    /// The name of the subcircuit at hand; "" at the top.
    private var subcircuit = ""
    private var hasSmoothSwitches = false

    /// Taken of the waveforms.
    private let ownMeasurements: Set<String>

    private var dialect: Dialect { statements.dialect }

    init(
        _ statements: NetlistStatements, parameters: ExpressionScope, timing: TransientReader,
        ownMeasurements: Set<String>
    ) {
        self.ownMeasurements = ownMeasurements
        self.statements = statements
        self.parameters = parameters
        self.timing = timing
        calls = NetlistScope(name: "", place: NetlistPlace(file: statements.file, line: 1))
        models = NetlistModels(statements)
        functions = ForeignFunctions(statements.dialect, statements: statements.statements)
    }

    var text: String {
        (["* \(statements.title)"] + functions.lines + lines + [".end"]).joined(separator: "\n") + "\n"
    }

    mutating func write() throws(NetlistError) {
        var open: [NetlistScope] = []
        var left: [String: [Int]] = [:]
        var hasTransient = false
        for statement in statements.statements {
            let place = statement.place
            guard statement.text.hasPrefix(".") else {
                let line = try element(statement, isInside: !open.isEmpty)
                lines.append(try functions.rewritten(line, at: place))
                if open.isEmpty {
                    calls.elements.append(statement)
                } else {
                    open[open.count - 1].elements.append(statement)
                }
                continue
            }
            let name = String(statement.name)
            switch DotCommand(name) {
            case .transient:
                if hasTransient { throw .malformed(place, "a second .tran; one transient analysis is run: remove one") }
                hasTransient = true
                lines.append(dialect == .ngspice ? statement.written : timing.text)
            case .model:
                lines.append(try functions.rewritten(try model(statement, statement.words), at: place))
            case .parameters: try addParameters(statement, isInside: !open.isEmpty)
            case .function:
                try checkPowers(statement)
                lines.append(try functions.rewritten(statement.written, at: place))
            case .options: try addOptions(statement)
            case .subcircuit:
                let plain = Assignments.split(statement.text).plain
                subcircuit = plain.count > 1 ? plain[1] : ""
                open.append(NetlistScope(name: subcircuit, place: place))
                lines.append(try functions.rewritten(statement.written, at: place))
            case .endOfSubcircuit:
                subcircuit = ""
                if let scope = open.popLast() { calls.subcircuits[scope.name] = scope }
                lines.append(statement.written)
            case .measurement:
                if let analysis = statement.otherMeasuredAnalysis {
                    notes.append(statement.notMeasured(analysis))
                } else if !ownMeasurements.contains(NetlistMeasurement.head(of: statement).name) {
                    lines.append(try measurement(statement))
                }
            case .temperature where statement.words.count != 2:
                throw .malformed(
                    place, ".temp needs one temperature in °C; several are several runs: .step temp list …")
            case .initialVoltages, .global, .temperature, .guess, .conditional:
                lines.append(try functions.rewritten(statement.written, at: place))
            case .presentation: break
            case .otherAnalysis: left[name, default: []].append(place.line)
            case .family:
                throw .unsupported([
                    UnsupportedStatement(place: place, name: name, reason: "a family is run member by member")
                ])
            case .unsupported: throw .malformed(place, "\(name) is not handed on to ngspice; remove the line")
            case nil: throw .unknown(place, thing: "command", name: name, known: DotCommand.names)
            }
        }
        // As ngspice sets it where it has PSPICE's voltage-controlled switch: between ON and OFF a step of its usual error is too long.
        if hasSmoothSwitches, !lines.contains(where: { $0.lowercased().contains("trtol") }) {
            lines.append(".options trtol=1")
        }
        if let place = functions.firstRandom {
            notes.append("\(place): ngspice draws a value at random: every run is another")
        }
        notes += left.sorted { $0.key < $1.key }.map { name, places in
            "\(name) is left out: only the transient analysis is run (line \(places.map(String.init).joined(separator: ", ")))"
        }
    }

    private mutating func addOptions(_ statement: NetlistStatement) throws(NetlistError) {
        if statement.text.contains("gshunt") {
            throw .malformed(
                statement.place, "ngspice has no option gshunt; write a resistor from each node to ground, or rshunt")
        }
        lines.append(statement.written)
    }

    /// Without commas, at which ngspice may never come to an end; of other dialects by their values where these are known,
    /// since their functions are not ngspice's.
    private mutating func addParameters(
        _ statement: NetlistStatement, isInside: Bool
    ) throws(NetlistError) {
        let pairs = try Assignments.pairs(of: statement.written.drop { !$0.isWhitespace }, statement.place)
        let values = pairs.map { parameters.values[$0.name.lowercased()] }
        if dialect != .ngspice, !isInside, !values.contains(nil) {
            lines.append(".param " + zip(pairs, values).map { "\($0.name)=\($1!)" }.joined(separator: " "))
            return
        }
        try checkPowers(statement)
        let text = ".param " + pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        lines.append(try functions.rewritten(text, at: statement.place))
    }

    /// LTspice's ideal diode has an off resistance of 1/GMIN, ngspice's counterpart of 1 Ω.
    private func model(_ statement: NetlistStatement, _ words: [String]) throws(NetlistError) -> String {
        if dialect == .ltspice, words.count > 2, words[2] == "sw" || words[2] == "csw" {
            try checkSwitch(statement, words)
        }
        guard dialect == .ltspice, words.count > 2, words[2] == "d",
            words.contains("vfwd") || words.contains("ron"), !words.contains("roff")
        else { return statement.written }
        let text = statement.written
        return text.hasSuffix(")") ? text.dropLast() + " Roff=1e12)" : text + " Roff=1e12"
    }

    /// LTspice and PSPICE couple any number of inductors by one line, ngspice two.
    private func couplings(_ statement: NetlistStatement) -> String {
        let words = statement.words
        guard dialect != .ngspice, words.count > 4, words.dropFirst().dropLast().allSatisfy({ $0.hasPrefix("l") })
        else {
            return statement.written
        }
        let inductors = words.dropFirst().dropLast()
        var lines: [String] = []
        for (index, first) in inductors.enumerated() {
            for second in inductors.dropFirst(index + 1) {
                lines.append("\(words[0])_\(lines.count) \(first) \(second) \(words[words.count - 1])")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// ngspice passes over what its switch does not have.
    private func checkSwitch(_ statement: NetlistStatement, _ words: [String]) throws(NetlistError) {
        let pairs =
            (try? Assignments.parse(words.dropFirst(3).filter { $0 != "(" && $0 != ")" }, statement.place)) ?? []
        for (name, word) in pairs {
            guard ["ron", "roff", "vt", "vh", "it", "ih"].contains(name) else {
                throw .malformed(
                    statement.place,
                    "\(name) of LTspice's switch is nothing to ngspice's; draw what it stands for as an element (Vser is a source in "
                        + "series, Lser an inductor)")
            }
            guard name == "vh" || name == "ih",
                let value = try? NetlistExpression(scope: parameters, place: statement.place).value(word), value < 0
            else { continue }
            throw .malformed(
                statement.place,
                "\(name) is \(value): LTspice's switch then changes smoothly, which ngspice's does not; give 0 or more, or write the "
                    + "resistance as a B source")
        }
    }

    /// LTspice takes "AT 1u" for AT=1u, "TRIG V(m)=1" for TRIG V(m) VAL=1 and leaves out the analysis, ngspice does not.
    private func measurement(_ statement: NetlistStatement) throws(NetlistError) -> String {
        let words = statement.words
        if let target = words.firstIndex(of: "targ"), words.dropFirst(target + 1).first == "at" {
            throw .malformed(
                statement.place,
                "ngspice's program breaks off at TARG AT=; measure the moment behind TRIG by WHEN, and take it from the time by "
                    + "PARAM, or use --engine events")
        }
        guard dialect == .ltspice else { return statement.written }
        var text = statement.written.replacing(#/(?i)(\b(?:trig|targ)\s+[vi]\([^)]*\))\s*=\s*/#) {
            "\($0.output.1) val="
        }
        if words.count > 2, words[1] != "tran" {
            text = ".meas tran" + text.drop { !$0.isWhitespace }
        }
        // PARAM 2*m1 and WHEN V(a)=vp/2: ngspice wants quotes and braces round what is no number.
        text = text.replacing(#/(?i)(\bparam)\s*=?\s*([^'"{=\s].*)$/#) { "\($0.output.1)='\($0.output.2)'" }
        text = text.replacing(
            #/(?i)(\b(?:when|trig|targ)\s+[vi]\([^()]*\)\s*=\s*)([a-z_0-9.+\-]*[a-z_][a-z_0-9.]*[*\/+\-][^\s]+)/#
        ) {
            "\($0.output.1){\($0.output.2)}"
        }
        return text.replacing(#/(?i)(\s(?:at|val|td|from|to|rise|fall|cross))\s+(?=[0-9.{+\-]|last\b)/#) {
            "\($0.output.1)="
        }
    }

    private func checkPowers(_ statement: NetlistStatement) throws(NetlistError) {
        guard dialect != .ngspice, statement.text.contains("^") else { return }
        throw .malformed(
            statement.place,
            "\"^\" is exclusive or in \(dialect.title), but a power in ngspice; write ** for a power")
    }

    // MARK: Elements

    private mutating func element(_ statement: NetlistStatement, isInside: Bool) throws(NetlistError) -> String {
        let letter = statement.text.first ?? " "
        guard letter.isLetter || letter == "@" else {
            throw .malformed(
                statement.place,
                "\"\(statement.written.prefix(20))\" begins no element; an element begins with a letter, a remark with *"
            )
        }
        try checkPowers(statement)
        if dialect == .ltspice, let place = statement.text.firstRange(of: " $") {
            throw .malformed(
                statement.place,
                "ngspice takes \"\(statement.text[place.lowerBound...].prefix(12))\" as a remark; rename it without \"$\""
            )
        }
        switch letter {
        case "r", "c", "l": return try passive(statement, isInside: isInside)
        case "v", "i": return try source(statement, isInside: isInside)
        case "k": return couplings(statement)
        case "w" where dialect == .pspice:
            guard let line = SmoothCurrentSwitch.line(statement, models, in: subcircuit) else {
                return statement.written
            }
            hasSmoothSwitches = true
            return line
        case "e", "g": return functions.withoutTable(statement) ?? statement.written
        default: return statement.written
        }
    }

    /// TC=a,b as ngspice writes it, and values in LTspice's way.
    private mutating func passive(_ statement: NetlistStatement, isInside: Bool) throws(NetlistError) -> String {
        var text = statement.written
        text = text.replacing(#/(?i)\btc\s*=\s*([^\s,=]+)\s*,\s*([^\s,=]+)/#) {
            "tc1=\($0.output.1) tc2=\($0.output.2)"
        }
        text = text.replacing(#/(?i)\btc\s*=/#, with: "tc1=")
        return try plainValues(text, statement, isInside: isInside)
    }

    /// Of other dialects expressions by their values, where these are known, since their functions are not ngspice's.
    private mutating func plainValues(
        _ text: String, _ statement: NetlistStatement, isInside: Bool
    ) throws(NetlistError) -> String {
        var result = text
        for word in statement.words.dropFirst(3) {
            if word.hasPrefix("{"), dialect != .ngspice, !isInside,
                let value = try? NetlistExpression(scope: parameters, place: statement.place).value(word),
                let place = result.range(of: word, options: .caseInsensitive)
            {
                result.replaceSubrange(place, with: "\(value)")
                continue
            }
            guard let number = SPICENumeral(word) else { continue }
            switch number.kind(in: dialect) {
            case .ambiguous(let why) where dialect == .ngspice:
                notes.append("\(statement.place): \"\(word)\": \(why)")
            case .ambiguous(let why): throw .malformed(statement.place, "\"\(word)\": \(why)")
            case .value(let value):
                guard value.isFinite else {
                    throw .malformed(statement.place, "\(word) cannot be held; it is too large")
                }
                // Digits behind the letter, which ngspice drops.
                guard word.last?.isNumber == true, word.contains(where: { $0.isLetter && $0 != "e" }),
                    let place = result.range(of: word, options: [.caseInsensitive, .backwards])
                else { continue }
                result.replaceSubrange(place, with: "\(value)")
            }
        }
        return result
    }

    /// PWL whose relative times become sums that ngspice evaluates; nil where there is more to rewrite than these.
    private static func absoluteTimes(_ words: [String]) -> String? {
        let own = words.drop { $0 != "pwl" }.dropFirst().filter { $0 != "(" && $0 != ")" }
        guard own.count.isMultiple(of: 2), own.allSatisfy({ SPICENumeral($0) != nil || "{'+".contains($0.first!) })
        else { return nil }
        var corners: [String] = []
        var time = ""
        for index in stride(from: 0, to: own.count, by: 2) {
            let isRelative = own[index].hasPrefix("+")
            let step = own[index].filter { !"{}'".contains($0) }.drop { $0 == "+" }
            time = isRelative && !time.isEmpty ? "\(time)+(\(step))" : "(\(step))"
            corners.append("{\(time)} \(own[index + 1])")
        }
        return words.prefix { $0 != "pwl" }.joined(separator: " ") + " PWL(" + corners.joined(separator: " ") + ")"
    }

    /// A waveform that ngspice would read otherwise is written as corners.
    private mutating func source(_ statement: NetlistStatement, isInside: Bool) throws(NetlistError) -> String {
        let words = statement.words
        guard words.count > 3 else { return statement.written }
        let isPolygon = words.contains("pwl")
        let needsCorners =
            isPolygon
            && (words.contains { ["file", "repeat", "time_scale_factor", "value_scale_factor"].contains($0) }
                || words.contains { $0.hasPrefix("+") })
        let isPulse = words.contains("pulse") && dialect != .ngspice
        let isOther = dialect != .ngspice && words.contains { ["exp", "sin", "sine", "sffm"].contains($0) }
        guard needsCorners || isPulse || isOther else {
            return try plainValues(statement.written, statement, isInside: isInside)
        }
        let reader = SourceReader(
            name: words[0], expression: NetlistExpression(scope: parameters, place: statement.place), step: timing.step,
            stop: timing.stop, waveformFile: statements.waveformFiles[statement.place])
        let waveform: WrittenWaveform
        do {
            waveform = try reader.waveform(Array(words.dropFirst(3)))
        } catch {
            // A subcircuit's own parameters are known to ngspice alone.
            guard isInside, case .unknown(_, "parameter", _, _) = error else { throw error }
            if !needsCorners { return statement.written }
            guard let text = Self.absoluteTimes(words) else { throw error }
            return text
        }
        if isOther, let sine = words.firstIndex(where: { $0 == "sin" || $0 == "sine" }),
            words[sine...].count(where: { SPICENumeral($0) != nil || "{'".contains($0.first!) }) > 6
        {
            throw .malformed(
                statement.place,
                "ngspice's SIN has no number of cycles; leave the seventh number out, or use --engine events")
        }
        let counts =
            isPulse && words.drop { $0 != "pulse" }.count { SPICENumeral($0) != nil || "{'".contains($0.first!) } > 7
        guard needsCorners || counts else { return try plainValues(statement.written, statement, isInside: isInside) }
        switch waveform {
        case .constant(let level): return "\(words[0]) \(words[1]) \(words[2]) DC \(level)"
        case .curve: return statement.written
        case .polygon(let corners):
            var corners = corners
            // A pulse that begins where the one before it ended repeats a corner.
            for index in corners.indices.dropFirst().reversed()
            where corners[index].time <= corners[index - 1].time && corners[index].level == corners[index - 1].level {
                corners.remove(at: index)
            }
            for (a, b) in zip(corners, corners.dropFirst()) where a.time >= b.time {
                throw .malformed(
                    statement.place, "the level jumps at \(a.time) s, which ngspice cannot do; give the edge a time")
            }
            let text = corners.map { "\($0.time) \($0.level)" }.joined(separator: " ")
            return "\(words[0]) \(words[1]) \(words[2]) PWL(\(text))"
        }
    }
}
