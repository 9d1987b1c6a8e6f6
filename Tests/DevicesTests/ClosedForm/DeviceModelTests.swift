import Devices
import Foundation
import Quantities
import Testing

struct DeviceModelTests {
    private func pulse(_ device: DeviceModel, _ voltage: Double, _ width: Double, from x: Double) throws -> Double {
        try device.states(after: [.volts(voltage)], width: .seconds(width), from: x)[0]
    }

    /// At a constant voltage and p = 1, VTEAM's state relaxes exponentially.
    @Test func vteamRelaxesExponentially() throws {
        let device = DeviceModel(.vteam)
        let set = 2e5 * pow(2 / 0.8 - 1, 3.0)
        let reset = 2e5 * pow(1.5 / 0.8 - 1, 3.0)
        for share in [0.1, 1.0, 4.0] {
            // Within the integrator's tolerance of 1e-7 a step, a few tens of steps.
            let up = try pulse(device, 2, share / set, from: 0.2)
            #expect(abs(up - (1 - 0.8 * exp(-share))) < 3e-6)
            let down = try pulse(device, -1.5, share / reset, from: 0.7)
            #expect(abs(down - 0.7 * exp(-share)) < 3e-6)
        }
        for voltage in [0.8, -0.8, 0.3] { #expect(try pulse(device, voltage, 1, from: 0.37) == 0.37) }
    }

    /// Below x_p Yakopcic's rate does not depend on x.
    @Test func yakopcicMovesEvenlyBelowItsKnee() throws {
        let device = DeviceModel(.yakopcic)
        let rate = 4000 * (exp(0.5) - exp(0.16))
        #expect(abs(try pulse(device, 0.5, 0.15 / rate, from: 0.1) - 0.25) < 1e-9)
        // Downward above 1 − x_n = 0.5.
        let down = 4000 * (exp(0.4) - exp(0.15))
        #expect(abs(try pulse(device, -0.4, 0.3 / down, from: 0.9) - 0.6) < 1e-9)
        // Its equation (1).
        #expect(
            abs(device.current(at: .volts(-0.4), state: 0.5).value - 0.17 * 0.5 * sinh(-0.02)) < 1e-15)
    }

    /// AIST downward: dx/dt = −(c/R(x)) f(x). The time from a to b is the quadrature of its inverse.
    @Test func aistTakesTheTimeOfItsQuadrature() throws {
        let device = DeviceModel(.aist)
        func inverse(_ x: Double) -> Double {
            let resistance = 5e3 * x + 100e3 * (1 - x)
            return resistance * 4.5e-6 / (889 * 0.3 * (1 - pow(1 - x, 4)))
        }
        // Simpson's rule with 2000 intervals errs by 1e-13 here.
        let (a, b, n) = (0.8, 0.3, 2000)
        let h = (a - b) / Double(n)
        let sum = (0...n).reduce(0.0) { sum, k in
            sum + inverse(b + Double(k) * h) * (k == 0 || k == n ? 1 : k % 2 == 1 ? 4 : 2)
        }
        #expect(abs(try pulse(device, -0.3, sum * h / 3, from: a) - b) < 3e-6)
    }

    /// The gap models: the time from a to b again, with the fastest rate and the rest at the bounds.
    @Test(arguments: [(DeviceModel.Name.sky130, 2.0, 0.1, 0.9), (.stanfordPKU, -1.5, 0.9, 0.3)])
    func gapModelsTakeTheTimeOfTheirQuadrature(name: DeviceModel.Name, v: Double, a: Double, b: Double) throws {
        let device = DeviceModel(name)
        let n = 20_000
        let h = (b - a) / Double(n)
        let sum = (0...n).reduce(0.0) { sum, k in
            let inverse = 1 / device.rate(at: .volts(v), state: a + Double(k) * h)
            return sum + inverse * (k == 0 || k == n ? 1 : k % 2 == 1 ? 4 : 2)
        }
        // The set pulse runs away: an error of 1e-7 early is a thousandfold where it ends.
        #expect(abs(try pulse(device, v, sum * h / 3, from: a) - b) < 1e-3)
    }

