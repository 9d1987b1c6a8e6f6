import Circuits
import Crossbars
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies
import Testing

@testable import Experiments

@Suite struct EvaluationTests {
    /// What training arrives at, without training: high where the pattern is black, low elsewhere, with some disorder.
    private static func network() throws -> StoredClassifier {
        let study = Study()
        let design = study.circuit
        var random = RandomStream(seed: 1, purpose: StreamPurpose("evaluation test"))
        let (low, high) = (design.minimumConductance.value, design.maximumConductance.value)
        let siemens = study.patterns.patterns.flatMap { pattern in
            (0..<30).map { pixel -> Double in
                let off = 0.2 * random.uniform() * (high - low)
                return pattern.isBlack(pixel) ? high - off : low + off
            }
        }
        return StoredClassifier(
            study: study,
            conductances: try ConductanceArray(
                columns: 10, rows: 30, range: design.conductanceRange(), siemens: siemens))
    }

    private static func evaluation(
        _ network: StoredClassifier, jobs: Int, level: Level = .events, presentations: Int = 350
    ) -> Evaluation {
        var evaluation = Evaluation(
            network: network, engines: eventEngine, context: context(jobs: jobs), program: tinyProgram, level: level,
            against: nil, flipProbability: 0.2, presentations: presentations, faults: .none)
        evaluation.keepsEach = true
        return evaluation
    }

    @Test func resultsDoNotDependOnTheJobs() throws {
        let network = try Self.network()
        let one = try Self.evaluation(network, jobs: 1).run()
        let three = try Self.evaluation(network, jobs: 3).run()
        #expect(one.results == three.results)
        #expect(one.presentations == three.presentations && one.frames == three.frames)
    }

    /// The table's lines are those of races that are run one by one, each in a circuit of its own.
    @Test func everyPresentationIsTheRaceOnItsOwn() throws {
        let network = try Self.network()
        let outcome = try Self.evaluation(network, jobs: 2).run()
        #expect(outcome.presentations.map(\.frame) == Array(0..<350))
        for index in stride(from: 3, to: 350, by: 29) {
            var race = try EventRace(
                network.conductances, design: network.study.circuit, engine: EventDrivenSimulator())
            let observed = try race.observe(outcome.frames[index])
            let record = outcome.presentations[index]
            #expect(record.spikeTime == observed.firstSpike && record.outputSpikes == observed.outputSpikes)
            #expect(record.energy == EnergySplit(observed.energy))
            #expect(observed.decision == (record.winner >= 0 ? .winner(record.winner) : .noWinner))
            // The parts are all that the sources deliver.
            #expect(abs(record.energy!.total / observed.energy.total - 1) < 1e-9)
        }
        let results = outcome.results
        let energies = outcome.presentations.map { $0.energy!.total }
        #expect(abs(results.energy!.perInference / (energies.reduce(0, +) / 350) - 1) < 1e-9)
        let right = outcome.presentations.count { $0.winner == $0.label }
        let confusion = try #require(results.confusion)
        let diagonal = (0..<10).map { confusion.counts[$0][$0] }.reduce(0, +)
        let all = confusion.counts.joined().reduce(0, +) + confusion.undecided.reduce(0, +)
        #expect(right == diagonal && all == 350)
        #expect(results.spikes.several == outcome.presentations.count { $0.outputSpikes! > 1 })
    }

    /// In the discrete model the winner is the first to cross: it leads, by what the closed forms say.
    @Test func marginsAreTheLeadOfTheFirst() throws {
        let network = try Self.network()
        let outcome = try Self.evaluation(network, jobs: 2, level: .discrete, presentations: 60).run()
        let classifier = SpikingClassifier(
            parameters: network.study.circuit.raceParameters, model: .physical, conductances: network.conductances)
        for record in outcome.presentations where record.outcome == .winner {
            let frame = outcome.frames[record.frame][0]
            let times = classifier.firstSpikeTimes(frames: [BipolarRows.levels(bits: frame.pixels)]).sorted()
            #expect(record.margin == (times[1].isFinite ? 1 - times[0] / times[1] : 1))
            #expect(record.energy == nil && record.spikeTime == times[0])
        }
    }

    @Test func givenFramesAreShownInPlaceOfNoise() throws {
        let network = try Self.network()
        let noisy = try Self.evaluation(network, jobs: 2).run()
        var again = Self.evaluation(network, jobs: 2)
        again.given = GivenFrames(
            frames: noisy.frames, labels: noisy.presentations.map { $0.label! }, source: "frames.npy")
        let given = try again.run()
        #expect(given.presentations == noisy.presentations)
        #expect(given.results.noise == nil)
        #expect(given.results.recognition?.accuracy == noisy.results.noise?.accuracy)
        #expect(given.results.confusion == noisy.results.confusion)
        again.given?.labels = nil
        let unlabelled = try again.run()
        #expect(unlabelled.results.confusion == nil && unlabelled.results.recognition == nil)
        #expect(unlabelled.presentations.map(\.winner) == noisy.presentations.map(\.winner))
        #expect(unlabelled.results.energy?.parts == noisy.results.energy?.parts)
    }

    @Test func theTableHasALineForEach() throws {
        let outcome = try Self.evaluation(try Self.network(), jobs: 1, presentations: 3).run()
        let lines = PresentationTable.csv(outcome.presentations).split(separator: "\n")
        #expect(lines.count == 4)
        let columns = lines[0].split(separator: ",").count
        #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == columns })
        #expect(lines[1].hasPrefix("0,0,winner,"))
    }
}
