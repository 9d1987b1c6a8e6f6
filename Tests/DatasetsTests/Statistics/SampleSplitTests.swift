import Testing

@testable import Datasets

/// Over many seeds: who is held out, and how often.
struct SampleSplitTests {
    /// Classes of 7, 23 and 70 samples, mixed.
    static let samples = try! LabelledSamples(
        name: "s", features: (0..<100).map { Float($0) },
        labels: (0..<100).map { $0 % 14 == 3 ? 0 : $0 % 4 == 1 || $0 == 2 ? 1 : 2 }, featureCount: 1, classes: 3)

    @Test(arguments: [2, 5, 7])
    func foldsPartitionEveryClass(folds: Int) throws {
        let counts = Self.samples.classCounts
        for seed in 0..<50 as Range<UInt64> {
            let splits = try Self.samples.stratifiedFolds(folds, seed: seed)
            #expect(splits.flatMap(\.heldOut).sorted() == Array(0..<100))
            for split in splits {
                #expect((split.training + split.heldOut).sorted() == Array(0..<100))
                // Dealt in turn: sizes and class counts differ by one at most.
                #expect((100 / folds...(100 + folds - 1) / folds).contains(split.heldOut.count))
                for label in 0..<3 {
                    let held = split.heldOut.count { Self.samples.labels[$0] == label }
                    #expect((counts[label] / folds...(counts[label] + folds - 1) / folds).contains(held))
                }
            }
        }
    }

    @Test func splitsHoldOutTheirShare() throws {
        let counts = Self.samples.classCounts
        for seed in 0..<50 as Range<UInt64> {
            let split = try Self.samples.split(holdingOut: 0.15, seed: seed)
            #expect(split.heldOut.count == 15)
            #expect((split.training + split.heldOut).sorted() == Array(0..<100))
            for label in 0..<3 {
                let held = split.heldOut.count { Self.samples.labels[$0] == label }
                let share = Double(counts[label]) * 0.15
                #expect((Int(share)...Int(share) + 1).contains(held))
            }
        }
    }

    /// Every sample of a class is held out as often: its count over seeds is binomial.
    @Test func everySampleIsAsLikely() throws {
        let seeds = 2000
        var held = [Int](repeating: 0, count: 100)
        var heldOfClass = [0, 0, 0]
        for seed in 0..<UInt64(seeds) {
            for sample in try Self.samples.split(holdingOut: 0.2, seed: seed).heldOut {
                held[sample] += 1
                heldOfClass[Self.samples.labels[sample]] += 1
            }
        }
        for (sample, count) in held.enumerated() {
            let label = Self.samples.labels[sample]
            let p = Double(heldOfClass[label]) / Double(seeds * Self.samples.classCounts[label])
            let sigma = (Double(seeds) * p * (1 - p)).squareRoot()
            // 5σ: with 100 samples, a chance of 6e-5 of a false alarm; the seeds are fixed, so it passes always or never.
            #expect(abs(Double(count) - Double(seeds) * p) < 5 * sigma)
        }
    }

    @Test func seedsAndRepetitionsDiffer() throws {
        let one = try Self.samples.stratifiedFolds(5, seed: 1)
        #expect(one == (try Self.samples.stratifiedFolds(5, seed: 1)))
        #expect(one != (try Self.samples.stratifiedFolds(5, seed: 2)))
        #expect(one != (try Self.samples.stratifiedFolds(5, seed: 1, repetition: 1)))
        #expect(
            try Self.samples.split(holdingOut: 0.2, seed: 1)
                != Self.samples.split(holdingOut: 0.2, seed: 1, repetition: 1))
    }

    @Test func impossibleDivisions() {
        #expect(throws: DatasetError.foldCount(set: "s", folds: 1)) { try Self.samples.stratifiedFolds(1, seed: 0) }
        let smallest = Self.samples.classCounts[0]
        #expect(throws: DatasetError.classSmallerThanFolds(set: "s", className: "0", samples: smallest, folds: 10)) {
            try Self.samples.stratifiedFolds(10, seed: 0)
        }
        for fraction in [0, 1, 0.001, -1, Double.nan] {
            #expect(throws: DatasetError.self) { try Self.samples.split(holdingOut: fraction, seed: 0) }
        }
    }
}
