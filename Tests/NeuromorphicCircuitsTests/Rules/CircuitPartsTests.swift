import Circuits
import Crossbars
import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import NeuromorphicCircuits

/// What an element is, by its case alone.
private func kind(_ element: Element) -> String {
    switch element.kind {
    case .resistor: "resistor"
    case .capacitor: "capacitor"
    case .sinhConductor: "sinh conductor"
    case .voltageSource: "source"
    case .switchedSource: "switched source"
    case .ammeter: "ammeter"
    case .hysteresisSwitch: "switch"
    case .piecewiseLinearDiode: "PWL diode"
    case .junctionDiode: "junction diode"
    case .mosfet: "MOSFET"
    case .thresholdSwitch: "threshold switch"
    case .memristor, .device: "memristor"
    }
}

/// How many parts of each kind, counted.
private func rowName(_ row: Int) -> String { row < 10 ? "row_0\(row)" : "row_\(row)" }

private func inventory(_ circuit: ClassifierCircuit) -> [String: Int] {
    circuit.circuit.elements.reduce(into: [:]) { $0[kind($1), default: 0] += 1 }
}

@Suite struct CircuitPartsTests {
    /// No amplifier and no gate: nothing but the listed kinds, and every number as in section 4 of
    /// Documentation/Physics.md.
    @Test func hasExactlyItsParts() throws {
        var random = stream("parts", 1)
        let array = try randomArray(&random)
        let pwl = try ClassifierCircuit(array, design: CircuitDesign(), variant: .piecewiseLinear)
        #expect(
            inventory(pwl) == [
                "source": 31,  // 30 rows and the bias row
                "resistor": 300 + 10 + 10 + 1,  // synapses, bias, output loads, bus leak
                "capacitor": 10 + 10 + 1,  // membranes, outputs, bus
                "switch": 10 + 10,  // threshold switches, inhibition
                "PWL diode": 10, "ammeter": 30,
            ])
        let device = try ClassifierCircuit(array, design: CircuitDesign(), variant: .deviceLevel)
        #expect(
            inventory(device) == [
                "source": 31, "memristor": 300, "resistor": 31 + 10 + 10 + 1, "capacitor": 21, "threshold switch": 10,
                "junction diode": 10, "MOSFET": 10, "ammeter": 30,
            ])
        for circuit in [pwl, device] {
            let cells = circuit.circuit.elements.filter { $0.name.hasPrefix("cell_") || $0.name.hasPrefix("bias_") }
            #expect(cells.count == 310)
            // Each cell joins another pair of a row and a column.
            #expect(Set(cells.map { $0.kind.terminals }).count == 310)
            #expect(Set(circuit.circuit.elements.map(\.group)) == [.array, .neurons, .winnerTakeAll])
            // Sources drive rows and nothing else: no supply feeds a neuron.
            let sources = circuit.circuit.elements.filter { kind($0) == "source" }
            #expect(sources.allSatisfy { $0.group == .array && $0.kind.terminals[1] == .ground })
        }
    }

    /// Lines of 0 Ω change nothing; otherwise every segment is there, or a resistor between every two terminals.
    @Test func linesHaveTheirElements() throws {
        var random = stream("lines", 1)
        let array = try randomArray(&random)
        func circuit(_ word: Double, _ bit: Double, _ form: CrossbarLines, _ variant: CircuitVariant) throws -> Circuit
        {
            let lines = LineResistance(wordLine: .ohms(word), bitLine: .ohms(bit))
            return try ClassifierCircuit(
                array, design: CircuitDesign(), variant: variant, lineResistance: lines, lines: form
            ).circuit
        }
        let plain = try ClassifierCircuit(array, design: CircuitDesign(), variant: .piecewiseLinear).circuit
        for form in CrossbarLines.allCases { #expect(try circuit(0, 0, form, .piecewiseLinear) == plain) }
        func resistors(_ circuit: Circuit) -> Int { circuit.elements.count { kind($0) == "resistor" } - 11 }
        let (cells, drivers, membranes) = (310, 31 * 30 / 2, 10 * 9 / 2)
        #expect(try resistors(circuit(2, 3, .segments, .piecewiseLinear)) == 3 * cells)
        #expect(try resistors(circuit(2, 0, .segments, .piecewiseLinear)) == 2 * cells)
        #expect(try resistors(circuit(0, 3, .segments, .piecewiseLinear)) == 2 * cells)
        #expect(try resistors(circuit(2, 3, .reduced, .piecewiseLinear)) == cells + drivers + membranes)
        #expect(try resistors(circuit(2, 0, .reduced, .piecewiseLinear)) == cells + membranes)
        #expect(try resistors(circuit(0, 3, .reduced, .piecewiseLinear)) == cells + drivers)
        // The device level keeps its memristors, and has drivers of its own.
        for form in CrossbarLines.allCases {
            let device = try circuit(2, 3, form, .deviceLevel)
            #expect(device.elements.count { kind($0) == "memristor" } == 300)
            #expect(resistors(device) == 2 * cells + 10 + 31)
        }
    }

    /// All cells differ, so that a swapped row and column, or a shifted one, shows.
    @Test func everyConductanceLandsInItsCell() throws {
        let range = try CircuitDesign().conductanceRange()
        let (low, high) = (range.minimum.value, range.maximum.value)
        let array = try ConductanceArray(
            columns: 10, rows: pixels, range: range,
            siemens: (0..<300).map { low + (high - low) * Double($0) / 299 })
        let pwl = try ClassifierCircuit(array, design: CircuitDesign(), variant: .piecewiseLinear)
        let device = try ClassifierCircuit(array, design: CircuitDesign(), variant: .deviceLevel)
        func cell(_ circuit: ClassifierCircuit, _ column: Int, _ row: Int) -> Element? {
            let ends: Set<Node> = [Node(rowName(row)), Node("column_\(column)")]
            return circuit.circuit.elements.first { Set($0.kind.terminals) == ends }
        }
        for column in 0..<10 {
            for row in 0..<pixels {
                guard case .resistor(_, _, let r)? = cell(pwl, column, row)?.kind,
                    case .memristor(let from, _, let model, let state)? = cell(device, column, row)?.kind
                else {
                    Issue.record("no cell at column \(column), row \(row)")
                    continue
                }
                let g = array[column, row]
                // A reciprocal and back.
                #expect(abs(1 / r.value - g) < 1e-15 * g * 4)
                // State 0 is G_min, 1 is G_max, linear between: mapped back to the conductance, to rounding of G_max.
                let mapped =
                    model.minimumConductance.value
                    + state * (model.maximumConductance.value - model.minimumConductance.value)
                #expect(abs(mapped - g) < 1e-15 * high * 4)
                #expect((0...1).contains(state))
                // Plus end at the row: +V_read and not −V_read is what could set it.
                #expect(from == Node(rowName(row)))
            }
        }
    }

    @Test func everyOutputFeedsTheBusAndTheBusPullsEveryMembrane() throws {
        var random = stream("wiring", 1)
        let circuit = try ClassifierCircuit(try randomArray(&random), design: CircuitDesign(), variant: .deviceLevel)
        var joined: [Node: Node] = [:]
        for element in circuit.circuit.elements {
            if case .ammeter(let plus, let minus, _) = element.kind { joined[minus] = plus }
        }
        func base(_ node: Node) -> Node { joined[node].map(base) ?? node }
        for column in 0..<10 {
            let (membrane, output) = (circuit.membrane(column), circuit.output(column))
            let kinds = circuit.circuit.elements.map(\.kind)
            #expect(
                kinds.contains {
                    if case .thresholdSwitch(membrane, output, _) = $0 { true } else { false }
                })
            #expect(
                kinds.contains {
                    if case .junctionDiode(let anode, circuit.bus, _) = $0 {
                        base(anode) == output
                    } else {
                        false
                    }
                })
            #expect(
                kinds.contains {
                    guard case .mosfet(let drain, circuit.bus, .ground, nil, _) = $0 else { return false }
                    return base(drain) == base(membrane)
                })
        }
    }

    @Test func stimulusDrivesBlackUpWhiteDownAndBiasAlways() throws {
        var random = stream("stimulus", 1)
        let circuit = try ClassifierCircuit(
            try randomArray(&random), design: CircuitDesign(), variant: .piecewiseLinear)
        let pattern = PatternSet.wide.patterns[2]
        let stimulus = circuit.stimulus(frames: [levels(pattern)])
        #expect(stimulus.waveforms.count == circuit.circuit.sourceNames.count)
        for row in 0..<pixels {
            #expect(circuit.circuit.sourceNames[row] == rowName(row))
            #expect(stimulus.waveforms[row] == .constant(.volts(pattern.isBlack(row) ? 3.3 : -3.3)))
        }
        #expect(circuit.circuit.sourceNames[pixels] == "bias")
        #expect(stimulus.waveforms[pixels] == .constant(.volts(3.3)))
    }
}
