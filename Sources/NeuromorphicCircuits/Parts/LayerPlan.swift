import Circuits
import Crossbars
import Quantities

/// The component values of one neuron, and of what inhibits it.
struct NeuronValues: Hashable {
    /// C_m.
    var membraneCapacitance: Capacitance
    /// Of this column alone, beside what the switched-off parts leak.
    var leak = Conductance.zero
    /// The threshold switch from the membrane to the output.
    var thresholdSwitch: ElementModel
    /// From the output to ground.
    var outputCapacitance: Capacitance
    var outputResistance: Resistance
    /// What makes a swing between the rails of a spike; nil where the spike itself does everything.
    var driver: SpikeDriver?
    /// What empties the membrane while a spike lasts.
    var reset: Reset

    enum ElementModel: Hashable {
        case hysteresis(HysteresisSwitch)
        case state(ThresholdSwitch)
    }

    enum Reset: Hashable {
        /// A transistor that the neuron's own spike opens.
        case own(Transistor)
        /// The winner-take-all bus, which the output feeds through a diode: the first spike empties all membranes.
        case bus(Inhibition)
    }

    struct Inhibition: Hashable {
        var diode: Diode
        var transistor: Transistor
    }

    enum Diode: Hashable {
        case piecewiseLinear(PiecewiseLinearDiode)
        case junction(JunctionDiode)
    }

    enum Transistor: Hashable {
        case hysteresis(HysteresisSwitch)
        case mosfet(MOSFET)
    }
}

/// Transistors that make a swing from ground to the positive rail of a spike of millivolts: each pulls its node to one level, a
/// resistor holds it at the other.
struct SpikeDriver: Hashable {
    /// From the gate node to ground, opened by the output.
    var detect: MOSFET
    /// From the gate node to the positive rail.
    var lift: Resistance
    /// From the positive rail to the drive node, opened by the gate node. P-channel.
    var pass: MOSFET
    /// From the drive node to ground.
    var rest: Resistance
    /// Between the drive node and the gate of the transistor that empties the membrane.
    var delayResistance: Resistance
    var delayCapacitance: Capacitance
}

/// The hold capacitor of an inhibition bus, and its leak.
struct BusValues: Hashable {
    var capacitance: Capacitance
    var leak: Resistance
}

/// How a circuit holds a crossbar's lines.
package enum CrossbarLines: String, Hashable, Sendable, CaseIterable {
    /// A resistor per segment, and every cell at its own crossing: for a simulator that solves for all nodes.
    case segments
    /// The resistors between drivers and membranes that are equivalent to the whole crossbar: for an engine whose nodes
    /// need capacitors. At the drivers and membranes nothing differs, the energy that the crossbar dissipates included.
    case reduced
}

/// A driven word line with its cells.
struct RowPlan {
    enum Driver {
        /// A source of its own.
        case source
        /// A source behind the resistance of a real driver.
        case resistiveSource(Resistance)
        /// A hidden neuron of the layer before: its output chooses between two levels.
        case neuron(Int, SwitchedSource)
        /// The drive node of a hidden neuron of the layer before.
        case drive
        /// Pulled to the negative rail by a transistor that a hidden neuron's drive node opens, and held at ground by a
        /// resistor otherwise.
        case inverse(of: Int, MOSFET, rest: Resistance)
    }

    var name: RowName
    var driver: Driver
    /// By column [S].
    var siemens: [Double]
    var isBias = false
}

/// The lines of a crossbar.
enum LinesPlan {
    case ideal
    case segments(LineResistance)
    case reduced(JoinedTerminals)
}

/// A resistor between every two terminals of a crossbar that conduct to each other.
struct JoinedTerminals {
    /// `[columns × rows]` [S].
    var rowToColumn: [Double]
    /// `[rows × rows]`, zero on the diagonal [S]; empty if they were not counted.
    var betweenRows: [Double]
    /// `[columns × columns]`, zero on the diagonal [S].
    var betweenColumns: [Double]
}

/// A crossbar and its neurons in absolute values: what every design comes to before it is drawn.
struct LayerPlan {
    /// In the order in which they lie.
    var rows: [RowPlan]
    var lines: LinesPlan
    /// A memristor of a conductance [S] between two nodes. Bias cells are resistors in any case.
    var cell: @Sendable (Node, Node, Double) -> ElementKind
    /// One a column.
    var neurons: [NeuronValues]
    /// Of a layer whose neurons race.
    var bus: BusValues?

    var columns: Int { neurons.count }
    var hasDrivers: Bool { neurons.contains { $0.driver != nil } }
}
