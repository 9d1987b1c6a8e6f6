import Circuits
import Crossbars
import Quantities

/// ngspice: hysteresis in its `S` element, parameters in braces, `UIC` starts from the capacitors' `IC`.
///
/// Checked with version 39. The subcircuits and their constants come from a measured prototype of the
/// winner-take-all array, in which they agreed with the closed-form race.
struct NgspiceDialect {
    /// The length of every transistor; level 1 knows only W/L. [m]
    private static let channelLength = 1.8e-7

    private static let nameRules = NameRules(
        reservedNodes: ["gnd", "time", "all", "allv", "alli", "ally"],
        allowed: "letters, digits and _, and no node may be called gnd, time, all, allv, alli or ally")

    private var models = ModelCards()
    private var subcircuits = Subcircuits()
    private var devices = DeviceDefinitions()
    /// One paragraph per group, in the order in which the groups first appear.
    private var paragraphs: [(group: ElementGroup, lines: [String])] = []

    static func deck(
        _ circuit: Circuit, stimulus: Stimulus, analysis: TransientAnalysis, additionalLines: [String]
    ) throws(SPICETextError) -> Deck {
        try nameRules.check(circuit)
        let vectors = try vectorNames(of: analysis.signals, in: circuit)
        var dialect = NgspiceDialect()
        var index: [ElementGroup: Int] = [:]
        var source = 0
        for element in circuit.elements {
            let line: String
            if case .voltageSource(let plus, let minus) = element.kind {
                let waveform = stimulus.waveforms[source]
                source += 1
                let corners = try waveform.corners(of: element.name, edgeDuration: analysis.edgeDuration)
                line = "V\(element.name) \(plus) \(minus) \(sourceText(corners))"
            } else {
                line = dialect.line(for: element)
            }
            if let known = index[element.group] {
                dialect.paragraphs[known].lines.append(line)
            } else {
                index[element.group] = dialect.paragraphs.count
                dialect.paragraphs.append((element.group, [line]))
            }
        }
        let title = oneLine(circuit.title)
        let text = dialect.text(title: title, analysis: analysis, vectors: vectors, additionalLines: additionalLines)
        return Deck(title: title, text: text, vectorNames: vectors)
    }

    private func text(
        title: String, analysis: TransientAnalysis, vectors: [Signal: String], additionalLines: [String]
    ) -> String {
        var lines = [
            "* \(title)",
            "* Written by Memspike for ngspice. SI units without suffixes; every capacitor starts at its IC (UIC).",
            Self.optionsLine(analysis.options),
        ]
        lines += models.lines
        lines += subcircuits.lines
        lines += devices.lines
        for (group, elements) in paragraphs {
            lines += ["*", "* \(Self.oneLine(group.name))"]
            lines += elements
        }
        lines += ["*", "* analysis"]
        var recorded = Set<Signal>()
        let saved = analysis.signals.compactMap { signal in
            recorded.insert(signal).inserted && vectors[signal] != nil ? Self.saveName(of: signal) : nil
        }
        for start in stride(from: 0, to: saved.count, by: 8) {
            lines.append(".save " + saved[start..<min(start + 8, saved.count)].joined(separator: " "))
        }
        let step = spiceNumber(analysis.maximumStep.value)
        lines.append(".tran \(step) \(spiceNumber(analysis.duration.value)) 0 \(step) UIC")
        lines += additionalLines
        lines.append(".end")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func optionsLine(_ options: SolverOptions) -> String {
        ".options method=\(options.method.rawValue) reltol=\(spiceNumber(options.reltol)) "
            + "abstol=\(spiceNumber(options.abstol)) vntol=\(spiceNumber(options.vntol)) "
            + "chgtol=\(spiceNumber(options.chgtol))"
    }

    /// A level, or a polygon whose corners go four to a line.
    private static func sourceText(_ corners: [SourceCorner]) -> String {
        guard corners.count > 1 else { return "DC \(spiceNumber(corners[0].level))" }
        let points = corners.map { "\(spiceNumber($0.time)) \(spiceNumber($0.level))" }
        let rows = stride(from: 0, to: points.count, by: 4).map { start in
            points[start..<min(start + 4, points.count)].joined(separator: "  ")
        }
        return "PWL(" + rows.joined(separator: "\n+ ") + ")"
    }

    // MARK: Signals

    private static func saveName(of signal: Signal) -> String {
        switch signal {
        case .voltage(let node): "v(\(node))"
        case .current(let element): "i(V\(element))"
        }
    }

    /// ngspice's vector of a node is the node's name, of a source's current the source's with "#branch", in small letters.
    private static func vectorNames(
        of signals: [Signal], in circuit: Circuit
    ) throws(SPICETextError) -> [Signal: String] {
        let nodes = Set(circuit.elements.flatMap { $0.kind.terminals + $0.kind.controls })
        let branches = circuit.elements.compactMap { element in
            switch element.kind {
            case .voltageSource, .switchedSource, .ammeter: element.name
            default: nil
            }
        }
        let branchSet = Set(branches)
        var names: [Signal: String] = [:]
        for signal in signals {
            switch signal {
            case .voltage(.ground): break
            case .voltage(let node):
                guard nodes.contains(node) else {
                    throw .unknownNode(
                        node, nearest: nearestName(to: node.name, among: nodes.map(\.name).sorted()))
                }
                names[signal] = node.name.lowercased()
            case .current(let element):
                guard branchSet.contains(element) else {
                    throw .unknownBranch(element: element, nearest: nearestName(to: element, among: branches))
                }
                names[signal] = "v\(element.lowercased())#branch"
            }
        }
        return names
    }

    // MARK: Elements

    private mutating func line(for element: Element) -> String {
        let name = element.name
        switch element.kind {
        case .resistor(let a, let b, let resistance):
            return "R\(name) \(a) \(b) \(spiceNumber(resistance.value))"
        case .capacitor(let a, let b, let capacitance):
            return "C\(name) \(a) \(b) \(spiceNumber(capacitance.value)) IC=0"
        case .voltageSource:
            preconditionFailure("sources are written with their stimulus")
        case .ammeter(let plus, let minus, _):
            return "V\(name) \(plus) \(minus) DC 0"
        case .hysteresisSwitch(let a, let b, let controlPlus, let controlMinus, let model):
            return "S\(name) \(a) \(b) \(controlPlus) \(controlMinus) \(models.name(of: model)) OFF"
        case .switchedSource(let plus, let minus, let controlPlus, let controlMinus, let model):
            // No element of the circuit can have a dot in its name: the node in front of the current's measure is new.
            let level = Node("\(name).level")
            let call = subcircuits.call(
                .switchedSource, name, [level, minus, controlPlus, controlMinus],
                [
                    ("high", model.high.value), ("low", model.low.value), ("von", model.onThreshold.value),
                    ("voff", model.offThreshold.value),
                ])
            return "\(call)\nV\(name) \(plus) \(level) DC 0"
        case .piecewiseLinearDiode(let anode, let cathode, let model):
            return subcircuits.call(
                .piecewiseLinearDiode, name, [anode, cathode],
                [
                    ("vf", model.forwardVoltage.value), ("ron", model.onResistance.value),
                ])
        case .junctionDiode(let anode, let cathode, let model):
            return "D\(name) \(anode) \(cathode) \(models.name(of: model))"
        case .mosfet(let drain, let gate, let source, let model):
            let width = spiceNumber(model.aspectRatio * Self.channelLength)
            return "M\(name) \(drain) \(gate) \(source) \(source) \(models.name(of: model)) "
                + "W=\(width) L=\(spiceNumber(Self.channelLength))"
        case .thresholdSwitch(let a, let b, let model):
            return subcircuits.call(
                .thresholdSwitch, name, [a, b],
                [
                    ("vth", model.thresholdVoltage.value), ("vhold", model.holdVoltage.value),
                    ("roff", model.offResistance.value), ("ron", model.onResistance.value),
                    ("tau", model.switchingTime.value), ("w", model.transitionWidth.value),
                ])
        case .memristor(let a, let b, let model, let state):
            return subcircuits.call(
                .memristor, name, [a, b],
                [
                    ("gmin", model.minimumConductance.value), ("gmax", model.maximumConductance.value),
                    ("vset", model.setVoltage.value), ("vreset", model.resetVoltage.value),
                    ("kset", model.setRate), ("kreset", model.resetRate), ("alpha", model.exponent),
                ], own: [("x0", state)])
        case .device(let a, let b, let model, let state):
            return "X\(name) \(a) \(b) \(devices.name(of: model)) x0=\(spiceNumber(state))"
        }
    }
}

/// The devices of a deck, one subcircuit per distinct set of values.
private struct DeviceDefinitions {
    private(set) var lines: [String] = []
    private var names: [DeviceModel: String] = [:]

