import Circuits
import Devices
import Foundation
import Quantities
import SpikingNetworks

/// The device level of a deep network's neurons: no transistor but the detecting one has a gate that moves by less than
/// V_read, so that all others have |V_T| = V_read/2, and the margin of as much on either side.
///
/// At rest all of them are off. A pulse opens the detecting transistor, whose drain falls from +V_read to ground; that
/// opens the pass transistor, whose drain, the neuron's row, rises from ground to +V_read; that opens the transistor that
/// pulls the inverse row to −V_read, and, a little later, the one that empties the membrane.
extension DeepCircuitDesign {
    /// |V_T| of the transistors whose gates swing by V_read.
    var gateThreshold: Voltage { readVoltage * transistorThresholdShare }

    /// The detecting transistor, whose V_T0 ends the spike at V_off, as the piecewise-linear switches do: there its current over
    /// the lift resistor opens the pass transistor by just what holds the row half-way. It is below its threshold then.
    /// - Parameter load: on the row. [S]
    func detector(_ pass: MOSFET, load: Double) -> MOSFET {
        let half = readVoltage.value / 2 * (load + 1 / restResistance(load).value)  // [A]
        let gate = gateThreshold.value + pass.overdrive(for: half)
        var detector = transistor(gateThreshold, aspectRatio: detectorAspectRatio)
        detector.thresholdVoltage = Voltage(
            pulseOffVoltage.value - detector.overdrive(for: gate / liftResistance.value) + transistorBarrierLowering
                * (readVoltage.value - gate))
        return detector
    }

    private func transistor(_ threshold: Voltage, aspectRatio: Double, channel: MOSFET.Channel = .n) -> MOSFET {
        MOSFET(
            thresholdVoltage: threshold, transconductance: transistorTransconductance, aspectRatio: aspectRatio,
            channel: channel, slopeFactor: transistorSlopeFactor, temperature: transistorTemperature,
            barrierLowering: transistorBarrierLowering)
    }

    /// A transistor with a gate that swings by V_read and a resistance when it is on.
    private func transistor(_ onResistance: Double, least: Double = 0, isInverted: Bool = false) -> MOSFET {
        let slope = transistorTransconductance * (readVoltage - gateThreshold).value  // [S]
        return transistor(
            isInverted ? -gateThreshold : gateThreshold, aspectRatio: max(least, 1 / (onResistance * slope)),
            channel: isInverted ? .p : .n)
    }

    /// What empties a membrane: its source is at ground and its bulk at −V_read, so that V_T0 is lower by as much as the bulk
    /// lifts its threshold.
    private func emptying(_ onResistance: Double) -> MOSFET {
        var emptying = transistor(onResistance)
        emptying.thresholdVoltage =
            emptying.thresholdVoltage - readVoltage * (transistorSlopeFactor - 1 - 2 * transistorBarrierLowering)
        return emptying
    }

    /// What passes the positive rail on to a row.
    func passing(_ load: Double) -> MOSFET { transistor(rowResistance(load), least: 1, isInverted: true) }

    // MARK: Rows

    /// The largest sum of conductances on a row [S].
    func rowLoad(_ layer: CrossbarLayer) -> Double {
        [layer.positive, layer.negative].map { cells in
            stride(from: 0, to: cells.count, by: layer.neurons).map { row in
                cells[row..<(row + layer.neurons)].reduce(0) { $0 + Double($1) }
            }.max() ?? 0
        }.max()!
    }

    /// Holds a row at ground: small beside its load, so that membranes do not lift it.
    func restResistance(_ load: Double) -> Resistance {
        load > 0 ? min(restResistance, Resistance(restShare / load)) : restResistance
    }

    /// What may lie between a rail and a row for the row to miss the rail by `rowDropShare`. [Ω]
    private func rowResistance(_ load: Double) -> Double {
        rowDropShare / (load + 1 / restResistance(load).value)
    }

    /// Pulls an inverse row to −V_read, where its source is: its gate stands V_read above that at rest, 2 V_read in a spike.
    func inverter(_ load: Double) -> MOSFET {
        var transistor = transistor(rowResistance(load), least: 1)
        transistor.thresholdVoltage = transistor.thresholdVoltage + readVoltage
        return transistor
    }

    // MARK: Neurons

    /// R_p that makes a spike of one slot: V_p falls from the membrane's and the pulse capacitor's common V_th C_m/(C_m + C_p) to
    /// V_off.
    func devicePulseResistance(_ pulse: SpikePulse) -> Resistance {
        let peak = thresholdVoltage.value / (1 + pulseCapacitanceShare)
        let tau = slotDuration.value / log(peak / pulseOffVoltage.value)
        return Resistance(1 / (pulse.capacitance.value / tau - 1 / switchOffResistance.value))
    }

    /// - Parameter load: on a row that the neuron drives; 0 of an output neuron. [S]
    func deviceNeuron(_ neuron: Int, of layer: CrossbarLayer, races: Bool, load: Double) -> NeuronValues {
        let nominal = layer.parameters.membrane.capacitance
        let pulse = pulse(membraneCapacitance: nominal)
        let empties = emptying(pulse.dischargeResistance.value)
        // An output neuron that races charges the bus as its threshold switch charges the pulse capacitor.
        let charging = chargingSlots * slotDuration.value / (nominal.value * busCapacitanceShare)
        // C_p is charged, and the switch opens of itself, about its time constant later; the membrane then may fall.
        let delay = switchingTime.value / -log(1 - transistorThresholdShare)
        let pass = races ? transistor(charging, least: 1, isInverted: true) : passing(load)
        return NeuronValues(
            membraneCapacitance: nominal * layer.spread.factor(\.capacitance, neuron),
            leak: Conductance(Double(layer.leaks[neuron])),
            thresholdSwitch: .state(
                ThresholdSwitch(
                    thresholdVoltage: thresholdVoltage * layer.spread.factor(\.threshold, neuron),
                    holdVoltage: holdVoltage * layer.spread.factor(\.hold, neuron),
                    onResistance: pulse.switchResistance, offResistance: switchOffResistance,
                    switchingTime: switchingTime, transitionWidth: thresholdVoltage * switchingWidthShare,
                    isDirected: true)),
            outputCapacitance: pulse.capacitance, outputResistance: devicePulseResistance(pulse),
            driver: SpikeDriver(
                detect: detector(pass, load: load), lift: liftResistance, pass: pass,
                rest: restResistance(load), delayResistance: Resistance(delay / gateCapacitance.value),
                delayCapacitance: gateCapacitance),
            reset: races
                ? .bus(
                    .init(
                        diode: .junction(
                            JunctionDiode(saturationCurrent: diodeSaturationCurrent, emissionCoefficient: 1)),
                        transistor: .mosfet(empties)))
                : .own(.mosfet(empties)))
    }
}
