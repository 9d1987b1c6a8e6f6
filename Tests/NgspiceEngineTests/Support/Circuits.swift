import Circuits
import NgspiceEngine
import Quantities
import TestedProgram

let drive = ElementGroup("drive")
let load = ElementGroup("load")

/// Runs a circuit in a worker of its own.
func simulate(
    _ elements: [Element], _ sources: [SourceWaveform], duration: Time, maximumStep: Time,
    edgeDuration: Time = .nanoseconds(1), signals: [Signal]
) throws -> Transient {
    let simulator = try NgspiceSimulator(pool: makePool())
    var circuit = try simulator.prepare(
        Circuit(title: "test", elements: elements),
        analysis: TransientAnalysis(
            duration: duration, maximumStep: maximumStep, edgeDuration: edgeDuration, signals: signals))
    return try circuit.transient(Stimulus(waveforms: sources))
}

/// A source behind a resistor, charging a capacitor: 1 V, 1 kΩ, 1 nF, τ = 1 µs.
let chargedCapacitor = [
    Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
    Element("meter", in: drive, .ammeter(plus: "in", minus: "a", into: load)),
    Element("r", in: load, .resistor("a", "out", .kilohms(1))),
    Element("c", in: load, .capacitor("out", .ground, .picofarads(1000))),
]

extension Waveforms {
    func samples(_ signal: Signal) -> [Double] { values[signal]! }
}
