import Circuits
import Foundation
package import Quantities
import SpikingNetworks

/// One point of the space in which a design is searched: ratios and two scales, from which every component follows.
///
/// The equations are those of the design rules, solved for the components; the ranges are our choice.
package struct DesignCandidate: Hashable, Sendable {
    /// What a search may not cross; all our choice.
    package enum Limits {
        /// τ of the threshold switch's state: the fastest that is assumed.
        package static let switchingTime = Time.nanoseconds(0.5)
        /// The shortest time to threshold: forty times τ, so that the switch does not decide the race.
        package static let shortestCrossing = Time.nanoseconds(20)
        package static let longestCrossing = Time.nanoseconds(200)
        package static let smallestMembrane = Capacitance.femtofarads(20)
        package static let largestMembrane = Capacitance.picofarads(1000)
        /// K_P of the transistors [A/V²], and their gate's capacitance per W/L: 130 nm long, 13 fF/µm².
        package static let transconductance = 200e-6
        package static let gateCapacitance = Capacitance.femtofarads(0.22)
        /// V_read + V_th times this stays below the write threshold; the rule asks for 1.1.
        package static let disturbMargin = 1.123
    }

    /// (V_read + V_th) over the highest that the write threshold allows.
    package var voltageShare: Double
    /// V_th/V_read.
    package var thresholdRatio: Double
    /// g_bias/G_max and G_max/G_min: the values that a network is trained for.
    package var biasRatio: Double
    package var conductanceRatio: Double
    package var minimumConductance: Conductance
    /// About when a winner reaches V_th.
    package var crossing: Time
    /// R_o/R_on.
    package var outputRatio: Double
    /// How far V_hold lies below what is left across the switch, V_th R_on/(R_on + R_o).
    package var holdMargin: Double
    /// How far the inhibited membrane lies below V_hold.
    package var resetMargin: Double
    /// Of a window: how long the bus takes to rise, and what share of its voltage the diodes take back.
    package var busRise: Double
    package var busDroop: Double
    /// V_i over what the diode leaves of the spike, and V_T0/V_i.
    package var inhibitionRatio: Double
    package var transistorRatio: Double
    /// C_bus/C_m; more if the gates need it.
    package var busRatio: Double
    /// (R_on + R_o) C_m over the crossing.
    package var spikeRatio: Double
    /// The window over the slowest clean crossing.
    package var windowRatio: Double

    /// How many numbers make a point.
    package static let dimensions = 14

    /// A point from numbers in 0…1, one a dimension.
    /// - Parameter conductances: the device's range [S].
    package init(
        _ unit: [Double], biasRatio: Double, conductanceRatio: Double, conductances: ClosedRange<Double>
    ) {
        precondition(unit.count == Self.dimensions)
        func uniform(_ place: Int, _ low: Double, _ high: Double) -> Double { low + (high - low) * unit[place] }
        func logarithmic(_ place: Int, _ low: Double, _ high: Double) -> Double { low * pow(high / low, unit[place]) }
        self.biasRatio = biasRatio
        self.conductanceRatio = conductanceRatio
        // High voltages leave the most to the rules: a half of the space has the highest.
        voltageShare = min(1, uniform(0, 0.5, 1.5))
        thresholdRatio = uniform(1, 0.2, 0.6)
        minimumConductance = Conductance(
            logarithmic(
                2, conductances.lowerBound, max(conductances.lowerBound, conductances.upperBound / conductanceRatio)))
        crossing = Time(logarithmic(3, Limits.shortestCrossing.value, Limits.longestCrossing.value))
        outputRatio = logarithmic(4, 1.5, 25)
        holdMargin = uniform(5, 1.23, 1.7)
        resetMargin = uniform(6, 1.23, 1.7)
        busRise = logarithmic(7, 1e-3, 0.3)
        busDroop = uniform(8, 0.05, 0.5)
        inhibitionRatio = uniform(9, 0.3, 0.8)
        transistorRatio = uniform(10, 0.3, 0.95)
        busRatio = logarithmic(11, 3e-3, 0.3)
        spikeRatio = logarithmic(12, 0.2, 3)
        windowRatio = uniform(13, 1.36, 2)
    }

    package var maximumConductance: Conductance { minimumConductance * conductanceRatio }

    /// The circuit, with slots for a window that `settingWindow` then fits to the trained array.
    /// - Returns: nil where a component would be negative or below its limit.
    package func circuit(writeThreshold: Voltage, columns: Int, slots: Int) -> CircuitDesign? {
        let sum = writeThreshold.value / Limits.disturbMargin * voltageShare  // [V]
        let vRead = sum / (1 + thresholdRatio)
        let vTh = thresholdRatio * vRead
        let gMax = maximumConductance.value
        // Of a clean winner: its pattern adds about five G_max to the bias; all cells of a column about fifteen.
        let net = (biasRatio + 5) * gMax
        let total = (biasRatio + 15) * gMax
        let membrane = crossing.value * net * vRead / vTh
        let spike = vTh * outputRatio / (1 + outputRatio)
        let hold = vTh / (1 + outputRatio) / holdMargin
        // The same diode charges the bus within `busRise` of the window, and takes back `busDroop` of its voltage through
        // the idle outputs: (I_charge/I_s) = n_idle/(rise · droop), and its voltage is the logarithm of that.
        let forward = PhysicalConstants.thermalVoltage.value * log(1 + Double(columns - 1) / (busRise * busDroop))
        let bus = spike - forward
        guard bus > 0, membrane >= Limits.smallestMembrane.value, membrane <= Limits.largestMembrane.value else {
            return nil
        }
        let window = 1.6 * crossing.value
        let inhibition = inhibitionRatio * bus
        let transistor = transistorRatio * inhibition
        let sink = hold / resetMargin / (vRead * total)
        let held = bus * (1 - busDroop) * exp(-0.1)
        guard held > transistor else { return nil }
        let unit = MOSFET(
            thresholdVoltage: .volts(transistor), transconductance: Limits.transconductance, aspectRatio: 1)
        let aspect = 1.3 / (sink * unit.conductance(gate: held))
        let gates = Double(columns) * Limits.gateCapacitance.value * aspect
        let busCapacitance = max(busRatio * membrane, 1.2 * gates)
        let on = spikeRatio * crossing.value / (membrane * (1 + outputRatio))
        var design = CircuitDesign()
        design.readVoltage = .volts(vRead)
        design.thresholdVoltage = .volts(vTh)
        design.holdVoltage = .volts(hold)
        design.minimumConductance = minimumConductance
        design.maximumConductance = maximumConductance
        design.biasConductance = Conductance(biasRatio * gMax)
        design.membraneCapacitance = Capacitance(membrane)
        design.switchOnResistance = Resistance(on)
        design.outputResistance = Resistance(on * outputRatio)
        design.switchOffResistance = Resistance(4000 / total)
        design.outputCapacitance = Capacitance(membrane / 300)
        design.busCapacitance = Capacitance(busCapacitance)
        design.busLeakResistance = Resistance(10 * window / busCapacitance)
        design.diodeForwardVoltage = .volts(forward)
        design.diodeOnResistance = Resistance(
            PhysicalConstants.thermalVoltage.value * busRise * window / (busCapacitance * bus))
        design.diodeSaturationCurrent = Current(busDroop * busCapacitance * bus / (Double(columns - 1) * window))
        design.inhibitionThreshold = .volts(inhibition)
        design.inhibitionOnResistance = Resistance(sink)
        design.inhibitionOffResistance = Resistance(1e6 / total)
        design.transistorThreshold = .volts(transistor)
        design.transistorTransconductance = Limits.transconductance
        design.transistorAspectRatio = aspect
        design.driverResistance = Resistance(1 / (60 * Double(columns) * biasRatio * gMax))
        design.switchingTime = Limits.switchingTime
        design.switchingWidth = .volts(vTh / 500)
        design.writeThreshold = writeThreshold
        design.slots = slots
        design.slotDuration = Time(window / Double(slots))
        design.patternPeriod = Time(31 * window)
        return design
    }

    /// The circuit with a window of `windowRatio` times the slowest clean crossing; what depends on the window follows.
    package func settingWindow(of design: CircuitDesign, slowestCrossing: Time) -> CircuitDesign {
        let window = windowRatio * slowestCrossing.value
        let change = window / design.raceParameters.timing.window.value
        var fitted = design
        fitted.slotDuration = Time(window / Double(design.slots))
        fitted.patternPeriod = Time(31 * window)
        fitted.busLeakResistance = design.busLeakResistance * change
        fitted.diodeSaturationCurrent = design.diodeSaturationCurrent / change
        fitted.diodeOnResistance = design.diodeOnResistance * change
        return fitted
    }
}

extension CircuitDesign {
    /// The area that the circuit would take, in square micrometres, with the assumptions of `areaAssumptions`.
    package func area(rows: Int, columns: Int) -> Double {
        let capacitors = (membraneCapacitance + outputCapacitance).value * Double(columns) + busCapacitance.value
        let feature = 0.13  // [µm]
        return Double(rows * columns) * 4 * feature * feature + capacitors / 2e-15
            + Double(columns) * transistorAspectRatio * feature * feature * 3
    }

    /// In one sentence.
    package static let areaAssumptions =
        "area: cells of 4F² with F = 130 nm, capacitors of 2 fF/µm², transistors of three times their channel; no drivers, "
        + "no resistors, no wiring"
}
