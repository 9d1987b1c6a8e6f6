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
    func equalsBruteForceOnRandomTemplates(seed: Int) throws {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("templates"))
        let pixels = 12
        let templates = (0..<(2 + seed)).map { _ in UInt32(stream.below(1 << pixels)) }
        let ceiling = RecognitionCeiling(
            PatternSet(
                name: "random",
                patterns: templates.map {
                    Pattern(height: 3, width: 4, pixels: BitVector(count: pixels, word: UInt64($0)))
                }, classNames: templates.indices.map(String.init)))
        for p in [0.02, 0.1, 0.3, 0.5, 0.8] {
            // For p > ½ the most likely template is the farthest; the ceiling is that of the inverted pictures.
            let brute = bruteForceCeiling(templates, pixelCount: pixels) {
                pow(min(p, 1 - p), Double($0)) * pow(max(p, 1 - p), Double(pixels - $0))
            }
            // 4,096 terms of rounding.
            #expect(abs(try #require(ceiling.accuracy(.independent(probability: p))) - brute) < 1e-12)
        }
        for flips in 0...pixels {
            let ways = (0..<flips).reduce(1.0) { $0 * Double(pixels - $1) / Double($1 + 1) }
            let brute = bruteForceCeiling(templates, pixelCount: pixels) { $0 == flips ? 1 / ways : 0 }
            #expect(abs(try #require(ceiling.accuracy(.exactCount(flips))) - brute) < 1e-12)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13, 16, 17, 26, 33])
    func nearestTemplatesAreCountedAsFrameByFrame(templateCount: Int) {
        var stream = RandomStream(seed: UInt64(templateCount), purpose: StreamPurpose("templates"))
        let pixels = 11
        // Some equal, some complements of each other, and two pixels in which all agree.
        var templates = (0..<templateCount).map { _ in UInt32(stream.below(1 << (pixels - 2))) }
        if templateCount > 4 {
            templates[1] = templates[0]
            templates[3] = ~templates[2] & (1 << UInt32(pixels - 2) - 1)
        }
        var counts = [Double](repeating: 0, count: pixels + 1)
        for frame in 0..<(UInt32(1) << UInt32(pixels)) {
            counts[templates.map { ($0 ^ frame).nonzeroBitCount }.min()!] += 1
        }
        let vectors = templates.map { BitVector(count: pixels, word: UInt64($0)) }
        #expect(NearestTemplateCount.frames(vectors, pixelCount: pixels) == counts)
    }

    @Test(arguments: [PatternSet.wide, .dotMatrix])
    func everyFrameOfThirtyPixelsIsCountedOnce(set: PatternSet) throws {
        let bits = set.patterns.map(\.pixels)
        let frames = try #require(NearestTemplateCount.frames(bits, pixelCount: 30))
        #expect(frames.reduce(0, +) == 0x1p30)
        // Closer than half the smallest distance, the glyphs' spheres share no frame: each has C(30, d).
        let smallest = set.smallestDistance
        for distance in 0..<(smallest + 1) / 2 {
            var sphere = 1.0
            for flip in 0..<distance { sphere = (sphere * Double(30 - flip) / Double(flip + 1)).rounded() }
            #expect(frames[distance] == Double(bits.count) * sphere)
        }
    }

    @Test func usualDotMatrixFontHasTheKnownCeiling() throws {
        // Documentation/Physics.md, section 10: 98.7, 96.5, 85.7 and 62 % for a usual font; ours may differ by a pixel
        // or two.
        let ceiling = RecognitionCeiling(.dotMatrix)
        for (p, published, tolerance) in [
            (0.05, 0.987, 0.01), (0.1, 0.965, 0.01), (0.2, 0.857, 0.02), (0.3, 0.62, 0.03),
        ] {
            let accuracy = try #require(ceiling.accuracy(.independent(probability: p)))
            #expect(abs(accuracy - published) < tolerance)
        }
    }

    /// More than 30 pixels: the count against draws.
    @Test(arguments: [0.05, 0.25]) func countsMorePixels(p: Double) throws {
        let letters = PatternSet.letters
        let five = PatternSet(
            name: "five", patterns: Array(letters.patterns[..<5]), classNames: Array(letters.classNames[..<5]))
        let flips = PixelNoise.Flips.independent(probability: p)
        let counted = try #require(RecognitionCeiling(five).accuracy(flips))
        let posterior = PatternPosterior(five, flips: flips)
        let summary = SampleSummary(
            (0..<20_000).map { trial -> Double in
                var stream = RandomStream(seed: 4, purpose: StreamPurpose("larger"), trial: trial)
                let frame = PixelNoise(flips: flips).frame(of: five.patterns[trial % 5], from: &stream)
                return posterior.probabilities([frame]).max()
            })
        // Four standard errors.
        #expect(abs(summary.mean - counted) < 4 * summary.standardError)
    }

    @Test func tooManyFramesAreNotCounted() {
        #expect(RecognitionCeiling(.letters).accuracy(.exactCount(3)) == nil)
        var stream = RandomStream(seed: 4, purpose: StreamPurpose("many"))
        let patterns = (0..<70).map { _ in
            Pattern(height: 10, width: 10, pixels: stream.bernoulliBits(count: 100, probability: 0.5))
        }
        let set = PatternSet(name: "many", patterns: patterns, classNames: patterns.indices.map(String.init))
        #expect(RecognitionCeiling(set).accuracy(.independent(probability: 0.1)) == nil)
    }
}
