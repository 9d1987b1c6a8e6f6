import Devices
import Quantities

extension CrossbarLayer {
    /// The layer's cells as one array: a column a neuron, an input's rows side by side.
    package var array: ConductanceArray {
        let (low, high) = (range.minimum.value, range.maximum.value)
        let planes = rows == .bipolar ? [positive] : [positive, negative]
        var siemens = [Double](repeating: 0, count: inputs * neurons * planes.count)
        for (plane, cells) in planes.enumerated() {
            for input in 0..<inputs {
                for neuron in 0..<neurons {
                    // A bound rounded to single precision is still that bound.
                    siemens[(neuron * inputs + input) * planes.count + plane] = min(
                        max(Double(cells[input * neurons + neuron]), low), high)
                }
            }
        }
        do {
            return try ConductanceArray(
                columns: neurons, rows: inputs * planes.count, range: range, siemens: siemens)
        } catch {
            preconditionFailure("a layer's cells lie within its range: \(error)")
        }
    }

    /// The same layer, of ideal lines, with the cells of an array that is laid out as `array` is.
    package func holding(_ array: ConductanceArray) throws -> CrossbarLayer {
        let planes = rows.cells
        func plane(_ place: Int) -> [Float] {
            [Float](unsafeUninitializedCapacity: inputs * neurons) { cells, count in
                for input in 0..<inputs {
                    for neuron in 0..<neurons {
                        cells[input * neurons + neuron] = Float(
                            array.siemens[(neuron * inputs + input) * planes + place])
                    }
                }
                count = inputs * neurons
            }
        }
        var layer = try CrossbarLayer(
            inputs: inputs, neurons: neurons, parameters: parameters, range: array.range, rows: rows,
            positive: plane(0), negative: rows == .bipolar ? [] : plane(1), leaks: leaks)
        layer.spread = spread
        return layer
    }
}
