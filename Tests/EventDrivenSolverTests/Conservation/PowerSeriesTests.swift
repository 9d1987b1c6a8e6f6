import Circuits
import Foundation
import NumericalMethods
import Quantities
import Testing

@testable import EventDrivenSolver

/// Columns of a crossbar that meet: membranes which drivers feed, resistors between all of them, and neurons like those of
/// deep networks, whose spikes hold their membrane down and drive a second crossbar.
private struct MeetingColumns {
    let elements: [Element]
    let stimulus: Stimulus
    let nodes: [Node]
    static let duration = 400e-9

    /// - Parameter meeting: the least resistance between two columns [Ω].
    init(columns: Int, seed: Int, second: Int = 0, meeting: Double = 1e5) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("meeting columns"))
        let drivers = 4
        let (crossbar, neurons) = (ElementGroup("crossbar"), ElementGroup("neurons"))
        var elements: [Element] = []
        func add(_ name: String, _ group: ElementGroup, _ kind: ElementKind) {
            elements.append(Element(name, in: group, kind))
        }
        for driver in 0..<drivers {
            add("u\(driver)", drive, .voltageSource(plus: Node("in\(driver)"), minus: .ground))
        }
        var nodes: [Node] = []
        for layer in 0..<(second > 0 ? 2 : 1) {
            let count = layer == 0 ? columns : second
            let membranes = (0..<count).map { Node("m\(layer)_\($0)") }
            nodes += membranes
            for (index, membrane) in membranes.enumerated() {
                let pulse = Node("p\(layer)_\(index)")
                nodes.append(pulse)
                add("c\(membrane.name)", neurons, .capacitor(membrane, .ground, .picofarads(1)))
                add("leak\(membrane.name)", neurons, .resistor(membrane, .ground, .kilohms(200)))
                add("cp\(membrane.name)", neurons, .capacitor(pulse, .ground, .picofarads(0.1)))
                add("rp\(membrane.name)", neurons, .resistor(pulse, .ground, .kilohms(200)))
                add(
                    "s\(layer)_\(index)", neurons,
                    .hysteresisSwitch(
                        membrane, pulse, controlPlus: membrane, controlMinus: pulse,
                        HysteresisSwitch(
                            onThreshold: .volts(0.15), offThreshold: .volts(0.015), onResistance: .kilohms(1),
                            offResistance: .megohms(1000))))
                add(
                    "d\(layer)_\(index)", ElementGroup("transistors"),
                    .hysteresisSwitch(
                        membrane, .ground, controlPlus: pulse, controlMinus: .ground,
                        HysteresisSwitch(
                            onThreshold: .volts(0.1), offThreshold: .volts(0.01), onResistance: .kilohms(0.5),
                            offResistance: .megohms(1e6))))
                if layer == 0 {
                    for driver in 0..<drivers {
                        let ohms = 2e5 * (0.3 + random.uniform())
                        add("g\(driver)_\(index)", crossbar, .resistor(Node("in\(driver)"), membrane, .ohms(ohms)))
                    }
                    if second > 0 {
                        add(
                            "w\(index)", drive,
                            .switchedSource(
                                plus: Node("row\(index)"), minus: .ground, controlPlus: pulse, controlMinus: .ground,
                                SwitchedSource(
                                    high: .volts(1), low: .volts(0), onThreshold: .volts(0.1),
                                    offThreshold: .volts(0.01))))
                    }
                } else {
                    for row in 0..<columns {
                        let ohms = 3e5 * (0.3 + random.uniform())
                        add("h\(row)_\(index)", crossbar, .resistor(Node("row\(row)"), membrane, .ohms(ohms)))
                    }
                }
                for other in 0..<index {
                    let ohms = meeting * (1 + 10 * random.uniform())
                    add("b\(layer)_\(index)_\(other)", crossbar, .resistor(membrane, membranes[other], .ohms(ohms)))
                }
            }
        }
        self.nodes = nodes
        self.elements = elements
        stimulus = Stimulus(
            waveforms: (0..<drivers).map { driver in
                driver == 0
                    ? steps(0.5, (time: 130e-9, level: 1.2), (time: 250e-9, level: -0.3))
                    : .constant(.volts(0.2 + random.uniform()))
            })
    }

    func run(byModes: Bool, _ nodes: [Node] = []) throws -> (run: Transient, usesSeries: Bool) {
        let lowered = try LoweredCircuit(
            Circuit(title: "meeting columns", elements: elements),
            analysis: analysis(duration: Self.duration, pitch: Self.duration / 100, nodes), solvesByModes: byModes)
        return (try EventDrivenRun(lowered).transient(stimulus), !lowered.network.series.groups.isEmpty)
    }
}

