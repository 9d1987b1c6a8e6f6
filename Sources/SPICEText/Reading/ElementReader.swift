import Circuits
import Quantities

/// Turns element lines into elements, and calls into their parts.
struct ElementReader {
    struct Read {
        /// With its type letter and the calls in front.
        var name: String
        /// Without the letter.
        var shortName: String
        var kind: ElementKind
        var place: NetlistPlace
    }

    private(set) var read: [Read] = []
    private(set) var waveforms: [SourceWaveform] = []
    private(set) var unsupported: [UnsupportedStatement] = []
    private(set) var initialVoltages = InitialVoltages()
    private(set) var notes: [String] = []
    var writtenSources: [NetlistSource] = []
    private(set) var holdsSlopes = false
    private(set) var currentSources: [CurrentSource] = []
    private var observers: [(node: Node, refusal: UnsupportedStatement)] = []
    /// Nodes of controlled sources that are left out, each with its source.
    private(set) var leftOut: [Node: UnsupportedStatement] = [:]
    private let statements: NetlistStatements
    private let scopes: ScopeBuilder
    let timing: TransientReader
    private let refinement: Int
    private let temperature: NetlistTemperature
    private var placeOfName: [String: NetlistPlace] = [:]
    private static let group = ElementGroup("circuit")

    init(
        _ statements: NetlistStatements, _ scopes: ScopeBuilder, timing: TransientReader, refinement: Int,
        temperature: NetlistTemperature
    ) {
        self.refinement = refinement
        self.statements = statements
        self.scopes = scopes
        self.timing = timing
        self.temperature = temperature
    }

    /// Names without type letters if that leaves them unique.
    func namedElements() -> [Element] {
        let names = read.map(\.shortName)
        // OrCAD's "S_S1" without its letter is no name.
        let isUnique =
            Set(names).count == names.count
            && !names.contains { $0.isEmpty || $0.hasSuffix(".") || $0.hasPrefix("_") || $0.contains("._") }
        return zip(read, names).map { Element(isUnique ? $1 : $0.name, in: Self.group, $0.kind) }
    }

    mutating func read(_ instance: SubcircuitInstance) throws(NetlistError) {
        for statement in instance.scope.elements {
            var line = try ElementLine(statement, instance, globals: scopes.globals, top: scopes.top)
            if let first = placeOfName.updateValue(statement.place, forKey: line.fullName) {
                throw .duplicate(statement.place, name: line.name, first: first)
            }
            switch line.name.first {
            case "r": try addResistor(&line)
            case "c": try addCapacitor(&line)
            case "v", "i": try addSource(&line)
            case "s": try addSwitch(&line)
            case "d": try addDiode(&line)
            case "x": try addCall(&line, instance)
            case "b", "e", "g": addObserver(&line)
            case let letter:
                unsupported.append(
                    UnsupportedStatement(
                        place: statement.place, name: line.name, reason: Self.meaning(of: letter ?? " ")))
            }
        }
        for (words, place) in instance.scope.initialVoltages {
            try initialVoltages.add(words, NetlistExpression(scope: instance.values, place: place)) { word in
                instance.node(word, globals: scopes.globals)
            }
        }
    }

    /// A controlled source to ground may stand there only to be measured.
    private mutating func addObserver(_ line: inout ElementLine) {
        let refusal = UnsupportedStatement(
            place: line.place, name: line.name, reason: Self.meaning(of: line.name.first!))
        guard let plus = try? line.node(), let minus = try? line.node(), (plus == .ground) != (minus == .ground) else {
            unsupported.append(refusal)
            return
        }
        observers.append((plus == .ground ? minus : plus, refusal))
    }

    /// Leaves out the sources that nothing depends on, with the resistors and capacitors to ground that hold what they
    /// measure; the others are not supported.
    mutating func settleObservers() {
        var relied = Set<Node>()
        for element in read {
            relied.formUnion(element.kind.controls)
            switch element.kind {
            case .resistor(let a, let b, _) where a == .ground || b == .ground: break
            case .capacitor(let a, let b, _) where a == .ground || b == .ground: break
            default: relied.formUnion(element.kind.terminals)
            }
        }
        let idle = observers.filter { !relied.contains($0.node) }
        unsupported += observers.filter { relied.contains($0.node) }.map(\.refusal)
        guard let first = idle.first else { return }
        let measuring = Set(idle.map(\.node))
        read.removeAll { element in element.kind.terminals.contains(where: measuring.contains) }
        initialVoltages.forget(measuring)
        leftOut = Dictionary(idle.map { ($0.node, $0.refusal) }) { first, _ in first }
        let isOne = idle.count == 1
        notes.append(
            "\(idle.count) controlled source\(isOne ? "" : "s") on which nothing else depends \(isOne ? "is" : "are") left out, with "
                + "what \(isOne ? "it delivers" : "they deliver") (\(first.refusal.name) at \(first.refusal.place)\(isOne ? "" : ", …")); "
                + "--engine ngspice has \(isOne ? "it" : "them")")
    }

