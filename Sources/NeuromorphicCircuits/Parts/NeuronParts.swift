package import Circuits
import Quantities

extension ElementGroup {
    /// Crossbar, bias row and row drivers.
    package static let array = ElementGroup("array")
    /// Membranes, threshold switches and output resistors.
    package static let neurons = ElementGroup("neurons")
    /// Diodes, inhibition bus and transistors.
    package static let winnerTakeAll = ElementGroup("winnerTakeAll")
}

/// The nodes of a neuron.
struct NeuronNodes {
    /// Where its column ends.
    var membrane: Node
    /// Where its spike shows.
    var output: Node
    // Of a neuron with a driver:
    var gate: Node
    var drive: Node
    var delay: Node
    var positiveRail: Node
    /// The bulk of the transistor that empties the membrane, which may be below ground.
    var negativeRail: Node
}

extension NeuronValues {
    /// The neuron between its membrane and its output, with what its spike drives.
    /// - Parameter name: of an element in its place.
    func elements(_ nodes: NeuronNodes, name: (String) -> String) -> [Element] {
        func element(_ local: String, _ kind: ElementKind) -> Element { Element(name(local), in: .neurons, kind) }
        let (membrane, output) = (nodes.membrane, nodes.output)
        var elements = [element("membrane", .capacitor(membrane, .ground, membraneCapacitance))]
        if leak > .zero { elements.append(element("leak", .resistor(membrane, .ground, leak.resistance))) }
        elements += [
            element("threshold", thresholdElement(membrane, output)),
            element("load", .resistor(output, .ground, outputResistance)),
            element("output", .capacitor(output, .ground, outputCapacitance)),
        ]
        if let driver {
            elements += [
                element("detect", .mosfet(drain: nodes.gate, gate: output, source: .ground, driver.detect)),
                element("lift", .resistor(nodes.gate, nodes.positiveRail, driver.lift)),
                element(
                    "pass", .mosfet(drain: nodes.drive, gate: nodes.gate, source: nodes.positiveRail, driver.pass)),
                element("rest", .resistor(nodes.drive, .ground, driver.rest)),
            ]
        }
        guard case .own(let transistor) = reset else { return elements }
        switch transistor {
        case .hysteresis(let model):
            elements.append(
                element(
                    "discharge",
                    .hysteresisSwitch(membrane, .ground, controlPlus: output, controlMinus: .ground, model)))
        case .mosfet(let model):
            guard let driver else { preconditionFailure("a spike alone opens no transistor") }
            elements += [
                element("delay_resistor", .resistor(nodes.drive, nodes.delay, driver.delayResistance)),
                element("delay_capacitor", .capacitor(nodes.delay, .ground, driver.delayCapacitance)),
                element(
                    "discharge",
                    .mosfet(
                        drain: membrane, gate: nodes.delay, source: .ground, bulk: nodes.negativeRail, model)),
            ]
        }
        return elements
    }

    private func thresholdElement(_ membrane: Node, _ output: Node) -> ElementKind {
        switch thresholdSwitch {
        case .hysteresis(let model):
            .hysteresisSwitch(membrane, output, controlPlus: membrane, controlMinus: output, model)
        case .state(let model): .thresholdSwitch(membrane, output, model)
        }
    }
}

extension NeuronValues.Inhibition {
    /// From an output to the bus, and from the bus to a membrane.
    /// - Parameter bulk: of the transistor; nil for its source.
    func elements(
        anode: Node, drain: Node, bus: Node, bulk: Node?, name: (String) -> String
    ) -> (diode: Element, transistor: Element) {
        let diodeKind: ElementKind =
            switch diode {
            case .piecewiseLinear(let model): .piecewiseLinearDiode(anode: anode, cathode: bus, model)
            case .junction(let model): .junctionDiode(anode: anode, cathode: bus, model)
            }
        let transistorKind: ElementKind =
            switch transistor {
            case .hysteresis(let model):
                .hysteresisSwitch(drain, .ground, controlPlus: bus, controlMinus: .ground, model)
            case .mosfet(let model): .mosfet(drain: drain, gate: bus, source: .ground, bulk: bulk, model)
            }
        return (
            Element(name("diode"), in: .winnerTakeAll, diodeKind),
            Element(name("inhibit"), in: .winnerTakeAll, transistorKind)
        )
    }
}

extension BusValues {
    func elements(bus: Node, prefix: String) -> [Element] {
        [
            Element("\(prefix)bus_hold", in: .winnerTakeAll, .capacitor(bus, .ground, capacitance)),
            Element("\(prefix)bus_leak", in: .winnerTakeAll, .resistor(bus, .ground, leak)),
        ]
    }
}
