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

extension NeuronValues {
    /// The neuron between its membrane, where its column ends, and its output.
    /// - Parameter name: of an element in its place.
    func elements(membrane: Node, output: Node, name: (String) -> String) -> [Element] {
        func element(_ local: String, _ kind: ElementKind) -> Element { Element(name(local), in: .neurons, kind) }
        var elements = [element("membrane", .capacitor(membrane, .ground, membraneCapacitance))]
        if leak > .zero { elements.append(element("leak", .resistor(membrane, .ground, leak.resistance))) }
        elements += [
            element("threshold", thresholdElement(membrane, output)),
            element("load", .resistor(output, .ground, outputResistance)),
            element("output", .capacitor(output, .ground, outputCapacitance)),
        ]
        if case .own(let transistor) = reset {
            elements.append(
                element(
                    "discharge",
                    .hysteresisSwitch(membrane, .ground, controlPlus: output, controlMinus: .ground, transistor)))
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
    func elements(
        anode: Node, drain: Node, bus: Node, name: (String) -> String
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
            case .mosfet(let model): .mosfet(drain: drain, gate: bus, source: .ground, model)
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
