import NeuromorphicCircuits
import Quantities

extension CircuitDesign {
    static var fields: [StudyField<CircuitDesign>] {
        [
            .quantity(
                "readVoltage", \.readVoltage, "V_read: a black pixel's row stands at +V_read, a white one's at −V_read."
            ),
            .quantity("minimumConductance", \.minimumConductance, "G_min, the high-resistance state of a cell."),
            .quantity("maximumConductance", \.maximumConductance, "G_max, the low-resistance state of a cell."),
            .quantity(
                "biasConductance", \.biasConductance, "The resistor from the bias row, at +V_read, into every column."),
            .quantity("membraneCapacitance", \.membraneCapacitance, "C_m."),
            .quantity(
                "thresholdVoltage", \.thresholdVoltage, "V_th: the threshold switch turns on; below readVoltage."),
            .quantity("holdVoltage", \.holdVoltage, "V_hold: the threshold switch turns off; below thresholdVoltage."),
            .quantity("switchOnResistance", \.switchOnResistance, "R_on of the threshold switch."),
            .quantity("switchOffResistance", \.switchOffResistance, "R_off of the threshold switch."),
            .quantity("outputResistance", \.outputResistance, "R_o, from the output node to ground."),
            .quantity("outputCapacitance", \.outputCapacitance, "The output node's capacitance."),
            .quantity("busCapacitance", \.busCapacitance, "Capacitance of the winner-take-all bus."),
            .quantity("busLeakResistance", \.busLeakResistance, "From the bus to ground."),
            .quantity(
                "diodeForwardVoltage", \.diodeForwardVoltage, "Forward voltage of the diode from an output to the bus."),
            .quantity("diodeOnResistance", \.diodeOnResistance, "The diode's resistance above it."),
            .quantity(
                "inhibitionThreshold", \.inhibitionThreshold, "Bus voltage at which the inhibition transistors conduct."
            ),
            .quantity("inhibitionOnResistance", \.inhibitionOnResistance, "Of an inhibition transistor that conducts."),
            .quantity("inhibitionOffResistance", \.inhibitionOffResistance, "Of one that does not."),
            .quantity(
                "driverResistance", \.driverResistance,
                "Output impedance of every row driver, for the rules and at the device level."),
            .quantity("diodeSaturationCurrent", \.diodeSaturationCurrent, "I_S of the diode at the device level."),
            .quantity(
                "transistorThreshold", \.transistorThreshold, "V_T0 of the inhibition transistors at the device level."),
            .number(
                "transistorTransconductance", \.transistorTransconductance, in: 1e-9...1,
                "K_P of the inhibition transistors at the device level [A/V²]."),
            .number(
                "transistorAspectRatio", \.transistorAspectRatio, in: 1e-3...1e5,
                "W/L of the inhibition transistors at the device level."),
            .number(
                "transistorSlopeFactor", \.transistorSlopeFactor, in: 1...3,
                "n of these transistors: below their threshold they change by a factor e every n kT/q."),
            .number(
                "transistorBarrierLowering", \.transistorBarrierLowering, in: 0...0.3,
                "σ of these transistors, by how much their threshold falls with the drain's voltage."),
            .quantity(
                "transistorTemperature", \.transistorTemperature, in: Temperature(200)...Temperature(450),
                "Of these transistors; the other devices stay at 27 °C."),
            .quantity("switchingTime", \.switchingTime, "τ of the threshold switch's state at the device level."),
            .quantity("switchingWidth", \.switchingWidth, "Half the width of the threshold switch's transition."),
            .quantity("writeThreshold", \.writeThreshold, "|v| above which a synaptic memristor changes its state."),
            .number(
                "writeRate", \.writeRate, in: 1e-3...1e15, "|k_set| and |k_reset| of the synaptic memristor [1/s]."),
            .quantity("slotDuration", \.slotDuration, "Δt of the discrete model."),
            .integer("slots", \.slots, in: 1...10_000, "T: a presentation lasts T Δt."),
            .quantity("patternPeriod", \.patternPeriod, "From the start of one presentation to the start of the next."),
        ]
    }
}

