import Crossbars
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SpikingNetworks
import Studies
import Synchronization
import TestedProgram
import Testing

@Suite struct PaperExperimentTests {
    private static func json(_ study: Study, jobs: Int) throws -> (results: PaperResults, data: Data) {
        let results = try paper(study, context(jobs: jobs))
        return (results, try RunFolder.json(results))
    }

    @Test func resultsDependOnTheSeedAndNotOnTheJobs() throws {
        let (results, one) = try Self.json(tinyStudy(), jobs: 1)
        for jobs in [2, 5] { #expect(timelessLines(try Self.json(tinyStudy(), jobs: jobs).data) == timelessLines(one)) }
        #expect(timelessLines(one).count > 1000)
        let other = try Self.json(tinyStudy(seed: 4), jobs: 2)
        #expect(other.results.noise.map(\.accuracy) != results.noise.map(\.accuracy))
        #expect(other.results.conductances != results.conductances)
        #expect(other.results.stuckAt.map(\.untreated?.mean) != results.stuckAt.map(\.untreated?.mean))

        // Back from JSON to the last bit.
        #expect(try JSONDecoder().decode(PaperResults.self, from: one) == results)
        try Self.checkContent(results)
    }

    private static func checkContent(_ results: PaperResults) throws {
        #expect(results.schemaVersion == PaperResults.currentSchemaVersion)
        #expect(results.notes.contains("ngspice: left out"))
        #expect(results.clean.map(\.engine) == [.discrete, .events])
        #expect(results.noise.map(\.exactFlips) == [nil, nil, 4])
        for noise in results.noise {
            #expect(noise.presentations == 2500)
            #expect(noise.low < noise.accuracy && noise.accuracy < noise.high)
            // The winner's probability can never exceed the largest one.
            #expect(noise.relative.method == .winnerPosterior)
            #expect(noise.relative.low <= noise.relative.value && noise.relative.value <= noise.relative.high)
            #expect(noise.relative.high <= 1)
            // Hits and probabilities estimate one accuracy: four standard errors of the hits, the cruder ones.
            #expect(
                abs(noise.accuracy - noise.ceiling * noise.relative.value)
                    < 4 * (noise.ceiling * (1 - noise.ceiling) / Double(noise.presentations)).squareRoot())
            // The gain over the templates is the difference of both on the same draws.
            let templates = try #require(noise.templates)
            #expect(abs(templates.trainingGain.value - (noise.relative.value - templates.relative.value)) < 1e-12)
            // Only the share that fired twice adds spikes, and only where somebody won is there one.
            let spikes = try #require(noise.outputSpikes)
            #expect(spikes >= 1 - noise.noWinner + (try #require(noise.multipleSpikes)) - 1e-12)
            // Nothing beats the best rule: three standard errors of that many draws.
            let standardError = (noise.ceiling * (1 - noise.ceiling) / Double(noise.presentations)).squareRoot()
            #expect(noise.accuracy < noise.ceiling + 3 * standardError)
            // Trained briefly, but trained: guessing gives a tenth.
            #expect(noise.accuracy > 0.4)
        }
        for stuck in results.stuckAt {
            #expect(
                stuck.outcomes.map(\.remedy) == [
                    "none", "fault-aware", "remapping", "remapping + fault-aware", "templates",
                ])
            for outcome in stuck.outcomes {
                // Scored by the winner's probability, no map is above the ceiling.
                #expect(outcome.mean <= stuck.ceiling + 1e-12 && outcome.p5 <= outcome.mean)
                let gain = outcome.mean - stuck.outcomes[0].mean
                #expect(abs((outcome.gain?.value ?? 0) - gain) < 1e-12)
            }
            #expect(stuck.best?.mean == stuck.outcomes.dropLast().map(\.mean).max())
        }
        let energy = try #require(results.energy.first)
        let parts = energy.parts.total
        #expect(abs(parts - energy.perInference) < 1e-9 * energy.perInference)
        #expect(try #require(energy.conservationError) < 1e-9)
        let pair = try #require(results.agreement.first)
        #expect(pair.decisionsAgree == 1 && pair.spikeTimeErrorMax < 1e-5)
        #expect(results.training.filter(\.evaluated).count == 1)
        #expect(results.training.map(\.loss).last == "none")
        #expect(results.training.dropFirst().allSatisfy { $0.evaluatedGain != nil })
        let flat = results.conductances.siemens.flatMap { $0 }
        #expect(flat.count == 300)
        #expect(flat.allSatisfy { $0 >= results.conductances.minimum && $0 <= results.conductances.maximum })
    }

    @Test func anInterruptedRunLeavesAReadableFolder() throws {
        let temporary = try TemporaryFolder()
        let folder = try RunFolder.create(temporary.path("run"))
        let stop = Atomic<Bool>(false)
        let run = context(isCancelled: { stop.load(ordering: .relaxed) }) { update in
            if update.stage == "stuck-at faults" { stop.store(true, ordering: .relaxed) }
        }
        var checkpoints = 0
        #expect(throws: RunInterrupted(stage: "stuck-at faults")) {
            try paper(tinyStudy(), run) { results in
                checkpoints += 1
                try folder.writeJSON(results, to: "results.json")
            }
        }
        #expect(checkpoints == 2)
        let results = try folder.loadResults()
        #expect(results.noise.count == 3)
        #expect(results.stuckAt.isEmpty && results.agreement.isEmpty)
    }

    @Test func aBrokenDesignIsRefusedBeforeItRuns() throws {
        var study = tinyStudy()
        study.circuit.switchOnResistance = .ohms(500)
        #expect(throws: (any Error).self) { try paper(study, context()) { _ in Issue.record("it ran") } }
    }
}
