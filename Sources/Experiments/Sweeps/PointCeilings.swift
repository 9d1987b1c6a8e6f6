import Datasets
import Studies

/// The exact ceilings of a sweep's points, each protocol of noise counted once.
struct PointCeilings {
    private let source: ProtocolCeiling?
    private let known: [PixelNoise: Double]

    /// - Parameter source: nil where nobody knows the best accuracy.
    init(_ source: ProtocolCeiling?, _ points: [SweepPoint]) {
        self.source = source
        var known: [PixelNoise: Double] = [:]
        for point in points where point.effects.input.greyNoise == 0 {
            let noise = point.effects.input.noise
            if known[noise] == nil { known[noise] = source?.accuracy(noise) }
        }
        self.known = known
    }

    /// nil under grey noise, which has no count of frames.
    func of(_ point: SweepPoint) -> Double? {
        guard point.effects.input.greyNoise == 0 else { return nil }
        let noise = point.effects.input.noise
        return known[noise] ?? source?.accuracy(noise)
    }
}
