import Circuits
import Foundation
import NumericalMethods
import Quantities
import Testing

/// 5 µs: the slowest time constant, 10 pF behind 100 kΩ, is a fifth of it.
private let duration = 5e-6

@Suite struct EnergyTests {
    @Test func randomCircuitsConserveEnergy() throws {
        var worst = 0.0
        var switched = 0
        for seed in 0..<400 {
            let random = RandomCircuit(seed: seed)
            var circuit = try prepare(random.elements, analysis(duration: duration, pitch: duration))
            let run = try circuit.run(random.steppedStimulus(duration))
            worst = max(worst, run.energy.conservationError)
            if run.switchings.count >= 3 { switched += 1 }
        }
        // What the issue asks for; the rounding of some thousand terms would allow 1e-12.
        #expect(worst < 1e-9)
        // The circuits do something.
        #expect(switched > 150)
    }

    /// Every group is one element, so its energy is ∫ v·i of that element.
    @Test(arguments: 0..<16) func everyElementAbsorbsTheIntegralOfItsPower(seed: Int) throws {
        let random = RandomCircuit(seed: seed, nodes: 2...4)
        let stimulus = random.steppedStimulus(duration)
        func integrals(_ pitch: Double) throws -> (numerical: [ElementGroup: Double], exact: EnergyLedger) {
            var circuit = try prepare(random.elements, analysis(duration: duration, pitch: pitch, random.nodes))
            let run = try circuit.transient(stimulus)
            return (Self.absorbed(random.elements, run, stimulus), run.energy)
        }
        let (coarse, _) = try integrals(duration / 60_000)
        let (fine, ledger) = try integrals(duration / 120_000)
        let scale = ledger.delivered.reduce(0) { $0 + abs($1) }
        // The trapezoidal rule's error falls fourfold with half the step: what is left is a third of the difference. The
        // largest of all elements, since in a single one the errors of rise and fall may cancel.
        let differences = fine.map { abs($0.value - coarse[$0.key]!) }
        let tolerance = differences.max()! + 1e-12 * scale
        #expect(tolerance < 1e-4 * scale, "the integration is too coarse to judge")
        for (group, value) in fine { #expect(abs(ledger.absorbed[group]! - value) <= tolerance, "\(group)") }
    }

    /// ∫ v·i of every element by the trapezoidal rule over the sampled waveforms.
    private static func absorbed(
        _ elements: [Element], _ run: Transient, _ stimulus: Stimulus
    ) -> [ElementGroup: Double] {
        let time = run.waveforms.time
        let sources = elements.compactMap { element -> Node? in
            if case .voltageSource(let plus, _) = element.kind { plus } else { nil }
        }
        /// The voltage of a node at both ends of the interval up to `index`: a source's level does not change within.
        func ends(_ node: Node, _ index: Int) -> SIMD2<Double> {
            if node == .ground { return .zero }
            if let source = sources.firstIndex(of: node) {
                let wave = stimulus.waveforms[source]
                let level = wave.steps.last { $0.time.value <= time[index - 1] }?.level ?? wave.initial
                return SIMD2(repeating: level.value)
            }
            let samples = run.waveforms.values[.voltage(node)]!
            return SIMD2(samples[index - 1], samples[index])
        }
        var result: [ElementGroup: Double] = [:]
        for (place, element) in elements.enumerated() {
            var energy = 0.0
            func integrate(_ a: Node, _ b: Node, _ power: (_ v: Double, _ isOn: Bool) -> Double) {
                var events = run.switchings!.filter { $0.element == place }[...]
                var isOn = false
                for index in 1..<time.count {
                    while let event = events.first, event.time <= time[index - 1] {
                        isOn = event.turnsOn
                        events.removeFirst()
                    }
                    let v = ends(a, index) - ends(b, index)
                    energy += (time[index] - time[index - 1]) * (power(v[0], isOn) + power(v[1], isOn)) / 2
                }
            }
            switch element.kind {
            case .resistor(let a, let b, let r): integrate(a, b) { v, _ in v * v / r.value }
            case .hysteresisSwitch(let a, let b, _, _, let model):
                integrate(a, b) { v, isOn in v * v / (isOn ? model.onResistance : model.offResistance).value }
            case .piecewiseLinearDiode(let anode, let cathode, let model):
                integrate(anode, cathode) { v, isOn in
                    isOn ? v * (v - model.forwardVoltage.value) / model.onResistance.value : 0
                }
            case .capacitor(let node, _, let c):
                let last = run.waveforms.values[.voltage(node)]!.last!
                energy = c.value * last * last / 2
            default: continue
            }
            result[element.group] = energy
        }
        return result
    }
}
