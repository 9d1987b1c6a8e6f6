import Circuits
import Foundation
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct DeviceTests {
    /// Ramps a source slowly over a device behind 1 kΩ; returns source voltage and current.
    private func sweep(_ kind: ElementKind, from start: Double, to end: Double) throws -> [(v: Double, i: Double)] {
        // Constant until 10 ns, then a ramp of 10 µs: the edge duration is a source's slope.
        let ramp = SourceWaveform(
            initial: Voltage(start), steps: [.init(time: .nanoseconds(10), level: Voltage(end))])
        let waves = try simulate(
            [
                Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
                Element("meter", in: drive, .ammeter(plus: "in", minus: "a", into: load)),
                Element("r", in: load, .resistor("a", "x", .kilohms(1))),
                Element("device", in: load, kind),
            ], [ramp], duration: .microseconds(10), maximumStep: .nanoseconds(20), edgeDuration: .microseconds(10),
            signals: [.voltage("in"), .current(element: "meter")]
        ).waveforms
        return zip(waves.samples(.voltage("in")), waves.samples(.current(element: "meter"))).map { ($0, $1) }
    }

    @Test func piecewiseLinearDiodeHasACorner() throws {
        let model = PiecewiseLinearDiode(forwardVoltage: .volts(0.35), onResistance: .ohms(200))
        let curve = try sweep(.piecewiseLinearDiode(anode: "x", cathode: .ground, model), from: -1, to: 2)
        #expect(curve.first!.v < -0.99 && curve.last!.v > 1.98)
        for (v, i) in curve {
            let expected = max(0, (v - 0.35) / 1200)
            // Its switch closes up to 0.1 mV and one step of 20 ns (6 mV of this ramp) late.
            #expect(abs(i - expected) < 6.1e-3 / 1000, "\(v) V")
        }
        // Idle, it holds back all but 1e-15 S and ngspice's gmin.
        #expect(curve.filter { $0.v < 0.3 }.allSatisfy { abs($0.i) < 1e-11 })
    }

    @Test func piecewiseLinearDiodesKeepTheirOwnValues() throws {
        func diode(_ name: String, _ node: Node, _ vf: Double, _ ron: Double) -> [Element] {
            [
                Element("m\(name)", in: drive, .ammeter(plus: "in", minus: node, into: load)),
                Element(
                    name, in: load,
                    .piecewiseLinearDiode(
                        anode: node, cathode: .ground,
                        PiecewiseLinearDiode(forwardVoltage: Voltage(vf), onResistance: Resistance(ron)))),
            ]
        }
        let waves = try simulate(
            [Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground))]
                + diode("d1", "a", 0.35, 200) + diode("d2", "b", 0.5, 200) + diode("d3", "c", 0.35, 400),
            [.constant(.volts(1))], duration: .microseconds(1), maximumStep: .nanoseconds(10),
            signals: ["md1", "md2", "md3"].map { .current(element: $0) }
        ).waveforms
        for (name, expected) in [("md1", 0.65 / 200), ("md2", 0.5 / 200), ("md3", 0.65 / 400)] {
            #expect(abs(waves.samples(.current(element: name)).last! - expected) < 1e-4 * expected)  // reltol
        }
    }

    @Test func junctionDiodeFollowsShockley() throws {
        let model = JunctionDiode(saturationCurrent: Current(1e-12), emissionCoefficient: 1.2)
        let curve = try sweep(.junctionDiode(anode: "x", cathode: .ground, model), from: -1, to: 2)
        let thermal = 1.380649e-23 * 300.15 / 1.602176634e-19  // kT/q at ngspice's 27 °C [V]
        for (v, i) in curve where i > 1e-9 {
            let expected = 1e-12 * (exp((v - 1000 * i) / (1.2 * thermal)) - 1)
            // reltol of 1e-4 on a junction voltage of up to 0.6 V is 60 µV, or 0.2 % of the exponential.
            #expect(abs(i - expected) < 4e-3 * expected)
        }
        #expect(curve.last!.i > 1e-3)
        #expect(curve.filter { $0.v < 0 }.allSatisfy { abs($0.i) < 1e-11 })
    }

    /// Hundreds of transistors at as many bias points: from 1e-16 A, far below the threshold, to strong inversion, with drain and
    /// source in either order, a bulk of its own, both channels, and another temperature.
    @Test(arguments: [MOSFET.Channel.n, .p], [(300.15, 0.0, 1.4), (358.15, 0.08, 1.27)])
    func transistorsFollowTheirLaw(channel: MOSFET.Channel, values: (Double, Double, Double)) throws {
        let sign: Double = channel == .n ? 1 : -1
        let model = MOSFET(
            thresholdVoltage: Voltage(sign * 0.2), transconductance: 200e-6, aspectRatio: 5, channel: channel,
            slopeFactor: values.2, temperature: Temperature(values.0), barrierLowering: values.1)
        var elements: [Element] = []
        var sources: [SourceWaveform] = []
        var expected: [(name: String, current: Double)] = []
        func source(_ node: String, _ volts: Double) -> Node {
            elements.append(Element("v\(node)", in: drive, .voltageSource(plus: Node(node), minus: .ground)))
            sources.append(.constant(Voltage(sign * volts)))
            return Node(node)
        }
        let bulk = source("bulk", -0.3)
        for (i, gate) in [-0.8, -0.4, -0.2, 0, 0.1, 0.2, 0.3, 0.5, 1, 3].enumerated() {
            let g = source("g\(i)", gate)
            for (j, (d, s)) in [(1.0, 0.0), (0.05, 0), (0, 0.4), (1.5, 0.3), (-0.1, 0)].enumerated() {
                let name = "\(i)_\(j)"
                let (drain, end) = (source("d\(name)", d), source("s\(name)", s))
                let inner = Node("x\(name)")
                elements += [
                    Element("meter\(name)", in: drive, .ammeter(plus: drain, minus: inner, into: load)),
                    Element("t\(name)", in: load, .mosfet(drain: inner, gate: g, source: end, bulk: bulk, model)),
                ]
                let current = model.current(
                    gate: sign * (gate + 0.3), drain: sign * (d + 0.3), source: sign * (s + 0.3))
                expected.append(("meter\(name)", current))
            }
        }
        let waves = try simulate(
            elements, sources, duration: .nanoseconds(10), maximumStep: .nanoseconds(1),
            signals: expected.map { .current(element: $0.name) }
        ).waveforms
        for (name, current) in expected {
            // A logarithm of 1 + y has y to 1e-16 absolute, hence the square of 1e-10 to some 1e-6 of itself.
            let measured = waves.samples(.current(element: name)).last!
            #expect(abs(measured - current) < 1e-6 * abs(current) + 1e-21, "\(name): \(measured), \(current)")
        }
    }

    @Test func memristorFollowsItsStateEquation() throws {
        let model = VTEAMMemristor(
            minimumConductance: .microsiemens(0.01), maximumConductance: .microsiemens(1), setVoltage: .volts(1),
            resetVoltage: .volts(-0.5), setRate: 2e6, resetRate: -3e6, exponent: 3)
        /// The conductance at the end of 2 µs at a voltage, and the state by the closed form of dx/dt.
        func run(_ voltage: Double, state: Double) throws -> [(t: Double, g: Double)] {
            let waves = try simulate(
                [
                    Element("supply", in: drive, .voltageSource(plus: "in", minus: .ground)),
                    Element("meter", in: drive, .ammeter(plus: "in", minus: "a", into: load)),
                    Element("cell", in: load, .memristor("a", .ground, model, state: state)),
                ], [.constant(Voltage(voltage))], duration: .microseconds(2), maximumStep: .nanoseconds(5),
                signals: [.current(element: "meter")]
            ).waveforms
            return zip(waves.time, waves.samples(.current(element: "meter"))).map { ($0, $1 / voltage) }
        }
        func conductance(_ x: Double) -> Double { 1e-8 + x * (1e-6 - 1e-8) }
        // Set at 2 V: rate k (2/1 − 1)³ = 2e6/s, four time constants. Reset at −1 V: |k| (2 − 1)³ = 3e6/s, six.
        for (t, g) in try run(2, state: 0.1).dropFirst() {
            #expect(abs(g - conductance(1 - 0.9 * exp(-2e6 * t))) < 2e-4 * 1e-6)
        }
        for (t, g) in try run(-1, state: 0.8).dropFirst() {
            #expect(abs(g - conductance(0.8 * exp(-3e6 * t))) < 2e-4 * 1e-6)
        }
        // Between the thresholds it keeps its state to the last of the current's digits (reltol).
        for voltage in [0.9, -0.45] {
            for (_, g) in try run(voltage, state: 0.37).dropFirst() {
                #expect(abs(g - conductance(0.37)) < 1e-4 * 1e-6)
            }
        }
    }
}
