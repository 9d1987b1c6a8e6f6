import Circuits
import Foundation
import Quantities

/// The array of Documentation/Physics.md, section 4: rows, cells, membranes, threshold switches, one inhibition bus.
struct WinnerTakeAll {
    enum Level {
        /// Switches and resistors (L2a).
        case piecewiseLinear
        /// Memristors, threshold switches with a state, diodes, transistors, drivers of 30 Ω (L2b).
        case device
    }

    static let readVoltage = 3.3  // [V]
    static let biasConductance = 20e-6  // [S]
    static let minimumConductance = 0.01e-6  // [S]
    static let maximumConductance = 1e-6  // [S]
    static let membraneCapacitance = 30e-12  // [F]

    /// [columns × rows], 0 or 1.
    var templates: [[Int]]

    /// The column that crosses its threshold first, and when, with the two next best for the margin.
    func race(_ frame: [Int]) -> [(column: Int, time: Double)] {
        templates.enumerated().map { column, template in
            var (total, drive) = (Self.biasConductance + 1 / 100.01e6 + 1e-12, Self.biasConductance)
            for (bit, pixel) in zip(template, frame) {
                let g = bit == 1 ? Self.maximumConductance : Self.minimumConductance
                total += g
                drive += pixel == 1 ? g : -g
            }
            let (v, threshold) = (Self.readVoltage * drive / total, 1 + 10e3 / 100e6)
            let tau = Self.membraneCapacitance / total
            return (column, v > threshold ? tau * log(v / (v - threshold)) : .infinity)
        }.sorted { $0.1 < $1.1 }
    }

    func stimulus(_ frame: [Int]) -> Stimulus {
        let levels = frame.map { $0 == 1 ? Self.readVoltage : -Self.readVoltage } + [Self.readVoltage]
        return Stimulus(waveforms: levels.map { .constant(Voltage($0)) })
    }

    func analysis(_ level: Level) -> TransientAnalysis {
        let signals = templates.indices.flatMap { [Signal.voltage(Node("m\($0)")), .voltage(Node("o\($0)"))] }
        return TransientAnalysis(
            duration: .microseconds(1), maximumStep: .nanoseconds(level == .device ? 5 : 2),
            signals: signals + [.voltage("bus")])
    }

    func circuit(_ level: Level) throws -> Circuit {
        let rows = templates[0].count
        var elements: [Element] = []
        let (drivers, array) = (ElementGroup("drivers"), ElementGroup("array"))
        for row in 0...rows {
            let terminal = Node(level == .device ? "s\(row)" : "r\(row)")
            elements.append(Element("row\(row)", in: drivers, .voltageSource(plus: terminal, minus: .ground)))
            if level == .device {
                elements.append(Element("driver\(row)", in: drivers, .resistor(terminal, Node("r\(row)"), .ohms(30))))
            }
        }
        for (column, template) in templates.enumerated() {
            let node = Node("c\(column)")
            for (row, bit) in template.enumerated() {
                let cell = "cell_r\(row)_c\(column)"
                elements.append(Element(cell, in: array, Self.cell(level, Node("r\(row)"), node, on: bit == 1)))
            }
            let bias = Resistance(1 / Self.biasConductance)
            elements.append(Element("bias\(column)", in: array, .resistor(Node("r\(rows)"), node, bias)))
            elements += Self.neuron(level, column, input: node)
        }
        let bus = ElementGroup("bus")
        elements.append(Element("hold", in: bus, .capacitor("bus", .ground, .picofarads(1))))
        elements.append(Element("leak", in: bus, .resistor("bus", .ground, .megohms(10))))
        return try Circuit(title: "winner-take-all, \(level)", elements: elements)
    }

    private static func cell(_ level: Level, _ row: Node, _ column: Node, on: Bool) -> ElementKind {
        switch level {
        case .piecewiseLinear:
            return .resistor(row, column, Resistance(1 / (on ? maximumConductance : minimumConductance)))
        case .device:
            let model = VTEAMMemristor(
                minimumConductance: Conductance(minimumConductance),
                maximumConductance: Conductance(maximumConductance), setVoltage: .volts(5.5),
                resetVoltage: .volts(-5.5), setRate: 1e8, resetRate: -1e8, exponent: 3)
            return .memristor(row, column, model, state: on ? 1 : 0)
        }
    }

    private static func neuron(_ level: Level, _ column: Int, input: Node) -> [Element] {
        let (m, o) = (Node("m\(column)"), Node("o\(column)"))
        let (neurons, inhibition) = (ElementGroup("neurons"), ElementGroup("inhibition"))
        var elements = [
            Element("column\(column)", in: ElementGroup("array"), .ammeter(plus: input, minus: m, into: neurons)),
            Element("membrane\(column)", in: neurons, .capacitor(m, .ground, Capacitance(membraneCapacitance))),
            Element("output\(column)", in: neurons, .resistor(o, .ground, .kilohms(10))),
            Element("spike\(column)", in: neurons, .capacitor(o, .ground, .femtofarads(50))),
        ]
        switch level {
        case .piecewiseLinear:
            let fire = HysteresisSwitch(
                onThreshold: .volts(1), offThreshold: .volts(0.1), onResistance: .kilohms(2),
                offResistance: .megohms(100))
            let inhibit = HysteresisSwitch(
                onThreshold: .volts(0.251), offThreshold: .volts(0.249), onResistance: .ohms(500),
                offResistance: Resistance(1e12))
            let diode = PiecewiseLinearDiode(forwardVoltage: .volts(0.35), onResistance: .ohms(200))
            elements += [
                Element("ts\(column)", in: neurons, .hysteresisSwitch(m, o, controlPlus: m, controlMinus: o, fire)),
                Element("diode\(column)", in: inhibition, .piecewiseLinearDiode(anode: o, cathode: "bus", diode)),
                Element(
                    "n\(column)", in: inhibition,
                    .hysteresisSwitch(m, .ground, controlPlus: "bus", controlMinus: .ground, inhibit)),
            ]
        case .device:
            let ts = ThresholdSwitch(
                thresholdVoltage: .volts(1), holdVoltage: .volts(0.1), onResistance: .kilohms(2),
                offResistance: .megohms(100), switchingTime: .picoseconds(500), transitionWidth: .millivolts(2))
            let diode = JunctionDiode(saturationCurrent: Current(1e-10), emissionCoefficient: 1)
            let transistor = MOSFET(thresholdVoltage: .volts(0.2), transconductance: 200e-6, aspectRatio: 100)
            elements += [
                Element("ts\(column)", in: neurons, .thresholdSwitch(m, o, ts)),
                Element("diode\(column)", in: inhibition, .junctionDiode(anode: o, cathode: "bus", diode)),
                Element("n\(column)", in: inhibition, .mosfet(drain: m, gate: "bus", source: .ground, transistor)),
            ]
        }
        return elements
    }
}
