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
        func run(jobs: Int) throws -> NetworkEvaluation.Outcome {
            try evaluation.run(samples, engines: engines, context: RunContext(jobs: jobs, stopwatch: { 0 }))
        }
        let outcome = try run(jobs: 1)
        for jobs in [2, 3] { #expect(try run(jobs: jobs) == outcome) }
        let record = outcome.record
        #expect(record.samples == samples.count && outcome.each.count == samples.count)
        #expect(try #require(record.conservationError) < 1e-9)
        let parts = try #require(record.parts)
        #expect(abs(parts.total / record.energyPerInference - 1) < 1e-9)
        #expect(parts.winnerTakeAll > 0 || readout == .spikeCount)
        #expect(try #require(record.spikesPerInference)[0] > 1)
        #expect(record.low <= record.accuracy && record.accuracy <= record.high)
        #expect(try JSONDecoder().decode(CircuitTestRecord.self, from: JSONEncoder().encode(record)) == record)
    }

    /// The circuit's pulses straddle the model's slots, and an untrained network decides by little; but not by chance.
    @Test func decisionsFollowTheDiscreteModel() throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, count: 200)
        let record = try NetworkEvaluation(network, encoder: .constant, design: design).run(
            samples, engines: engines, context: RunContext(jobs: 2, stopwatch: { 0 })
        ).record
        // Four random classes would agree in a quarter: five standard errors.
        #expect(record.decisionsAgree > 0.25 + 5 * (0.25 * 0.75 / 200).squareRoot())
        #expect(record.undecided == 0)
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
