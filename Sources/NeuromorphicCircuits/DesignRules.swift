import Circuits
package import Devices
import Foundation
package import Quantities
package import SpikingNetworks

/// One design rule, checked: it holds if `margin` ≥ `required`.
package struct DesignRuleCheck: Hashable, Sendable {
    package var rule: String
    /// The element, or group of elements, that the rule is about.
    package var element: String
    /// A ratio of what the circuit has to what it needs.
    package var margin: Double
    package var required: Double
    package var explanation: String
    package var remedy: String
    /// What such a design costs accuracy is measured, so that a run may go on and say so.
    package var isAdvisory = false

    package var holds: Bool { margin >= required }
    /// The margin over what is asked for.
    package var relativeMargin: Double { margin / required }

    /// Reading must not write.
    static func readDisturb(readVoltage: Voltage, thresholdVoltage: Voltage, writeThreshold: Voltage) -> Self {
        let largest = readVoltage + thresholdVoltage
        return DesignRuleCheck(
            rule: "read disturb", element: "synaptic memristors", margin: writeThreshold / largest, required: 1.1,
            explanation: "a cell sees up to V_read + V_th = \(largest.formatted(digits: 3)), and is written above "
                + "\(writeThreshold)",
            remedy: "Lower readVoltage, or choose a device with a higher writeThreshold.")
    }
}

extension [DesignRuleCheck] {
    /// Those that are broken and not advisory.
    package var violations: [DesignRuleCheck] { filter { !$0.holds && !$0.isAdvisory } }

    /// The one with the least relative margin of those that are not advisory.
    package var tightest: DesignRuleCheck? { filter { !$0.isAdvisory }.min { $0.relativeMargin < $1.relativeMargin } }

    /// - Throws: `DesignRuleViolation` with all violations, if there are any.
    package func enforce() throws(DesignRuleViolation) {
        if !violations.isEmpty { throw DesignRuleViolation(broken: violations) }
    }
}

/// A design that breaks its rules fails silently: the right neuron fires first, and then fires again, or others do.
package struct DesignRuleViolation: Error, Equatable, CustomStringConvertible {
    package var broken: [DesignRuleCheck]

    package var description: String {
        "the circuit breaks \(broken.count == 1 ? "a design rule" : "\(broken.count) design rules"):\n"
            + broken.map {
                "  \($0.rule) (\($0.element)): margin \(rounded($0.margin)), needed \(rounded($0.required)): "
                    + "\($0.explanation). \($0.remedy)"
            }.joined(separator: "\n")
    }

    private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
}

