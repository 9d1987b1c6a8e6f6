import Quantities

/// Why elements are not a circuit.
package enum CircuitError: Error, Equatable, CustomStringConvertible {
    case duplicateName(String)
    case invalidValue(element: String, quantity: String, value: String, allowed: String)
    case noGround
    /// The node is joined to nothing that could carry a current to ground.
    case floatingNode(Node, element: String)
    /// A node is sensed, but nothing drives it.
    case undrivenControl(Node, element: String)
    case sourceLoop(element: String)

    package var description: String {
        switch self {
        case .duplicateName(let name):
            "two elements are named \"\(name)\"; every element needs a name of its own"
        case .invalidValue(let element, let quantity, let value, let allowed):
            "element \"\(element)\": \(quantity) is \(value), but it must be \(allowed)"
        case .noGround:
            "no element touches ground (node 0); a circuit needs a reference: connect one"
        case .floatingNode(let node, let element):
            "node \"\(node)\" (at element \"\(element)\") has no path to ground; connect it, or remove the element"
        case .undrivenControl(let node, let element):
            "element \"\(element)\" is controlled by node \"\(node)\", which no element drives"
        case .sourceLoop(let element):
            "element \"\(element)\" closes a loop of voltage sources and ammeters; put a resistance into the loop"
        }
    }
}

