import NumericalMethods

extension StreamPurpose {
    static let heldOutSamples = StreamPurpose("held-out samples")
    static let foldSamples = StreamPurpose("fold samples")
}

/// A division of samples in two, as indices in rising order: rows are copied where they are needed alone.
public struct SampleSplit: Sendable, Equatable {
    /// What training may see.
    public let training: [Int]
    /// What training must not see: a validation or test part.
    public let heldOut: [Int]
}

extension LabelledSamples {
    /// Holds out a part of every class, drawn by the seed.
    ///
    /// As many as `fraction` of all samples, each class its share by largest remainders; a class keeps at least one
    /// sample to train on.
    /// - Parameters:
    ///   - fraction: in 0…1, both excluded.
    ///   - repetition: another draw by the same seed.
    /// - Throws: when that holds out nothing, or all but nothing.
    public func split(
        holdingOut fraction: Double, seed: UInt64, repetition: Int = 0
    ) throws(DatasetError) -> SampleSplit {
        let total = (Double(count) * fraction).rounded()
        guard fraction > 0, fraction < 1, total >= 1 else {
            throw .heldOutFraction(set: name, fraction: fraction, samples: count)
        }
        let members = membersOfClasses(purpose: .heldOutSamples, seed: seed, repetition: repetition)
        let shares = members.map { Double($0.count) * fraction }
        var sizes = shares.map { Int($0.rounded(.down)) }
        let byRemainder = shares.indices.sorted {
            let (a, b) = (shares[$0] - Double(sizes[$0]), shares[$1] - Double(sizes[$1]))
            return a == b ? $0 < $1 : a > b
        }
        for label in byRemainder.prefix(max(0, Int(total) - sizes.reduce(0, +))) { sizes[label] += 1 }
        var training: [Int] = []
        var heldOut: [Int] = []
        for (label, samples) in members.enumerated() {
            let size = min(sizes[label], max(0, samples.count - 1))
            heldOut += samples[..<size]
            training += samples[size...]
        }
        guard !heldOut.isEmpty else { throw .heldOutFraction(set: name, fraction: fraction, samples: count) }
        return SampleSplit(training: training.sorted(), heldOut: heldOut.sorted())
    }

    /// Divides the samples into `count` folds, drawn by the seed: each sample is held out once.
    ///
    /// Every class is dealt out in turn, so its counts in two folds differ by one at most, and so do the folds' sizes.
    /// - Parameter repetition: another draw by the same seed.
    /// - Throws: when there are fewer than two folds, or a class has fewer samples than folds.
    public func stratifiedFolds(
        _ count: Int, seed: UInt64, repetition: Int = 0
    ) throws(DatasetError) -> [SampleSplit] {
        guard count >= 2 else { throw .foldCount(set: name, folds: count) }
        let members = membersOfClasses(purpose: .foldSamples, seed: seed, repetition: repetition)
        for (label, samples) in members.enumerated() where !samples.isEmpty && samples.count < count {
            throw .classSmallerThanFolds(
                set: name, className: classNames[label], samples: samples.count, folds: count)
        }
        var foldOfSample = [Int](repeating: 0, count: self.count)
        for (turn, sample) in members.joined().enumerated() { foldOfSample[sample] = turn % count }
        return (0..<count).map { fold in
            SampleSplit(
                training: foldOfSample.indices.filter { foldOfSample[$0] != fold },
                heldOut: foldOfSample.indices.filter { foldOfSample[$0] == fold })
        }
    }

    /// The samples of each class, shuffled, `[classes][samples of the class]`.
    private func membersOfClasses(purpose: StreamPurpose, seed: UInt64, repetition: Int) -> [[Int]] {
        var members = [[Int]](repeating: [], count: classes)
        for (sample, label) in labels.enumerated() { members[label].append(sample) }
        for label in members.indices {
            var stream = RandomStream(seed: seed, purpose: purpose, trial: repetition * classes + label)
            members[label].shuffle(using: &stream)
        }
        return members
    }
}
