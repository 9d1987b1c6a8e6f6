import Datasets
import Experiments
import Studies
import Testing

@Suite struct StudySamplesTests {
    /// Rows as sets: iris has a few equal flowers, hence counts.
    private func rows(_ samples: LabelledSamples?) -> [[Float]: Int] {
        guard let samples else { return [:] }
        var counts: [[Float]: Int] = [:]
        for row in 0..<samples.count {
            let start = row * samples.featureCount
            counts[
                Array(samples.features[start..<(start + samples.featureCount)]) + [Float(samples.labels[row])],
                default: 0] += 1
        }
        return counts
    }

    private func sum(_ parts: [[[Float]: Int]]) -> [[Float]: Int] {
        parts.reduce([:]) { $0.merging($1, uniquingKeysWith: +) }
    }

    @Test func partsMakeTheWhole() throws {
        var study = Study(set: "digits")
        study.data.test = 0.2
        study.data.validation = 0.25
        let data = try studyData(study)
        let samples = try data.samples()
        #expect(samples.test?.count == 359)  // 0.2 · 1797, rounded
        #expect(samples.training.count + (samples.validation?.count ?? 0) == 1438)
        #expect(
            sum([rows(samples.training), rows(samples.validation), rows(samples.test)]) == rows(data.dataset.training))
        // Class by class.
        for (label, count) in (samples.test?.classCounts ?? []).enumerated() {
            #expect(abs(Double(count) - 0.2 * Double(data.dataset.training.classCounts[label])) < 1)
        }
        #expect(samples.scaling == nil)
    }

    @Test func aLimitLeavesTheTestAlone() throws {
        var study = Study(set: "digits")
        let whole = try studyData(study).samples()
        study.data.limit = 100
        let limited = try studyData(study).samples()
        #expect(limited.training.count == 100)
        #expect(limited.test == whole.test)
        let missing = rows(limited.training).filter { $0.value > rows(whole.training)[$0.key] ?? 0 }
        #expect(missing.isEmpty)
    }

    @Test func everySampleIsHeldOutOnce() throws {
        var study = Study(set: "digits")
        study.data.folds = 7
        let data = try studyData(study)
        let folds = try (0..<data.foldCount).map { try data.samples(fold: $0) }
        #expect(folds.count == 7)
        #expect(sum(folds.map { rows($0.test) }) == rows(data.dataset.training))
        for fold in folds {
            #expect(sum([rows(fold.training), rows(fold.test)]) == rows(data.dataset.training))
        }
    }

    /// Nothing of the held-out samples may reach the scaling.
    @Test func scalingKnowsTheTrainingSamplesAlone() throws {
        var study = irisStudy()
        study.data.folds = 5
        let data = try studyData(study)
        for fold in 0..<5 {
            let samples = try data.samples(fold: fold)
            let features = samples.training.featureCount
            for feature in 0..<features {
                let column = stride(from: feature, to: samples.training.features.count, by: features)
                    .map { samples.training.features[$0] }
                #expect(column.min() == 0 && column.max() == 1)
            }
            #expect(samples.test?.isInUnitRange == true)
        }
    }

    @Test func fingerprintsTellDataApart() throws {
        let study = irisStudy()
        let one = try studyData(study).fingerprint
        #expect(try studyData(study).fingerprint == one)
        var limited = study
        limited.data.limit = 50
        #expect(try studyData(limited).fingerprint != one)
    }
}
