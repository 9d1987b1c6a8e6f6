package import Devices
package import Quantities

/// A node of a circuit, by its name; ground is "0".
package struct Node: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let name: String

    package init(_ name: String) { self.name = name }
    package init(stringLiteral name: String) { self.name = name }

    package static let ground = Node("0")
    package var description: String { name }
}

/// The part of the design an element belongs to; energy is accounted by group.
package struct ElementGroup: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) { self.name = name }
    package var description: String { name }
}

/// One element of a circuit.
package struct Element: Hashable, Sendable {
    /// Unique within the circuit, without the SPICE type letter: "cell_r03_c7".
    package let name: String
    package let group: ElementGroup
    package let kind: ElementKind

    package init(_ name: String, in group: ElementGroup, _ kind: ElementKind) {
        self.name = name
        self.group = group
        self.kind = kind
    }
}

/// What an element is, its nodes and its values. Every capacitor starts at 0 V.
package enum ElementKind: Hashable, Sendable {
    case resistor(Node, Node, Resistance)
    case capacitor(Node, Node, Capacitance)
    /// A conductor whose current grows faster than its voltage, i = g V_0 sinh(v/V_0).
    case sinhConductor(Node, Node, Conductance, scale: Voltage)
    /// An ideal source; its waveform comes from the stimulus.
    case voltageSource(plus: Node, minus: Node)
    /// A 0 V source that measures the current from `plus` to `minus`, and the energy that leaves the element's own
    /// group there and enters `into`.
    case ammeter(plus: Node, minus: Node, into: ElementGroup)
    /// A resistor that its control voltage switches, with hysteresis; off at the start.
    case hysteresisSwitch(Node, Node, controlPlus: Node, controlMinus: Node, HysteresisSwitch)
    /// An ideal source of two levels that its control voltage switches, with hysteresis; at its low level at the start.
    case switchedSource(plus: Node, minus: Node, controlPlus: Node, controlMinus: Node, SwitchedSource)
    case piecewiseLinearDiode(anode: Node, cathode: Node, PiecewiseLinearDiode)
    case junctionDiode(anode: Node, cathode: Node, JunctionDiode)
    /// A transistor, its bulk at its source where no other node is named.
    case mosfet(drain: Node, gate: Node, source: Node, bulk: Node? = nil, MOSFET)
    /// A volatile threshold-switching (TS) memristor with its own state; off at the start.
    case thresholdSwitch(Node, Node, ThresholdSwitch)
    /// A non-volatile memristor with its own state, 0 at G_min, 1 at G_max.
    case memristor(Node, Node, VTEAMMemristor, state: Double)
    /// A device of the library with its own state, 0 high and 1 low resistance.
    case device(Node, Node, DeviceModel, state: Double)
}

/// An ideal switch with hysteresis: on at or above `onThreshold`, off at or below `offThreshold`.
package struct HysteresisSwitch: Hashable, Sendable {
    package var onThreshold: Voltage
    package var offThreshold: Voltage
    package var onResistance: Resistance
    package var offResistance: Resistance

    package init(
        onThreshold: Voltage, offThreshold: Voltage, onResistance: Resistance, offResistance: Resistance
    ) {
        self.onThreshold = onThreshold
        self.offThreshold = offThreshold
        self.onResistance = onResistance
        self.offResistance = offResistance
    }
}

/// An ideal two-level source with hysteresis: at `high` from a control at or above `onThreshold` on, at `low` from one at
/// or below `offThreshold` on.
package struct SwitchedSource: Hashable, Sendable {
    package var high: Voltage
    package var low: Voltage
    package var onThreshold: Voltage
    package var offThreshold: Voltage

    package init(high: Voltage, low: Voltage, onThreshold: Voltage, offThreshold: Voltage) {
        self.high = high
        self.low = low
        self.onThreshold = onThreshold
        self.offThreshold = offThreshold
    }
}

/// i = (v − V_f)/R_on above the forward voltage V_f, nothing below: the current is continuous.
package struct PiecewiseLinearDiode: Hashable, Sendable {
    package var forwardVoltage: Voltage
    package var onResistance: Resistance

    package init(forwardVoltage: Voltage, onResistance: Resistance) {
        self.forwardVoltage = forwardVoltage
        self.onResistance = onResistance
    }
}

