import Circuits
import Crossbars
import Datasets
import EventDrivenSolver
import NeuromorphicCircuits
import Quantities
import SpikingNetworks
import Testing

@Suite struct CircuitHierarchyTests {
    /// The parts joined again run the same race: the ammeters that are left out drop no voltage.
    @Test func flattenedPartsAreTheCircuit() throws {
        var random = stream("hierarchy", 1)
        let array = try trainedLikeArray(.wide, &random)
        let circuit = try ClassifierCircuit(array, design: CircuitDesign(), variant: .piecewiseLinear)
        let flat = try circuit.hierarchy.flattened()
        let analysis = TransientAnalysis(
            duration: circuit.design.raceParameters.timing.window, maximumStep: .nanoseconds(2), signals: [])
        let engine = EventDrivenSimulator()
        var whole = try engine.prepareEvents(circuit.circuit, analysis: analysis)
        var parts = try engine.prepareEvents(flat, analysis: analysis)
        for pattern in PatternSet.wide.patterns {
            let stimulus = circuit.stimulus(frames: [levels(pattern)])
            let (a, b) = (try whole.run(stimulus), try parts.run(stimulus))
            #expect(a.switchings.count == b.switchings.count && !a.switchings.isEmpty)
            for (x, y) in zip(a.switchings, b.switchings) {
                // Sums in another order: a few ULP of the state, divided by the slope.
                #expect(abs(x.time - y.time) < 1e-9 * x.time)
                #expect(x.turnsOn == y.turnsOn)
            }
            #expect(abs(a.energy.total / b.energy.total - 1) < 1e-9)
        }
    }

    /// With hidden neurons that drive rows, and with every segment of the lines: the same elements with the same values, ammeters
    /// apart, and the same sources in the same order. Without lines, whose inner nodes have no capacitor, also the same run.
    @Test(arguments: [LineResistance.none, LineResistance(perSegment: .ohms(2))])
    func deepPartsAreTheCircuit(lines: LineResistance) throws {
        var random = stream("deep hierarchy", 1)
        let design = DeepCircuitDesign()
        let circuit = try NetworkCircuit(randomNetwork([16, 8, 4], &random), design: design, segments: lines)
        let flat = try circuit.hierarchy.flattened()
        func values(_ circuit: Circuit) -> [String: Int] {
            circuit.elements.reduce(into: [:]) { counts, element in
                if case .ammeter = element.kind { return }
                counts["\(element.group) \(element.kind.renamingNodes { _ in "n" })", default: 0] += 1
            }
        }
        #expect(values(flat) == values(circuit.circuit) && flat.sourceNames == circuit.circuit.sourceNames)
        guard lines == .none else { return }
        let stimulus = circuit.stimulus(frames: [randomLevels(16, &random)])
        let analysis = circuit.analysis(recordsWaveforms: false)
        var whole = try EventDrivenSimulator().prepareEvents(circuit.circuit, analysis: analysis)
        var parts = try EventDrivenSimulator().prepareEvents(flat, analysis: analysis)
        let (a, b) = (try whole.run(stimulus), try parts.run(stimulus))
        #expect(a.switchings.count == b.switchings.count && a.switchings.count > 20)
        for (x, y) in zip(a.switchings, b.switchings) {
            // Sums in another order, from switching to switching.
            #expect(abs(x.time - y.time) < 1e-8 * x.time && x.turnsOn == y.turnsOn)
        }
        #expect(abs(a.energy.total / b.energy.total - 1) < 1e-8)
    }

    @Test(arguments: CircuitVariant.allCases)
    func everyElementIsInOnePart(variant: CircuitVariant) throws {
        var random = stream("hierarchy", 2)
        let array = try randomArray(&random)
        let circuit = try ClassifierCircuit(array, design: CircuitDesign(), variant: variant)
        let hierarchy = circuit.hierarchy
        let flat = try hierarchy.flattened()
        let ammeters = circuit.circuit.elements.count { if case .ammeter = $0.kind { true } else { false } }
        #expect(flat.elements.count == circuit.circuit.elements.count - ammeters)
        #expect(hierarchy.subcircuits.map(\.name) == ["crossbar", "neuron", "winner_take_all"])
        #expect(hierarchy.calls.count == 12)
        #expect(flat.sourceNames == circuit.circuit.sourceNames)
    }
}