    /// Leaves out the capacitors between ground and a node that a source holds: the source charges them at once, whatever else
    /// happens. What they store counts to what it delivers.
    /// - Returns: their nodes.
    mutating func settleLoads() -> Set<Node> {
        var sourceAt: [Node: Int] = [:]
        var index = 0
        for element in read {
            guard case .voltageSource(let plus, let minus) = element.kind else { continue }
            if minus == .ground { sourceAt[initialVoltages.representative(plus)] = index }
            index += 1
        }
        var loaded = Set<Node>()
        read.removeAll { element in
            guard case .capacitor(let a, let b, let capacitance) = element.kind, a == .ground || b == .ground else {
                return false
            }
            let node = a == .ground ? b : a
            guard let source = sourceAt[initialVoltages.representative(node)] else { return false }
            let (first, last) = (writtenSources[source].level(0), writtenSources[source].level(timing.stop))
            var stored = (last * last - first * first) / 2
            // Without an operating point it begins at its own voltage, and is charged from the source's first one.
            if timing.skipsOperatingPoint {
                stored += first * (first - (initialVoltages.voltage(ofCapacitor: element.name) ?? 0))
            }
            writtenSources[source].stored += capacitance.value * stored
            loaded.insert(node)
            return true
        }
        initialVoltages.forgetCapacitors(at: loaded)
        return loaded
    }

    private static func meaning(of letter: Character) -> String {
        let known: [Character: String] = [
            "b": "a behavioural source", "e": "a controlled source", "f": "a controlled source",
            "g": "a controlled source",
            "h": "a controlled source", "j": "a JFET", "k": "a coupling of inductors",
            "l": "an inductor", "m": "a MOSFET", "q": "a bipolar transistor", "t": "a transmission line",
            "u": "a distributed line", "w": "a current-controlled switch", "z": "a MESFET", "a": "an XSPICE device",
        ]
        return known[letter].map { "\($0) is not supported" } ?? "no element begins with \"\(letter)\""
    }

    private mutating func add(_ kind: ElementKind, _ line: ElementLine) {
        read.append(
            Read(
                name: line.fullName,
                shortName: String(line.fullName.dropLast(line.name.count)) + String(line.name.dropFirst()), kind: kind,
                place: line.place))
    }

    /// A voltage behind a resistor to `node`.
    /// - Parameter replaced: the element that the resistor takes the place of; nil for one more.
    /// - Returns: the source's place among the voltage sources.
    mutating func addTransformed(
        _ name: String, _ place: NetlistPlace, _ resistance: Resistance, _ node: Node, replacing replaced: Int?,
        _ waveform: SourceWaveform
    ) -> Int {
        let driven = Node(name)
        let kind = ElementKind.resistor(driven, node, resistance)
        if let replaced {
            read[replaced].kind = kind
        } else {
            read.append(Read(name: name + "r", shortName: name + "r", kind: kind, place: place))
        }
        read.append(
            Read(name: name, shortName: name, kind: .voltageSource(plus: driven, minus: .ground), place: place))
        waveforms.append(waveform)
        return waveforms.count - 1
    }

    // MARK: Elements

    private mutating func addResistor(_ line: inout ElementLine) throws(NetlistError) {
        let (a, b) = (try line.node(), try line.node())
        let (value, assigned) = try line.passive("r", "value", known: ["r", "tc", "tc1", "tc2"])
        add(.resistor(a, b, Resistance(value * temperature.factor(assigned))), line)
    }

