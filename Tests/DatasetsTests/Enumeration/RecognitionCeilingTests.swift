import Foundation
import NumericalMethods
import Testing

@testable import Datasets

/// The ceiling, summed frame by frame.
private func bruteForceCeiling(_ templates: [UInt32], pixelCount: Int, likelihood: (Int) -> Double) -> Double {
    var sum = 0.0
    for frame in 0..<(UInt32(1) << UInt32(pixelCount)) {
        sum += templates.map { likelihood(($0 ^ frame).nonzeroBitCount) }.max()!
    }
    return sum / Double(templates.count)
}

@Suite struct RecognitionCeilingTests {
    @Test(arguments: 0..<6)
    func equalsBruteForceOnRandomTemplates(seed: Int) {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("templates"))
        let pixels = 12
        let templates = (0..<(2 + seed)).map { _ in UInt32(stream.below(1 << pixels)) }
        let ceiling = RecognitionCeiling(templates: templates, pixelCount: pixels)
        for p in [0.02, 0.1, 0.3, 0.5, 0.8] {
            // For p > ½ the most likely template is the farthest; the ceiling is that of the inverted pictures.
            let brute = bruteForceCeiling(templates, pixelCount: pixels) {
                pow(min(p, 1 - p), Double($0)) * pow(max(p, 1 - p), Double(pixels - $0))
            }
            // 4,096 terms of rounding.
            #expect(abs(ceiling.accuracy(.independent(probability: p)) - brute) < 1e-12)
        }
        for flips in 0...pixels {
            let ways = (0..<flips).reduce(1.0) { $0 * Double(pixels - $1) / Double($1 + 1) }
            let brute = bruteForceCeiling(templates, pixelCount: pixels) { $0 == flips ? 1 / ways : 0 }
            #expect(abs(ceiling.accuracy(.exactCount(flips)) - brute) < 1e-12)
        }
    }

    @Test func usualDotMatrixFontHasTheKnownCeiling() {
        // PHYSICS.md, section 6: 98.7, 96.5, 85.7 and 62 % for a usual font; ours may differ by a pixel or two.
        let ceiling = RecognitionCeiling(.dotMatrix)
        for (p, published, tolerance) in [
            (0.05, 0.987, 0.01), (0.1, 0.965, 0.01), (0.2, 0.857, 0.02), (0.3, 0.62, 0.03),
        ] {
            let accuracy = ceiling.accuracy(.independent(probability: p))
            #expect(abs(accuracy - published) < tolerance)
        }
    }
}
