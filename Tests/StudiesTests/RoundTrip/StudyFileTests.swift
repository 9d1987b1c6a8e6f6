import Datasets
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Testing

@testable import Studies

@Suite struct StudyFileTests {
    private func roundTrip(_ study: Study) throws -> Study {
        try Study.parse(study.yaml(patternFile: nil), file: "study.yaml")
    }

    @Test func defaultsReadBack() throws {
        #expect(try roundTrip(Study()) == Study())
        #expect(try roundTrip(Study().quick) == Study().quick)
        // What a file leaves out keeps its default.
        #expect(try Study.parse("", file: "s") == Study())
        #expect(try Study.parse("# nothing\n", file: "s") == Study())
        var named = Study()
        named.circuit.readVoltage = .volts(2.5)
        #expect(try Study.parse("circuit:\n  readVoltage: 2.5V\n", file: "s") == named)
    }

    /// Every number to the last bit, whatever its size.
    @Test(arguments: 0..<50) func anyStudyReadsBack(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("studies"))
        var study = Study()
        study.name = "run \(seed): \"quotes\", #hash"
        study.seed = random.next()
        study.patterns = seed % 2 == 0 ? .dotMatrix : .wide
        func scale<Unit: PhysicalUnit>(_ path: WritableKeyPath<CircuitDesign, Quantity<Unit>>) {
            study.circuit[keyPath: path].value *= 0.9 + 0.2 * random.uniform()
        }
        scale(\.readVoltage)
        scale(\.minimumConductance)
        scale(\.maximumConductance)
        scale(\.biasConductance)
        scale(\.membraneCapacitance)
        scale(\.thresholdVoltage)
        scale(\.outputCapacitance)
        scale(\.inhibitionOffResistance)
        scale(\.diodeSaturationCurrent)
        scale(\.switchingTime)
        scale(\.patternPeriod)
        study.circuit.transistorTransconductance *= random.uniform() + 0.5
        study.circuit.writeRate *= random.uniform() + 0.5
        study.training.learningRate = random.uniform()
        study.network.model = .textbook
        study.training.loss = .rate
        study.noise.flipProbabilities = (0..<random.below(5)).map { _ in random.uniform() / 2 }
        study.noise.exactFlips = (0..<random.below(4)).map { _ in random.below(31) }
        study.noise.redraw = .perSlot
        study.faults.lowResistanceShare = random.uniform()
        #expect(try roundTrip(study) == study)
    }

    @Test(arguments: [0, 1, 1_000_000_000_000_000, 9_007_199_254_740_992, 9_007_199_254_740_993, .max] as [UInt64])
    func anySeedReadsBack(seed: UInt64) throws {
        var study = Study()
        study.seed = seed
        #expect(try roundTrip(study).seed == seed)
    }

    /// The table of fields is the file's schema: the file states every one of them.
    @Test func theResolvedFileStatesEveryKey() throws {
        let text = try Study().yaml(patternFile: "patterns.txt")
        for key in CircuitDesign.fields.map(\.key) + Study.trainingFields.of(.classifier).map(\.key)
            + NoisePlan.fields.map(\.key) + FaultPlan.fields.map(\.key) + AgreementPlan.fields.map(\.key)
            + Study.fields(of: .classifier).map(\.key)
        {
            #expect(text.contains("\(key):"))
        }
        #expect(text.contains("patterns: patterns.txt"))
        #expect(text.contains("readVoltage: 3.3 V"))
    }
}
