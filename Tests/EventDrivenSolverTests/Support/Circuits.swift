import Circuits
import EventDrivenSolver
import Quantities

let drive = ElementGroup("drive")
let load = ElementGroup("load")

/// A source "in" with its node.
let supply = Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground))

func resistor(_ name: String, _ a: Node, _ b: Node, _ ohms: Double) -> Element {
    Element(name, in: load, .resistor(a, b, .ohms(ohms)))
}

func capacitor(_ name: String, _ node: Node, _ farads: Double) -> Element {
    Element(name, in: load, .capacitor(node, .ground, Capacitance(farads)))
}

/// A grounded switch that its own voltage controls.
func snap(_ name: String, _ node: Node, on: Double, off: Double, rOn: Double, rOff: Double) -> Element {
    Element(
        name, in: load,
        .hysteresisSwitch(
            node, .ground, controlPlus: node, controlMinus: .ground,
            HysteresisSwitch(
                onThreshold: .volts(on), offThreshold: .volts(off), onResistance: .ohms(rOn), offResistance: .ohms(rOff)
            )))
}

func diode(_ name: String, _ anode: Node, _ cathode: Node, forward: Double, rOn: Double) -> Element {
    Element(
        name, in: load,
        .piecewiseLinearDiode(
            anode: anode, cathode: cathode,
            PiecewiseLinearDiode(forwardVoltage: .volts(forward), onResistance: .ohms(rOn))))
}

/// Times in seconds; samples at `pitch` and at every event.
func analysis(duration: Double, pitch: Double, _ nodes: [Node] = []) -> TransientAnalysis {
    TransientAnalysis(duration: Time(duration), maximumStep: Time(pitch), signals: nodes.map(Signal.voltage))
}

func prepare(_ elements: [Element], _ analysis: TransientAnalysis) throws -> any EventLocatingCircuit {
    try EventDrivenSimulator().prepareEvents(Circuit(title: "test", elements: elements), analysis: analysis)
}

func constant(_ volts: Double...) -> Stimulus {
    Stimulus(waveforms: volts.map { .constant(.volts($0)) })
}

func steps(_ initial: Double, _ later: (time: Double, level: Double)...) -> SourceWaveform {
    SourceWaveform(
        initial: .volts(initial), steps: later.map { .init(time: Time($0.time), level: .volts($0.level)) })
}

extension Transient {
    func samples(_ node: Node) -> [Double] { waveforms.values[.voltage(node)]! }

    /// The largest difference between a node's samples and a law.
    func largestError(_ node: Node, _ law: (Double) -> Double) -> Double {
        zip(waveforms.time, samples(node)).map { abs($1 - law($0)) }.max()!
    }
}
