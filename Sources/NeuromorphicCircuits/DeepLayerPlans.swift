import Circuits
import Crossbars
import Devices
import Quantities
import SpikingNetworks

extension DeepCircuitDesign {
    /// The rows in the order in which they lie: an input's side by side, the bias behind them.
    func rows(
        _ layer: CrossbarLayer, _ index: Int, _ names: NetworkNames, _ variant: CircuitVariant
    ) -> [RowPlan] {
        let source: RowPlan.Driver = variant == .piecewiseLinear ? .source : .resistiveSource(driverResistance)
        let load = variant == .deviceLevel && index > 0 ? rowLoad(layer) : 0
        func driver(_ input: Int, _ sign: Double) -> RowPlan.Driver {
            if index == 0 { return source }
            return switch variant {
            case .piecewiseLinear: .neuron(input, rowDriver(sign))
            case .deviceLevel: sign > 0 ? .drive : .inverse(of: input, inverter(load), rest: restResistance(load))
            }
        }
        var rows: [RowPlan] = []
        for input in 0..<layer.inputs {
            for (cells, sign) in [(layer.positive, 1.0), (layer.negative, -1.0)] where !cells.isEmpty {
                let own = cells[(input * layer.neurons)..<((input + 1) * layer.neurons)]
                rows.append(
                    RowPlan(
                        name: names.row(into: index, input, of: layer.inputs, inverse: sign < 0),
                        driver: driver(input, sign), siemens: own.map(Double.init)))
            }
        }
        if layer.hasBias {
            let bias = [Double](repeating: layer.parameters.drive.biasConductance.value, count: layer.neurons)
            rows.append(RowPlan(name: names.biasRow(index), driver: source, siemens: bias, isBias: true))
        }
        return rows
    }

    /// While its neuron's spike lasts, a row stands at ±V_read.
    private func rowDriver(_ sign: Double) -> SwitchedSource {
        SwitchedSource(
            high: readVoltage * sign, low: .zero, onThreshold: pulseOnVoltage, offThreshold: pulseOffVoltage)
    }

    /// - Parameter rowLoad: on a row that the neuron drives; 0 of an output neuron. [S]
    func neuron(
        _ neuron: Int, of layer: CrossbarLayer, races: Bool, rowLoad: Double, _ variant: CircuitVariant
    ) -> NeuronValues {
        let nominal = layer.parameters.membrane.capacitance
        if variant == .deviceLevel {
            return deviceNeuron(neuron, of: layer, races: races, load: rowLoad)
        }
        let pulse = pulse(membraneCapacitance: nominal)
        func transistor(on: Voltage, off: Voltage) -> HysteresisSwitch {
            HysteresisSwitch(
                onThreshold: on, offThreshold: off, onResistance: pulse.dischargeResistance,
                offResistance: dischargeOffResistance)
        }
        let diode = PiecewiseLinearDiode(
            forwardVoltage: diodeForwardVoltage, onResistance: pulse.switchResistance * diodeResistanceShare)
        return NeuronValues(
            membraneCapacitance: nominal * layer.spread.factor(\.capacitance, neuron),
            leak: Conductance(Double(layer.leaks[neuron])),
            thresholdSwitch: .hysteresis(
                HysteresisSwitch(
                    onThreshold: thresholdVoltage * layer.spread.factor(\.threshold, neuron),
                    offThreshold: holdVoltage * layer.spread.factor(\.hold, neuron),
                    onResistance: pulse.switchResistance, offResistance: switchOffResistance)),
            outputCapacitance: pulse.capacitance, outputResistance: pulse.resistance,
            reset: races
                ? .bus(
                    .init(
                        diode: .piecewiseLinear(diode),
                        transistor: .hysteresis(transistor(on: inhibitionOnVoltage, off: inhibitionOffVoltage))))
                : .own(.hysteresis(transistor(on: pulseOnVoltage, off: pulseOffVoltage))))
    }

    /// The inhibition bus of an output layer whose membranes have this capacitance.
    func bus(membraneCapacitance: Capacitance) -> BusValues {
        let capacitance = membraneCapacitance * busCapacitanceShare
        return BusValues(
            capacitance: capacitance, leak: Resistance(busHoldSlots * slotDuration.value / capacitance.value))
    }
}
