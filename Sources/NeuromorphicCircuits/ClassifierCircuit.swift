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

/// The circuit of a trained classifier: a network of one layer whose neurons race.
///
/// One memristor a synapse, from a row to a column; one threshold-switch neuron a column; every output feeds, through a
/// diode, one hold capacitor whose voltage opens a transistor at every membrane. No amplifier, no digital gate.
package struct ClassifierCircuit: Sendable {
    package let design: CircuitDesign
    package let variant: CircuitVariant
    package let columns: Int
    package let rows: Int
    let drawn: DrawnNetwork

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
        let isReduced = lines == .reduced && variant == .piecewiseLinear && conduction == .ohmic
        drawn = try DrawnNetwork(
            NetworkDrawing(
                title: "Memspike: \(array.rows) pixel rows and bias row, \(array.columns) threshold-switch neurons, "
                    + "winner-take-all, \(variant.rawValue)",
                names: NetworkNames(layers: 1),
                layers: [
                    LayerPlan(
                        rows: design.rows(array, variant),
                        lines: lineResistance == .none
                            ? .ideal
                            : isReduced
                                ? .reduced(design.joined(array, lineResistance)) : .segments(lineResistance),
                        cell: design.cell(of: array.range, variant, conduction, synapse),
                        neurons: (0..<array.columns).map { design.neuron($0, of: spread, variant) },
                        bus: BusValues(capacitance: design.busCapacitance, leak: design.busLeakResistance))
                ]))
    }

    package var circuit: Circuit { drawn.circuit }
    /// The circuit in parts, for a reader.
    package var hierarchy: HierarchicalCircuit { drawn.drawing.hierarchy() }

    package var bus: Node { drawn.names.bus(0) }
    package func membrane(_ column: Int) -> Node { drawn.names.membrane(0, column) }
    package func output(_ column: Int) -> Node { drawn.names.output(0, column) }
}

extension CircuitDesign {
    fileprivate func rows(_ array: ConductanceArray, _ variant: CircuitVariant) -> [RowPlan] {
        let names = NetworkNames(layers: 1)
        let driver: RowPlan.Driver = variant == .piecewiseLinear ? .source : .resistiveSource(driverResistance)
        let pixels = (0..<array.rows).map { row in
            RowPlan(
                name: names.row(into: 0, row, of: array.rows, inverse: false), driver: driver,
                siemens: (0..<array.columns).map { array[$0, row] })
        }
        let bias = [Double](repeating: biasConductance.value, count: array.columns)
        return pixels + [RowPlan(name: names.biasRow(0), driver: driver, siemens: bias, isBias: true)]
    }

    fileprivate func joined(_ array: ConductanceArray, _ lines: LineResistance) -> JoinedTerminals {
        let reduced = ReducedCrossbar(array, bias: biasConductance, lines: lines)
        return JoinedTerminals(
            rowToColumn: reduced.driverToMembrane, betweenRows: reduced.betweenDrivers,
            betweenColumns: reduced.betweenMembranes)
    }

    fileprivate func cell(
        of range: ConductanceRange, _ variant: CircuitVariant, _ conduction: CellConduction, _ synapse: DeviceModel?
    ) -> @Sendable (Node, Node, Double) -> ElementKind {
        guard variant == .deviceLevel else { return conduction.cell }
        if let synapse {
            let readVoltage = readVoltage
            return { .device($0, $1, synapse, state: synapse.state(of: Conductance($2), at: readVoltage)) }
        }
        let memristor = VTEAMMemristor(
            minimumConductance: range.minimum, maximumConductance: range.maximum, setVoltage: writeThreshold,
            resetVoltage: -writeThreshold, setRate: writeRate, resetRate: -writeRate, exponent: 3)
        let (low, span) = (range.minimum.value, range.maximum.value - range.minimum.value)
        return { .memristor($0, $1, memristor, state: min(max(($2 - low) / span, 0), 1)) }
    }

    /// A neuron with what it has of its own.
    fileprivate func neuron(_ column: Int, of spread: NeuronSpread, _ variant: CircuitVariant) -> NeuronValues {
        let threshold = thresholdVoltage * spread.factor(\.threshold, column)
        let hold = holdVoltage * spread.factor(\.hold, column)
        let shift = spread.inhibitionShift.isEmpty ? Voltage.zero : spread.inhibitionShift[column]
        let thresholdSwitch: NeuronValues.ElementModel
        let inhibition: NeuronValues.Inhibition
        switch variant {
        case .piecewiseLinear:
            thresholdSwitch = .hysteresis(
                HysteresisSwitch(
                    onThreshold: threshold, offThreshold: hold, onResistance: switchOnResistance,
                    offResistance: switchOffResistance))
            inhibition = .init(
                diode: .piecewiseLinear(
                    PiecewiseLinearDiode(forwardVoltage: diodeForwardVoltage, onResistance: diodeOnResistance)),
                transistor: .hysteresis(
                    HysteresisSwitch(
                        onThreshold: inhibitionThreshold + shift,
                        offThreshold: inhibitionThreshold + shift - .millivolts(2),
                        onResistance: inhibitionOnResistance, offResistance: inhibitionOffResistance)))
        case .deviceLevel:
            thresholdSwitch = .state(
                ThresholdSwitch(
                    thresholdVoltage: threshold, holdVoltage: hold, onResistance: switchOnResistance,
                    offResistance: switchOffResistance, switchingTime: switchingTime, transitionWidth: switchingWidth))
            var transistor = inhibitionTransistor
            transistor.thresholdVoltage = transistor.thresholdVoltage + shift
            inhibition = .init(
                diode: .junction(JunctionDiode(saturationCurrent: diodeSaturationCurrent, emissionCoefficient: 1)),
                transistor: .mosfet(transistor))
        }
        return NeuronValues(
            membraneCapacitance: membraneCapacitance * spread.factor(\.capacitance, column),
            thresholdSwitch: thresholdSwitch, outputCapacitance: outputCapacitance, outputResistance: outputResistance,
            reset: .bus(inhibition))
    }
}

extension CellConduction {
    /// A memristor of a conductance [S] between two nodes.
    var cell: @Sendable (Node, Node, Double) -> ElementKind {
        switch self {
        case .ohmic: { .resistor($0, $1, Conductance($2).resistance) }
        case .hyperbolicSine(let law): { .sinhConductor($0, $1, Conductance($2), scale: law.scale) }
        }
    }
}