    /// The published numbers, by hand: I = 61.4 µA e^(−gap/0.2751 nm) sinh(V/0.43 V) at both ends.
    @Test func sky130ConductsAsPublished() {
        let device = DeviceModel(.sky130)
        let range = device.conductanceRange(at: .volts(0.1))
        #expect(abs(range.high.resistance.value - 9.983e3) < 10)
        #expect(abs(range.low.resistance.value - 3.351e6) < 4e3)
        // γ = 16.5 − 1.25·0.9³ at the middle, 300 K.
        let gamma = 16.5 - 1.25 * pow(0.9, 3.0)
        let kT = 1.380649e-23 * 300 / 1.602176634e-19
        let raw = 150 / 1.6e-9 * (exp((gamma * 0.05 * 1.2 - 1.501) / kT) - exp((-gamma * 0.05 * 1.2 - 1.5) / kT))
        let rate = device.rate(at: .volts(1.2), state: 0.5)
        #expect(abs(rate / (raw / (1 + raw / 1e8) * 0.5 / 0.501) - 1) < 1e-9)
    }

    @Test func stanfordFollowsItsEquations() {
        let device = DeviceModel(.stanfordPKU)
        let (v, gap) = (1.6, 0.95)
        let current = 1e-3 * exp(-gap / 0.25) * sinh(v / 0.25)
        #expect(abs(device.current(at: .volts(v), state: 0.5).value / current - 1) < 1e-12)
        let kT = 1.380649e-23 * (298 + 2100 * v * current) / 1.602176634e-19
        let gamma = 16 - 0.8 * pow(gap, 3.0)
        let raw = 10 / 1.5e-9 * exp(-0.6 / kT) * sinh(gamma * 0.25 / 12 * v / kT)
        // Far above F_min the step is 1.
        #expect(abs(device.rate(at: .volts(v), state: 0.5) / (raw / (1 + raw / 1e8) * 0.5 / 0.501) - 1) < 1e-6)
        // Far below it nothing moves.
        #expect(device.rate(at: .volts(0.5), state: 0.5) < 1e-9)
    }

