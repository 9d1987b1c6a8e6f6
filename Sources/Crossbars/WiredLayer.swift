import Quantities
public import SpikingNetworks

extension CrossbarLayer {
    /// Rows of the crossbar: those of the inputs, the two of an input neighbours, the one at +u first; then a bias row, if it
    /// conducts.
    private var lineCount: (inputRows: Int, rows: Int) {
        let inputRows = inputs * rows.cells
        return (inputRows, inputRows + (parameters.drive.biasConductance.value > 0 ? 1 : 0))
    }

    /// Rows up to which the conductances between rows are counted: one solve each.
    private static let mostJoinedRows = 512

    /// The same layer on lines with resistance, behind drivers with an output resistance: exactly, for any potentials of
    /// drivers and membranes.
    public func wired(by lines: LineResistance) -> CrossbarLayer {
        var layer = self
        layer.wiring = nil
        guard lines.wordLine > .zero || lines.bitLine > .zero || lines.driver > .zero else { return layer }
        let (inputRows, rowCount) = lineCount
        var siemens = [Double](repeating: parameters.drive.biasConductance.value, count: neurons * rowCount)
        for (plane, cells) in [positive, negative].enumerated() where !cells.isEmpty {
            for input in 0..<inputs {
                for neuron in 0..<neurons {
                    siemens[neuron * rowCount + input * rows.cells + plane] = Double(cells[input * neurons + neuron])
                }
            }
        }
        let scale = rowCount > inputRows ? [Double](repeating: 1, count: inputRows) + [1 / lines.biasWidth] : []
        let crossbar = WiredCrossbar(
            columns: neurons, rows: rowCount, siemens: siemens, lines: lines, end: .held, rowScale: scale)
        let joins = rowCount <= Self.mostJoinedRows
        let reduced = ReducedCrossbar(crossbar, joinsDrivers: joins, tolerance: joins ? 1e-13 : 1e-9)
        func plane(_ place: Int) -> [Double] {
            (0..<(inputs * neurons)).map { index in
                let (input, neuron) = (index / neurons, index % neurons)
                return reduced.driverToMembrane[neuron * rowCount + input * rows.cells + place]
            }
        }
        layer.wiring = CrossbarWiring(
            positive: plane(0), negative: rows == .bipolar ? [] : plane(1),
            bias: (0..<neurons).map {
                rowCount > inputRows ? reduced.driverToMembrane[$0 * rowCount + inputRows] : 0
            },
            betweenMembranes: reduced.betweenMembranes, betweenRows: reduced.betweenDrivers)
        return layer
    }
}
