import Datasets
import Devices
import Foundation
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies
import Testing
import Training

@testable import Crossbars
@testable import Experiments

/// Remedies against the stuck cells of deep networks.
@Suite struct NetworkRemedyTests {
    private static let remedies = "remedies: [none, fault-aware, remapping, remapping + fault-aware]"
    private static let retraining = "retraining: {epochs: 20, learningRate: 0.01}"

    /// Means over a hundred arrays.
    @Test(arguments: [RowScheme.complementary, .bipolar]) func everyRemedyGains(rows: RowScheme) throws {
        let iris = try SweptIris { $0.network.inputRows = rows }
        let points = try iris.sweep(
            "effects: {stuckAt: {rate: 0.1}}\n\(Self.remedies)\n\(Self.retraining)\n"
                + "sampling: {maps: 100, draws: 0, checked: 0}"
        ).points
        let means = Dictionary(uniqueKeysWithValues: points.map { ($0.remedy, $0.mean) })
        for remedy in ["fault-aware", "remapping"] {
            #expect(try #require(means[remedy]) > means["none"]!, "\(remedy): \(means)")
        }
        // Some thirty points, with a standard error of two: single arrays spread by fifteen.
        #expect(try #require(means["remapping + fault-aware"]) > means["none"]! + 0.1, "\(means)")
    }

    /// Nothing stuck, nothing to be done.
    @Test func withoutStuckCellsAllRemediesAreNone() throws {
        let iris = try SweptIris()
        let points = try iris.sweep(
            "\(Self.remedies)\nsampling: {maps: 2, draws: 0, checked: 0}"
        ).points
        #expect(points.count == 4)
        #expect(points.allSatisfy { $0.mean == points[0].mean && $0.stuckCells == 0 })
    }

    /// The same at any number of threads, and a trial alone.
    @Test func resultsDoNotDependOnTheJobs() throws {
        let iris = try SweptIris()
        let yaml =
            "axes: {stuckAt.rate: [0.1, 0.3]}\neffects: {levels: 8, readNoise: 0.01}\n\(Self.remedies)\n"
            + "retraining: {epochs: 1.5}\nsampling: {maps: 3, draws: 0, checked: 6}\n"
            + "margin: {accuracy: 0.8, yield: 0.5, steps: 1, upTo: {deviceVariation.deviation: 0.5}}"
        let one = try iris.sweep(yaml, context(jobs: 1))
        for jobs in [2, 4] {
            #expect(try RunFolder.json(iris.sweep(yaml, context(jobs: jobs))) == RunFolder.json(one))
        }
        #expect(one.margins.map(\.remedy) == one.points[..<4].map(\.remedy))
        #expect(one.differences.count == 6 && one.worst.count == 4)
        let experiment = SweepExperiment(
            study: try iris.sweepStudy(yaml), engines: eventEngine, context: context(), program: tinyProgram,
            network: iris.swept)
        for worst in one.worst {
            #expect(try experiment.replay(worst.trial).points[0].accuracy == worst.accuracy)
        }
    }

    /// Stuck cells are where the fault map says, whatever is done about them; by neuron and row they move with their lines.
    @Test func remappedCellsStayAtTheirPlaces() throws {
        let iris = try SweptIris()
        let results = try iris.sweep(
            "effects: {stuckAt: {rate: 0.2}}\n\(Self.remedies)\nsampling: {maps: 2, draws: 0, checked: 0}")
        guard case .crossbar(let output)? = iris.swept.network.layers.last else { return }
        for worst in results.worst {
            for cell in worst.stuck {
                let end = cell.state == "LRS" ? output.range.maximum.value : output.range.minimum.value
                // As single precision holds it.
                #expect(abs(worst.conductances[cell.column][cell.row] - end) <= 1e-7 * end)
            }
            #expect(!worst.stuck.isEmpty)
        }
        let search = try #require(results.faultSearch)
        #expect(search.writes == 2 * results.network!.cells && search.reads == search.writes)
        // Each cell at both ends of its range for a slot.
        let drive = output.parameters.drive.readVoltage.value
        let each =
            drive * drive * (output.range.minimum.value + output.range.maximum.value)
            * output.parameters.timing.slotDuration.value
        #expect(abs(search.readEnergy - Double(results.network!.cells) * each) < 1e-9 * search.readEnergy)
        #expect(results.notes.contains { $0.hasPrefix("Fault-aware") })
        #expect(try iris.sweep("effects: {stuckAt: {rate: 0.2}}\nsampling: {maps: 1}").faultSearch == nil)
    }