/// Checks the rules of a classifier's circuit before it runs.
package struct DesignRules: Sendable {
    let design: CircuitDesign
    let array: ConductanceArray
    /// Row levels of every class's own pattern, in units of V_read.
    let patterns: [[Double]]
    /// nil where the cells are resistors.
    private let curve: CellCurve?

    /// - Parameters:
    ///   - patterns: `[classes][rows]`; class k is meant to be won by column k.
    ///   - synapse: the cells' device, whose own i(v) then decides whether and when a neuron fires; nil for resistors.
    package init(
        design: CircuitDesign, array: ConductanceArray, patterns: [[Double]], synapse: DeviceModel? = nil
    ) {
        self.design = design
        self.array = array
        self.patterns = patterns
        curve = synapse.map {
            CellCurve(
                $0, readVoltage: design.readVoltage.value,
                threshold: min(design.raceParameters.membrane.threshold.value, 0.99 * design.readVoltage.value))
        }
    }

    package func check() -> [DesignRuleCheck] {
        [
            fires(), races(), resets(), staysOn(), opensInhibition(), holdsInhibition(), sinks(), reacts(),
            .readDisturb(
                readVoltage: design.readVoltage, thresholdVoltage: design.thresholdVoltage,
                writeThreshold: design.writeThreshold),
            drivers(), releases(), switches(), off(), parasitics(),
        ]
    }

    /// When the last of the intended winners crosses V_th; nil if one never does.
    package var slowestCrossing: Time? {
        let slowest = patterns.indices.map { course($0, patterns[$0]).crossing }.max()!
        return slowest.isFinite ? Time(slowest) : nil
    }

    // MARK: What the rules stand on

    var race: RaceParameters { design.raceParameters }
    private func conductance(_ column: Int) -> Double { race.columnConductance(cells: array.columnSum(column)) }

    /// V∞ and the crossing time of a column under a pattern.
    private func course(_ column: Int, _ pattern: [Double]) -> (steady: Double, crossing: Double) {
        if let curve {
            var (black, white) = (0.0, 0.0)
            for row in 0..<array.rows {
                if pattern[row] > 0 { black += array[column, row] } else { white += array[column, row] }
            }
            return curve.course(
                black: black, white: white, bias: design.biasConductance.value, leak: race.membrane.leak.value,
                capacitance: design.membraneCapacitance.value)
        }
        var current = design.biasConductance.value
        for row in 0..<array.rows { current += array[column, row] * pattern[row] }
        current *= design.readVoltage.value
        let g = conductance(column)
        let steady = current / g
        let vTh = race.membrane.threshold.value
        let tau = design.membraneCapacitance.value / g
        return (steady, steady > vTh ? tau * log(steady / (steady - vTh)) : .infinity)
    }

    /// What drives a column's membrane when it stands at V_th [A].
    func currentAtThreshold(_ column: Int, _ pattern: [Double]) -> Double {
        let course = course(column, pattern)
        return conductance(column) * (course.steady - race.membrane.threshold.value)
    }

    /// The largest current that any column can deliver into a grounded membrane [A].
    private var largestCurrent: Double {
        design.readVoltage.value
            * (0..<array.columns).map { array.columnSum($0) + design.biasConductance.value }.max()!
    }

    func volts(_ value: Double) -> String { Voltage(value).formatted(digits: 3) }
    func amperes(_ value: Double) -> String { Current(value).formatted(digits: 3) }
    private func seconds(_ value: Double) -> String { Time(value).formatted(digits: 3) }

    // MARK: The rules

    private func fires() -> DesignRuleCheck {
        let worst = patterns.indices.map { ($0, course($0, patterns[$0]).steady) }.min { $0.1 < $1.1 }!
        return DesignRuleCheck(
            rule: "fires", element: "neuron \(worst.0)", margin: worst.1 / design.thresholdVoltage.value, required: 1.1,
            explanation: "V∞ of the intended winner is \(volts(worst.1))"
                + (curve == nil ? "" : " with the device's own i(v)")
                + ", V_th is \(design.thresholdVoltage.formatted(digits: 4))",
            remedy: "Lower thresholdVoltage, or raise readVoltage or biasConductance.")
    }

    private func races() -> DesignRuleCheck {
        let worst = patterns.indices.map { ($0, course($0, patterns[$0]).crossing) }.max { $0.1 < $1.1 }!
        let window = race.timing.window.value
        return DesignRuleCheck(
            rule: "fires in time", element: "neuron \(worst.0)", margin: window / worst.1, required: 1.25,
            explanation:
                "the intended winner crosses V_th after \(seconds(worst.1)), a presentation lasts \(seconds(window))",
            remedy: "Raise slots or slotDuration, or lower membraneCapacitance or thresholdVoltage.")
    }

    /// Once the bus is high the transistor takes the column's current and holds the membrane at what it drops. A threshold
    /// switch with dynamics opens for certain only if that lies below V_hold: above it, it may rest half open.
    private func resets() -> DesignRuleCheck {
        let potential = largestCurrent * design.inhibitionOnResistance.value
        return DesignRuleCheck(
            rule: "resets", element: "threshold switches", margin: design.holdVoltage.value / potential, required: 1.2,
            explanation: "under inhibition the largest column current, \(amperes(largestCurrent)), holds a membrane at "
                + "\(volts(potential)), and a switch opens below V_hold = \(design.holdVoltage.formatted(digits: 4))",
            remedy: "Lower inhibitionOnResistance, maximumConductance or biasConductance, or raise holdVoltage.")
    }

    private func staysOn() -> DesignRuleCheck {
        let across =
            design.thresholdVoltage.value
            * (design.switchOnResistance / (design.switchOnResistance + design.outputResistance))
        return DesignRuleCheck(
            rule: "stays on", element: "threshold switches", margin: across / design.holdVoltage.value, required: 1.2,
            explanation:
                "just after turning on, V_th R_on/(R_on + R_o) = \(volts(across)) lies across the switch, V_hold is "
                + "\(design.holdVoltage.formatted(digits: 4))",
            remedy: "Raise switchOnResistance, or lower outputResistance or holdVoltage.")
    }

    /// The bus' highest voltage [V].
    ///
    /// From the inhibition threshold V_i on, the bus follows the output, S e^(−t/τ_p) − V_d with S = V_th R_o/(R_on + R_o),
    /// through τ_b = (R_on‖R_o + R_d) C_bus, while the transistors discharge the membranes with τ_p = R_i C_m:
    /// V(t) = −V_d + A e^(−t/τ_p) + (V_i + V_d − A) e^(−t/τ_b), A = S τ_p/(τ_p − τ_b); highest where its slope is zero.
    var busPeak: Double {
        let spike = design.spikeHeight.value
        let drop = design.diodeForwardVoltage.value
        let start = min(design.inhibitionThreshold.value, spike - drop)
        let (on, load) = (design.switchOnResistance.value, design.outputResistance.value)
        let tauBus = (on * load / (on + load) + design.diodeOnResistance.value) * design.busCapacitance.value
        let tauPull = design.inhibitionOnResistance.value * design.membraneCapacitance.value
        guard abs(tauPull - tauBus) > 1e-6 * tauPull else { return start }
        let a = spike * tauPull / (tauPull - tauBus)
        let b = start + drop - a
        let ratio = -b * tauPull / (a * tauBus)
        guard ratio > 0 else { return start }
        let time = max(0, log(ratio) / (1 / tauBus - 1 / tauPull))
        return max(start, -drop + a * exp(-time / tauPull) + b * exp(-time / tauBus))
    }

    private func opensInhibition() -> DesignRuleCheck {
        let needed = max(design.inhibitionThreshold.value, design.transistorThreshold.value)
        return DesignRuleCheck(
            rule: "inhibits: opens", element: "inhibition bus", margin: busPeak / needed, required: 1.2,
            explanation: "an output spike of \(volts(design.spikeHeight.value)), less the diode's "
                + "\(design.diodeForwardVoltage.formatted(digits: 4)), lifts the bus to \(volts(busPeak)) "
                + "before the membranes are down; the transistors open at \(volts(needed))",
            remedy: "Raise outputResistance, thresholdVoltage or membraneCapacitance, or lower busCapacitance, "
                + "diodeForwardVoltage or inhibitionThreshold.")
    }

    /// What is left on the bus at the end of the window [V]: its resistor leaks, and the diodes of all idle outputs do.
    var heldBus: Double {
        let window = race.timing.window.value
        let tau = design.busLeakResistance.value * design.busCapacitance.value
        let reverse = Double(array.columns - 1) * design.diodeSaturationCurrent.value
        return max(0, busPeak * exp(-window / tau) - reverse * window / design.busCapacitance.value)
    }

    private func holdsInhibition() -> DesignRuleCheck {
        let held = heldBus
        let needed = max(design.inhibitionThreshold.value, design.transistorThreshold.value)
        return DesignRuleCheck(
            rule: "inhibits: holds", element: "bus_hold", margin: held / needed, required: 1.1,
            explanation: "at the end of the window the bus is down to \(volts(held)), the transistors close below "
                + volts(needed),
            remedy:
                "Raise busLeakResistance or busCapacitance, lower diodeSaturationCurrent, or shorten the presentation.")
    }

    /// The larger of the switch's resistance and the transistor's at the end of the window.
    private var sinkResistance: Double {
        max(
            design.inhibitionOnResistance.value,
            1 / max(design.inhibitionTransistor.conductance(gate: heldBus), .leastNormalMagnitude))
    }

    private func sinks() -> DesignRuleCheck {
        // Closed transistors let a membrane rise as far as the rows drive it.
        let potential = min(largestCurrent * sinkResistance, design.readVoltage.value)
        return DesignRuleCheck(
            rule: "inhibits: sinks", element: "inhibition transistors",
            margin: design.thresholdVoltage.value / potential, required: 3,
            explanation: "at the end of the window the largest column current, \(amperes(largestCurrent)), lifts an "
                + "inhibited membrane to \(volts(potential)), V_th is \(design.thresholdVoltage.formatted(digits: 4))",
            remedy:
                "Lower inhibitionOnResistance, maximumConductance or biasConductance, or raise transistorAspectRatio.")
    }

    private func reacts() -> DesignRuleCheck {
        let reaction =
            (design.switchOnResistance.value + design.diodeOnResistance.value) * design.busCapacitance.value
            * log(busPeak / max(busPeak - design.inhibitionThreshold.value, 1e-3 * busPeak))
        let gap = patterns.indices.map { winner -> Double in
            let own = course(winner, patterns[winner]).crossing
            let others = (0..<array.columns).filter { $0 != winner }.map { course($0, patterns[winner]).crossing }
            return (others.min() ?? .infinity) - own
        }.min()!
        return DesignRuleCheck(
            rule: "inhibits: reacts", element: "inhibition bus", margin: gap / reaction, required: 1,
            explanation:
                "the bus answers in about \(seconds(reaction)), the closest second neuron follows the winner of a "
                + "clean pattern after \(gap.isFinite ? seconds(max(gap, 0)) : "never")",
            remedy: "Lower busCapacitance or switchOnResistance, or raise membraneCapacitance; if the gap is negative, "
                + "the array names a clean pattern wrongly: train longer.",
            isAdvisory: true)
    }

    private func drivers() -> DesignRuleCheck {
        let rows = (0..<array.rows).map { row in (0..<array.columns).reduce(0) { $0 + array[$1, row] } }
        let bias = design.biasConductance.value * Double(array.columns)
        let heaviest = max(rows.max()!, bias)
        return DesignRuleCheck(
            rule: "drivers", element: bias >= heaviest ? "driver of the bias row" : "row drivers",
            margin: 1 / (heaviest * design.driverResistance.value), required: 50,
            explanation:
                "a driver of \(design.driverResistance.formatted(digits: 4)) feeds up to \(Conductance(heaviest).formatted(digits: 3))",
            remedy: "Lower driverResistance, maximumConductance or biasConductance.")
    }

    private func parasitics() -> DesignRuleCheck {
        Parasitics.check(
            [
                .init(element: "output nodes", capacitance: design.outputCapacitance.value),
                .init(
                    element: "membranes", capacitance: design.membraneCapacitance.value, cells: array.rows + 1),
                // A diode of every neuron leads to the bus.
                .init(element: "bus_hold", capacitance: design.busCapacitance.value, cells: array.columns),
            ],
            remedy: "Raise outputCapacitance, membraneCapacitance and busCapacitance: energies rise with them.")
    }

    /// What is left on the bus when the next pattern begins [V].
    var restingBus: Double {
        let idle = design.patternPeriod.value - race.timing.window.value
        return busPeak * exp(-idle / (design.busLeakResistance.value * design.busCapacitance.value))
    }

    private func releases() -> DesignRuleCheck {
        let left = restingBus
        let needed = min(design.inhibitionThreshold.value, design.transistorThreshold.value)
        return DesignRuleCheck(
            rule: "bus released", element: "bus_leak", margin: needed / left, required: 2,
            explanation: "when the next pattern begins, \(volts(left)) is left on the bus, the transistors close below "
                + volts(needed),
            remedy: "Raise patternPeriod, or lower busLeakResistance or busCapacitance.")
    }
}

extension CircuitDesign {
    /// The highest write threshold that this program knows of published devices of this kind: ±0.8 V class devices
    /// (VTEAM), 0.1 V (AIST), safe reads to 0.6 V (sky130 ReRAM); Documentation/Physics.md, section 13.
    package static let publishedWriteThreshold = Voltage.volts(2)

    /// Says where the design asks more of a memristor than published devices offer; nil if it does not.
    package var deviceCaveat: String? {
        let needed = readVoltage + thresholdVoltage
        guard needed > Self.publishedWriteThreshold else { return nil }
        return
            "This design reads its synaptic memristors with up to \(needed.formatted(digits: 3)) and assumes a write "
            + "threshold of \(writeThreshold.formatted(digits: 4)); published devices of this kind write below about "
            + "\(Self.publishedWriteThreshold). It shows the circuit, not a device that can be bought; memspike "
            + "design finds circuits around a device."
    }
}
