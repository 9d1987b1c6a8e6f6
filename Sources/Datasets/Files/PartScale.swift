/// Whether the parts of a set are on one scale: a network that learnt from 0…255 decides nothing of 0…1.
enum PartScale {
    /// - Parameter test: the other part.
    static func warnings(_ training: LabelledSamples, _ test: LabelledSamples) -> [String] {
        warnings([(training.name, bounds(training.features)), (test.name, bounds(test.features))])
    }

    /// - Parameter parts: each with its least and greatest value, the training samples first.
    static func warnings(_ parts: [(name: String, bounds: ClosedRange<Float>)]) -> [String] {
        guard let training = parts.first else { return [] }
        return parts.dropFirst().filter { differ(training.bounds, $0.bounds) }.map { part in
            "\(training.name) has values from \(text(training.bounds)), but \(part.name) from \(text(part.bounds)): they seem to be on "
                + "different scales; bring them to one, for example by dividing 0…255 by 255"
        }
    }

    static func bounds(_ values: [Float]) -> ClosedRange<Float> {
        var (low, high) = (Float.infinity, -Float.infinity)
        for value in values { (low, high) = (min(low, value), max(high, value)) }
        return low <= high ? low...high : 0...0
    }

    /// Whether one part stays in −1…1 and the other goes far beyond.
    private static func differ(_ one: ClosedRange<Float>, _ other: ClosedRange<Float>) -> Bool {
        func largest(_ bounds: ClosedRange<Float>) -> Float { max(abs(bounds.lowerBound), abs(bounds.upperBound)) }
        let (less, more) = (min(largest(one), largest(other)), max(largest(one), largest(other)))
        return less > 0 && less <= 1 && more >= 8
    }

    private static func text(_ bounds: ClosedRange<Float>) -> String { "\(bounds.lowerBound) to \(bounds.upperBound)" }
}