/// Two ways to solve the same equation: power series, and modes whose account of energy knows no quadrature.
@Suite struct PowerSeriesTests {
    @Test(arguments: [(14, 0), (22, 0), (16, 13)]) func seriesAndModesAreTheSameRun(columns: Int, second: Int) throws {
        let circuit = MeetingColumns(columns: columns, seed: columns, second: second)
        let (own, usesSeries) = try circuit.run(byModes: false, circuit.nodes)
        let (theirs, usesModes) = try circuit.run(byModes: true, circuit.nodes)
        #expect(usesSeries && !usesModes)
        let (a, b) = (own.switchings!, theirs.switchings!)
        try #require(a.map(\.element) == b.map(\.element))
        #expect(a.count { circuit.elements[$0.element].name.hasPrefix("s") && $0.turnsOn } > 2 * columns)
        for (x, y) in zip(a, b) {
            // Both know a control to 1e-13 V; slow crossings rise by 0.15 V in some 50 ns.
            #expect(abs(x.time - y.time) < 1e-10 * MeetingColumns.duration)
        }
        for (x, y) in zip(own.energy.delivered, theirs.energy.delivered) {
            #expect(abs(x - y) < 1e-9 * theirs.energy.total)
        }
        for (group, energy) in theirs.energy.absorbed {
            #expect(abs(own.energy.absorbed[group]! - energy) < 1e-9 * theirs.energy.total, "\(group)")
            #expect(
                abs(own.energy.drained[group]! - theirs.energy.drained[group]!) < 1e-9 * theirs.energy.total,
                "\(group)")
        }
        #expect(own.energy.conservationError < 1e-11)
        for node in circuit.nodes {
            let known = Dictionary(zip(theirs.waveforms.time, theirs.samples(node)), uniquingKeysWith: { $1 })
            var compared = 0
            for (time, value) in zip(own.waveforms.time, own.samples(node)) {
                guard let expected = known[time] else { continue }
                // An output rises by 0.1 V in a tenth of a nanosecond, at a time known to 1e-17 s.
                #expect(abs(value - expected) < 1e-7, "\(node) at \(time)")
                compared += 1
            }
            #expect(compared > 90)
        }
    }

    /// 80 columns, more than modes can move in a test: energies are conserved, and every column's first spike is where small
    /// steps have it. Later ones hang on who of its 79 neighbours was first.
    @Test func eightyColumnsMoveAsSmallStepsSay() throws {
        let circuit = MeetingColumns(columns: 80, seed: 3, meeting: 4e6)
        let (own, usesSeries) = try circuit.run(byModes: false)
        #expect(usesSeries)
        #expect(own.energy.conservationError < 1e-11)
        #expect(own.switchings!.count > 1000)
        let steps = SmallSteps(circuit.elements, circuit.stimulus, duration: 40e-9, step: 2e-12)
        var compared = 0
        for (name, times) in steps.turnedOn where name.hasPrefix("s") {
            let found = own.switchings!.first { circuit.elements[$0.element].name == name && $0.turnsOn }!
            // The rule is of second order in steps of 1/50 of the fastest time constant, but switches at their ends; what a
            // neighbour's spike leaves of that is a part of it.
            #expect(abs(found.time - times[0]) < 6e-12, "\(name)")
            compared += 1
        }
        #expect(compared > 70)
    }
}

/// The circuit by the midpoint rule, element by element.
private struct SmallSteps {
    /// When every switch turned on [s].
    var turnedOn: [String: [Double]] = [:]

    init(_ elements: [Element], _ stimulus: Stimulus, duration: Double, step: Double) {
        var index: [Node: Int] = [:]
        var capacitance: [Double] = []
        var sources: [Node] = []
        for element in elements {
            switch element.kind {
            case .capacitor(let node, _, let c):
                index[node] = capacitance.count
                capacitance.append(c.value)
            case .voltageSource(let plus, _): sources.append(plus)
            default: break
            }
        }
        let n = capacitance.count
        for (place, node) in sources.enumerated() { index[node] = n + place }
        let ground = n + sources.count
        func place(_ node: Node) -> Int { node == .ground ? ground : index[node]! }
        var resistors: [(a: Int, b: Int, g: Double)] = []
        var switches: [(name: String, a: Int, b: Int, plus: Int, minus: Int, model: HysteresisSwitch, isOn: Bool)] = []
        for element in elements {
            switch element.kind {
            case .resistor(let a, let b, let r): resistors.append((place(a), place(b), 1 / r.value))
            case .hysteresisSwitch(let a, let b, let plus, let minus, let model):
                switches.append((element.name, place(a), place(b), place(plus), place(minus), model, false))
            default: break
            }
        }
        var v = [Double](repeating: 0, count: ground + 1)
        var current = v
        func derive(_ v: [Double], into current: inout [Double]) {
            for i in 0...ground { current[i] = 0 }
            for (a, b, g) in resistors {
                let i = g * (v[a] - v[b])
                current[a] -= i
                current[b] += i
            }
            for item in switches {
                let r = item.isOn ? item.model.onResistance.value : item.model.offResistance.value
                let i = (v[item.a] - v[item.b]) / r
                current[item.a] -= i
                current[item.b] += i
            }
        }
        for count in 0..<Int((duration / step).rounded()) {
            let time = (Double(count) + 0.5) * step
            for (source, waveform) in stimulus.waveforms.enumerated() {
                v[n + source] =
                    waveform.steps.last { $0.time.value <= time }?.level.value ?? waveform.initial.value
            }
            derive(v, into: &current)
            var middle = v
            for i in 0..<n { middle[i] += step / 2 * current[i] / capacitance[i] }
            derive(middle, into: &current)
            for i in 0..<n { v[i] += step * current[i] / capacitance[i] }
            for place in switches.indices {
                let item = switches[place]
                let control = v[item.plus] - v[item.minus]
                if item.isOn ? control < item.model.offThreshold.value : control > item.model.onThreshold.value {
                    switches[place].isOn.toggle()
                    if !item.isOn { turnedOn[item.name, default: []].append(Double(count + 1) * step) }
                }
            }
        }
    }
}