    private mutating func addCapacitor(_ line: inout ElementLine) throws(NetlistError) {
        let (a, b) = (try line.node(), try line.node())
        let (value, assigned) = try line.passive("c", "capacitance", known: ["c", "ic", "tc", "tc1", "tc2"])
        let capacitance = Capacitance(value * temperature.factor(assigned))
        if a == .ground || b == .ground {
            initialVoltages.add(
                capacitor: line.fullName, at: a == .ground ? b : a,
                assigned["ic"].map { a == .ground ? -$0 : $0 }, line.place)
        } else if let voltage = assigned["ic"], voltage != 0 {
            throw .malformed(line.place, "an IC is supported at capacitors to ground; give the nodes' voltages by .ic")
        }
        add(.capacitor(a, b, capacitance), line)
    }

    private mutating func addSource(_ line: inout ElementLine) throws(NetlistError) {
        let (plus, minus) = (try line.node(), try line.node())
        let source = SourceReader(
            name: line.name, expression: line.expression, step: timing.step, stop: timing.stop,
            waveformFile: statements.waveformFiles[line.place])
        let written = try source.waveform(line.rest)
        let isCurrent = line.name.hasPrefix("i")
        if !isCurrent, case .constant(0) = written, plus != .ground, minus != .ground {
            // A source of 0 V between two nodes measures a current.
            add(.ammeter(plus: plus, minus: minus, into: Self.group), line)
            initialVoltages.join(plus, minus)
            return
        }
        guard let held = written.held(pitch: timing.pitch, duration: timing.stop, refinement: refinement) else {
            throw .malformed(
                line.place,
                "source \(line.name) needs more than \(WrittenWaveform.mostSteps) steps; raise the step of .tran")
        }
        if held.deviation > 0 {
            holdsSlopes = true
            let off =
                isCurrent
                ? Current(held.deviation).formatted(digits: 2) : Voltage(held.deviation).formatted(digits: 2)
            notes.append(
                "source \(line.name) (\(line.place)): its slopes are held in steps, \(held.waveform.steps.count) in all, at most "
                    + "\(off) off; a smaller .tran step makes them finer")
        }
        if isCurrent {
            currentSources.append(
                CurrentSource(
                    name: line.fullName, place: line.place, plus: plus, minus: minus, written: written,
                    waveform: held.waveform))
            return
        }
        writtenSources.append(
            NetlistSource(
                name: line.fullName, isCurrent: false, written: written, stop: timing.stop,
                parts: [.init(index: waveforms.count)]))
        add(.voltageSource(plus: plus, minus: minus), line)
        waveforms.append(held.waveform)
    }

    private mutating func addSwitch(_ line: inout ElementLine) throws(NetlistError) {
        let (a, b, plus, minus) = (try line.node(), try line.node(), try line.node(), try line.node())
        let (model, values) = try line.model(["sw", "vswitch"], allowed: ["vt", "vh", "von", "voff", "ron", "roff"])
        for word in line.rest {
            guard word == "off" else {
                throw .malformed(
                    line.place,
                    word == "on"
                        ? "the switch \(line.name) starts ON; in the event-driven engine switches start off"
                        : "\"\(word)\" behind the model of switch \(line.name) is not understood; OFF is")
            }
        }
        let (vt, vh) = (values["vt"] ?? 0, values["vh"] ?? 0)
        guard values["von"] == nil, values["voff"] == nil else {
            throw .malformed(
                model,
                "VON and VOFF describe PSPICE's switch, whose resistance changes smoothly between them; the event-driven "
                    + "engine's switches step: give VT and VH, or use --engine ngspice")
        }
        guard vh >= 0 else {
            throw .malformed(
                model,
                "VH is \(vh) V; LTspice's switch of a negative VH changes smoothly, and the event-driven engine's switches "
                    + "step: give 0 or more")
        }
        add(
            .hysteresisSwitch(
                a, b, controlPlus: plus, controlMinus: minus,
                HysteresisSwitch(
                    onThreshold: Voltage(vt + vh), offThreshold: Voltage(vt - vh),
                    onResistance: Resistance(values["ron"] ?? 1), offResistance: Resistance(values["roff"] ?? 1e12))),
            line)
    }

