/// The trained numbers of a reference network, one by one.
enum ReferenceParameter: Hashable {
    case weight(layer: Int, input: Int, neuron: Int)
    case bias(layer: Int, neuron: Int)
    case decay(layer: Int, neuron: Int)
    case threshold(layer: Int, neuron: Int)
    case leak(layer: Int, neuron: Int)
}

extension ReferenceNetwork {
    var parameters: [ReferenceParameter] {
        layers.enumerated().flatMap { index, layer in
            layer.weights.indices.flatMap { input in
                (0..<layer.neurons).map { .weight(layer: index, input: input, neuron: $0) }
            } + layer.bias.indices.map { .bias(layer: index, neuron: $0) }
                + layer.decay.indices.map { .decay(layer: index, neuron: $0) }
                + layer.threshold.indices.map { .threshold(layer: index, neuron: $0) }
                + layer.leak.indices.map { .leak(layer: index, neuron: $0) }
        }
    }

    subscript(parameter: ReferenceParameter) -> Double {
        get {
            switch parameter {
            case .weight(let layer, let input, let neuron): layers[layer].weights[input][neuron]
            case .bias(let layer, let neuron): layers[layer].bias[neuron]
            case .decay(let layer, let neuron): layers[layer].decay[neuron]
            case .threshold(let layer, let neuron): layers[layer].threshold[neuron]
            case .leak(let layer, let neuron): layers[layer].leak[neuron]
            }
        }
        set {
            switch parameter {
            case .weight(let layer, let input, let neuron): layers[layer].weights[input][neuron] = newValue
            case .bias(let layer, let neuron): layers[layer].bias[neuron] = newValue
            case .decay(let layer, let neuron): layers[layer].decay[neuron] = newValue
            case .threshold(let layer, let neuron): layers[layer].threshold[neuron] = newValue
            case .leak(let layer, let neuron): layers[layer].leak[neuron] = newValue
            }
        }
    }
}

extension ReferenceNetwork.Evaluation {
    subscript(parameter: ReferenceParameter) -> Double {
        switch parameter {
        case .weight(let layer, let input, let neuron): gradient[layer].weights[input][neuron]
        case .bias(let layer, let neuron): gradient[layer].bias[neuron]
        case .decay(let layer, let neuron): gradient[layer].decay[neuron]
        case .threshold(let layer, let neuron): gradient[layer].threshold[neuron]
        case .leak(let layer, let neuron): gradient[layer].leak[neuron]
        }
    }
}
