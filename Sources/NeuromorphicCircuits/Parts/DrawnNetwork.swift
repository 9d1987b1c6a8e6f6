import Circuits
import Quantities

/// A network's circuit, with what is needed to find its neurons again.
struct DrawnNetwork: Sendable {
    let drawing: NetworkDrawing
    let circuit: Circuit
    /// Of every layer, the last one the output.
    let neurons: [Int]
    /// The layer and neuron of every threshold switch, by the switch's name.
    private let neuronOfSwitch: [String: (layer: Int, neuron: Int)]
    /// How the names of these switches begin, layer by layer.
    private let prefixes: [String]

    init(_ drawing: NetworkDrawing) throws(CircuitError) {
        self.drawing = drawing
        circuit = try drawing.circuit()
        neurons = drawing.layers.map(\.columns)
        var table: [String: (layer: Int, neuron: Int)] = [:]
        for (layer, count) in neurons.enumerated() {
            for neuron in 0..<count { table[drawing.names.thresholdSwitch(layer, neuron)] = (layer, neuron) }
        }
        neuronOfSwitch = table
        prefixes = neurons.indices.map(drawing.names.switchPrefix)
    }

    var names: NetworkNames { drawing.names }

    /// The outputs of the neurons of a layer.
    func outputs(_ layer: Int) -> [Signal] { (0..<neurons[layer]).map { .voltage(names.output(layer, $0)) } }

    /// Which neuron a switching element belongs to, by its index in the circuit's elements.
    func neuronOfElement() -> [Int: (layer: Int, neuron: Int)] {
        var table: [Int: (layer: Int, neuron: Int)] = [:]
        for (index, element) in circuit.elements.enumerated() {
            if let neuron = neuronOfSwitch[element.name] { table[index] = neuron }
        }
        return table
    }

    /// The spikes of every neuron [s], `[layers][neurons]`: a spike is a threshold switch that turns on.
    func spikeTimes(_ switchings: [Switching]) -> [[[Double]]] {
        var times = neurons.map { [[Double]](repeating: [], count: $0) }
        // Few switchings are a threshold switch's: the prefix spares the others' look-up.
        for switching in switchings where switching.turnsOn && prefixes.contains(where: switching.element.hasPrefix) {
            if let place = neuronOfSwitch[switching.element] {
                times[place.layer][place.neuron].append(switching.time)
            }
        }
        return times
    }

    /// The spikes of every neuron [s]: of a transient without switchings, an output that rises through `level`.
    /// - Parameter rearm: below which it must have been before.
    func spikeTimes(_ transient: Transient, level: Voltage, rearm: Voltage) -> [[[Double]]] {
        if let switchings = transient.switchings { return spikeTimes(switchings) }
        return neurons.indices.map { layer in
            outputs(layer).map {
                transient.waveforms.risingCrossings(of: $0, level: level.value, rearm: rearm.value)
            }
        }
    }
}
