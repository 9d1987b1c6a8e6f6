import Circuits

/// The names of a network's nodes and elements: `row_03`, `layer0_membrane_7`, `layer1_output_2`. A network of one layer names
/// it nowhere: `membrane_7`.
struct NetworkNames: Hashable, Sendable {
    let layers: Int

    /// In front of what belongs to a layer.
    func prefix(_ layer: Int) -> String { layers == 1 ? "" : "layer\(layer)_" }

    func membrane(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))membrane_\(neuron)") }
    /// Where a spike shows.
    func output(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))output_\(neuron)") }
    /// Between the transistor that senses a spike and the one that passes the rail on.
    func gate(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))gate_\(neuron)") }
    /// The gate of the transistor that empties a membrane.
    func delay(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))delay_\(neuron)") }
    /// Where a spike of an output neuron swings to the positive rail; that of a hidden neuron is a row.
    func drive(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))drive_\(neuron)") }
    /// The positive rail of the output neurons, behind an ammeter.
    func rail(_ layer: Int) -> Node { Node("\(prefix(layer))rail") }
    func bus(_ layer: Int) -> Node { Node("\(prefix(layer))bus") }
    /// The end of a bit line.
    func column(_ layer: Int, _ neuron: Int) -> Node { Node("\(prefix(layer))column_\(neuron)") }
    func thresholdSwitch(_ layer: Int, _ neuron: Int) -> String { "\(prefix(layer))threshold_\(neuron)" }

    /// The word line that a layer's crossbar has of an input, or of its inverse.
    func row(into layer: Int, _ input: Int, of inputs: Int, inverse: Bool) -> RowName {
        let digits = String(input)
        let padding = max(2, String(inputs - 1).count) - digits.count
        let label = String(repeating: "0", count: padding) + digits + (inverse ? "_inverse" : "")
        return RowName(node: "\(layer == 0 ? "" : prefix(layer - 1))row_\(label)", label: label)
    }

    static let positiveRail: Node = "rail_plus"
    static let negativeRail: Node = "rail_minus"

    func biasRow(_ layer: Int) -> RowName { RowName(node: "\(prefix(layer))bias", label: "bias") }
}

/// How a word line is called.
struct RowName: Hashable, Sendable {
    /// Its driven end, and the source there.
    var node: String
    /// In the names of its cells and segments: "03".
    var label: String

    /// The name of its cell into a column, inside the crossbar.
    func cell(_ column: Int) -> String { label == "bias" ? "bias_\(column)" : "cell_\(label)_\(column)" }
}
