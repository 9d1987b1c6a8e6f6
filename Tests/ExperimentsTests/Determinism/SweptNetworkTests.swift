import Foundation
import Results
import Synchronization
import TestedProgram
import Testing

@testable import Experiments

@Suite struct SweptNetworkTests {
    private static let everything = """
        effects:
          levels: 16
          programming: {deviation: 0.02}
          deviceVariation: {deviation: 0.1}
          readNoise: 0.01
          drift: {elapsed: 86400 s, exponent: 0.02, exponentDeviation: 0.01}
        axes:
          stuckAt.rate: [0, 0.05, 0.2]
        sampling: {maps: 6, draws: 30, checked: 12}
        margin: {accuracy: 0.8, yield: 0.5, steps: 2, upTo: {deviceVariation.deviation: 1}}
        sensitivity: {samples: 2, upTo: {readNoise: 0.2, deviceVariation.deviation: 0.5}}
        """

    private let temporary: TemporaryFolder
    private let iris: SweptIris

    init() throws {
        temporary = try TemporaryFolder()
        iris = try SweptIris()
    }

    @Test(arguments: ["discrete", "events"]) func resultsDoNotDependOnTheJobs(engine: String) throws {
        let yaml = Self.everything.replacing("sampling: {", with: "sampling: {engine: \(engine), ")
        let one = try RunFolder.json(iris.sweep(yaml, context(jobs: 1)))
        for jobs in [2, 5] { #expect(try RunFolder.json(iris.sweep(yaml, context(jobs: jobs))) == one) }
        #expect(try RunFolder.json(iris.sweep(yaml.replacing("levels: 16", with: "levels: 4"))) != one)
    }

    /// Cut off anywhere, a sweep ends with the same bytes.
    @Test(arguments: [1, 7, 17, 30]) func anInterruptedSweepContinuesToTheSameBytes(trials: Int) throws {
        let whole = try RunFolder.json(iris.sweep(Self.everything))
        let folder = try RunFolder.create(temporary.path("run"))
        let left = Atomic<Int>(trials)
        let cut = context(isCancelled: { left.subtract(1, ordering: .relaxed).newValue < 0 })
        #expect(throws: RunInterrupted.self) {
            try iris.sweep(Self.everything, cut, journal: SweepJournal(in: folder, identity: "test"))
        }
        let journal = try SweepJournal(in: folder, identity: "test")
        #expect(try RunFolder.json(iris.sweep(Self.everything, journal: journal)) == whole)
    }

    @Test func anyTrialReplaysAlone() throws {
        let yaml = "axes: {stuckAt.rate: [0.05, 0.2]}\nsampling: {maps: 5, draws: 0, checked: 0}"
        let study = try iris.sweepStudy(yaml)
        let experiment = SweepExperiment(
            study: study, engines: eventEngine, context: context(), program: tinyProgram, network: iris.swept)
        let results = try experiment.run(journal: nil)
        let replays = try (5..<10).map { try experiment.replay($0).points[0].accuracy }
        #expect(replays.min() == results.points[1].worst)
        let mean = replays.reduce(0, +) / 5
        // The same five numbers; two ways to add them.
        #expect(abs(mean - results.points[1].mean) < 1e-14)
    }
}