/// A netlist as values: the description of a circuit, which any simulator lowers and runs.
package struct Circuit: Hashable, Sendable {
    package let title: String
    package let elements: [Element]

    /// Checks names, values, ground, floating nodes and loops of sources.
    package init(title: String, elements: [Element]) throws(CircuitError) {
        var names = Set<String>()
        for element in elements {
            guard names.insert(element.name).inserted else { throw .duplicateName(element.name) }
            try Self.checkValues(of: element)
        }
        try Self.checkConnections(of: elements)
        self.title = title
        self.elements = elements
    }

    /// The names of the voltage sources, in the order of their elements: the order of a stimulus' levels.
    package var sourceNames: [String] {
        elements.compactMap { if case .voltageSource = $0.kind { $0.name } else { nil } }
    }

    /// The names of the switched sources, in the order of their elements.
    package var switchedSourceNames: [String] {
        elements.compactMap { if case .switchedSource = $0.kind { $0.name } else { nil } }
    }

    private static func checkConnections(of elements: [Element]) throws(CircuitError) {
        var conducting = DisjointNodes()
        var rigid = DisjointNodes()
        for element in elements {
            let terminals = element.kind.terminals
            switch element.kind {
            case .voltageSource, .switchedSource, .ammeter:
                guard rigid.join(terminals[0], terminals[1]) else { throw .sourceLoop(element: element.name) }
            default: break
            }
            _ = conducting.join(terminals[0], terminals[1])
        }
        guard conducting.contains(.ground) else { throw .noGround }
        for element in elements {
            for node in element.kind.terminals where !conducting.joined(node, .ground) {
                throw .floatingNode(node, element: element.name)
            }
            for node in element.kind.controls where !conducting.joined(node, .ground) {
                throw .undrivenControl(node, element: element.name)
            }
        }
    }

    private static func checkValues(of element: Element) throws(CircuitError) {
        // Large circuits have no time for text that nobody reads.
        func positive(
            _ value: Double, _ quantity: String, _ text: @autoclosure () -> String
        ) throws(CircuitError) {
            guard value > 0, value.isFinite else {
                throw .invalidValue(
                    element: element.name, quantity: quantity, value: text(), allowed: "positive and finite")
            }
        }
        func finite(_ voltage: Voltage, _ quantity: String) throws(CircuitError) {
            guard voltage.value.isFinite else {
                throw .invalidValue(
                    element: element.name, quantity: quantity, value: "\(voltage)", allowed: "finite")
            }
        }
        func hysteresis(on: Voltage, off: Voltage) throws(CircuitError) {
            try finite(on, "on threshold")
            try finite(off, "off threshold")
            guard off <= on else {
                throw .invalidValue(
                    element: element.name, quantity: "off threshold", value: "\(off)",
                    allowed: "not above the on threshold, \(on)")
            }
        }
        switch element.kind {
        case .resistor(_, _, let r): try positive(r.value, "resistance", "\(r)")
        case .sinhConductor(_, _, let g, let scale):
            try positive(g.value, "conductance", "\(g)")
            try positive(scale.value, "voltage scale", "\(scale)")
        case .capacitor(_, _, let c): try positive(c.value, "capacitance", "\(c)")
        case .voltageSource, .ammeter: break
        case .hysteresisSwitch(_, _, _, _, let model):
            try positive(model.onResistance.value, "on resistance", "\(model.onResistance)")
            try positive(model.offResistance.value, "off resistance", "\(model.offResistance)")
            try hysteresis(on: model.onThreshold, off: model.offThreshold)
        case .switchedSource(_, _, _, _, let model):
            try finite(model.high, "high level")
            try finite(model.low, "low level")
            try hysteresis(on: model.onThreshold, off: model.offThreshold)
        case .piecewiseLinearDiode(_, _, let model):
            try finite(model.forwardVoltage, "forward voltage")
            try positive(model.onResistance.value, "on resistance", "\(model.onResistance)")
        case .junctionDiode(_, _, let model):
            try positive(model.saturationCurrent.value, "saturation current", "\(model.saturationCurrent)")
            try positive(model.emissionCoefficient, "emission coefficient", "\(model.emissionCoefficient)")
        case .mosfet(_, _, _, _, let model):
            try finite(model.thresholdVoltage, "threshold voltage")
            try positive(model.transconductance, "transconductance", "\(model.transconductance)")
            try positive(model.aspectRatio, "aspect ratio", "\(model.aspectRatio)")
            try positive(model.slopeFactor, "slope factor", "\(model.slopeFactor)")
            try positive(model.temperature.value, "temperature", "\(model.temperature)")
            guard model.barrierLowering >= 0, model.barrierLowering.isFinite else {
                throw .invalidValue(
                    element: element.name, quantity: "barrier lowering", value: "\(model.barrierLowering)",
                    allowed: "0 or above, and finite")
            }
        case .thresholdSwitch(_, _, let model):
            try positive(model.onResistance.value, "on resistance", "\(model.onResistance)")
            try positive(model.offResistance.value, "off resistance", "\(model.offResistance)")
            try finite(model.thresholdVoltage, "threshold voltage")
            try positive(model.switchingTime.value, "switching time", "\(model.switchingTime)")
            try positive(model.transitionWidth.value, "transition width", "\(model.transitionWidth)")
            guard model.onResistance < model.offResistance else {
                throw .invalidValue(
                    element: element.name, quantity: "off resistance", value: "\(model.offResistance)",
                    allowed: "above the on resistance, \(model.onResistance)")
            }
            guard .zero < model.holdVoltage, model.holdVoltage < model.thresholdVoltage else {
                throw .invalidValue(
                    element: element.name, quantity: "hold voltage", value: "\(model.holdVoltage)",
                    allowed: "above 0 V and below the threshold voltage, \(model.thresholdVoltage)")
            }
        case .device(_, _, _, let state):
            guard (0...1).contains(state) else {
                throw .invalidValue(element: element.name, quantity: "state", value: "\(state)", allowed: "0 to 1")
            }
        case .memristor(_, _, let model, let state):
            try positive(model.minimumConductance.value, "minimum conductance", "\(model.minimumConductance)")
            try positive(model.maximumConductance.value, "maximum conductance", "\(model.maximumConductance)")
            try finite(model.setVoltage, "set voltage")
            try finite(model.resetVoltage, "reset voltage")
            try positive(model.setRate, "set rate", "\(model.setRate)")
            try positive(model.exponent, "exponent", "\(model.exponent)")
            guard model.resetRate < 0, model.resetRate.isFinite else {
                throw .invalidValue(
                    element: element.name, quantity: "reset rate", value: "\(model.resetRate)",
                    allowed: "negative and finite")
            }
            guard model.minimumConductance < model.maximumConductance else {
                throw .invalidValue(
                    element: element.name, quantity: "maximum conductance", value: "\(model.maximumConductance)",
                    allowed: "above the minimum conductance, \(model.minimumConductance)")
            }
            guard (0...1).contains(state) else {
                throw .invalidValue(
                    element: element.name, quantity: "state", value: "\(state)", allowed: "between 0 and 1")
            }
            guard model.resetVoltage < .zero, .zero < model.setVoltage else {
                throw .invalidValue(
                    element: element.name, quantity: "write thresholds",
                    value: "\(model.resetVoltage), \(model.setVoltage)", allowed: "below and above 0 V")
            }
        }
    }
}

/// Nodes merged into classes.
private struct DisjointNodes {
    private var index: [Node: Int] = [:]
    private var sets = DisjointSets(count: 0)

    /// False if the two were joined already.
    mutating func join(_ a: Node, _ b: Node) -> Bool { sets.join(id(a), id(b)) }

    func contains(_ node: Node) -> Bool { index[node] != nil }

    mutating func joined(_ a: Node, _ b: Node) -> Bool {
        guard let x = index[a], let y = index[b] else { return false }
        return sets.find(x) == sets.find(y)
    }

    private mutating func id(_ node: Node) -> Int {
        if let known = index[node] { return known }
        let id = sets.add()
        index[node] = id
        return id
    }
}
