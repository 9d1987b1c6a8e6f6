package import Circuits
package import Crossbars
package import Devices
import Quantities
package import SpikingNetworks

/// How much of the devices' physics a circuit carries.
package enum CircuitVariant: String, Hashable, Sendable, CaseIterable {
    /// Switches with hysteresis, piecewise-linear diodes, ideal drivers (L1, L2a).
    case piecewiseLinear = "piecewise-linear"
    /// Junction diodes, MOSFETs, threshold switches and memristors with state equations, driver impedance (L2b).
    case deviceLevel = "device-level"
}

extension ElementGroup {
    /// Crossbar, bias row and row drivers.
    package static let array = ElementGroup("array")
    /// Membranes, threshold switches and output resistors.
    package static let neurons = ElementGroup("neurons")
    /// Diodes, inhibition bus and transistors.
    package static let winnerTakeAll = ElementGroup("winnerTakeAll")
}

/// The circuit of a trained classifier, with the names under which its parts can be found.
///
/// One memristor a synapse, from a row to a column; one threshold-switch neuron a column; every output feeds, through a
/// diode, one hold capacitor whose voltage opens a transistor at every membrane. No amplifier, no digital gate.
package struct ClassifierCircuit: Sendable {
    package let design: CircuitDesign
    package let variant: CircuitVariant
    package let circuit: Circuit
    package let columns: Int
    package let rows: Int
    /// The neuron of every threshold switch, by the switch's name.
    let neuronOfSwitch: [String: Int]

    /// - Parameters:
    ///   - conduction: of the memristors of a piecewise-linear circuit; the device level's follow their own equations.
    ///   - lineResistance: of the crossbar's lines; the bias row is the last word line. Ideal lines have no elements.
    ///   - spread: what the neurons have of the design's V_th, V_hold and C_m, and their transistors' thresholds.
    ///   - lines: how a piecewise-linear circuit holds lines that are not ideal; the device level, whose cells have states,
    ///     has their segments in any case.
    ///   - synapse: the memristor of the device level; nil for the design's own, linear with a write threshold. Its
    ///     states are those that have the array's conductances at the read voltage.
    package init(
        _ array: ConductanceArray, design: CircuitDesign, variant: CircuitVariant, synapse: DeviceModel? = nil,
        lineResistance: LineResistance = .none, lines: CrossbarLines = .reduced,
        conduction: CellConduction = .ohmic, spread: NeuronSpread = .none
    ) throws(CircuitError) {
        self.design = design
        self.variant = variant
        columns = array.columns
        rows = array.rows
        neuronOfSwitch = Dictionary(uniqueKeysWithValues: (0..<array.columns).map { (Self.switchName($0), $0) })
        var elements = Self.drivers(rows: array.rows, design, variant)
        let crossbar = WiredCells(array, design, variant, lineResistance, lines, conduction, synapse)
        elements += crossbar.lines
        for column in 0..<array.columns {
            elements += crossbar.columns[column]
            elements.append(Self.sense(column))
            let own = design.neuron(column, of: spread)
            elements += Self.neuron(column, own, variant)
            elements += Self.inhibition(column, own, variant)
        }
        elements.append(Element("bus_hold", in: .winnerTakeAll, .capacitor(Self.bus, .ground, design.busCapacitance)))
        elements.append(Element("bus_leak", in: .winnerTakeAll, .resistor(Self.bus, .ground, design.busLeakResistance)))
        circuit = try Circuit(
            title: "Memspike: \(array.rows) pixel rows and bias row, \(array.columns) threshold-switch neurons, "
                + "winner-take-all, \(variant.rawValue)",
            elements: elements)
    }

    // MARK: Names

    package static let bus: Node = "bus"
    package static func membrane(_ column: Int) -> Node { Node("membrane_\(column)") }
    package static func output(_ column: Int) -> Node { Node("output_\(column)") }
    static func columnNode(_ column: Int) -> Node { Node("column_\(column)") }
    static func rowName(_ row: Int) -> String { row < 10 ? "row_0\(row)" : "row_\(row)" }
    static func cellName(_ row: Int, _ column: Int) -> String { "cell_\(rowName(row).dropFirst(4))_\(column)" }
    static let switchPrefix = "threshold_"
    static func switchName(_ column: Int) -> String { "\(switchPrefix)\(column)" }

    // MARK: Parts

    private static func drivers(rows: Int, _ design: CircuitDesign, _ variant: CircuitVariant) -> [Element] {
        ((0..<rows).map(rowName) + ["bias"]).flatMap { name -> [Element] in
            switch variant {
            case .piecewiseLinear:
                [Element(name, in: .array, .voltageSource(plus: Node(name), minus: .ground))]
            case .deviceLevel:
                [
                    Element(name, in: .array, .voltageSource(plus: Node("drive_\(name)"), minus: .ground)),
                    Element(
                        "driver_\(name)", in: .array,
                        .resistor(Node("drive_\(name)"), Node(name), design.driverResistance)),
                ]
            }
        }
    }

    /// Where a column's current enters its neuron.
    private static func sense(_ column: Int) -> Element {
        Element(
            "sense_\(column)", in: .array, .ammeter(plus: columnNode(column), minus: membrane(column), into: .neurons))
    }

    private static func neuron(_ column: Int, _ design: CircuitDesign, _ variant: CircuitVariant) -> [Element] {
        let (membrane, output) = (membrane(column), output(column))
        let thresholdSwitch: ElementKind
        switch variant {
        case .piecewiseLinear:
            thresholdSwitch = .hysteresisSwitch(
                membrane, output, controlPlus: membrane, controlMinus: output,
                HysteresisSwitch(
                    onThreshold: design.thresholdVoltage, offThreshold: design.holdVoltage,
                    onResistance: design.switchOnResistance, offResistance: design.switchOffResistance))
        case .deviceLevel:
            thresholdSwitch = .thresholdSwitch(
                membrane, output,
                ThresholdSwitch(
                    thresholdVoltage: design.thresholdVoltage, holdVoltage: design.holdVoltage,
                    onResistance: design.switchOnResistance, offResistance: design.switchOffResistance,
                    switchingTime: design.switchingTime, transitionWidth: design.switchingWidth))
        }
        return [
            Element("membrane_\(column)", in: .neurons, .capacitor(membrane, .ground, design.membraneCapacitance)),
            Element(switchName(column), in: .neurons, thresholdSwitch),
            Element("load_\(column)", in: .neurons, .resistor(output, .ground, design.outputResistance)),
            Element("output_\(column)", in: .neurons, .capacitor(output, .ground, design.outputCapacitance)),
        ]
    }

    private static func inhibition(_ column: Int, _ design: CircuitDesign, _ variant: CircuitVariant) -> [Element] {
        let anode = Node("anode_\(column)")
        let drain = Node("drain_\(column)")
        let diode: ElementKind
        let transistor: ElementKind
        switch variant {
        case .piecewiseLinear:
            diode = .piecewiseLinearDiode(
                anode: anode, cathode: bus,
                PiecewiseLinearDiode(
                    forwardVoltage: design.diodeForwardVoltage, onResistance: design.diodeOnResistance))
            transistor = .hysteresisSwitch(
                drain, .ground, controlPlus: bus, controlMinus: .ground,
                HysteresisSwitch(
                    onThreshold: design.inhibitionThreshold,
                    offThreshold: design.inhibitionThreshold - .millivolts(2),
                    onResistance: design.inhibitionOnResistance, offResistance: design.inhibitionOffResistance))
        case .deviceLevel:
            diode = .junctionDiode(
                anode: anode, cathode: bus,
                JunctionDiode(saturationCurrent: design.diodeSaturationCurrent, emissionCoefficient: 1))
            transistor = .mosfet(
                drain: drain, gate: bus, source: .ground,
                MOSFET(
                    thresholdVoltage: design.transistorThreshold, transconductance: design.transistorTransconductance,
                    aspectRatio: design.transistorAspectRatio))
        }
        return [
            Element(
                "feed_\(column)", in: .neurons, .ammeter(plus: output(column), minus: anode, into: .winnerTakeAll)),
            Element("diode_\(column)", in: .winnerTakeAll, diode),
            Element(
                "pull_\(column)", in: .neurons, .ammeter(plus: membrane(column), minus: drain, into: .winnerTakeAll)),
            Element("inhibit_\(column)", in: .winnerTakeAll, transistor),
        ]
    }
}
