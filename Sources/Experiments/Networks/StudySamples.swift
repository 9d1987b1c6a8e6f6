package import Datasets
import NumericalMethods
package import Studies
import Training

extension StreamPurpose {
    static let limitedSamples = StreamPurpose("network study: limited training samples")
}

/// The samples of one training, divided and in 0…1.
package struct StudySamples: Sendable {
    package var training: LabelledSamples
    /// Watched during the training; nil if nothing is held out for it.
    package var validation: LabelledSamples?
    /// Nil when the network is trained on all there is.
    package var test: LabelledSamples?
    /// Fitted on the training rows; nil for features that are in 0…1 as they are.
    package var scaling: FeatureScaling?
    /// Values of validation and test samples that lay outside the training rows' range, and were set to its border.
    package var clampedValues = 0
}

/// The data of a network's study.
package struct StudyData: Sendable {
    private enum Purpose {
        /// Which draw of the seed holds out what.
        static let test = 0
        static let validation = 1
    }

    package let plan: DataPlan
    package let seed: UInt64
    package let dataset: Dataset
    /// What is divided: all training samples, or the limited number of them.
    private let pool: LabelledSamples
    private let test: LabelledSamples?
    private let folds: [SampleSplit]

    /// Reads the samples and checks that the study fits them.
    /// - Parameters:
    ///   - file: how errors name the study.
    ///   - memory: bytes that the machine has.
    package init(
        _ study: Study, from locations: DatasetLocations, file: String, memory: Int = .max
    ) throws {
        let dataset: Dataset
        if study.showsPatterns {
            dataset = try Dataset(
                noisy: study.patterns, perClass: study.data.samplesPerClass,
                trained: study.training.lowestFlipProbability...study.training.highestFlipProbability,
                tested: study.data.flipProbability, seed: study.seed)
        } else {
            dataset = try Dataset.load(
                DatasetReference(study.data.set), layout: study.data.layout, from: locations, memory: memory)
        }
        try self.init(study, dataset: dataset, file: file)
    }

    /// Divides samples that are there already.
    package init(_ study: Study, dataset: Dataset, file: String) throws {
        let plan = study.data
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        if let folds = plan.folds, dataset.test != nil {
            throw refuse(
                "folds is \(folds), but \(dataset.name) has a test part of its own: leave folds out, and it is tested on "
                    + "that")
        }
        if plan.folds == nil, dataset.test == nil, plan.test == 0 {
            throw refuse(
                "\(dataset.name) has no test part of its own, and test is 0: hold out a part, for example test: 0.2, or "
                    + "cross-validate, for example folds: 10")
        }
        if plan.validation > 0, dataset.validation != nil {
            throw refuse(
                "validation is \(plan.validation), but \(dataset.name) has a validation part of its own: leave validation "
                    + "out, and the training is watched on that")
        }
        if study.training.patience > 0, plan.validation == 0, dataset.validation == nil {
            throw refuse(
                "patience is \(study.training.patience), but validation is 0: early stopping watches the validation part; "
                    + "hold out a part, for example validation: 0.1")
        }
        if !study.training.augmentation.isNone, dataset.training.imageShape == nil {
            throw refuse("augmentation displaces pictures, but \(dataset.name) is a table; leave augmentation out")
        }
        self.plan = plan
        self.dataset = dataset
        seed = study.seed
        var pool = dataset.training
        if plan.folds == nil, dataset.test == nil {
            let split = try pool.split(holdingOut: plan.test, seed: seed, repetition: Purpose.test)
            test = pool.subset(split.heldOut)
            pool = pool.subset(split.training)
        } else {
            test = dataset.test
        }
        if let limit = plan.limit, limit < pool.count {
            var stream = RandomStream(seed: seed, purpose: .limitedSamples)
            pool = pool.subset(Array((0..<pool.count).shuffled(using: &stream)[..<limit]))
        }
        self.pool = pool
        folds = if let count = plan.folds { try pool.stratifiedFolds(count, seed: study.seed) } else { [] }
    }

    package var foldCount: Int { folds.count }

    /// Everything that is not held out for a test: of a cross-validation, all samples.
    package func samples() throws(DatasetError) -> StudySamples {
        try divided(pool, test: test, repetition: Purpose.validation)
    }

    /// A fold's samples, tested on the held-out ones.
    package func samples(fold: Int) throws(DatasetError) -> StudySamples {
        try divided(
            pool.subset(folds[fold].training), test: pool.subset(folds[fold].heldOut),
            repetition: Purpose.validation + 1 + fold)
    }

    private func divided(
        _ training: LabelledSamples, test: LabelledSamples?, repetition: Int
    ) throws(DatasetError) -> StudySamples {
        var samples = StudySamples(training: training, validation: dataset.validation, test: test)
        if plan.validation > 0 {
            let split = try training.split(holdingOut: plan.validation, seed: seed, repetition: repetition)
            samples.training = training.subset(split.training)
            samples.validation = training.subset(split.heldOut)
        }
        guard dataset.needsScaling else { return samples }
        let scaling = FeatureScaling(fitting: samples.training)
        samples.scaling = scaling
        samples.training = scaling.apply(samples.training).samples
        let validation = samples.validation.map(scaling.apply)
        let test = samples.test.map(scaling.apply)
        samples.validation = validation?.samples
        samples.test = test?.samples
        samples.clampedValues = (validation?.clamped ?? 0) + (test?.clamped ?? 0)
        return samples
    }

    /// A hash of every feature and label: a run that is continued must find the data that it began with.
    package var fingerprint: String {
        var hash = FNV1a<UInt64>()
        for part in [pool, dataset.validation, test].compactMap({ $0 }) {
            hash.feed(part.features)
            hash.feed(part.labels)
        }
        return hash.hexadecimal
    }
}