    private mutating func addDiode(_ line: inout ElementLine) throws(NetlistError) {
        let (anode, cathode) = (try line.node(), try line.node())
        let (model, values) = try line.model(["d"], allowed: nil)
        guard line.expression.scope.dialect != .ngspice || values["vfwd"] == nil else {
            throw .malformed(
                model,
                "a diode of Ron and Vfwd is LTspice's ideal diode, which ngspice's models do not have; say --mode ltspice"
            )
        }
        guard let ron = values["ron"], let vfwd = values["vfwd"], values.count == 2 else {
            let names = values.keys.sorted().map { $0.uppercased() }.joined(separator: ", ")
            unsupported.append(
                UnsupportedStatement(
                    place: line.place, name: line.name,
                    reason:
                        "a diode of a model with \(names.isEmpty ? "no values" : names) is not supported, but one with Ron "
                        + "and Vfwd alone: i = (v − Vfwd)/Ron above Vfwd"))
            return
        }
        add(
            .piecewiseLinearDiode(
                anode: anode, cathode: cathode,
                PiecewiseLinearDiode(forwardVoltage: Voltage(vfwd), onResistance: Resistance(ron))), line)
    }

    // MARK: Calls

    private mutating func addCall(_ line: inout ElementLine, _ caller: SubcircuitInstance) throws(NetlistError) {
        let (words, assigned) = Assignments.split(line.text)
        let plain = words.dropFirst()
        guard let name = plain.last else { throw .malformed(line.place, "\(line.name) names no subcircuit") }
        guard let part = scopes.top.subcircuits[name] else {
            throw .unknown(
                line.place, thing: "subcircuit", name: name, known: scopes.top.subcircuits.keys.sorted())
        }
        let nodes = plain.dropLast().map { line.node(named: $0) }
        guard nodes.count == part.ports.count else {
            throw .malformed(
                line.place,
                "\(line.name) joins \(nodes.count) nodes, but \(name) has \(part.ports.count): "
                    + part.ports.joined(separator: ", "))
        }
        guard caller.depth < NetlistBudget.calls else {
            throw .malformed(line.place, "calls are \(NetlistBudget.calls) deep; does \(name) call itself?")
        }
        var given: [String: Double] = [:]
        for (parameter, text) in try Assignments.pairs(of: assigned, line.place) {
            guard part.arguments.contains(where: { $0.name == parameter }) else {
                throw .unknown(
                    line.place, thing: "parameter of \(name)", name: parameter, known: part.arguments.map(\.name))
            }
            given[parameter] = try line.expression.assignedValue(text)
        }
        let called = try SubcircuitInstance(
            part, caller: caller, prefix: line.fullName + ".", nodes: nodes, given: given)
        let values = called.values.values
        if let known = Self.knownPart(part, nodes, values) {
            add(known, line)
            return
        }
        try read(called)
    }

    /// A subcircuit that this program writes for an element of its own is read as that element.
    private static func knownPart(_ part: NetlistScope, _ nodes: [Node], _ values: [String: Double]) -> ElementKind? {
        let names = Set(part.elements.map { $0.words[0] })
        switch part.name {
        case "pwl_diode":
            guard names == ["sclose", "vdrop"] || names == ["bg"] || names == ["gg"], nodes.count == 2,
                let vf = values["vf"], let ron = values["ron"]
            else { return nil }
            return .piecewiseLinearDiode(
                anode: nodes[0], cathode: nodes[1],
                PiecewiseLinearDiode(forwardVoltage: Voltage(vf), onResistance: Resistance(ron)))
        case "switched_source":
            guard names.contains("rail_high") || names.contains("vhigh") || names.contains("rseries"), nodes.count == 4,
                let high = values["high"], let low = values["low"], let on = values["von"], let off = values["voff"]
            else { return nil }
            return .switchedSource(
                plus: nodes[0], minus: nodes[1], controlPlus: nodes[2], controlMinus: nodes[3],
                SwitchedSource(
                    high: Voltage(high), low: Voltage(low), onThreshold: Voltage(on), offThreshold: Voltage(off)))
        case "hysteresis_switch":
            guard names.isSuperset(of: ["cx", "rx"]), nodes.count == 4, let on = values["von"],
                let off = values["voff"],
                let ron = values["ron"], let roff = values["roff"]
            else { return nil }
            return .hysteresisSwitch(
                nodes[0], nodes[1], controlPlus: nodes[2], controlMinus: nodes[3],
                HysteresisSwitch(
                    onThreshold: Voltage(on), offThreshold: Voltage(off), onResistance: Resistance(ron),
                    offResistance: Resistance(roff)))
        default: return nil
        }
    }
}
