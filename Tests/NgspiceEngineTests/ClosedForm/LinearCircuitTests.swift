import Circuits
import Foundation
import Quantities
import TestedProgram
import Testing

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct LinearCircuitTests {
    @Test func capacitorChargesExponentially() throws {
        let result = try simulate(
            chargedCapacitor, [.constant(.volts(1))], duration: .microseconds(5), maximumStep: .nanoseconds(10),
            signals: [.voltage("out"), .current(element: "meter")])
        let tau = 1e-6  // R C [s]
        let waves = result.waveforms
        #expect(waves.time.last! >= 5e-6 * (1 - 1e-9))
        for (t, v) in zip(waves.time, waves.samples(.voltage("out"))) {
            // Gear 2 at τ/100 keeps the local error below reltol, 1e-4 of the value; a ramp is off by 0.6 at 5τ.
            #expect(abs(v - (1 - exp(-t / tau))) < 2e-4)
        }
        for (t, i) in zip(waves.time, waves.samples(.current(element: "meter"))).dropFirst(2) {
            #expect(abs(i - 1e-3 * exp(-t / tau)) < 2e-7)  // the same error through 1 kΩ
        }
    }

    @Test func sourceStepsWhenItIsTold() throws {
        let step = SourceWaveform(initial: .zero, steps: [.init(time: .microseconds(1), level: .volts(1))])
        let waves = try simulate(
            chargedCapacitor, [step], duration: .microseconds(6), maximumStep: .nanoseconds(10),
            signals: [.voltage("in"), .voltage("out")]
        ).waveforms
        for (index, t) in waves.time.enumerated() {
            let (vIn, vOut) = (waves.samples(.voltage("in"))[index], waves.samples(.voltage("out"))[index])
            if t < 1e-6 {
                #expect(abs(vIn) < 1e-9 && abs(vOut) < 1e-9)
            } else if t > 1.002e-6 {
                // The ramp of 1 ns delays the step by half of it.
                #expect(abs(vIn - 1) < 1e-9)
                #expect(abs(vOut - (1 - exp(-(t - 1.0005e-6) / 1e-6))) < 2e-4)
            }
        }
    }

    @Test func groundIsASignal() throws {
        let waves = try simulate(
            chargedCapacitor, [.constant(.volts(1))], duration: .microseconds(1), maximumStep: .nanoseconds(10),
            signals: [.voltage(.ground), .voltage("in")]
        ).waveforms
        #expect(waves.samples(.voltage(.ground)).allSatisfy { $0 == 0 })
        #expect(Set(waves.values.keys) == [.voltage(.ground), .voltage("in")], "only what was asked for")
    }

    @Test func nodesMayBeNumbersOrNamedLikeConstants() throws {
        // ngspice calls node 1 "V(1)", and knows constants e, i and pi.
        let names: [Node] = ["1", "2a", "e", "i", "pi", "no", "Vm"]
        var elements = [Element("s", in: drive, .voltageSource(plus: "top", minus: .ground))]
        for (index, node) in names.enumerated() {
            elements.append(Element("u\(index)", in: load, .resistor("top", node, .kilohms(1))))
            elements.append(Element("d\(index)", in: load, .resistor(node, .ground, .kilohms(Double(index + 1)))))
        }
        let waves = try simulate(
            elements, [.constant(.volts(1))], duration: .microseconds(1), maximumStep: .nanoseconds(100),
            signals: names.map { .voltage($0) }
        ).waveforms
        for (index, node) in names.enumerated() {
            let ratio = Double(index + 1) / Double(index + 2)
            #expect(abs(waves.samples(.voltage(node)).last! - ratio) < 1e-6)  // gmin at 1 kΩ is 1e-9
        }
    }
}
