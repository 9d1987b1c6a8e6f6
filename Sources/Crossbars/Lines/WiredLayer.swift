import Quantities
public import SpikingNetworks

extension CrossbarLayer {
    /// Rows up to which the conductances between rows are counted: one solve each.
    private static let mostJoinedRows = 512

    /// The same layer on lines with resistance, behind drivers with an output resistance: exactly, for any potentials of
    /// drivers and membranes.
    public func wired(by lines: LineResistance) -> CrossbarLayer {
        var layer = self
        layer.wiring = nil
        guard lines.wordLine > .zero || lines.bitLine > .zero || lines.driver > .zero else { return layer }
        let (array, bias) = (self.array, parameters.drive.biasConductance)
        let crossbar =
            bias.value > 0
            ? WiredCrossbar(array, bias: bias, lines: lines, end: .held)
            : WiredCrossbar(
                columns: array.columns, rows: array.rows, siemens: array.siemens, lines: lines, end: .held)
        let joins = crossbar.rows <= Self.mostJoinedRows
        let reduced = ReducedCrossbar(crossbar, joinsDrivers: joins, tolerance: joins ? 1e-13 : 1e-9)
        func fromRow(_ row: Int, _ neuron: Int) -> Double { reduced.driverToMembrane[neuron * crossbar.rows + row] }
        func plane(_ place: Int) -> [Double] {
            (0..<(inputs * neurons)).map { index in
                let (input, neuron) = (index / neurons, index % neurons)
                return fromRow(input * rows.cells + place, neuron)
            }
        }
        layer.wiring = CrossbarWiring(
            positive: plane(0), negative: rows == .bipolar ? [] : plane(1),
            bias: (0..<neurons).map { bias.value > 0 ? fromRow(array.rows, $0) : 0 },
            betweenMembranes: reduced.betweenMembranes, betweenRows: reduced.betweenDrivers)
        return layer
    }
}
