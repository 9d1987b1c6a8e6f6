import Circuits
import Crossbars
import Devices
import Quantities
import SpikingNetworks

/// How a circuit holds a crossbar's lines.
package enum CrossbarLines: String, Hashable, Sendable, CaseIterable {
    /// A resistor per segment, and every cell at its own crossing: for a simulator that solves for all nodes.
    case segments
    /// The resistors between drivers and membranes that are equivalent to the whole crossbar: for an engine whose nodes
    /// need capacitors. At the drivers and membranes nothing differs, the energy that the crossbar dissipates included.
    case reduced
}

extension LineResistance {
    /// Whether the crossings of a row are its driver itself.
    var drivesDirectly: Bool { wordLine == .zero && driver == .zero }

    /// In a word line before a column: the first one's is behind the driver's own.
    func step(to column: Int) -> Resistance { column == 0 ? wordLine + driver : wordLine }
}

/// The crossbar's elements: cells, bias, and lines.
struct WiredCells {
    /// What belongs to no single column.
    var lines: [Element] = []
    /// The cells of every column, its bias behind them.
    var columns: [[Element]] = []

    private let array: ConductanceArray
    private let design: CircuitDesign
    private let variant: CircuitVariant
    private let resistance: LineResistance
    private let conduction: CellConduction
    private let synapse: DeviceModel?

    init(
        _ array: ConductanceArray, _ design: CircuitDesign, _ variant: CircuitVariant, _ resistance: LineResistance,
        _ form: CrossbarLines, _ conduction: CellConduction, _ synapse: DeviceModel?
    ) {
        self.synapse = synapse
        self.array = array
        self.design = design
        self.variant = variant
        self.resistance = resistance
        self.conduction = conduction
        if resistance != .none, form == .reduced, variant == .piecewiseLinear, conduction == .ohmic {
            reduce()
        } else {
            for row in 0...array.rows { addWordLine(row) }
            for column in 0..<array.columns {
                addBitLine(column)
                columns.append(cells(column))
            }
        }
    }

    // MARK: Names

    /// The bias row is behind the last pixel row.
    private func name(ofRow row: Int) -> String { row == array.rows ? "bias" : ClassifierCircuit.rowName(row) }

    private func cellName(_ row: Int, _ column: Int) -> String {
        row == array.rows ? "bias_\(column)" : ClassifierCircuit.cellName(row, column)
    }

    /// The node of a word line at a crossing; of an ideal one there is but one.
    private func word(_ row: Int, _ column: Int) -> Node {
        let place = resistance.wordLine == .zero ? 0 : column
        return resistance.drivesDirectly
            ? Node(name(ofRow: row)) : Node("word_\(name(ofRow: row).replacing("row_", with: ""))_\(place)")
    }

    private func bit(_ row: Int, _ column: Int) -> Node {
        resistance.bitLine == .zero
            ? ClassifierCircuit.columnNode(column)
            : Node("bit_\(name(ofRow: row).replacing("row_", with: ""))_\(column)")
    }

    // MARK: Parts

    private mutating func addWordLine(_ row: Int) {
        if resistance.drivesDirectly { return }
        let width = row == array.rows ? resistance.biasWidth : 1
        var last = Node(name(ofRow: row))
        for column in 0..<(resistance.wordLine == .zero ? 1 : array.columns) {
            let next = word(row, column)
            lines.append(Element("\(next)", in: .array, .resistor(last, next, resistance.step(to: column) / width)))
            last = next
        }
    }

    private mutating func addBitLine(_ column: Int) {
        if resistance.bitLine == .zero { return }
        for row in 0...array.rows {
            let next = row == array.rows ? ClassifierCircuit.columnNode(column) : bit(row + 1, column)
            let from = bit(row, column)
            lines.append(Element("\(from)", in: .array, .resistor(from, next, resistance.bitLine)))
        }
    }

    private func cells(_ column: Int) -> [Element] {
        var elements = (0..<array.rows).map { row -> Element in
            let g = array[column, row]
            let (from, to) = (word(row, column), bit(row, column))
            let kind: ElementKind
            switch variant {
            case .piecewiseLinear:
                switch conduction {
                case .ohmic: kind = .resistor(from, to, Conductance(g).resistance)
                case .hyperbolicSine(let law): kind = .sinhConductor(from, to, Conductance(g), scale: law.scale)
                }
            case .deviceLevel:
                if let synapse {
                    kind = .device(
                        from, to, synapse, state: synapse.state(of: Conductance(g), at: design.readVoltage))
                } else {
                    let low = array.range.minimum.value
                    let state = (g - low) / (array.range.maximum.value - low)
                    kind = .memristor(from, to, memristor, state: min(max(state, 0), 1))
                }
            }
            return Element(cellName(row, column), in: .array, kind)
        }
        elements.append(
            Element(
                cellName(array.rows, column), in: .array,
                .resistor(word(array.rows, column), bit(array.rows, column), design.biasConductance.resistance)))
        return elements
    }

    private var memristor: VTEAMMemristor {
        VTEAMMemristor(
            minimumConductance: array.range.minimum, maximumConductance: array.range.maximum,
            setVoltage: design.writeThreshold, resetVoltage: -design.writeThreshold, setRate: design.writeRate,
            resetRate: -design.writeRate, exponent: 3)
    }

    /// A resistor between every two terminals that conduct to each other.
    private mutating func reduce() {
        let reduced = ReducedCrossbar(array, bias: design.biasConductance, lines: resistance)
        func resistor(_ name: String, _ a: Node, _ b: Node, _ siemens: Double) -> [Element] {
            siemens > 0 ? [Element(name, in: .array, .resistor(a, b, Conductance(siemens).resistance))] : []
        }
        for row in 0..<reduced.rows {
            for other in 0..<row {
                lines += resistor(
                    "cross_\(other)_\(row)", Node(name(ofRow: other)), Node(name(ofRow: row)),
                    reduced.betweenDrivers[row * reduced.rows + other])
            }
        }
        for column in 0..<reduced.columns {
            let node = ClassifierCircuit.columnNode(column)
            for other in 0..<column {
                lines += resistor(
                    "couple_\(other)_\(column)", ClassifierCircuit.columnNode(other), node,
                    reduced.betweenMembranes[column * reduced.columns + other])
            }
            columns.append(
                (0..<reduced.rows).flatMap { row in
                    resistor(
                        cellName(row, column), Node(name(ofRow: row)), node,
                        reduced.driverToMembrane[column * reduced.rows + row])
                })
        }
    }
}