    @Test func theSwitchWithoutDelayJumpsAtItsVoltages() throws {
        let device = DeviceModel(.hystereticSwitch)
        let drive = DeviceStimulus.sine(amplitude: .volts(0.5), frequency: .kilohertz(1), cycles: 1)
        let times = (0...1000).map { 1e-6 * Double($0) }
        let trace = try device.simulate(drive, from: 0, at: times)
        let on = asin(0.27 / 0.5) / (2 * .pi) * 1e-3
        let off = 0.5e-3 - asin(0.08 / 0.5) / (2 * .pi) * 1e-3
        for (t, x) in zip(trace.time, trace.state) where t < 0.5e-3 { #expect(x == (t > on && t < off ? 1 : 0)) }
    }

    /// Above V_th the switch's target is 1, with no voltage 0: both ways exponential.
    @Test func theVolatileSwitchForgets() throws {
        let device = DeviceModel(.agHfO2)
        #expect(abs(try pulse(device, 0.5, 200e-9, from: 0) - (1 - exp(-200.0 / 87))) < 1e-6)
        let rest = try device.simulate(
            .polygon([.init(time: .zero, level: .zero), .init(time: .nanoseconds(300), level: .zero)]), from: 1,
            at: [0, 100e-9, 300e-9])
        #expect(abs(rest.state[1] - exp(-100.0 / 87)) < 1e-6 && abs(rest.state[2] - exp(-300.0 / 87)) < 1e-6)
    }

    /// No model sticks at a bound, and none leaves its range.
    @Test(arguments: DeviceModel.Name.allCases)
    func statesComeBackFromTheirBounds(name: DeviceModel.Name) throws {
        // HP's devices move a thousand times slower, and Joglekar's window is the one that sticks.
        guard DeviceModel(name).description.kind == .nonvolatile, name != .hpJoglekar, name != .hpBiolek else { return }
        let device = DeviceModel(name)
        let (up, down): (Double, Double) =
            switch name {
            case .vteam, .vteamResistance, .vteamExponential: (3, -3)
            case .yakopcic: (2, -2)
            case .aist: (0.4, -0.4)
            case .sky130: (2.6, -2.6)
            default: (2, -2)
            }
        let levels = [up, down, up, down].flatMap { Array(repeating: Voltage($0), count: 200) }
        let states = try device.states(after: levels, width: .microseconds(10), from: 0.5)
        #expect(states.allSatisfy { (0...1).contains($0) })
        for (half, expected) in [(0, 1.0), (1, 0), (2, 1), (3, 0)] {
            // Within the windows' slow last per cent.
            #expect(abs(states[200 * half + 199] - expected) < 0.02, "\(half)")
        }
    }

    /// The three laws of VTEAM's current half way, of 1 µS to 100 µS.
    @Test(arguments: [
        (DeviceModel.Name.vteam, (1e-6 + 1e-4) / 2), (.vteamResistance, 2 / (1e6 + 1e4)), (.vteamExponential, 1e-5),
    ])
    func currentLawsDifferInTheMiddle(name: DeviceModel.Name, siemens: Double) {
        let device = DeviceModel(name)
        #expect(device.name == name)
        #expect(abs(device.conductance(at: .volts(0.1), state: 0.5).value / siemens - 1) < 1e-12)
        #expect(abs(device.conductance(at: .volts(0.1), state: 0).value / 1e-6 - 1) < 1e-12)
        #expect(abs(device.conductance(at: .volts(0.1), state: 1).value / 1e-4 - 1) < 1e-12)
    }

    /// HP's border moves with the charge: ln(x/(1 − x))/4 and artanh x grow by μ_v R_on/D² q under both windows at p = 1.
    @Test(arguments: [DeviceModel.Name.hpJoglekar, .hpBiolek])
    func linearDriftFollowsTheCharge(name: DeviceModel.Name) throws {
        let device = DeviceModel(name)
        let times = (0...4000).map { 0.4 * Double($0) / 4000 }
        let trace = try device.simulate(
            .sine(amplitude: .volts(1), frequency: Frequency(1), cycles: 0.4), from: 0.2, at: times)
        let charge = zip(times, times.dropFirst()).enumerated().reduce(0) { sum, step in
            sum + (step.element.1 - step.element.0) * (trace.current[step.offset] + trace.current[step.offset + 1]) / 2
        }
        let moved = { (x: Double) in name == .hpJoglekar ? log(x / (1 - x)) / 4 : atanh(x) }
        let expected = 1e-14 * 100 / 1e-16 * charge
        // The trapezium rule over 4,000 steps of a smooth current: 1e-7 of the charge.
        #expect(abs((moved(trace.state[4000]) - moved(0.2)) / expected - 1) < 1e-5)
        #expect(trace.state[4000] > 0.3)
    }

    @Test func parametersAreCheckedByName() throws {
        let device = DeviceModel(.vteam)
        #expect(try device.setting(["alpha_set": 2]).parameters.first { $0.symbol == "α_set" }!.value == 2)
        #expect(
            throws: DeviceError.outOfRange(
                device: "vteam", symbol: "V_set", value: -1, unit: "V", allowed: 1e-3...20)
        ) { try device.setting(["V_set": -1]) }
        #expect {
            try device.setting(["Vset": 1])
        } throws: {
            if case DeviceError.unknownParameter("vteam", "Vset", _) = $0 { true } else { false }
        }
        #expect {
            try device.setting(["G_min": 1e-3])
        } throws: {
            if case DeviceError.contradiction = $0 { true } else { false }
        }
        #expect {
            try DeviceModel(named: "vtem")
        } throws: {
            if case DeviceError.unknownDevice(name: "vtem", _, _) = $0 { true } else { false }
        }
    }
}
