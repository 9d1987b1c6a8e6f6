import Circuits
import Quantities
import Testing

private let group = ElementGroup("g")

private func element(_ name: String, _ kind: ElementKind) -> Element { Element(name, in: group, kind) }

private func error(_ elements: [Element]) -> CircuitError? {
    do {
        _ = try Circuit(title: "test", elements: elements)
        return nil
    } catch {
        return error
    }
}

/// The error of one element between node a and ground, beside a source that keeps the circuit valid.
private func error(_ kind: ElementKind) -> CircuitError? {
    error([element("supply", .voltageSource(plus: "a", minus: .ground)), element("x", kind)])
}

private func invalid(_ quantity: String, _ value: String, _ allowed: String) -> CircuitError {
    .invalidValue(element: "x", quantity: quantity, value: value, allowed: allowed)
}

@Suite struct CircuitErrorTests {
    @Test func aValidCircuitListsItsSourcesInOrder() throws {
        let circuit = try Circuit(
            title: "divider",
            elements: [
                element("b", .voltageSource(plus: "in", minus: .ground)),
                element("r", .resistor("in", "out", .kilohms(1))),
                element("a", .voltageSource(plus: "x", minus: "out")), element("s", .resistor("x", .ground, .ohms(1))),
            ])
        #expect(circuit.sourceNames == ["b", "a"])
    }

    @Test func namesAreUnique() {
        let twin = element("r", .resistor("a", .ground, .ohms(1)))
        #expect(error([twin, twin]) == .duplicateName("r"))
    }

    @Test func groundIsNeeded() {
        #expect(error([]) == .noGround)
        #expect(error([element("r", .resistor("a", "b", .ohms(1)))]) == .noGround)
    }

