import Datasets
import Devices
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies
import Testing
import Training

@testable import Crossbars
@testable import Experiments

@Suite struct NetworkSweepTests {
    private static let ideal = "sampling: {maps: 3, draws: 0, checked: 0}"

    /// An array without any effect is the stored network, to the last sample.
    @Test(
        arguments: Encoder.allCases.map { (RowScheme.complementary, $0) } + [(RowScheme.bipolar, .constant)])
    func anIdealArrayIsTheNetworkThatEvaluateShows(rows: RowScheme, encoder: Encoder) throws {
        let iris = try SweptIris {
            $0.network.inputRows = rows
            $0.network.encoder = encoder
        }
        let evaluated = try iris.evaluation()
        let point = try iris.sweep(Self.ideal).points[0]
        // Exactly: a sum of the same scores, divided by the same count.
        #expect(point.worst == evaluated.accuracy && point.quantiles.allSatisfy { $0 == evaluated.accuracy })
        #expect(point.draws == evaluated.samples)
        #expect(point.stuckCells == 0 && point.clippedCells == 0 && point.ceiling == nil)
    }

    @Test func theEventsEngineOfASweepIsThatOfEvaluate() throws {
        let iris = try SweptIris()
        let test = CircuitTest(study: iris.study, engines: eventEngine)
        let evaluated = try iris.evaluation { try test.run($0, $1, context: $2) }
        let circuit = try #require(evaluated.circuit)
        let point = try iris.sweep("sampling: {engine: events, maps: 1, draws: 0, checked: 0}").points[0]
        #expect(point.draws == circuit.samples && point.mean == circuit.accuracy)
    }

    /// Effects of no strength are none.
    @Test(arguments: [
        "programming.deviation", "deviceVariation.deviation", "stuckAt.rate", "drift.exponent", "readNoise",
    ])
    func effectsOfNoStrengthChangeNothing(key: String) throws {
        let iris = try SweptIris()
        let points = try iris.sweep(
            "axes: {\(key): [0, 0.8]}\neffects: {drift: {elapsed: 1000000 s}}\n\(Self.ideal)"
        ).points
        let evaluated = try iris.evaluation().accuracy
        #expect(points[0].quantiles.allSatisfy { $0 == evaluated })
        #expect(points[1].quantiles != points[0].quantiles, "the effect does nothing")
    }

    /// An array that was programmed with errors is programmed anew from its targets.
    @Test func programmingErrorsOfTheStoredArrayAreNotPartOfASweep() throws {
        let iris = try SweptIris { $0.hardware.programmingNoise = 0.1 }
        let target = try #require(iris.stored.target)
        let samples = try #require(try iris.data.samples().test)
        let exact = try NetworkInference(target, encoder: iris.stored.encoder, jobs: 1)
            .answers(samples, seed: iris.study.seed).accuracy(labels: samples.labels)
        let results = try iris.sweep(Self.ideal)
        #expect(results.points[0].worst == exact)
        #expect(results.notes.contains { $0.contains("own targets") })
    }

    /// All cells at G_min: no synapse says anything, and every class gets its share or nobody fires.
    @Test func anArrayThatIsStuckAltogetherKnowsNothing() throws {
        let iris = try SweptIris()
        let point = try iris.sweep(
            "effects: {stuckAt: {rate: 1, lowResistanceShare: 0}}\n\(Self.ideal)"
        ).points[0]
        let cells = iris.swept.network.layers.reduce(0) { $0 + $1.inputs * $1.neurons * 2 }
        #expect(point.stuckCells == Double(cells))
        // A third of the score of a tie of three; nothing without a winner.
        #expect(point.mean <= 1.0 / 3 + 1e-12)
        #expect(point.noWinner == 1 || point.ties == point.maps * point.draws)
    }

    @Test func aChoiceOfSamplesIsTheSameForEveryArrayAndOfTheSeed() throws {
        let iris = try SweptIris()
        let points = try iris.sweep("axes: {stuckAt.rate: [0, 0.1]}\nsampling: {maps: 4, draws: 20, checked: 0}").points
        #expect(points.allSatisfy { $0.draws == 20 })
        #expect(points[0].standardDeviation == 0)
        #expect(points[1].standardDeviation > 0)
        #expect(try iris.sweep("sampling: {maps: 1, draws: 1000, checked: 0}").points[0].draws == 45)
    }

    @Test func theDiscreteModelIsCheckedAgainstTheCircuitOnBrokenArrays() throws {
        let iris = try SweptIris()
        let results = try iris.sweep(
            "effects: {deviceVariation: {deviation: 0.2}, stuckAt: {rate: 0.05}}\n"
                + "sampling: {maps: 4, draws: 0, checked: 40}")
        let check = try #require(results.check)
        #expect(check.against == .events && check.presentations == 40)
        // Most of them: the two differ by where in a slot a spike begins.
        #expect(check.decisionsAgree > 0.7)
    }

