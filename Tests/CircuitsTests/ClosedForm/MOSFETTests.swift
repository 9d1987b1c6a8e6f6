import Circuits
import Foundation
import Quantities
import Testing

@Suite struct MOSFETTests {
    private let uT = 0.0258519997864355 / 300 * 300.15  // [V]
    private let n = 1.4
    private let beta = 200e-6 * 50  // [A/V²]
    private let model = MOSFET(thresholdVoltage: .volts(0.2), transconductance: 200e-6, aspectRatio: 50)

    /// Below the threshold: a decade every n kT/q ln 10, and what saturates with the drain's voltage as 1 − e^(−V_D/U_T).
    @Test func weakInversionIsExponential() {
        let low = model.current(gate: -1.1, drain: 1, source: 0)
        let high = model.current(gate: -1.1 + n * uT * log(10), drain: 1, source: 0)
        // ln²(1 + e^x) is e^2x but for e^x = 1e-7 of itself.
        #expect(abs(high / low / 10 - 1) < 1e-6)
        #expect(abs(low / (2 * n * beta * uT * uT * exp(-1.3 / (n * uT))) - 1) < 1e-6)
        for drain in [0.01, 0.03, 0.1, 0.3] {
            let ratio = model.current(gate: -1.1, drain: drain, source: 0) / low
            #expect(abs(ratio / (1 - exp(-drain / uT)) - 1) < 1e-6)
        }
        // A source above the bulk: e^((V_P − V_S)/U_T).
        #expect(abs(model.current(gate: -1.1, drain: 2, source: 0.05) / low / exp(-0.05 / uT) - 1) < 1e-6)
    }

    /// Far above it: the square law over n, and below saturation its parabola.
    @Test func strongInversionIsTheSquareLaw() {
        // e^(−V_P/2U_T) is 1e-18 here.
        let saturated = model.current(gate: 3.2, drain: 5, source: 0)
        #expect(abs(saturated / (beta / (2 * n) * 9) - 1) < 1e-12)
        for drain in [0.01, 0.1, 0.3, 0.5] {
            let triode = beta * (3 * drain - n * drain * drain / 2)
            #expect(abs(model.current(gate: 3.2, drain: drain, source: 0) / triode - 1) < 1e-9)
        }
    }

    @Test func drainAndSourceAreAlike() {
        var lowered = model
        lowered.barrierLowering = 0.08
        for gate in stride(from: -0.3, through: 1.5, by: 0.15) {
            for (a, b) in [(0.0, 0.5), (0.2, 0.21), (-0.1, 1)] {
                for transistor in [model, lowered] {
                    let forward = transistor.current(gate: gate, drain: a, source: b)
                    #expect(forward == -transistor.current(gate: gate, drain: b, source: a))
                    #expect(transistor.current(gate: gate, drain: a, source: a) == 0)
                }
                let mirrored = MOSFET(
                    thresholdVoltage: .volts(-0.2), transconductance: 200e-6, aspectRatio: 50, channel: .p)
                #expect(
                    mirrored.current(gate: -gate, drain: -a, source: -b)
                        == -model.current(gate: gate, drain: a, source: b))
            }
        }
    }

    /// σ moves the threshold: the same current at a gate lower by σ V_D.
    @Test func theDrainLowersTheThreshold() {
        var lowered = model
        lowered.barrierLowering = 0.08
        let ratio = lowered.current(gate: 0.1, drain: 0.5, source: 0) / model.current(gate: 0.14, drain: 0.5, source: 0)
        #expect(abs(ratio - 1) < 1e-12)
    }

    /// At 85 °C the threshold is 58 mV lower, K_P (300.15/358.15)^1.5 as large, and a decade takes 358.15/300.15 as much.
    @Test func followsTemperature() {
        var hot = model
        hot.temperature = .celsius(85)
        let expected = beta * 0.76720264  // (300.15/358.15)^1.5
        #expect(abs(hot.current(gate: 3.142, drain: 6, source: 0) / (expected / (2 * n) * 9) - 1) < 1e-6)
        let decade = n * uT * 358.15 / 300.15 * log(10)
        let ratio =
            hot.current(gate: -1.1 + decade, drain: 1, source: 0) / hot.current(gate: -1.1, drain: 1, source: 0)
        #expect(abs(ratio / 10 - 1) < 1e-5)
        #expect(abs(hot.threshold - 0.142) < 1e-12)
    }

    @Test func conductanceIsTheSlopeAtNoVoltage() {
        for gate in stride(from: -0.4, through: 1.2, by: 0.1) {
            let step = 1e-5
            let slope =
                (model.current(gate: gate, drain: step, source: -step)) / (2 * step)
            // Third order in the step over U_T.
            #expect(abs(slope / model.conductance(gate: gate) - 1) < 1e-7)
        }
    }

    @Test(arguments: [1e-12, 1e-9, 1e-6, 1e-3]) func overdriveGivesTheCurrentBack(current: Double) {
        let gate = 0.2 + model.overdrive(for: current)
        #expect(abs(model.current(gate: gate, drain: 9, source: 0) / current - 1) < 1e-9)
    }

    /// What an iteration may try and throw away.
    @Test func isFiniteEverywhere() {
        for volts in [-1e4, -100, 100, 1e4] {
            for (gate, drain, source) in [(volts, 0.0, 0.0), (0, volts, 0), (0, 0, volts), (volts, -volts, volts)] {
                #expect(model.current(gate: gate, drain: drain, source: source).isFinite)
            }
        }
    }
}