extension DeepCircuitDesign {
    /// All but the number of slots, which is the network's.
    static var fields: [StudyField<DeepCircuitDesign>] {
        [
            .quantity("readVoltage", \.readVoltage, "V_read: a spike drives its neuron's rows at ±V_read for a slot."),
            .quantity("minimumConductance", \.minimumConductance, "G_min, the high-resistance state of a cell."),
            .quantity("maximumConductance", \.maximumConductance, "G_max, the low-resistance state of a cell."),
            .number(
                "biasShare", \.biasShare, in: 0.01...100,
                "The output layer's bias conductance over the nominal conductance of a column's cells."),
            .number(
                "hiddenBiasShare", \.hiddenBiasShare, in: 0...100,
                "The same of hidden layers; 0 leaves the bias row out."),
            .quantity("slotDuration", \.slotDuration, "Δt: how long a spike lasts."),
            .number("membraneSlots", \.membraneSlots, in: 0.01...1000, "Time constant of a nominal column, in slots."),
            .number(
                "nominalLoad", \.nominalLoad, in: 1e-3...1,
                "Mean conductance of a nominal cell pair above G_min, over the range."),
            .integer(
                "raceSlots", \.raceSlots, in: 1...10_000,
                "How long the output layer may race after its bias row has risen, in slots."),
            .quantity("thresholdVoltage", \.thresholdVoltage, "V_th: the threshold switch turns on."),
            .number("holdShare", \.holdShare, in: 1e-3...0.99, "V_hold/V_th."),
            .number(
                "chargingSlots", \.chargingSlots, in: 1e-6...1,
                "R_on C_p of the threshold switch and the pulse capacitor, in slots."),
            .quantity("switchOffResistance", \.switchOffResistance, "R_off of the threshold switch."),
            .number("pulseCapacitanceShare", \.pulseCapacitanceShare, in: 1e-3...10, "C_p/C_m."),
            .number(
                "pulseOnShare", \.pulseOnShare, in: 1e-3...0.99,
                "Voltage of the pulse capacitor at which the spike begins, over V_th."),
            .number("pulseOffShare", \.pulseOffShare, in: 1e-3...0.99, "Voltage at which it ends, over V_th."),
            .number(
                "dischargeSlots", \.dischargeSlots, in: 1e-6...1,
                "R_i C_m, in which the discharge transistor empties the membrane, in slots."),
            .quantity("dischargeOffResistance", \.dischargeOffResistance, "R_off of the transistors."),
            .number("busCapacitanceShare", \.busCapacitanceShare, in: 1e-3...100, "C_bus/C_m of an output neuron."),
            .number("busHoldSlots", \.busHoldSlots, in: 1...1e6, "The bus' own time constant, in slots."),
            .number(
                "diodeForwardShare", \.diodeForwardShare, in: 1e-3...0.99,
                "Forward voltage of the diode to the bus, over V_th."),
            .number(
                "diodeResistanceShare", \.diodeResistanceShare, in: 1e-6...1000,
                "The diode's on resistance over the threshold switch's."),
            .number(
                "inhibitionOnShare", \.inhibitionOnShare, in: 1e-3...0.99,
                "Bus voltage at which the inhibition transistors conduct, over V_th."),
            .number(
                "inhibitionOffShare", \.inhibitionOffShare, in: 1e-3...0.99,
                "Bus voltage at which they stop, over V_th."),
            .quantity(
                "driverResistance", \.driverResistance,
                "Output impedance of the inputs' row drivers, for the rules and the device level."),
            .quantity(
                "writeThreshold", \.writeThreshold,
                "|v| above which a synaptic memristor changes its state, for the rules."),
        ] + deviceFields
    }

    /// What the device level alone has.
    private static var deviceFields: [StudyField<DeepCircuitDesign>] {
        [
            .quantity(
                "switchingTime", \.switchingTime,
                "Time constant of the threshold switch's state; the device level's, as all that follow."),
            .number(
                "switchingWidthShare", \.switchingWidthShare, in: 1e-6...0.1,
                "Half the width of the threshold switch's transition, over V_th."),
            .number(
                "transistorTransconductance", \.transistorTransconductance, in: 1e-9...1,
                "K_P of the transistors, in A/V²."),
            .number(
                "transistorThresholdShare", \.transistorThresholdShare, in: 0.05...0.95,
                "V_T0/V_read of the transistors whose gates swing by V_read."),
            .number(
                "transistorSlopeFactor", \.transistorSlopeFactor, in: 1...3,
                "n of the transistors: below their threshold they change by a factor e every n kT/q."),
            .number(
                "transistorBarrierLowering", \.transistorBarrierLowering, in: 0...0.3,
                "σ of the transistors, by how much their threshold falls with the drain's voltage."),
            .quantity(
                "transistorTemperature", \.transistorTemperature, in: Temperature(200)...Temperature(450),
                "Of the transistors; the other devices stay at 27 °C."),
            .number(
                "detectorAspectRatio", \.detectorAspectRatio, in: 0.1...1e5,
                "W/L of the transistor that detects a spike."),
            .quantity("liftResistance", \.liftResistance, "From the positive rail to the drain of that transistor."),
            .number(
                "rowDropShare", \.rowDropShare, in: 1e-4...0.5,
                "What the row drivers of hidden neurons drop of V_read under load."),
            .quantity(
                "restResistance", \.restResistance, "Holds a row of hidden neurons at ground between spikes, at most."),
            .number(
                "restShare", \.restShare, in: 1e-4...10, "The same over the resistance of the row's load, at most."),
            .quantity(
                "gateCapacitance", \.gateCapacitance,
                "At the gate of the transistor that empties a membrane: it waits for the threshold switch."),
            .quantity(
                "diodeSaturationCurrent", \.diodeSaturationCurrent, "I_s of the diodes from the outputs to the bus."),
        ]
    }
}
