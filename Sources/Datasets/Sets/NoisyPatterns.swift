import NumericalMethods

extension Dataset {
    private static let purpose = StreamPurpose("samples: noisy patterns")

    /// Noisy copies of patterns, class after class: what a network of any depth learns patterns from.
    /// - Parameters:
    ///   - perClass: pictures of each class to train on; a quarter as many more are the test part.
    ///   - trained: pixels to train on flip with a probability from this range, drawn for every picture.
    ///   - tested: pixels of the test part flip with this probability.
    package init(
        noisy patterns: PatternSet, perClass: Int, trained: ClosedRange<Double>, tested: Double, seed: UInt64
    ) throws(DatasetError) {
        func samples(_ count: Int, part: Int, _ probability: (inout RandomStream) -> Double) throws(DatasetError)
            -> LabelledSamples
        {
            var features: [Float] = []
            var labels: [Int] = []
            features.reserveCapacity(count * patterns.count * patterns.pixelCount)
            for copy in 0..<count {
                for (label, pattern) in patterns.patterns.enumerated() {
                    var stream = RandomStream(
                        seed: seed, purpose: Self.purpose, trial: 2 * (copy * patterns.count + label) + part)
                    let noise = PixelNoise.independentFlips(probability(&stream))
                    let frame = noise.frame(of: pattern, from: &stream)
                    for pixel in 0..<frame.pixelCount { features.append(frame.isBlack(pixel) ? 1 : 0) }
                    labels.append(label)
                }
            }
            return try LabelledSamples(
                name: patterns.name, features: features, labels: labels, featureCount: patterns.pixelCount,
                classes: patterns.count, classNames: patterns.classNames,
                imageShape: patterns.height > 1
                    ? ImageShape(height: patterns.height, width: patterns.width) : nil)
        }
        let training = try samples(perClass, part: 0) {
            trained.lowerBound + (trained.upperBound - trained.lowerBound) * $0.uniform()
        }
        let test = try samples(max(1, perClass / 4), part: 1) { _ in tested }
        let reading = DatasetReading(
            labels: "the patterns' classes", values: "1 black, 0 white",
            form: [
                "pixels to train on flip with p of \(trained.lowerBound) to \(trained.upperBound), those of the test with p = \(tested)"
            ])
        try self.init(patterns.name, DatasetParts(training: training, test: test, reading: reading), files: [])
    }
}
