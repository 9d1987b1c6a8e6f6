import Circuits
import Foundation
import NgspiceEngine
import NumericalMethods
import Quantities
import TestedProgram
import Testing

private let duration = 4e-6
private let pitch = 1e-9

/// Reads the switchings out of waveforms: what a hysteretic switch does when its control passes these thresholds.
private func switchings(_ elements: [Element], _ waves: Waveforms) -> [Switching] {
    func samples(_ node: Node) -> [Double] {
        node == .ground ? [Double](repeating: 0, count: waves.time.count) : waves.values[.voltage(node)]!
    }
    var found: [Switching] = []
    for element in elements {
        guard case .hysteresisSwitch(_, _, let plus, let minus, let model) = element.kind else { continue }
        let control = zip(samples(plus), samples(minus)).map { $0 - $1 }
        var isOn = false
        for index in control.indices.dropFirst() {
            let level = (isOn ? model.offThreshold : model.onThreshold).value
            let beyond = isOn ? control[index] <= level : control[index] >= level
            guard beyond else { continue }
            let part = min(max((level - control[index - 1]) / (control[index] - control[index - 1]), 0), 1)
            isOn.toggle()
            found.append(
                Switching(
                    element: element.name,
                    time: waves.time[index - 1] + part * (waves.time[index] - waves.time[index - 1]), turnsOn: isOn))
        }
    }
    return found.sorted { $0.time < $1.time }
}

@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct NgspiceTests {
    /// Circuits that switch often enough to tell a wrong law, and not so often that ngspice's steps add up.
    static let seeds = [0]

    @Test func probe() throws {
        let simulator = try NgspiceSimulator(pool: makePool())
        for seed in 0..<60 {
            let random = RandomCircuit(seed: seed, nodes: 2...4, diodes: 0...2)
            var plan = analysis(duration: duration, pitch: pitch, random.nodes)
            plan.options.reltol = 1e-6
            var exact = try prepare(random.elements, plan)
            let events = try exact.transient(random.stimulus)
            let own = events.switchings!.filter { $0.element.hasPrefix("x") }
            guard (3...40).contains(own.count) else { continue }
            var prepared = try simulator.prepare(
                Circuit(title: "random \(seed)", elements: random.elements), analysis: plan)
            do {
                let spice = try prepared.transient(random.stimulus)
                let theirs = switchings(random.elements, spice.waveforms)
                let same = own.map { "\($0.element)\($0.turnsOn)" } == theirs.map { "\($0.element)\($0.turnsOn)" }
                let errors = zip(own, theirs).map { ($1.time - $0.time) * 1e9 }
                print(
                    "seed", seed, own.count, theirs.count, same,
                    errors.map { String(format: "%.3f", $0) }.joined(separator: " "), "E",
                    abs(spice.energy.total / events.energy.total - 1))
            } catch { print("seed", seed, error) }
        }
    }
}
