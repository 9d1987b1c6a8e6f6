import Datasets
import Testing
import Training

@testable import Studies

/// The reason of the contradiction in a study that can be read.
private func contradiction(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String? {
    let error = #expect(throws: StudyError.self, sourceLocation: sourceLocation) {
        try Study.parse(text, file: "s.yaml")
    }
    guard case .contradiction("s.yaml", let reason)? = error else { return nil }
    return reason
}

@Suite struct NetworkStudyErrorTests {
    @Test func keysAndValuesAreNamedWithTheirLine() {
        #expect(
            throws: StudyError.unknownKey(
                file: "s.yaml", line: 3, key: "hiden", section: "network", suggestion: "hidden",
                allowed: Study.networkFields.map(\.key))
        ) { try Study.parse("data: {set: iris}\nnetwork:\n  hiden: [3]\n", file: "s.yaml") }
        #expect(
            throws: StudyError.invalidValue(
                file: "s.yaml", line: 4, key: "rate", reason: "1.5 is out of range; allowed is 0.0 to 1.0")
        ) { try Study.parse("data: {set: iris}\nhardware:\n  stuck:\n    rate: 1.5\n", file: "s.yaml") }
        #expect(
            throws: StudyError.invalidValue(
                file: "s.yaml", line: 1, key: "data", reason: "the section needs a set: a data set's name or a path")
        ) { try Study.parse("data: {test: 0.3}\n", file: "s.yaml") }
        #expect(
            throws: StudyError.invalidValue(
                file: "s.yaml", line: 2, key: "learnsDecay", reason: "\"maybe\" is neither true nor false")
        ) { try Study.parse("data: {set: iris}\nnetwork: {learnsDecay: maybe}\n", file: "s.yaml") }
    }

    @Test func contradictionsNameBothValues() throws {
        let cases: [(String, String)] = [
            ("network: {inputRows: bipolar, encoder: latency}", "inputRows is bipolar"),
            ("network: {inputRows: bipolar, model: textbook}", "a textbook network has no rows"),
            ("network: {learnsThreshold: true}", "learnsThreshold is of a textbook network"),
            ("network: {model: textbook}\nhardware: {levels: 4}", "a textbook network has no memristors"),
            ("training: {loss: rate, smoothing: 0.1}", "smoothing is of the loss slot-cross-entropy, but loss is rate"),
            ("training: {schedule: steps, warmup: 0.1}", "warmup is of the schedule cosine, but schedule is steps"),
            ("circuit: {minimumConductance: 1 µS}", "the conductance range is empty"),
        ]
        for (text, reason) in cases {
            let found = try #require(contradiction("data: {set: iris}\n\(text)\n"), "\(text)")
            #expect(found.contains(reason), "\(found)")
        }
    }

    /// What only the data tell.
    @Test func studiesThatDoNotFitTheirData() throws {
        func reason(_ change: (inout Study) -> Void) -> String? {
            var study = irisStudy()
            change(&study)
            let error = #expect(throws: StudyError.self) { try studyData(study) }
            guard case .contradiction("s.yaml", let reason)? = error else { return nil }
            return reason
        }
        #expect(reason { $0.data.test = 0 }?.contains("iris has no test part of its own, and test is 0") == true)
        #expect(
            reason { $0.training.augmentation.shift = 1 }?.contains(
                "augmentation displaces pictures, but iris is a table")
                == true)
        #expect(
            reason {
                $0.training.patience = 4; $0.data.validation = 0
            }?.contains("patience is 4, but validation is 0") == true)
        var tooFine = irisStudy()
        tooFine.data.folds = 51
        #expect(throws: DatasetError.self) { try studyData(tooFine) }
        var unknown = irisStudy()
        unknown.data.set = "irirs"
        #expect(throws: DatasetError.self) { try studyData(unknown) }
    }

    @Test func aStudyThatNeedsMoreMemoryThanThereIs() throws {
        var study = irisStudy()
        study.network.hidden = [1_000_000, 1_000_000]
        let error = #expect(throws: NetworkTrainingError.self) { _ = try networkExperiment(study) }
        guard case .memory(let needed, let available)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // A weight between every pair of the hidden layers, with two moments: three numbers of four bytes at least.
        #expect(needed > 12_000_000_000_000 && available == 1 << 34)
        #expect(error?.description.contains("lower the batch size, the slots or the neurons") == true)
    }
}
