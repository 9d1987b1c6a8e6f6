import Circuits
import Foundation
import NumericalMethods
import Quantities

/// A random piecewise-linear circuit: every element in a group of its own, named like the element.
struct RandomCircuit {
    var elements: [Element] = []
    var nodes: [Node]
    var levels: [Double]

    /// - Parameters:
    ///   - offResistance: the lowest of an off switch [Ω]; a decade is drawn above it.
    ///   - smallestCapacitance: likewise [F].
    init(
        seed: Int, nodes nodeCount: ClosedRange<Int> = 2...6, switches: ClosedRange<Int> = 1...4,
        diodes: ClosedRange<Int> = 0...3, switchedSources: ClosedRange<Int> = 0...0, offResistance: Double = 1e6,
        smallestCapacitance: Double = 1e-12
    ) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("random circuits"))
        func value(_ low: Double, _ decades: Double) -> Double { low * pow(10, decades * random.uniform()) }
        var shared: (Node, Node, SwitchedSource)!
        func count(_ range: ClosedRange<Int>) -> Int { range.lowerBound + random.below(range.count) }
        var found: [Element] = []
        func add(_ name: String, _ kind: ElementKind) { found.append(Element(name, in: ElementGroup(name), kind)) }
        let sources = count(1...3)
        let names = (0..<count(nodeCount)).map { Node("n\($0)") }
        levels = (0..<sources).map { _ in (random.uniform() < 0.75 ? 1 : -1) * (1 + 2 * random.uniform()) }
        for source in 0..<sources { add("u\(source)", .voltageSource(plus: Node("s\(source)"), minus: .ground)) }
        for (index, node) in names.enumerated() {
            add("c\(index)", .capacitor(node, .ground, Capacitance(value(smallestCapacitance, 1))))
            // A tree: every node hangs on a source, on ground (rarely) or on an earlier node.
            let roll = random.uniform()
            let other =
                index == 0 || roll < 0.5
                ? Node("s\(random.below(sources))") : roll < 0.6 ? Node.ground : names[random.below(index)]
            add("r\(index)", .resistor(node, other, Resistance(value(1e4, 1))))
            if random.uniform() < 0.4 { add("l\(index)", .resistor(node, .ground, Resistance(value(3e4, 1.5)))) }
        }
        func two() -> (Node, Node) {
            let a = random.below(names.count)
            let b = random.below(names.count + 1)
            return (names[a], b == names.count || b == a ? .ground : names[b])
        }
        for index in 0..<count(switches) {
            let (a, b) = two()
            let (plus, minus) = random.uniform() < 0.5 ? (a, b) : two()
            let on = 0.2 + 0.8 * random.uniform()
            let model = HysteresisSwitch(
                onThreshold: .volts(on), offThreshold: .volts(on - 0.15 - 0.4 * random.uniform()),
                onResistance: Resistance(value(1e3, 1)), offResistance: Resistance(value(offResistance, 1)))
            add("x\(index)", .hysteresisSwitch(a, b, controlPlus: plus, controlMinus: minus, model))
        }
        for index in 0..<count(diodes) {
            let (a, b) = two()
            let flipped = random.uniform() < 0.5
            let model = PiecewiseLinearDiode(
                forwardVoltage: .volts(0.2 + 0.3 * random.uniform()), onResistance: Resistance(value(1e3, 1)))
            add("d\(index)", .piecewiseLinearDiode(anode: flipped ? b : a, cathode: flipped ? a : b, model))
        }
        for index in 0..<count(switchedSources) {
            let row = Node("w\(index)")
            let (plus, minus) = two()
            let on = 0.1 + 0.5 * random.uniform()
            let model = SwitchedSource(
                high: .volts(3 * random.uniform() - 1), low: .volts(random.uniform() < 0.5 ? 0 : random.uniform()),
                onThreshold: .volts(on), offThreshold: .volts(on - 0.05 - 0.3 * random.uniform()))
            // Some share a control, as the two rows of a spike do.
            let control = index > 0 && random.uniform() < 0.4 ? shared! : (plus, minus, model)
            shared = control
            var own = model
            (own.onThreshold, own.offThreshold) = (control.2.onThreshold, control.2.offThreshold)
            add(
                "w\(index)",
                .switchedSource(plus: row, minus: .ground, controlPlus: control.0, controlMinus: control.1, own))
            for place in 0..<count(1...3) {
                let node = names[random.below(names.count)]
                add("v\(index)_\(place)", .resistor(row, node, Resistance(value(1e4, 1))))
            }
            if random.uniform() < 0.2 { add("v\(index)_ground", .resistor(row, .ground, Resistance(value(1e5, 1)))) }
            if random.uniform() < 0.2 { add("v\(index)_source", .resistor(row, "s0", Resistance(value(1e5, 1)))) }
        }
        elements = found
        nodes = names
    }

    /// The same circuit with sources of the stimulus in place of the switched ones, to step when those did.
    func prescribed(by switchings: [Switching], _ stimulus: Stimulus) -> (elements: [Element], stimulus: Stimulus) {
        var stimulus = stimulus
        let replaced = elements.enumerated().map { index, element -> Element in
            guard case .switchedSource(let plus, let minus, _, _, let model) = element.kind else { return element }
            var steps: [SourceWaveform.Step] = []
            for switching in switchings where switching.element == index {
                steps.append(.init(time: Time(switching.time), level: switching.turnsOn ? model.high : model.low))
            }
            stimulus.waveforms.append(SourceWaveform(initial: model.low, steps: steps))
            return Element(element.name, in: element.group, .voltageSource(plus: plus, minus: minus))
        }
        return (replaced, stimulus)
    }

    var stimulus: Stimulus { Stimulus(waveforms: levels.map { .constant(.volts($0)) }) }

    /// The first source steps to its opposite and back.
    func steppedStimulus(_ duration: Double) -> Stimulus {
        var stimulus = stimulus
        stimulus.waveforms[0] = steps(levels[0], (0.41 * duration, -levels[0]), (0.73 * duration, levels[0]))
        return stimulus
    }
}
