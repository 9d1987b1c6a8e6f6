import Datasets
import Devices
import Experiments
import Foundation
import Quantities
import Results
import SpikingNetworks
import Studies
import TestedProgram
import Testing

@Suite struct SweepTests {
    @Test func resultsDependOnTheSeedAndNotOnTheJobs() throws {
        let study = try tinySweep(variedSweep)
        let one = try RunFolder.json(sweep(study, jobs: 1))
        for jobs in [2, 5] { #expect(try RunFolder.json(sweep(study, jobs: jobs)) == one) }
        #expect(try RunFolder.json(sweep(tinySweep(variedSweep, seed: 4))) != one)
        let results = try sweep(study)
        #expect(try JSONDecoder().decode(SweepResults.self, from: one) == results)
        try Self.checkContent(results, study)
    }

    private static func checkContent(_ results: SweepResults, _ study: SweepStudy) throws {
        #expect(results.points.count == 2 * 2 * 4 && results.differences.count == 2 * 2 * 3)
        for point in results.points {
            let ceiling = try #require(point.ceiling)
            #expect(point.low <= point.mean && point.mean <= point.high)
            #expect(point.worst <= point.p5 && point.maps == 5 && point.draws == 60)
            // Scored by the winners' probabilities, nothing beats the best rule.
            #expect(point.mean <= ceiling + 1e-12)
            // 40 over five arrays, each run whole: spikes, time and energy.
            let operation = try #require(point.operation)
            #expect(operation.presentations == 40 && operation.energy > 0 && operation.outputSpikes > 0.8)
            #expect(try #require(operation.decisionTime) > 0 && operation.multipleSpikes <= 1)
            #expect(point.trainings == nil)
            for yield in point.yields { #expect(yield.low <= yield.yield && yield.yield <= yield.high) }
        }
        for (index, difference) in results.differences.enumerated() {
            let (base, own) = (results.points[index / 3 * 4], results.points[index / 3 * 4 + 1 + index % 3])
            #expect(difference.against == base.remedy && difference.remedy == own.remedy)
            #expect(abs(difference.mean - (own.mean - base.mean)) < 1e-12)
        }
        #expect(results.margins.count == 4 && results.sensitivity?.parameters.count == 2)
        #expect(results.margins.contains { margin in margin.tried.contains { $0.value == margin.affordableNumber } })
        for margin in results.margins {
            // What is affordable was tried and kept the yield; what is broken was tried and did not.
            for tried in margin.tried where tried.value == margin.affordableNumber {
                #expect(tried.yield >= margin.yield)
            }
        }
        for margin in results.margins {
            // An end that is certain is below the one that is likely, and the one that is possible above it.
            if let low = margin.low { #expect(low <= (try #require(margin.affordableNumber))) }
            if let high = margin.high, let number = margin.affordableNumber { #expect(high >= number) }
        }
        // Both levels solve the same race; a pair of spikes 1e-5 apart may part them, none is expected here.
        #expect(results.check?.decisionsAgree == 1)
        #expect(results.worst.map(\.remedy) == study.remedies.map(\.name))
    }

    /// A trial replays alone with what it had in the sweep.
    @Test func aTrialReplaysAlone() throws {
        let study = try tinySweep(variedSweep)
        let folder = try TemporaryFolder()
        let run = try RunFolder.create(folder.path("run"))
        let journal = try SweepJournal(in: run, identity: "test 0")
        _ = try sweep(study, journal: journal)
        let again = try SweepJournal(in: run, identity: "test 0")
        let experiment = SweepExperiment(
            study: study, engines: eventEngine, context: context(), program: tinyProgram)
        for trial in [0, 7, 23, 39] {
            let record = try #require(again.finished[trial])
            let replay = try experiment.replay(trial)
            #expect(replay.points.map(\.accuracy) == record.scores.map(\.accuracy))
            #expect(replay.points.map(\.relativeToCeiling) == record.scores.map { $0.posterior?.relative })
            #expect(replay.stuck.count == replay.stuckCells)
            #expect(replay.stuckCells == record.stuckCells && replay.clippedCells == record.clippedCells)
        }
        #expect(throws: SweepTrialError.self) { try experiment.replay(40) }
        #expect(throws: SweepTrialError.self) { try experiment.replay(-1) }
    }

    /// The untrained templates as a remedy, and networks of several seeds: arrays take turns.
    @Test func trainingsTakeTurnsAndTemplatesAreNotTrained() throws {
        let yaml = """
            effects: {input: {flipProbability: 0.3}}
            axes: {stuckAt.rate: [0, 0.2]}
            remedies: [none, templates]
            sampling: {maps: 6, draws: 100, checked: 0, networks: 3}
            """
        let study = try tinySweep(yaml)
        var kept: [BrokenNetworkRecord] = []
        let results = try SweepExperiment(
            study: study, engines: eventEngine, context: context(), program: tinyProgram, ceiling: wideCeiling
        ).run(journal: nil) { kept = $0 }
        #expect(kept.map(\.name) == ["trained-seed-3", "trained-seed-4", "trained-seed-5", "templates"])
        #expect(Set(kept.map(\.conductances)).count == 4)
        // Black at G_max, white at G_min.
        let range = kept[3].conductances.range
        for (digit, pattern) in study.base.patterns.patterns.enumerated() {
            for pixel in 0..<30 {
                #expect(
                    kept[3].conductances[digit, pixel]
                        == (pattern.isBlack(pixel) ? range.maximum.value : range.minimum.value))
            }
        }
        let none = results.points[0]
        let spread = try #require(none.trainings)
        #expect(spread.networks == 3 && abs(spread.mean - none.mean) < 1e-12)
        #expect(spread.least <= spread.mean && spread.mean <= spread.largest)
        // Without faults two arrays of one network differ by their presentations alone, templates always.
        let templates = try #require(results.points[1].trainings)
        #expect(templates.standardDeviation > 0)
        #expect(results.points[1].remedy == "templates")
        // The first network is the one that a study of its own trains: an ideal array holds it.
        let alone = try sweep(tinySweep("sampling: {maps: 1, draws: 100, checked: 0}"))
        #expect(alone.worst[0].conductances.flatMap { $0 } == kept[0].conductances.siemens)
    }

    /// Cut off anywhere, even within a line, a sweep ends with the same bytes.
    @Test func aCutJournalContinuesToTheSameBytes() throws {
        let study = try tinySweep(variedSweep)
        let whole = try RunFolder.json(sweep(study))
        let folder = try TemporaryFolder()
        let run = try RunFolder.create(folder.path("run"))
        _ = try sweep(study, journal: SweepJournal(in: run, identity: "test 0"))
        let bytes = try Data(contentsOf: run.file(SweepJournal.name))
        for part in [0, 3, 40, 100, 333, 1000, bytes.count - 1, bytes.count] {
            try bytes.prefix(part).write(to: run.file(SweepJournal.name))
            let results = try sweep(study, journal: SweepJournal(in: run, identity: "test 0"))
            #expect(try RunFolder.json(results) == whole, "\(part) bytes")
        }
    }

    /// Points stop when they are known well enough, after whole rounds, with the same numbers for any jobs.
    @Test func samplingStopsWhenThePointIsKnown() throws {
        var study = try tinySweep(
            "axes: {stuckAt.rate: [0, 0.3]}\nsampling: {maps: 60, draws: 50, until: 0.03, round: 10}")
        study.sampling.checked = 0
        let results = try sweep(study, jobs: 1)
        // Without faults arrays differ by their presentations alone; with many they differ far more.
        #expect(results.points[0].maps < results.points[1].maps)
        #expect(results.points.allSatisfy { $0.maps % 10 == 0 })
        #expect(try sweep(study, jobs: 3) == results)
    }
}
