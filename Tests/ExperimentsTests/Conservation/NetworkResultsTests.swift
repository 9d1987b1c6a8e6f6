import Crossbars
import Datasets
import Devices
import Quantities
import Results
import SpikingNetworks
import Studies
import Testing
import Training

@testable import Experiments

/// Nothing is lost between samples, cells and what the results count.
@Suite struct NetworkResultsTests {
    @Test func countsAddUp() throws {
        let results = try networkExperiment(irisStudy()).run().results
        #expect(
            results.confusion.counts.joined().reduce(0, +) + results.confusion.undecided.reduce(0, +)
                == results.data.test)
        #expect(results.data.training + results.data.validation + results.data.test == 150)
        for layer in results.firing { #expect(layer.histogram.reduce(0, +) == layer.neurons) }
        #expect(results.firing.map(\.neurons) == [10, 8])
        for (weights, layer) in zip(results.weights, results.layers) {
            #expect(weights.trained.reduce(0, +) == layer.cells)
            #expect(weights.atLevels?.reduce(0, +) == layer.cells)
            #expect(weights.programmed?.reduce(0, +) == layer.cells)
            // Eight levels: no more bins hold cells.
            #expect((weights.atLevels ?? []).count { $0 > 0 } <= 8)
        }
        #expect(results.layers.map(\.cells) == [2 * 4 * 10, 2 * 10 * 8, 2 * 8 * 3])
        // Without ties the trace of the confusion matrix is the accuracy.
        if results.confusion.undecided.allSatisfy({ $0 == 0 }) {
            let trace = results.confusion.counts.indices.reduce(0) { $0 + results.confusion.counts[$1][$1] }
            // A quotient of whole numbers, rounded once.
            #expect(Double(trace) / Double(results.data.test) == results.testAccuracy)
        }
        #expect(results.testLow <= results.testAccuracy && results.testAccuracy <= results.testHigh)
        #expect(results.misclassified.count <= results.data.test)
        #expect(results.array?.draws == 3)
        #expect(results.seconds >= results.history.reduce(0) { $0 + $1.seconds } - 1e-9)
    }

    @Test func stuckCellsStayStuckInEveryArray() throws {
        var study = irisStudy()
        study.hardware.stuck.rate = 0.4
        study.hardware.stuck.lowResistanceShare = 1
        study.hardware.levels = nil
        let outcome = try networkExperiment(study).run()
        let stuck = try #require(outcome.results.array?.stuckCells)
        guard case .crossbar(let layer) = outcome.network.network.layers[0] else { return }
        let atMaximum = (layer.positive + layer.negative).count { Double($0) >= layer.range.maximum.value * (1 - 1e-6) }
        // 40 % of the layer's 80 cells, give or take five standard deviations of 4.4; a healthy one is there by chance.
        #expect(atMaximum >= 10)
        #expect(stuck > 0 && stuck < 288)
    }

    @Test func aCircuitsAnswersReachTheResults() throws {
        let record = CircuitTestRecord(
            engine: .events, samples: 45, accuracy: 0.9, low: 0.8, high: 0.95, discreteAccuracy: 0.91,
            decisionsAgree: 0.99, energyPerInference: 2e-12, seconds: 1)
        let results = try networkExperiment(
            irisStudy(), circuit: { _, _, _ in CircuitTestOutcome(record: record, notes: ["a note"]) }
        ).run().results
        #expect(results.circuit == record && results.eventsAccuracy == 0.9 && results.energyPerInference == 2e-12)
        #expect(results.notes.contains("a note"))
        var folded = irisStudy()
        folded.data.folds = 3
        let pooled = try networkExperiment(
            folded,
            circuit: { _, samples, _ in
                var part = record
                part.samples = samples.count
                return CircuitTestOutcome(record: part, notes: ["a note"])
            }
        ).run().results
        #expect(pooled.circuit?.samples == 150)
        #expect(pooled.notes.count { $0 == "a note" } == 1)
        // A mean of equal numbers, weighted: a few roundings.
        #expect(abs((pooled.eventsAccuracy ?? 0) - 0.9) < 1e-12)
        #expect(pooled.folds.allSatisfy { $0.eventsAccuracy == 0.9 })
    }

    /// The whole way: what the run stores of its circuit is what the circuit says of the stored network.
    @Test func theCircuitRunsAsItsResultsSay() throws {
        var study = irisStudy()
        study.data.circuitSamples = 20
        let test = CircuitTest(study: study, engines: eventEngine)
        let run: NetworkCircuitRun = { try test.run($0, $1, context: $2) }
        let outcome = try networkExperiment(study, circuit: run).run()
        let record = try #require(outcome.results.circuit, "\(outcome.results.notes)")
        #expect(record.samples == 20 && outcome.results.eventsAccuracy == record.accuracy)
        #expect(record.energyPerInference > 0)
        #expect(outcome.results.notes.contains { $0.contains("20 of the 45 test samples") })
        let stored = StoredNetworkTest(
            study: study, shown: try ShownSamples(heldOutBy: try studyData(study), limit: nil), stored: outcome.network,
            context: context(jobs: 1), program: tinyProgram)
        var again = try #require(try stored.run(circuit: run).results.circuit)
        again.seconds = record.seconds
        #expect(again == record)
        study.data.circuitSamples = 0
        let leftOut = CircuitTest(study: study, engines: eventEngine)
        let without = try networkExperiment(
            study, circuit: { try leftOut.run($0, $1, context: $2) }
        ).run()
        #expect(without.results.circuit == nil && without.results.eventsAccuracy == nil)
        #expect(without.results.notes.contains { $0.contains("circuitSamples is 0") })
    }
}
