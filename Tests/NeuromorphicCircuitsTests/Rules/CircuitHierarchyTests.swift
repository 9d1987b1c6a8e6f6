import Circuits
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