    /// A permuted network, shown permuted samples, says what it said.
    @Test(arguments: Encoder.allCases.map { (RowScheme.complementary, $0) } + [(RowScheme.bipolar, .constant)])
    func placesOfLinesDecideNothing(rows: RowScheme, encoder: Encoder) throws {
        let iris = try SweptIris {
            $0.network.inputRows = rows
            $0.network.encoder = encoder
            $0.network.learnsDecay = true
        }
        let network = iris.swept.network
        var random = RandomStream(seed: 5, purpose: StreamPurpose("places"))
        let crossbars = try network.crossbars()
        let places = ([network.inputs] + crossbars.map(\.neurons)).map { Array(0..<$0).shuffled(using: &random) }
        let mappings = crossbars.enumerated().map { index, layer in
            ArrayMapping(
                rowOfInput: places[index].flatMap { place in
                    (0..<layer.rows.cells).map { place * layer.rows.cells + $0 }
                }, columnOfClass: places[index + 1])
        }
        let placed = try PlacedNetwork(network, mappings)
        #expect(placed.network != network)
        // The Bernoulli encoder draws by a feature's place: what it shows is not what it would.
        guard encoder != .bernoulli else { return }
        func decisions(_ network: SpikingNetwork, _ samples: LabelledSamples) throws -> [RaceDecision] {
            try NetworkInference(network, encoder: encoder, jobs: 1).answers(samples).decisions
        }
        let shown = try decisions(placed.network, placed.placed(iris.swept.samples))
        #expect(try shown.map(placed.decision) == decisions(network, iris.swept.samples))
    }

    /// Inputs that are driven more weigh more, and all weigh at least as a load.
    @Test func weightsFollowTheActivity() throws {
        let iris = try SweptIris()
        let crossbars = try iris.swept.network.crossbars()
        let remapping = try NetworkRemapping(
            iris.swept, crossbars: crossbars, targets: crossbars.map(\.array), seed: 1)
        let samples = iris.swept.training
        let means = (0..<samples.featureCount).map { feature in
            (0..<samples.count).reduce(0) { $0 + Double(samples.features[$1 * samples.featureCount + feature]) }
                / Double(samples.count)
        }
        let load = { (layer: CrossbarLayer) in
            layer.parameters.membrane.threshold.value / layer.parameters.drive.readVoltage.value
        }
        #expect(remapping.weights.count == 3)
        // A hundred sums of numbers below one.
        for (weight, mean) in zip(remapping.weights[0], means) {
            #expect(abs(weight - mean - load(crossbars[0])) < 1e-6)
        }
        for (weights, layer) in zip(remapping.weights, crossbars).dropFirst() {
            #expect(weights.count == layer.inputs)
            #expect(weights.allSatisfy { $0 >= load(layer) && $0 <= 1 + load(layer) })
        }
    }

    @Test(
        arguments: [
            (nil, 120_000, 1, 60_000), (nil, 1000, 60, 1000), (0.25, 1000, 1, 250), (1.5, 1000, 2, 750), (3, 7, 3, 7),
            (0.001, 10, 1, 1),
        ] as [(Double?, Int, Int, Int)])
    func partsOfEpochsAreDivided(epochs: Double?, samples: Int, whole: Int, shown: Int) {
        var plan = RetrainingPlan(of: .network)
        plan.epochs = epochs
        #expect(plan.division(of: samples) == (whole, shown))
    }
}
