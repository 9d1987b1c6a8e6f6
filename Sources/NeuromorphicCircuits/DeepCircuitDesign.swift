import Circuits
package import Devices
package import Quantities
package import SpikingNetworks

/// Every component value of a deep network's circuit: crossbars, threshold-switch neurons that drive the rows of the
/// next crossbar, inhibition bus of the output layer.
///
/// Capacitances follow from the crossbar that a neuron sits on, resistances from capacitances, and voltages from V_th:
/// every time constant is the same number of slots whatever the layer's width, and V_th can be chosen alone.
package struct DeepCircuitDesign: Hashable, Sendable {
    // The crossbars.
    /// V_read: a spike drives its neuron's rows at ±V_read for one slot; an idle row stands at 0 V.
    package var readVoltage = Voltage.volts(3.3)
    /// G_min, the high-resistance state (HRS).
    package var minimumConductance = Conductance.nanosiemens(1)
    /// G_max, the low-resistance state (LRS).
    package var maximumConductance = Conductance.nanosiemens(100)
    /// Conductance of the output layer's bias row into a column, as a share of the nominal conductance of its cells.
    package var biasShare = 0.5
    /// The same of hidden layers; 0 leaves the bias row out.
    package var hiddenBiasShare = 0.0

    // Time.
    /// Δt: how long a spike lasts.
    package var slotDuration = Time.nanoseconds(50)
    /// T: how long the inputs are shown, in slots.
    package var slots = 8
    /// Time constant of a nominal column, in slots. The shorter, the more it matters where in a slot a spike begins,
    /// which the discrete model does not know.
    package var membraneSlots = 6.0
    /// Mean conductance of a nominal cell pair, as a share of the range, above G_min.
    package var nominalLoad = 0.1
    /// How long the output layer may race after its bias row has risen, in slots.
    package var raceSlots = 8

    // The neuron.
    /// V_th: the threshold switch turns on.
    package var thresholdVoltage = Voltage.volts(0.15)
    /// V_hold/V_th: the threshold switch turns off.
    package var holdShare = 0.1
    /// R_on C_p, in which the threshold switch charges the pulse capacitor, in slots.
    package var chargingSlots = 0.002
    /// R_off of the threshold switch.
    package var switchOffResistance = Resistance.megohms(1000)
    /// C_p/C_m: the pulse capacitor, which the threshold switch charges, beside the membrane's.
    package var pulseCapacitanceShare = 0.1
    /// Voltage of the pulse capacitor at which the spike begins, over V_th: the discharge transistor and the row drivers
    /// turn on.
    package var pulseOnShare = 0.7
    /// Voltage of the pulse capacitor at which the spike ends, over V_th.
    package var pulseOffShare = 0.05
    /// R_i C_m, in which the discharge transistor, or the inhibition transistor, empties the membrane, in slots.
    package var dischargeSlots = 0.01
    /// R_off of the transistors.
    package var dischargeOffResistance = Resistance(1e12)

    // The winner-take-all bus of the output layer.
    /// C_bus/C_m of an output neuron.
    package var busCapacitanceShare = 0.1
    /// The bus' own time constant, in slots.
    package var busHoldSlots = 200.0
    /// Forward voltage of the diode from an output to the bus, over V_th.
    package var diodeForwardShare = 0.2
    /// The diode's on resistance, over the threshold switch's. While the pulse capacitor decays, the bus would
    /// follow it through a diode on which that current drops less than 0.1 mV, the hysteresis of ngspice's.
    package var diodeResistanceShare = 2.0
    /// Bus voltages at which the inhibition transistors conduct, and at which they stop, over V_th.
    package var inhibitionOnShare = 0.3
    package var inhibitionOffShare = 0.15

    // The devices of the device level.
    /// τ of the threshold switch's state.
    package var switchingTime = Time.nanoseconds(0.5)
    /// Half the width of the threshold switch's transition, over V_th.
    package var switchingWidthShare = 0.002
    /// K_P [A/V²].
    package var transistorTransconductance = 200e-6
    /// |V_T|/V_read of the transistors whose gates swing by V_read: all but the one that detects a spike.
    package var transistorThresholdShare = 0.5
    /// n of the EKV law.
    package var transistorSlopeFactor = MOSFET.usualSlopeFactor
    /// σ, by how much a threshold falls with the drain's voltage.
    package var transistorBarrierLowering = 0.0
    /// Of the transistors; the other devices stay at ngspice's 27 °C.
    package var transistorTemperature = MOSFET.nominalTemperature
    /// W/L of the transistor that detects a spike.
    package var detectorAspectRatio = 100.0
    /// From the positive rail to that transistor's drain.
    package var liftResistance = Resistance.megohms(10)
    /// What a row driver drops of V_read under its load: how wide its transistors are.
    package var rowDropShare = 0.01
    /// Holds a hidden neuron's row at ground, at most.
    package var restResistance = Resistance.megohms(1)
    /// The same over the row's load, at most.
    package var restShare = 0.05
    /// At the gate of the transistor that empties a membrane.
    package var gateCapacitance = Capacitance.femtofarads(3)
    /// I_s of the diode from an output to the bus.
    package var diodeSaturationCurrent = Current(1e-12)

    // What the rules check.
    /// Output impedance of the inputs' and the bias' row drivers; the piecewise-linear circuit's are ideal.
    package var driverResistance = Resistance.ohms(30)
    /// |v| above which a synaptic memristor changes its state.
    package var writeThreshold = Voltage.volts(5.5)

    package init() {}

    package var holdVoltage: Voltage { thresholdVoltage * holdShare }
    package var pulseOnVoltage: Voltage { thresholdVoltage * pulseOnShare }
    package var pulseOffVoltage: Voltage { thresholdVoltage * pulseOffShare }
    var diodeForwardVoltage: Voltage { thresholdVoltage * diodeForwardShare }
    var inhibitionOnVoltage: Voltage { thresholdVoltage * inhibitionOnShare }
    var inhibitionOffVoltage: Voltage { thresholdVoltage * inhibitionOffShare }

    /// How long a presentation lasts, in slots: the inputs, one idle slot, and the race of an output layer that gathers first.
    package func presentationSlots(_ readout: Readout) -> Int {
        slots + 1 + (readout == .gatherThenRace ? raceSlots : 0)
    }

    /// The range of the synaptic memristors.
    package func conductanceRange() throws(ConductanceError) -> ConductanceRange {
        try ConductanceRange(minimum: minimumConductance, maximum: maximumConductance)
    }

    /// Conductance of the cells of a nominal column [S].
    func nominalConductance(inputs: Int, rows: RowScheme) -> Double {
        let low = minimumConductance.value
        return Double(inputs) * (Double(rows.cells) * low + nominalLoad * (maximumConductance.value - low))
    }

    /// What the discrete model needs of a layer's circuit.
    ///
    /// The threshold switch sees V_m less what its leakage drops over R_p, hence V_th (1 + R_p/R_off). A spike leaves
    /// the membrane at what a nominal column's current at V_th drops over the discharge transistor.
    package func raceParameters(inputs: Int, rows: RowScheme, isOutput: Bool) -> RaceParameters {
        let cells = nominalConductance(inputs: inputs, rows: rows)
        let bias = cells * (isOutput ? biasShare : hiddenBiasShare)
        let capacitance = Capacitance((cells + bias) * slotDuration.value * membraneSlots)
        let pulse = pulse(membraneCapacitance: capacitance)
        let leak =
            1 / (switchOffResistance.value + pulse.resistance.value) + 1 / dischargeOffResistance.value
        return RaceParameters(
            membrane: Membrane(
                capacitance: capacitance, leak: Conductance(leak),
                threshold: thresholdVoltage * (1 + pulse.resistance / switchOffResistance),
                resetPotential: thresholdVoltage * (pulse.dischargeResistance.value * (cells + bias))),
            drive: RowDrive(readVoltage: readVoltage, biasConductance: Conductance(bias)),
            timing: SlotTiming(slotDuration: slotDuration, slots: slots))
    }
}
