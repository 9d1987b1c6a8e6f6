package import Circuits
package import Devices
package import Quantities
package import SpikingNetworks

/// Every component value of the classifier's circuit: crossbar drive, threshold-switch neurons, inhibition bus.
package struct CircuitDesign: Hashable, Sendable {
    // The crossbar and its drivers.
    /// V_read: a black pixel's row stands at +V_read, a white one's at −V_read, an idle row at 0 V.
    package var readVoltage = Voltage.volts(3.3)
    /// G_min, the high-resistance state (HRS).
    package var minimumConductance = Conductance.microsiemens(0.01)
    /// G_max, the low-resistance state (LRS).
    package var maximumConductance = Conductance.microsiemens(1)
    /// The resistor from the bias row, at +V_read, into every column.
    package var biasConductance = Conductance.microsiemens(25)

    // The neuron.
    /// C_m.
    package var membraneCapacitance = Capacitance.picofarads(30)
    /// V_th: the threshold switch turns on.
    package var thresholdVoltage = Voltage.volts(1)
    /// V_hold: the threshold switch turns off.
    package var holdVoltage = Voltage.volts(0.1)
    /// R_on of the threshold switch.
    package var switchOnResistance = Resistance.kilohms(2)
    /// R_off of the threshold switch.
    package var switchOffResistance = Resistance.megohms(100)
    /// R_o, from the output node to ground: the output spike.
    package var outputResistance = Resistance.kilohms(10)
    /// The output node's capacitance; without it SPICE stops at the first switching.
    package var outputCapacitance = Capacitance.femtofarads(50)

    // The winner-take-all bus.
    package var busCapacitance = Capacitance.picofarads(1)
    package var busLeakResistance = Resistance.megohms(10)
    /// Forward voltage of the piecewise-linear diode.
    package var diodeForwardVoltage = Voltage.volts(0.35)
    package var diodeOnResistance = Resistance.ohms(200)
    /// Bus voltage at which the piecewise-linear inhibition transistor conducts.
    package var inhibitionThreshold = Voltage.volts(0.25)
    package var inhibitionOnResistance = Resistance.ohms(300)
    package var inhibitionOffResistance = Resistance(1e12)

    // The devices of the device-level variant.
    /// Output impedance of every row driver.
    package var driverResistance = Resistance.ohms(30)
    package var diodeSaturationCurrent = Current(1e-10)
    /// V_T0 of the inhibition transistors.
    package var transistorThreshold = Voltage.volts(0.2)
    /// K_P [A/V²].
    package var transistorTransconductance = 200e-6
    /// W/L.
    package var transistorAspectRatio = 100.0
    /// n of the EKV law.
    package var transistorSlopeFactor = MOSFET.usualSlopeFactor
    /// σ, by how much the threshold falls with the drain's voltage.
    package var transistorBarrierLowering = 0.0
    /// Of the transistors; the other devices stay at ngspice's 27 °C.
    package var transistorTemperature = MOSFET.nominalTemperature
    /// τ of the threshold switch's state.
    package var switchingTime = Time.nanoseconds(0.5)
    /// Half the width of the threshold switch's transition.
    package var switchingWidth = Voltage.millivolts(2)
    /// |v| above which a synaptic memristor changes its state.
    package var writeThreshold = Voltage.volts(5.5)
    /// |k_set| = |k_reset| [1/s].
    package var writeRate = 1e8

    // Time.
    /// Δt of the discrete model.
    package var slotDuration = Time.nanoseconds(50)
    /// T; a presentation lasts T Δt.
    package var slots = 20
    /// From the start of one presentation to the start of the next, rows idle in between.
    package var patternPeriod = Time.microseconds(50)

    package init() {}

    /// The same circuit with all impedances `factor` times as large: the same voltages at the same times, currents and
    /// energies `factor` times as small. For memristors of another range.
    package func scalingImpedances(by factor: Double) -> CircuitDesign {
        precondition(factor > 0 && factor.isFinite)
        var scaled = self
        for path in [\Self.minimumConductance, \.maximumConductance, \.biasConductance] {
            scaled[keyPath: path] = self[keyPath: path] / factor
        }
        for path in [\Self.membraneCapacitance, \.outputCapacitance, \.busCapacitance] {
            scaled[keyPath: path] = self[keyPath: path] / factor
        }
        for path in [
            \Self.switchOnResistance, \.switchOffResistance, \.outputResistance, \.busLeakResistance,
            \.diodeOnResistance, \.inhibitionOnResistance, \.inhibitionOffResistance, \.driverResistance,
        ] {
            scaled[keyPath: path] = self[keyPath: path] * factor
        }
        scaled.diodeSaturationCurrent = diodeSaturationCurrent / factor
        scaled.transistorTransconductance /= factor
        return scaled
    }

    /// The default circuit for a number of inputs and classes.
    ///
    /// A column's current grows with its cells. So do here the currents of everything that it drives, and what drives it
    /// beside them: voltages and times stay those of 30 inputs, impedances of neurons, bias and bus are 30/inputs as large.
    /// Cells stay as they are, and so do row drivers up to 300 cells: those of larger arrays are stronger by as much as the
    /// bias row's load grows.
    package static func sized(inputs: Int, classes: Int) -> CircuitDesign {
        precondition(inputs > 0 && classes > 0)
        let base = CircuitDesign()
        var sized = base.scalingImpedances(by: 30 / Double(inputs))
        sized.minimumConductance = base.minimumConductance
        sized.maximumConductance = base.maximumConductance
        sized.driverResistance = base.driverResistance * min(1, 300 / Double(inputs * classes))
        return sized
    }

    /// The range of the synaptic memristors.
    package func conductanceRange() throws(ConductanceError) -> ConductanceRange {
        try ConductanceRange(minimum: minimumConductance, maximum: maximumConductance)
    }

    /// What the discrete model needs of the circuit.
    ///
    /// The threshold switch sees V_m less what its leakage drops over R_o, hence V_th (1 + R_o/R_off). The leak is the
    /// off threshold switch with its output resistor and the off inhibition transistor; the reset potential is where the
    /// threshold switch opens, V_hold (R_on + R_o)/R_on.
    package var raceParameters: RaceParameters {
        let offPath = 1 / (switchOffResistance.value + outputResistance.value) + 1 / inhibitionOffResistance.value
        return RaceParameters(
            membrane: Membrane(
                capacitance: membraneCapacitance, leak: Conductance(offPath),
                threshold: thresholdVoltage * (1 + outputResistance / switchOffResistance),
                resetPotential: holdVoltage * ((switchOnResistance + outputResistance) / switchOnResistance)),
            drive: RowDrive(readVoltage: readVoltage, biasConductance: biasConductance),
            timing: SlotTiming(slotDuration: slotDuration, slots: slots))
    }

    /// The time constant of a column with half of its cells' range: the textbook model's constant decay.
    package func nominalTimeConstant(rows: Int) -> Time {
        let cells = Double(rows) * (minimumConductance.value + maximumConductance.value) / 2
        return Time(membraneCapacitance.value / raceParameters.columnConductance(cells: cells))
    }

    /// What pulls a membrane down at the device level.
    package var inhibitionTransistor: MOSFET {
        MOSFET(
            thresholdVoltage: transistorThreshold, transconductance: transistorTransconductance,
            aspectRatio: transistorAspectRatio, slopeFactor: transistorSlopeFactor, temperature: transistorTemperature,
            barrierLowering: transistorBarrierLowering)
    }

    /// The output spike's height while the threshold switch is on at V_th.
    package var spikeHeight: Voltage {
        thresholdVoltage * (outputResistance / (switchOnResistance + outputResistance))
    }
}