    mutating func name(of device: DeviceModel) -> String {
        if let known = names[device] { return known }
        var subcircuit = DeviceSubcircuit(device)
        let first = subcircuit.name
        let same = names.keys.count { $0.name == device.name }
        if same > 0 {
            // The same model with other values.
            subcircuit.name = "\(first)_\(same + 1)"
            subcircuit.lines = subcircuit.lines.map {
                $0.replacing(".subckt \(first) ", with: ".subckt \(subcircuit.name) ")
                    .replacing(".ends \(first)", with: ".ends \(subcircuit.name)")
            }
        }
        names[device] = subcircuit.name
        lines += subcircuit.lines
        return subcircuit.name
    }
}

/// The `.model` cards of a deck, one per distinct set of values, numbered in the order of first use.
private struct ModelCards {
    private(set) var lines: [String] = []
    private var switches: [HysteresisSwitch: String] = [:]
    private var diodes: [JunctionDiode: String] = [:]
    /// By V_T0 and K_P: W/L stands on the element's line.
    private var transistors: [[Double]: String] = [:]

    mutating func name(of model: HysteresisSwitch) -> String {
        if let known = switches[model] { return known }
        let name = "switch\(switches.count + 1)"
        switches[model] = name
        let (on, off) = (model.onThreshold.value, model.offThreshold.value)  // [V]
        lines += [
            "* on at VT + VH = \(model.onThreshold), off at VT - VH = \(model.offThreshold)",
            ".model \(name) SW(VT=\(spiceNumber((on + off) / 2)) VH=\(spiceNumber((on - off) / 2)) "
                + "RON=\(spiceNumber(model.onResistance.value)) ROFF=\(spiceNumber(model.offResistance.value)))",
        ]
        return name
    }

    mutating func name(of model: JunctionDiode) -> String {
        if let known = diodes[model] { return known }
        let name = "diode\(diodes.count + 1)"
        diodes[model] = name
        lines.append(
            ".model \(name) D(IS=\(spiceNumber(model.saturationCurrent.value)) "
                + "N=\(spiceNumber(model.emissionCoefficient)))")
        return name
    }

    mutating func name(of model: MOSFET) -> String {
        let key = [model.thresholdVoltage.value, model.transconductance]
        if let known = transistors[key] { return known }
        let name = "nmos\(transistors.count + 1)"
        transistors[key] = name
        lines.append(
            ".model \(name) NMOS(LEVEL=1 VTO=\(spiceNumber(model.thresholdVoltage.value)) "
                + "KP=\(spiceNumber(model.transconductance)))")
        return name
    }
}
