import Circuits
import EventDrivenSolver
import Foundation
import Quantities
import Testing

@Suite struct LoweringErrorTests {
    private func expect(_ error: LoweringError, _ elements: Element..., signals: [Signal] = []) throws {
        let circuit = try Circuit(title: "test", elements: elements)
        let analysis = TransientAnalysis(duration: .microseconds(1), maximumStep: .nanoseconds(1), signals: signals)
        #expect(throws: error) { try LoweredCircuit(circuit, analysis: analysis) }
        #expect(throws: error) { try EventDrivenSimulator().prepare(circuit, analysis: analysis) }
        #expect(throws: error) { try EventDrivenSimulator().prepareEvents(circuit, analysis: analysis) }
    }

    private let r = resistor("r", "in", "m", 1e3)
    private let c = capacitor("c", "m", 1e-12)

    @Test func refusesDevicesWithALawOfTheirOwn() throws {
        try expect(
            .unsupportedElement(name: "d", kind: "junction diode"), supply, r, c,
            Element(
                "d", in: load,
                .junctionDiode(
                    anode: "m", cathode: .ground,
                    JunctionDiode(saturationCurrent: Current(1e-12), emissionCoefficient: 1))))
        try expect(
            .unsupportedElement(name: "t", kind: "MOSFET"), supply, r, c,
            Element(
                "t", in: load,
                .mosfet(
                    drain: "m", gate: "m", source: .ground,
                    MOSFET(thresholdVoltage: .volts(0.2), transconductance: 1e-4, aspectRatio: 10))))
        let ts = ThresholdSwitch(
            thresholdVoltage: .volts(1), holdVoltage: .volts(0.1), onResistance: .kilohms(2),
            offResistance: .megohms(100),
            switchingTime: .nanoseconds(1), transitionWidth: .millivolts(2))
        try expect(
            .unsupportedElement(name: "ts", kind: "threshold switch with dynamics"), supply, r, c,
            Element("ts", in: load, .thresholdSwitch("m", .ground, ts)))
        let memristor = VTEAMMemristor(
            minimumConductance: .microsiemens(0.01), maximumConductance: .microsiemens(1), setVoltage: .volts(5),
            resetVoltage: .volts(-5), setRate: 1, resetRate: -1, exponent: 3)
        try expect(
            .unsupportedElement(name: "x", kind: "memristor with a state equation"), supply, r, c,
            Element("x", in: load, .memristor("m", .ground, memristor, state: 0.5)))
    }

    @Test func refusesSourcesThatFloatOrMeet() throws {
        try expect(
            .unsupportedSource(name: "up"), supply, r, c, resistor("q", "high", "m", 1e3),
            Element("up", in: drive, .voltageSource(plus: "high", minus: "m")))
        let model = SwitchedSource(high: .volts(1), low: .zero, onThreshold: .volts(1), offThreshold: .zero)
        try expect(
            .unsupportedSource(name: "up"), supply, r, c, resistor("q", "high", "m", 1e3),
            Element(
                "up", in: drive,
                .switchedSource(plus: "high", minus: "m", controlPlus: "m", controlMinus: .ground, model)))
        // Two sources at one node are refused by Circuit already.
        #expect(throws: CircuitError.sourceLoop(element: "meter")) {
            try Circuit(
                title: "loop",
                elements: [
                    supply, Element("other", in: drive, .voltageSource(plus: "b", minus: .ground)), r, c,
                    Element("meter", in: drive, .ammeter(plus: "in", minus: "b", into: load)),
                ])
        }
    }

    @Test func refusesNodesWithoutCapacitance() throws {
        try expect(.noCapacitance(node: "m"), supply, r, resistor("q", "m", .ground, 1e3))
        // A control node alone needs a voltage as well.
        let model = HysteresisSwitch(
            onThreshold: .volts(1), offThreshold: .zero, onResistance: .kilohms(1), offResistance: .megohms(1))
        try expect(
            .noCapacitance(node: "k"), supply, r, c,
            Element("s", in: load, .hysteresisSwitch("m", .ground, controlPlus: "k", controlMinus: .ground, model)),
            resistor("q", "k", .ground, 1e3))
    }

    @Test func refusesFloatingCapacitors() throws {
        try expect(
            .unsupportedCapacitor(name: "cc"), supply, r, c, capacitor("c2", "n", 1e-12),
            resistor("q", "n", .ground, 1e3),
            Element("cc", in: load, .capacitor("m", "n", .picofarads(1))))
        try expect(
            .unsupportedCapacitor(name: "ci"), supply, r, c,
            Element("ci", in: load, .capacitor("in", .ground, .picofarads(1))))
    }

    @Test func refusesSwitchesAtDrivenNodes() throws {
        try expect(.switchAtSource(name: "d"), supply, r, c, diode("d", "in", "m", forward: 0.3, rOn: 100))
    }

    @Test func refusesSignalsThatItCannotRecord() throws {
        try expect(
            .unsupportedSignal(.current(element: "supply")), supply, r, c, signals: [.current(element: "supply")])
        try expect(.unsupportedSignal(.voltage("q")), supply, r, c, signals: [.voltage("m"), .voltage("q")])
        // What is given and not solved for is in the stimulus.
        try expect(.unsupportedSignal(.voltage("in")), supply, r, c, signals: [.voltage("in")])
        try expect(.unsupportedSignal(.voltage(.ground)), supply, r, c, signals: [.voltage(.ground)])
    }

    @Test func messagesNameTheElementAndTheWayOut() {
        let error = LoweringError.noCapacitance(node: "output_3")
        #expect(error.description.contains("\"output_3\"") && error.description.contains("50 fF"))
        #expect(
            LoweringError.unsupportedElement(name: "diode_2", kind: "junction diode").description.contains("ngspice"))
    }

    @Test func chatterIsAFailureWithTimeAndElement() throws {
        // An oscillator of 100,000 switchings in a hundredth of the duration.
        let (v, r, c, on, off, rOn, rOff) = (3.0, 1e4, 1e-12, 1.0, 0.9, 1e3, 1e8)
        func phase(_ rs: Double) -> (v: Double, tau: Double) { (v * rs / (rs + r), c * r * rs / (r + rs)) }
        let (up, down) = (phase(rOff), phase(rOn))
        let period = up.tau * log((up.v - off) / (up.v - on)) + down.tau * log((on - down.v) / (off - down.v))
        let start = up.tau * log(up.v / (up.v - on))
        var circuit = try prepare(
            [
                supply, resistor("r", "in", "m", r), capacitor("c", "m", c),
                snap("flutter", "m", on: on, off: off, rOn: rOn, rOff: rOff),
            ],
            analysis(duration: 5e6 * period, pitch: 5e6 * period, ["m"]))
        let failure = #expect(throws: SimulationFailure.self) { try circuit.transient(constant(v)) }
        let reached = try #require(failure?.reachedTime)
        #expect(failure?.place == "element flutter")
        #expect(failure?.reason.contains("100000 switchings") == true)
        #expect(failure?.remedy.contains("memspike check") == true)
        // 100,000 events have been, fifty thousand periods; each time is rounded to 1e-16 of 50,000 periods.
        #expect(abs(reached - (start + 50_000 * period)) < 1e-6 * reached)
        // The circuit can be used again.
        #expect(throws: SimulationFailure.self) { try circuit.run(constant(v)) }
        #expect(try circuit.run(constant(0.5)).switchings.isEmpty)
    }
}
