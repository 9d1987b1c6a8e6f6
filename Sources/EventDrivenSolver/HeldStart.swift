package import Circuits
package import Quantities

/// Where a circuit rests while some of its nodes are held, as SPICE's `.ic` without UIC asks for.
package struct HeldStart {
    private let circuit: Circuit
    private let held: [Node: Voltage]

    package init(_ circuit: Circuit, held: [Node: Voltage]) {
        self.circuit = circuit
        self.held = held
    }

    /// Of every node that a capacitor ties to ground.
    ///
    /// A source behind a resistor far below all others holds a node; its error is their ratio.
    /// - Throws: what the simulator throws.
    package func voltages(_ stimulus: Stimulus, _ analysis: TransientAnalysis) throws -> [Node: Voltage] {
        var elements = circuit.elements
        var waveforms = stimulus.waveforms
        let smallest = elements.reduce(Double.infinity) { smallest, element in
            switch element.kind {
            case .resistor(_, _, let resistance): min(smallest, resistance.value)
            case .hysteresisSwitch(_, _, _, _, let model): min(smallest, model.onResistance.value)
            case .piecewiseLinearDiode(_, _, let model): min(smallest, model.onResistance.value)
            default: smallest
            }
        }
        let holding = Resistance((smallest.isFinite ? smallest : 1) * Self.ratio)
        let group = ElementGroup("held by .ic")
        // A source's node is where the source puts it.
        var driven = Set<Node>()
        for element in circuit.elements {
            if case .voltageSource(let plus, let minus) = element.kind { driven.formUnion([plus, minus]) }
        }
        let free = held.filter { !driven.contains($0.key) }.sorted { $0.key.name < $1.key.name }
        for (index, (node, voltage)) in free.enumerated() {
            let source = Node("held by .ic \(index)")
            elements.append(Element(source.name, in: group, .voltageSource(plus: source, minus: .ground)))
            elements.append(Element("holding \(index)", in: group, .resistor(source, node, holding)))
            waveforms.append(.constant(voltage))
        }
        var states = Set<Node>()
        for element in circuit.elements {
            if case .capacitor(let a, let b, _) = element.kind { states.formUnion([a, b]) }
        }
        states.remove(.ground)
        states.subtract(driven)
        var initial = analysis
        initial.duration = analysis.maximumStep
        initial.signals = states.sorted { $0.name < $1.name }.map { .voltage($0) }
        initial.initialVoltages = [:]
        initial.startsAtOperatingPoint = true
        var prepared = try EventDrivenSimulator().prepare(
            try Circuit(title: circuit.title, elements: elements), analysis: initial)
        let start = try prepared.transient(Stimulus(waveforms: waveforms)).waveforms
        return Dictionary(
            uniqueKeysWithValues: states.map { ($0, Voltage(start.values[.voltage($0)]?.first ?? 0)) })
    }

    private static let ratio = 1e-7
}