    /// Lines and drivers, and neurons that differ, at the discrete level and in the circuit.
    @Test(arguments: [
        "lineResistance: {perSegment: 200 ohm, driver: 500 ohm}", "neurons: {threshold: 0.1, capacitance: 0.1}",
    ])
    func linesAndMismatchAreThoseOfTheCircuit(effect: String) throws {
        let iris = try SweptIris {
            $0.layers.minimumConductance = .microsiemens(1)
            $0.layers.maximumConductance = .microsiemens(100)
        }
        let results = try iris.sweep("effects: {\(effect)}\nsampling: {maps: 2, draws: 0, checked: 80}")
        let check = try #require(results.check)
        #expect(check.presentations == 80)
        // Two maps of 40 samples; an untouched network of this size agrees on as many.
        #expect(check.decisionsAgree >= 0.9, "\(check.decisionsAgree)")
        // Strong enough to be seen: neither level leaves it out.
        let ideal = try iris.sweep("sampling: {maps: 2, draws: 0, checked: 0}")
        #expect(results.points[0].quantiles != ideal.points[0].quantiles)
    }

    /// A trained 64-16-10 network on lines: the discrete level decides as the circuit, with any devices.
    @Test(arguments: ["1 uS", "10 nS"], ["1 ohm", "5 ohm"])
    func discreteDecisionsOnLinesAreThoseOfTheCircuit(smallest: String, segment: String) throws {
        let digits = try SweptIris {
            $0.data.set = "digits"
            $0.network.hidden = [16]
            $0.layers.membraneSlots = 2
            $0.layers.minimumConductance = smallest == "1 uS" ? .microsiemens(1) : .nanosiemens(10)
            $0.layers.maximumConductance = $0.layers.minimumConductance * 100
            $0.training.sharpness = 10
            $0.training.smoothing = 0.05
            $0.training.surrogateWidth = 0.5
            $0.training.learningRate = 0.01
            $0.training.epochs = 60
            $0.training.batchSize = 64
            $0.hardware.levels = nil
        }
        let results = try digits.sweep(
            "effects: {lineResistance: {perSegment: \(segment), driver: 30 ohm}}\n"
                + "sampling: {maps: 1, draws: 0, checked: 1000}")
        let check = try #require(results.check)
        #expect(check.presentations > 500)
        #expect(check.decisionsAgree >= 0.99, "\(check.decisionsAgree)")
    }

    /// Samples are shown as they are unless asked; every feature turned round is the opposite sample.
    @Test func inputNoiseIsOnTheSamples() throws {
        let iris = try SweptIris()
        let clean = try iris.evaluation().accuracy
        let points = try iris.sweep("axes: {input.greyNoise: [0, 0.1, 10]}\n\(Self.ideal)").points
        #expect(points[0].quantiles.allSatisfy { $0 == clean })
        #expect(points[1].mean > points[2].mean && points[2].mean < 0.6)
        let flipped = try iris.sweep("effects: {input: {flipProbability: 0.5}}\n\(Self.ideal)").points[0]
        #expect(flipped.mean < 0.6)
        let samples = try #require(try iris.data.samples().test)
        var plan = InputPlan()
        plan.flipProbability = 1
        let turned = plan.disturb(samples, rows: .complementary, seed: 1, map: 0)
        #expect(zip(turned.features, samples.features).allSatisfy { $0 == 1 - $1 })
        plan.flipProbability = 0
        #expect(plan.disturb(samples, rows: .complementary, seed: 1, map: 0) == samples)
    }

    @Test func drawsTheOutputLayerOfTheWorstArray() throws {
        let iris = try SweptIris()
        let results = try iris.sweep("effects: {stuckAt: {rate: 0.2}}\n\(Self.ideal)")
        let worst = try #require(results.worst.first)
        #expect(worst.layer == 3)
        #expect(worst.conductances.count == 3 && worst.conductances.allSatisfy { $0.count == 16 })
        #expect(worst.accuracy == results.points[0].worst)
        // Stuck cells stand where the map says, at an end of the range.
        guard case .crossbar(let output)? = iris.swept.network.layers.last else { return }
        for cell in worst.stuck {
            let end = cell.state == "LRS" ? output.range.maximum.value : output.range.minimum.value
            #expect(worst.conductances[cell.column][cell.row] == end)
        }
        #expect(!worst.stuck.isEmpty)
    }

    @Test(arguments: [RowScheme.complementary, .bipolar]) func layersAsArraysAndBackAreTheSame(rows: RowScheme) throws {
        let iris = try SweptIris { $0.network.inputRows = rows }
        for layer in try iris.swept.network.crossbars() {
            #expect(try layer.holding(layer.array) == layer)
            #expect(layer.array.rows == layer.inputs * layer.rows.cells)
            for place in 0..<min(5, layer.inputs) {
                let expected = Double(layer.positive[place * layer.neurons + 1])
                // One rounding to single precision at a bound of the range.
                #expect(abs(layer.array[1, place * layer.rows.cells] - expected) <= 1e-7 * expected)
            }
        }
    }
}
