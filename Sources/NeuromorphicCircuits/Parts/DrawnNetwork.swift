import Circuits
import Quantities

/// A network's circuit, with what is needed to find its neurons again.
struct DrawnNetwork: Sendable {
    let drawing: NetworkDrawing
    let circuit: Circuit
    /// Of every layer, the last one the output.
    let neurons: [Int]
    /// The layer and neuron of every threshold switch that is a switch, by its index in the circuit's elements.
    let neuronOfElement: [Int: (layer: Int, neuron: Int)]

    init(_ drawing: NetworkDrawing) throws(CircuitError) {
        self.drawing = drawing
        circuit = try drawing.circuit()
        neurons = drawing.layers.map(\.columns)
        var neuronOfName: [String: (layer: Int, neuron: Int)] = [:]
        for (layer, count) in neurons.enumerated() {
            for neuron in 0..<count { neuronOfName[drawing.names.thresholdSwitch(layer, neuron)] = (layer, neuron) }
        }
        var neuronOfElement: [Int: (layer: Int, neuron: Int)] = [:]
        for (index, element) in circuit.elements.enumerated() {
            if case .hysteresisSwitch = element.kind { neuronOfElement[index] = neuronOfName[element.name] }
        }
        self.neuronOfElement = neuronOfElement
    }

    var names: NetworkNames { drawing.names }

    /// The outputs of the neurons of a layer.
    func outputs(_ layer: Int) -> [Signal] { (0..<neurons[layer]).map { .voltage(names.output(layer, $0)) } }

    /// The spikes of every neuron [s], `[layers][neurons]`: a spike is a threshold switch that turns on.
    func spikeTimes(_ switchings: [Switching]) -> [[[Double]]] {
        var times = neurons.map { [[Double]](repeating: [], count: $0) }
        for switching in switchings where switching.turnsOn {
            if let place = neuronOfElement[switching.element] {
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