    @Test func everyNodeReachesGround() {
        let grounded = element("r", .resistor("a", .ground, .ohms(1)))
        #expect(
            error([grounded, element("s", .resistor("b", "c", .ohms(1)))]) == .floatingNode("b", element: "s"))
        #expect(
            error([grounded, element("d", .mosfet(drain: "b", gate: "a", source: "b", mosfet()))])
                == .floatingNode("b", element: "d"))
        // A gate carries no current: it neither grounds a node nor is grounded by its transistor.
        #expect(
            error([grounded, element("d", .mosfet(drain: "a", gate: "gate", source: .ground, mosfet()))])
                == .undrivenControl("gate", element: "d"))
        #expect(
            error([
                grounded,
                element("s", .hysteresisSwitch("a", .ground, controlPlus: "a", controlMinus: "ref", hysteresis())),
            ]) == .undrivenControl("ref", element: "s"))
    }

    @Test func sourcesFormNoLoop() {
        let source = element("v", .voltageSource(plus: "a", minus: .ground))
        #expect(error([source, element("w", .voltageSource(plus: "a", minus: .ground))]) == .sourceLoop(element: "w"))
        #expect(
            error([
                source, element("m", .ammeter(plus: "a", minus: "b", into: group)),
                element("w", .voltageSource(plus: .ground, minus: "b")),
            ]) == .sourceLoop(element: "w"))
        #expect(error([element("v", .voltageSource(plus: .ground, minus: .ground))]) == .sourceLoop(element: "v"))
        // A resistance in the loop makes it lawful.
        #expect(
            error([
                source, element("r", .resistor("a", "b", .ohms(1))),
                element("w", .voltageSource(plus: "b", minus: .ground)),
            ]) == nil)
    }

    @Test func passives() {
        #expect(error(.resistor("a", .ground, .ohms(0))) == invalid("resistance", "0 Ω", "positive and finite"))
        #expect(error(.resistor("a", .ground, .ohms(-50))) == invalid("resistance", "-50 Ω", "positive and finite"))
        #expect(
            error(.resistor("a", .ground, .ohms(.infinity))) == invalid("resistance", "inf Ω", "positive and finite"))
        #expect(error(.resistor("a", .ground, .ohms(.nan))) == invalid("resistance", "nan Ω", "positive and finite"))
        #expect(
            error(.capacitor("a", .ground, .picofarads(-1))) == invalid("capacitance", "-1 pF", "positive and finite"))
    }

    @Test func switches() {
        func error(_ change: (inout HysteresisSwitch) -> Void) -> CircuitError? {
            var model = hysteresis()
            change(&model)
            return CircuitsTests.error(.hysteresisSwitch("a", .ground, controlPlus: "a", controlMinus: .ground, model))
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.onResistance = .zero } == invalid("on resistance", "0 Ω", "positive and finite"))
        #expect(error { $0.offResistance = .ohms(-1) } == invalid("off resistance", "-1 Ω", "positive and finite"))
        #expect(
            error { $0.offThreshold = .volts(2) } == invalid("off threshold", "2 V", "not above the on threshold, 1 V"))
        #expect(error { $0.offThreshold = .volts(1) } == nil)
        #expect(error { $0.onThreshold = .volts(.infinity) } == invalid("on threshold", "inf V", "finite"))
        #expect(error { $0.offThreshold = .volts(-.infinity) } == invalid("off threshold", "-inf V", "finite"))
    }

    @Test func switchedSources() {
        func error(_ change: (inout SwitchedSource) -> Void) -> CircuitError? {
            var model = SwitchedSource(
                high: .volts(3.3), low: .zero, onThreshold: .volts(1), offThreshold: .volts(0.1))
            change(&model)
            return CircuitsTests.error(
                .switchedSource(plus: "b", minus: .ground, controlPlus: "a", controlMinus: .ground, model))
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.high = .volts(.infinity) } == invalid("high level", "inf V", "finite"))
        #expect(error { $0.low = .volts(.nan) } == invalid("low level", "nan V", "finite"))
        #expect(
            error { $0.offThreshold = .volts(2) } == invalid("off threshold", "2 V", "not above the on threshold, 1 V"))
        #expect(error { $0.offThreshold = .volts(1) } == nil)
        let model = SwitchedSource(high: .volts(1), low: .zero, onThreshold: .volts(1), offThreshold: .zero)
        // It holds its node as rigidly as any source, and a node that it alone senses is driven by nothing.
        #expect(
            CircuitsTests.error(
                .switchedSource(plus: "a", minus: .ground, controlPlus: "a", controlMinus: .ground, model))
                == .sourceLoop(element: "x"))
        #expect(
            CircuitsTests.error(
                .switchedSource(plus: "b", minus: .ground, controlPlus: "c", controlMinus: .ground, model))
                == .undrivenControl("c", element: "x"))
    }

    @Test func diodes() {
        let ideal = PiecewiseLinearDiode(forwardVoltage: .volts(0.3), onResistance: .ohms(-3))
        #expect(
            error(.piecewiseLinearDiode(anode: "a", cathode: .ground, ideal))
                == invalid("on resistance", "-3 Ω", "positive and finite"))
        let closed = PiecewiseLinearDiode(forwardVoltage: .volts(.nan), onResistance: .ohms(3))
        #expect(
            error(.piecewiseLinearDiode(anode: "a", cathode: .ground, closed))
                == invalid("forward voltage", "nan V", "finite"))
        var junction = JunctionDiode(saturationCurrent: .zero, emissionCoefficient: 1)
        #expect(
            error(.junctionDiode(anode: "a", cathode: .ground, junction))
                == invalid("saturation current", "0 A", "positive and finite"))
        junction = JunctionDiode(saturationCurrent: Current(1e-12), emissionCoefficient: -1)
        #expect(
            error(.junctionDiode(anode: "a", cathode: .ground, junction))
                == invalid("emission coefficient", "-1.0", "positive and finite"))
    }

    @Test func transistors() {
        func error(_ change: (inout MOSFET) -> Void) -> CircuitError? {
            var model = mosfet()
            change(&model)
            return CircuitsTests.error(.mosfet(drain: "a", gate: "a", source: .ground, model))
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.transconductance = 0 } == invalid("transconductance", "0.0", "positive and finite"))
        #expect(error { $0.aspectRatio = -1 } == invalid("aspect ratio", "-1.0", "positive and finite"))
        #expect(error { $0.thresholdVoltage = .volts(.nan) } == invalid("threshold voltage", "nan V", "finite"))
        #expect(error { $0.slopeFactor = 0 } == invalid("slope factor", "0.0", "positive and finite"))
        #expect(error { $0.temperature = .zero } == invalid("temperature", "0 K", "positive and finite"))
        #expect(error { $0.barrierLowering = -1 } == invalid("barrier lowering", "-1.0", "0 or above, and finite"))
    }

    @Test func thresholdSwitches() {
        func error(_ change: (inout ThresholdSwitch) -> Void) -> CircuitError? {
            var model = ThresholdSwitch(
                thresholdVoltage: .volts(1), holdVoltage: .volts(0.1), onResistance: .kilohms(2),
                offResistance: .megohms(100), switchingTime: .nanoseconds(1), transitionWidth: .millivolts(10))
            change(&model)
            return CircuitsTests.error(.thresholdSwitch("a", .ground, model))
        }
        let hold = "above 0 V and below the threshold voltage, 1 V"
        #expect(error { _ in } == nil)
        #expect(error { $0.onResistance = .zero } == invalid("on resistance", "0 Ω", "positive and finite"))
        #expect(error { $0.switchingTime = .zero } == invalid("switching time", "0 s", "positive and finite"))
        #expect(error { $0.transitionWidth = .volts(-1) } == invalid("transition width", "-1 V", "positive and finite"))
        #expect(
            error { $0.offResistance = .kilohms(2) }
                == invalid("off resistance", "2 kΩ", "above the on resistance, 2 kΩ"))
        #expect(error { $0.holdVoltage = .zero } == invalid("hold voltage", "0 V", hold))
        #expect(error { $0.holdVoltage = .volts(1) } == invalid("hold voltage", "1 V", hold))
        #expect(
            error { $0.offResistance = .ohms(.infinity) } == invalid("off resistance", "inf Ω", "positive and finite"))
        #expect(error { $0.thresholdVoltage = .volts(.infinity) } == invalid("threshold voltage", "inf V", "finite"))
    }

    @Test func memristors() {
        func error(state: Double = 0.5, _ change: (inout VTEAMMemristor) -> Void) -> CircuitError? {
            var model = VTEAMMemristor(
                minimumConductance: .nanosiemens(10), maximumConductance: .microsiemens(1), setVoltage: .volts(4),
                resetVoltage: .volts(-4), setRate: 1e6, resetRate: -1e6, exponent: 3)
            change(&model)
            return CircuitsTests.error(.memristor("a", .ground, model, state: state))
        }
        let signs = "below and above 0 V"
        #expect(error { _ in } == nil)
        #expect(error { $0.minimumConductance = .zero } == invalid("minimum conductance", "0 S", "positive and finite"))
        #expect(
            error { $0.maximumConductance = .nanosiemens(10) }
                == invalid("maximum conductance", "10 nS", "above the minimum conductance, 10 nS"))
        #expect(error(state: 1.5) { _ in } == invalid("state", "1.5", "between 0 and 1"))
        #expect(error(state: .nan) { _ in } == invalid("state", "nan", "between 0 and 1"))
        #expect(error { $0.setVoltage = .zero } == invalid("write thresholds", "-4 V, 0 V", signs))
        #expect(error { $0.resetVoltage = .volts(1) } == invalid("write thresholds", "1 V, 4 V", signs))
        #expect(
            error { $0.maximumConductance = Conductance(.infinity) }
                == invalid("maximum conductance", "inf S", "positive and finite"))
        #expect(error { $0.setVoltage = .volts(.infinity) } == invalid("set voltage", "inf V", "finite"))
        #expect(error { $0.resetVoltage = .volts(-.infinity) } == invalid("reset voltage", "-inf V", "finite"))
        #expect(error { $0.setRate = 0 } == invalid("set rate", "0.0", "positive and finite"))
        #expect(error { $0.resetRate = 1e6 } == invalid("reset rate", "1000000.0", "negative and finite"))
        #expect(error { $0.exponent = .nan } == invalid("exponent", "nan", "positive and finite"))
    }
}

private func mosfet() -> MOSFET {
    MOSFET(thresholdVoltage: .volts(0.2), transconductance: 200e-6, aspectRatio: 50)
}

private func hysteresis() -> HysteresisSwitch {
    HysteresisSwitch(
        onThreshold: .volts(1), offThreshold: .volts(0.1), onResistance: .kilohms(2), offResistance: .megohms(100))
}
