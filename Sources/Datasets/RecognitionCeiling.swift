import Foundation

/// The best accuracy that anything can reach on noisy frames of known, equally likely templates.
///
/// The best rule names the most likely template. Summed over all frames y, its accuracy is
/// (1/K) Σ_y max_k P(y | k), ties shared. Under independent flips P depends on the Hamming distance d alone and falls
/// with it (p ≤ ½), so one count of frames by their distance to the nearest template gives the ceiling at every p;
/// for an exact number n of flips it is the number of frames that lie at distance n from some template.
/// Exact: all 2^pixels frames are counted, pixels that no template tells apart merged.
public struct RecognitionCeiling: Sendable {
    public let templateCount: Int
    public let pixelCount: Int
    private let inner: HalfFrames
    private let outer: HalfFrames
    /// `nearest[d]`: how many frames have their nearest template at distance d.
    private let nearest: [Double]

    /// - Parameters:
    ///   - templates: one bit a pixel; at most 16 templates.
    ///   - pixelCount: at most 30.
    /// - Complexity: 2^pixels, a second or two at 30 pixels of which none are interchangeable.
    public init(templates: [UInt32], pixelCount: Int) {
        precondition((1...16).contains(templates.count) && (1...30).contains(pixelCount))
        templateCount = templates.count
        self.pixelCount = pixelCount
        let groups = Self.interchangeablePixels(templates, pixelCount: pixelCount)
        let half = Self.halvingPoint(groups)
        let inner = HalfFrames(groups[..<half], templateCount: templates.count)
        let outer = HalfFrames(groups[half...], templateCount: templates.count)
        var nearest = [Double](repeating: 0, count: 256)
        Self.tally(inner: inner, outer: outer, into: &nearest) { near, far, byte in min(byte, near &+ far) }
        self.inner = inner
        self.outer = outer
        self.nearest = Array(nearest[...pixelCount])
    }

    public init(_ glyphs: GlyphSet) {
        self.init(templates: glyphs.glyphs.map(\.bits), pixelCount: Glyph.pixelCount)
    }

    /// The ceiling for one static frame per presentation.
    public func accuracy(_ flips: PixelNoise.Flips) -> Double {
        switch flips {
        case .independent(let probability):
            let p = min(probability, 1 - probability)
            var sum = 0.0
            for (distance, count) in nearest.enumerated() {
                sum += count * pow(p, Double(distance)) * pow(1 - p, Double(pixelCount - distance))
            }
            return min(1, sum / Double(templateCount))
        case .exactCount(let flips):
            var reached = [Double](repeating: 0, count: 256)
            let target = UInt8(flips)
            Self.tally(inner: inner, outer: outer, into: &reached) { near, far, byte in
                near &+ far == target ? 0 : byte
            }
            return min(1, reached[0] / binomial(pixelCount, flips) / Double(templateCount))
        }
    }

    /// Folds every frame's distances to the templates into one byte, 255 at first, and counts frames by that byte.
    @inline(__always)
    private static func tally(
        inner: HalfFrames, outer: HalfFrames, into counts: inout [Double],
        fold: (_ near: UInt8, _ far: UInt8, _ byte: UInt8) -> UInt8
    ) {
        var bytes = [UInt8](repeating: 0, count: inner.count)
        for frame in 0..<outer.count {
            bytes.withUnsafeMutableBufferPointer { bytes in
                for index in bytes.indices { bytes[index] = 255 }
                for (near, far) in zip(inner.distances, outer.distances) {
                    let offset = far[frame]
                    near.withUnsafeBufferPointer { near in
                        for index in near.indices { bytes[index] = fold(near[index], offset, bytes[index]) }
                    }
                }
                for run in inner.equallyWeighted {
                    // Four interleaved histograms: consecutive equal bytes do not wait for each other.
                    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1024) { histogram in
                        histogram.update(repeating: 0)
                        for index in run { histogram[Int(bytes[index]) << 2 | index & 3] += 1 }
                        let weight = inner.weights[run.lowerBound] * outer.weights[frame]
                        for byte in 0..<256 {
                            let count = (0..<4).reduce(Int32(0)) { $0 + histogram[byte << 2 | $1] }
                            if count > 0 { counts[byte] += weight * Double(count) }
                        }
                    }
                }
            }
        }
    }

    /// Pixels in which the templates agree, or all disagree, count alike: only how many of them are set matters.
    private static func interchangeablePixels(_ templates: [UInt32], pixelCount: Int) -> [PixelGroup] {
        var sizes: [UInt32: Int] = [:]
        let all = UInt32(1) << UInt32(templates.count) - 1
        for pixel in 0..<pixelCount {
            var signature: UInt32 = 0
            for (k, template) in templates.enumerated() { signature |= (template >> UInt32(pixel) & 1) << UInt32(k) }
            sizes[min(signature, ~signature & all), default: 0] += 1
        }
        return sizes.map { PixelGroup(size: $0.value, signature: $0.key) }.sorted { $0.signature < $1.signature }
    }

    private static func halvingPoint(_ groups: [PixelGroup]) -> Int {
        let total = groups.reduce(0) { $0 + log2(Double($1.size + 1)) }
        var sum = 0.0
        for (index, group) in groups.enumerated() {
            sum += log2(Double(group.size + 1))
            if sum >= total / 2 { return index + 1 }
        }
        return groups.count
    }
}

private struct PixelGroup {
    var size: Int
    /// Which templates are black in these pixels.
    var signature: UInt32
}

/// All frames over a part of the pixels: the distance to every template, and how many frames share it.
private struct HalfFrames: Sendable {
    /// `[template][frame]`.
    let distances: [[UInt8]]
    let weights: [Double]
    /// Runs of frames with the same weight.
    let equallyWeighted: [Range<Int>]

    var count: Int { weights.count }

    init(_ groups: ArraySlice<PixelGroup>, templateCount: Int) {
        var frames: [(distances: [UInt8], weight: Double)] = [([UInt8](repeating: 0, count: templateCount), 1)]
        for group in groups {
            frames = (0...group.size).flatMap { set in
                let ways = binomial(group.size, set)
                return frames.map { frame in
                    let distances = frame.distances.enumerated().map { k, distance in
                        distance + UInt8(group.signature >> UInt32(k) & 1 == 1 ? group.size - set : set)
                    }
                    return (distances, frame.weight * ways)
                }
            }
        }
        frames.sort { $0.weight < $1.weight }
        distances = (0..<templateCount).map { k in frames.map { $0.distances[k] } }
        let weights = frames.map(\.weight)
        self.weights = weights
        let starts = weights.indices.filter { $0 == 0 || weights[$0] != weights[$0 - 1] }
        equallyWeighted = zip(starts, starts.dropFirst() + [weights.count]).map { $0..<$1 }
    }
}

private func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1.0) { ($0 * Double(n - $1) / Double($1 + 1)).rounded() }
}
