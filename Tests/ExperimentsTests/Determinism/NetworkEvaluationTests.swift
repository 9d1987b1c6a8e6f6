import Circuits
import Datasets
import EventDrivenSolver
import Experiments
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Results
import SPICEText
import SpikingNetworks
import TestedProgram
import Testing

private let engines = SimulationEngines(
    events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: "ngspice: left out")

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
        let parts = results.energy.parts.total
        #expect(abs(parts / results.energy.perInference - 1) < 1e-9)
        #expect(results.energy.parts.winnerTakeAll > 0 || readout == .spikeCount)
        #expect(results.spikesPerInference[0] > 1)
        #expect(results.events.low <= results.events.accuracy && results.events.accuracy <= results.events.high)
        #expect(try JSONDecoder().decode(NetworkEvaluationResults.self, from: JSONEncoder().encode(results)) == results)
    }

    /// The circuit's pulses straddle the model's slots, and an untrained network decides by little; but not by chance.
    @Test func decisionsFollowTheDiscreteModel() throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, count: 200)
        let results = try NetworkEvaluation(network, encoder: .constant, design: design).run(
            samples, engines: engines, context: RunContext(jobs: 2, stopwatch: { 0 }))
        // Four random classes would agree in a quarter: five standard errors.
        #expect(results.decisionsAgree > 0.25 + 5 * (0.25 * 0.75 / 200).squareRoot())
        #expect(results.events.noWinner == 0)
    }

    @Test func refusesSamplesThatDoNotFit() throws {
        let (network, _, design) = try trial(readout: .gatherThenRace)
        let (_, wider, _) = try trial(readout: .gatherThenRace, inputs: 25)
        #expect(throws: NetworkEvaluationError.featureCount(found: 25, network: 24)) {
            try NetworkEvaluation(network, encoder: .constant, design: design).run(
                wider, engines: engines, context: RunContext(jobs: 1, stopwatch: { 0 }))
        }
    }
}