/// A Shockley diode, i = I_s (e^(v/(n V_T)) − 1).
package struct JunctionDiode: Hashable, Sendable {
    /// I_s.
    package var saturationCurrent: Current
    /// n.
    package var emissionCoefficient: Double

    package init(saturationCurrent: Current, emissionCoefficient: Double) {
        self.saturationCurrent = saturationCurrent
        self.emissionCoefficient = emissionCoefficient
    }
}

/// A threshold switch with a state x in 0…1: dx/dt = (x∞(v, x) − x)/τ and G = G_off (G_on/G_off)^x.
///
/// x∞ is a smooth step of |v| at a threshold that falls from V_th to V_hold as x grows. Conductance must grow
/// exponentially with x: a linear law comes to rest half open.
package struct ThresholdSwitch: Hashable, Sendable {
    package var thresholdVoltage: Voltage
    package var holdVoltage: Voltage
    package var onResistance: Resistance
    package var offResistance: Resistance
    /// τ, the state's time constant.
    package var switchingTime: Time
    /// Half the width of the step of x∞.
    package var transitionWidth: Voltage
    /// Whether v stands in the place of |v|: the switch turns on for a positive voltage alone, as one does whose filament
    /// grows from an active electrode at its first terminal.
    package var isDirected: Bool

    package init(
        thresholdVoltage: Voltage, holdVoltage: Voltage, onResistance: Resistance, offResistance: Resistance,
        switchingTime: Time, transitionWidth: Voltage, isDirected: Bool = false
    ) {
        self.thresholdVoltage = thresholdVoltage
        self.holdVoltage = holdVoltage
        self.onResistance = onResistance
        self.offResistance = offResistance
        self.switchingTime = switchingTime
        self.transitionWidth = transitionWidth
        self.isDirected = isDirected
    }
}

/// VTEAM (Kvatinsky et al., doi 10.1109/TCSII.2015.2433536) with asymmetric windows and normalised state:
/// dx/dt = k_set (v/V_set − 1)^α (1 − x) above V_set, k_reset (v/V_reset − 1)^α x below V_reset, 0 between;
/// i = (G_min + x (G_max − G_min)) v.
package struct VTEAMMemristor: Hashable, Sendable {
    package var minimumConductance: Conductance
    package var maximumConductance: Conductance
    /// V_set > 0: no state change at or below it.
    package var setVoltage: Voltage
    /// V_reset < 0: no state change at or above it.
    package var resetVoltage: Voltage
    /// k_set > 0 [1/s].
    package var setRate: Double
    /// k_reset < 0 [1/s].
    package var resetRate: Double
    /// α.
    package var exponent: Double

    package init(
        minimumConductance: Conductance, maximumConductance: Conductance, setVoltage: Voltage, resetVoltage: Voltage,
        setRate: Double, resetRate: Double, exponent: Double
    ) {
        self.minimumConductance = minimumConductance
        self.maximumConductance = maximumConductance
        self.setVoltage = setVoltage
        self.resetVoltage = resetVoltage
        self.setRate = setRate
        self.resetRate = resetRate
        self.exponent = exponent
    }
}

extension ElementKind {
    /// The nodes that carry the element's current.
    package var terminals: [Node] {
        switch self {
        case .resistor(let a, let b, _), .capacitor(let a, let b, _), .sinhConductor(let a, let b, _, _): [a, b]
        case .voltageSource(let plus, let minus), .ammeter(let plus, let minus, _),
            .switchedSource(let plus, let minus, _, _, _):
            [plus, minus]
        case .hysteresisSwitch(let a, let b, _, _, _): [a, b]
        case .piecewiseLinearDiode(let anode, let cathode, _), .junctionDiode(let anode, let cathode, _):
            [anode, cathode]
        case .mosfet(let drain, _, let source, _, _): [drain, source]
        case .thresholdSwitch(let a, let b, _), .memristor(let a, let b, _, _), .device(let a, let b, _, _): [a, b]
        }
    }

    /// The nodes that are only sensed.
    package var controls: [Node] {
        switch self {
        case .hysteresisSwitch(_, _, let plus, let minus, _), .switchedSource(_, _, let plus, let minus, _):
            [plus, minus]
        case .mosfet(_, let gate, _, let bulk, _): [gate, bulk].compactMap { $0 }
        default: []
        }
    }
}
