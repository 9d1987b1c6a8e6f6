import Foundation
import NumericalMethods

/// P(class | what was shown), for equally likely classes under known noise.
///
/// The best rule names the class with the largest; its accuracy on average is the largest's mean. Any rule's accuracy is
/// the mean of the probability of the class that it names: on the same draws far firmer than counting hits, since what
/// chance puts into the label is averaged exactly (D. Blackwell, Ann. Math. Statist. 18 (1947) 105,
/// doi 10.1214/aoms/1177730497).
public struct PatternPosterior: Sendable {
    private let patterns: [BitVector]
    private let pixelCount: Int
    private let flips: PixelNoise.Flips
    /// (p/(1 − p))^d for the distances of one frame, with p and its complement exchanged above ½.
    private let powers: [Double]

    /// The posterior under one law of noise.
    /// - Parameter set: one pattern a class, all equally likely.
    public init(_ set: PatternSet, flips: PixelNoise.Flips) {
        patterns = set.patterns.map(\.pixels)
        pixelCount = set.pixelCount
        switch flips {
        case .independent(probability: 0): self.flips = .exactCount(0)
        case .independent(probability: 1): self.flips = .exactCount(set.pixelCount)
        default: self.flips = flips
        }
        if case .independent(let p) = flips {
            powers = (0...set.pixelCount).map { pow(min(p, 1 - p) / max(p, 1 - p), Double($0)) }
        } else {
            powers = []
        }
    }

    /// - Parameter frames: one that stood still, or one a slot, each with noise of its own.
    /// - Returns: of sum 1; all zero for frames that this noise cannot make.
    public func probabilities(_ frames: [Pattern]) -> ClassProbabilities {
        var weights = ClassProbabilities(classes: patterns.count)
        switch flips {
        case .independent(let p):
            let all = pixelCount * frames.count
            // Above ½ the complement is what is likely.
            func distance(_ pattern: BitVector) -> Int {
                let distance = frames.reduce(0) { $0 + $1.pixels.distance(to: pattern) }
                return p > 0.5 ? all - distance : distance
            }
            var nearest = Int.max
            for pattern in patterns { nearest = min(nearest, distance(pattern)) }
            for (index, pattern) in patterns.enumerated() {
                let excess = distance(pattern) - nearest
                weights[index] = excess < powers.count ? powers[excess] : pow(powers[1], Double(excess))
            }
            weights.divide(by: weights.sum())
        case .exactCount(let count):
            for (index, pattern) in patterns.enumerated()
            where frames.allSatisfy({ $0.pixels.distance(to: pattern) == count }) { weights[index] = 1 }
            weights.divide(by: max(weights.sum(), 1))
        }
        return weights
    }

    /// The same for rows that carry grey noise as well: a flipped pixel's ±1 plus a Gaussian number, held within ±1.
    /// - Parameters:
    ///   - levels: of every row in units of V_read, `[1 or slots][rows]`.
    ///   - greyNoise: σ in units of V_read, above 0.
    public func probabilities(levels: [[Double]], greyNoise: Double) -> ClassProbabilities {
        precondition(greyNoise > 0)
        var logarithms = [Double](repeating: 0, count: patterns.count)
        for frame in levels {
            // Of a black pixel and of a white one; what both share cancels.
            let densities = frame.map { level in
                (
                    black: Self.density(level, of: 1, greyNoise: greyNoise),
                    white: Self.density(level, of: -1, greyNoise: greyNoise)
                )
            }
            for (index, pattern) in patterns.enumerated() {
                logarithms[index] += logLikelihood(
                    densities.enumerated().map { pixel, density in
                        pattern[pixel]
                            ? (kept: density.black, flipped: density.white)
                            : (kept: density.white, flipped: density.black)
                    })
            }
        }
        return normalized(logarithms)
    }

    /// ln P of a frame whose pixels have these densities, if kept and if flipped.
    private func logLikelihood(_ pixels: [(kept: Double, flipped: Double)]) -> Double {
        switch flips {
        case .independent(let p):
            return pixels.reduce(0) { $0 + log((1 - p) * $1.kept + p * $1.flipped) }
        case .exactCount(let count):
            // Over all choices of so many flipped pixels: the coefficient of z^count in Π (kept + flipped z).
            var coefficients = [Double](repeating: 0, count: count + 1)
            coefficients[0] = 1
            var scale = 0.0
            for pixel in pixels {
                let largest = max(pixel.kept, pixel.flipped)
                guard largest > 0 else { return -.infinity }
                scale += log(largest)
                for index in stride(from: count, through: 0, by: -1) {
                    coefficients[index] =
                        coefficients[index] * pixel.kept / largest
                        + (index > 0 ? coefficients[index - 1] * pixel.flipped / largest : 0)
                }
            }
            return scale + log(coefficients[count])
        }
    }

    /// Of a level, for a pixel at `mean` = ±1: a Gaussian whose tails beyond ±1 lie on ±1.
    private static func density(_ level: Double, of mean: Double, greyNoise: Double) -> Double {
        if level >= 1 { return NormalDistribution.probability(below: (mean - 1) / greyNoise) }
        if level <= -1 { return NormalDistribution.probability(below: (-1 - mean) / greyNoise) }
        let deviation = (level - mean) / greyNoise
        return exp(-deviation * deviation / 2) / (greyNoise * (2 * Double.pi).squareRoot())
    }

    private func normalized(_ logarithms: [Double]) -> ClassProbabilities {
        let largest = logarithms.max()!
        var weights = ClassProbabilities(classes: patterns.count)
        guard largest > -.infinity else { return weights }
        for (index, logarithm) in logarithms.enumerated() { weights[index] = exp(logarithm - largest) }
        weights.divide(by: weights.sum())
        return weights
    }
}
