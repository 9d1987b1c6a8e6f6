import Circuits
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SPICEText
import SpikingNetworks
import Studies
import Testing

@Suite struct WrittenNetlistReadingTests {
    private let engine = EventDrivenSimulator()

    /// The flat deck reads back to the same elements with the same values, and to the same spike times.
    @Test(arguments: Dialect.allCases)
    func flatDeckReadsBack(dialect: Dialect) throws {
        let network = try templateNetwork()
        let circuit = try ClassifierCircuit(
            network.conductances, design: network.study.circuit, variant: .piecewiseLinear)
        for digit in [0, 3, 7] {
            let stimulus = circuit.stimulus(
                frames: [BipolarRows.levels(bits: network.study.patterns.patterns[digit].pixels)])
            let deck = try dialect.deck(circuit.circuit, stimulus: stimulus, analysis: circuit.analysis())
            let text = deck.text.replacingOccurrences(of: "SKIPBP", with: "UIC")
            let netlist = try ReadNetlist(
                NetlistStatements(text: text, file: "deck.cir", dialect: dialect) { _ in "" }, file: "deck.cir")
            var written: [String: ElementKind] = [:]
            for element in circuit.circuit.elements { written[element.name] = element.kind }
            #expect(netlist.circuit.elements.count == circuit.circuit.elements.count)
            for element in netlist.circuit.elements {
                let kind = try #require(written[element.name], "\(element.name)")
                #expect(isSame(element.kind, kind), "\(element.name): \(element.kind), written \(kind)")
            }
            #expect(netlist.stimulus == stimulus)
            #expect(netlist.analysis.duration == circuit.analysis().duration)
            try expectSameSwitchings(netlist, circuit, stimulus)
        }
    }

    /// The folder reads back to the same spike times; its read-out, which loads nothing, is left out and named.
    @Test(arguments: [Dialect.ngspice, .ltspice, .xyce])
    func folderReadsBack(dialect: Dialect) throws {
        let netlists = try WrittenNetlists(dialect)
        let network = try templateNetwork()
        let circuit = try ClassifierCircuit(
            network.conductances, design: network.study.circuit, variant: .piecewiseLinear)
        for digit in [2, 9] {
            let name = "piecewise-linear/pattern_\(digit).cir"
            let statements = try NetlistStatements(text: netlists.text(name), file: name, dialect: dialect) {
                try netlists.text($0)
            }
            let netlist = try ReadNetlist(statements, file: name)
            #expect(netlist.notes.contains { $0.contains("left out") })
            let stimulus = circuit.stimulus(
                frames: [BipolarRows.levels(bits: network.study.patterns.patterns[digit].pixels)])
            try expectSameSwitchings(netlist, circuit, stimulus)
        }
    }

    private func expectSameSwitchings(_ netlist: ReadNetlist, _ circuit: ClassifierCircuit, _ stimulus: Stimulus) throws
    {
        var read = try engine.prepareEvents(netlist.circuit, analysis: netlist.analysis)
        var analysis = circuit.analysis()
        analysis.signals = []
        var written = try engine.prepareEvents(circuit.circuit, analysis: analysis)
        let (a, b) = (try read.run(netlist.stimulus), try written.run(stimulus))
        #expect(a.switchings.count == b.switchings.count && !a.switchings.isEmpty)
        for (x, y) in zip(a.switchings, b.switchings) {
            // Thresholds are VT ± VH: an ULP of them, over the slope; sums in another order.
            #expect(abs(x.time - y.time) < 1e-9 * y.time)
        }
        #expect(abs(a.energy.total / b.energy.total - 1) < 1e-9)
    }

    private func isSame(_ a: ElementKind, _ b: ElementKind) -> Bool {
        switch (a, b) {
        case (
            .hysteresisSwitch(let a1, let b1, let p1, let m1, let x),
            .hysteresisSwitch(let a2, let b2, let p2, let m2, let y)
        ):
            // VT ± VH are rounded twice.
            return a1 == a2 && b1 == b2 && p1 == p2 && m1 == m2 && x.onResistance == y.onResistance
                && x.offResistance == y.offResistance
                && abs(x.onThreshold.value - y.onThreshold.value) <= 2 * y.onThreshold.value.ulp
                && abs(x.offThreshold.value - y.offThreshold.value) <= 2 * y.onThreshold.value.ulp
        case (.ammeter(let p1, let m1, _), .ammeter(let p2, let m2, _)): return p1 == p2 && m1 == m2
        default: return a == b
        }
    }
}
