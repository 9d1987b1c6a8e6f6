import Circuits
import Datasets
import EventDrivenSolver
import Experiments
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SPICEText
import SpikingNetworks
import TestedProgram
import Testing

private let engines = SimulationEngines(
    events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: "ngspice: left out")

/// A random network, and random samples with random labels.
private func trial(
    readout: Readout, inputs: Int = 24, count: Int = 40
) throws -> (network: SpikingNetwork, samples: LabelledSamples, design: DeepCircuitDesign) {
    var random = RandomStream(seed: 5, purpose: StreamPurpose("network evaluation"))
    let design = DeepCircuitDesign()
    let range = try design.conductanceRange()
    let (low, high) = (range.minimum.value, range.maximum.value)
    let widths = [inputs, 20, 4]
    let layers = try (1...2).map { index -> SpikingLayer in
        func cells(_ share: Double) -> [Float] {
            (0..<(widths[index - 1] * widths[index])).map { _ in
                Float(random.uniform() < share ? low + (high - low) * random.uniform() : low)
            }
        }
        return .crossbar(
            try CrossbarLayer(
                inputs: widths[index - 1], neurons: widths[index],
                parameters: design.raceParameters(
                    inputs: widths[index - 1], rows: .complementary, isOutput: index == 2),
                range: range, rows: .complementary, positive: cells(0.25), negative: cells(0.15),
                leaks: (0..<widths[index]).map { _ in Float(2e-8 * random.uniform()) }))
    }
    let samples = try LabelledSamples(
        name: "noise", features: (0..<(count * inputs)).map { _ in Float(max(0, 1.5 * random.uniform() - 0.5)) },
        labels: (0..<count).map { _ in random.below(4) }, featureCount: inputs, classes: 4,
        classNames: ["a", "b", "c", "d"], imageShape: nil)
    return (try SpikingNetwork(layers: layers, slots: design.slots, readout: readout), samples, design)
}

@Suite struct NetworkEvaluationTests {
    @Test(arguments: Readout.allCases, Encoder.allCases)
    func resultsDoNotDependOnTheJobs(readout: Readout, encoder: Encoder) throws {
        let (network, samples, design) = try trial(readout: readout)
        let evaluation = NetworkEvaluation(network, encoder: encoder, design: design)
        func run(jobs: Int) throws -> NetworkEvaluationResults {
            var results = try evaluation.run(
                samples, engines: engines, context: RunContext(jobs: jobs, stopwatch: { 0 }))
            results.jobs = 1
            return results
        }
        let results = try run(jobs: 1)
        for jobs in [2, 3] { #expect(try run(jobs: jobs) == results) }
        #expect(results.samples == samples.count)
        #expect(results.energy.conservationError < 1e-9)
        let parts = results.energy.array + results.energy.neurons + results.energy.winnerTakeAll
        #expect(abs(parts / results.energy.perInference - 1) < 1e-9)
        #expect(results.energy.winnerTakeAll > 0 || readout == .spikeCount)
        #expect(results.spikesPerInference[0] > 1)
        #expect(results.events.low <= results.events.accuracy && results.events.accuracy <= results.events.high)
        #expect(try JSONDecoder().decode(NetworkEvaluationResults.self, from: JSONEncoder().encode(results)) == results)
    }

    /// The circuit's pulses straddle the model's slots, and an untrained network decides by little; but not by chance.
    @Test func decisionsFollowTheDiscreteModel() throws {
        let (network, samples, design) = try trial(readout: .potential, count: 200)
        let results = try NetworkEvaluation(network, encoder: .constant, design: design).run(
            samples, engines: engines, context: RunContext(jobs: 2, stopwatch: { 0 }))
        // Four random classes would agree in a quarter: five standard errors.
        #expect(results.decisionsAgree > 0.25 + 5 * (0.25 * 0.75 / 200).squareRoot())
        #expect(results.events.noWinner == 0)
    }

    @Test func refusesSamplesThatDoNotFit() throws {
        let (network, _, design) = try trial(readout: .potential)
        let (_, wider, _) = try trial(readout: .potential, inputs: 25)
        #expect(throws: NetworkEvaluationError.featureCount(found: 25, network: 24)) {
            try NetworkEvaluation(network, encoder: .constant, design: design).run(
                wider, engines: engines, context: RunContext(jobs: 1, stopwatch: { 0 }))
        }
    }

    @Test func netlistsRunByThemselves() throws {
        let (network, samples, design) = try trial(readout: .potential)
        let folder = try TemporaryFolder()
        let files = try NetworkNetlists(network, encoder: .constant, design: design).write(
            samples, indices: [0, 7], to: RunFolder.create(folder.path("netlists")), under: nil, version: "test")
        #expect(files == ["sample_0.cir", "sample_7.cir", "README.md"])
        let deck = try String(contentsOfFile: folder.path("netlists/sample_7.cir"), encoding: .utf8)
        #expect(deck.contains("Rhidden0_cell_05_3 row_05 hidden0_column_3 "))
        #expect(deck.contains("Xhidden0_row_7_inverse hidden0_row_7_inverse.level 0 hidden0_spike_7 0 switched_source"))
        #expect(deck.contains(".meas tran spike_3 when v(output_spike_3)"))
        #expect(deck.contains(".meas tran energy_0 integ par("))
    }
}
