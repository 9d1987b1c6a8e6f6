import Foundation
import NumericalMethods

/// The best accuracy that anything can reach on noisy frames of known, equally likely templates.
///
/// The best rule names the most likely template. Summed over all frames y, its accuracy is
/// (1/K) Σ_y max_k P(y | k), ties shared. Under independent flips P depends on the Hamming distance d alone and falls
/// with it (p ≤ ½), so one count of frames by their distance to the nearest template gives the ceiling at every p;
/// for an exact number n of flips it is the number of frames that lie at distance n from some template.
/// Exact: all 2^pixels frames are counted, those that no template tells apart merged.
public struct RecognitionCeiling: Sendable {
    private let templates: [BitVector]
    private let pixelCount: Int
    /// `nearest[d]`: how many frames have their nearest template at distance d; nil where they cannot be counted.
    private let nearest: [Double]?

    /// The most distances that are counted for an exact number of flips: some seconds of one core.
    private static let mostDistances = 0x1p35

    /// - Complexity: some 20 ms for ten patterns of 30 pixels; seconds at most.
    public init(_ set: PatternSet) {
        templates = set.patterns.map(\.pixels)
        pixelCount = set.pixelCount
        nearest = NearestTemplateCount.frames(templates, pixelCount: pixelCount)
    }

    /// The ceiling for one static frame per presentation; nil where there are too many unlike frames to count.
    /// - Complexity: 2^pixels for an exact number of flips, a second at 30 pixels of which none are interchangeable.
    public func accuracy(_ flips: PixelNoise.Flips) -> Double? {
        switch flips {
        case .independent(let probability):
            guard let nearest else { return nil }
            let p = min(probability, 1 - probability)
            var sum = 0.0
            for (distance, count) in nearest.enumerated() {
                sum += count * pow(p, Double(distance)) * pow(1 - p, Double(pixelCount - distance))
            }
            return min(1, sum / Double(templates.count))
        case .exactCount(let flips):
            guard let reached = frames(atDistance: flips) else { return nil }
            return min(1, reached / binomial(pixelCount, flips) / Double(templates.count))
        }
    }

    /// How many frames lie at this distance from some template.
    private func frames(atDistance distance: Int) -> Double? {
        let groups = Self.interchangeablePixels(templates, pixelCount: pixelCount)
        let unlike = groups.reduce(1) { $0 * Double($1.size + 1) }
        // Distances are bytes.
        guard unlike * Double(templates.count) <= Self.mostDistances, pixelCount < 256 else { return nil }
        let target = UInt8(distance)
        let half = Self.halvingPoint(groups)
        let inner = HalfFrames(groups[..<half], templateCount: templates.count)
        let outer = HalfFrames(groups[half...], templateCount: templates.count)
        var sum = 0.0
        var isThere = [UInt8](repeating: 0, count: inner.count)
        for frame in 0..<outer.count {
            isThere.withUnsafeMutableBufferPointer { isThere in
                isThere.update(repeating: 0)
                for (near, far) in zip(inner.distances, outer.distances) where far[frame] <= target {
                    let missing = target - far[frame]
                    near.withUnsafeBufferPointer { near in
                        for index in near.indices { isThere[index] |= near[index] == missing ? 1 : 0 }
                    }
                }
                for run in inner.equallyWeighted {
                    let count = isThere[run].reduce(0) { $0 + Int($1) }
                    sum += inner.weights[run.lowerBound] * outer.weights[frame] * Double(count)
                }
            }
        }
        return sum
    }

    /// Pixels in which the templates agree, or all disagree, count alike: only how many of them are set matters.
    private static func interchangeablePixels(_ templates: [BitVector], pixelCount: Int) -> [PixelGroup] {
        var sizes: [BitVector: Int] = [:]
        var all = BitVector(count: templates.count)
        for k in templates.indices { all[k] = true }
        var order: [BitVector] = []
        for pixel in 0..<pixelCount {
            var signature = BitVector(count: templates.count)
            for (k, template) in templates.enumerated() { signature[k] = template[pixel] }
            // A pixel that is black where another is white counts alike.
            if signature[templates.count - 1] { signature = signature ^ all }
            if sizes[signature] == nil { order.append(signature) }
            sizes[signature, default: 0] += 1
        }
        return order.map { PixelGroup(size: sizes[$0]!, signature: $0) }
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
    var signature: BitVector
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
                        distance + UInt8(group.signature[k] ? group.size - set : set)
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
