import Foundation
import NumericalMethods

/// P(digit | what was shown), for equally likely digits under known noise.
///
/// The best rule names the digit with the largest; its accuracy on average is the largest's mean. Any rule's accuracy is
/// the mean of the probability of the digit that it names: on the same draws far firmer than counting hits, since what
/// chance puts into the label is averaged exactly (D. Blackwell, Ann. Math. Statist. 18 (1947) 105,
/// doi 10.1214/aoms/1177730497).
public struct GlyphPosterior: Sendable {
    /// One lane a digit, those beyond the digits zero.
    public typealias Probabilities = SIMD16<Double>

    private let glyphs: [UInt32]
    private let flips: PixelNoise.Flips
    /// (p/(1 − p))^d for the distances of one frame, with p and its complement exchanged above ½.
    private let powers: [Double]

    public init(_ glyphs: GlyphSet, flips: PixelNoise.Flips) {
        self.glyphs = glyphs.glyphs.map(\.bits)
        switch flips {
        case .independent(probability: 0): self.flips = .exactCount(0)
        case .independent(probability: 1): self.flips = .exactCount(Glyph.pixelCount)
        default: self.flips = flips
        }
        if case .independent(let p) = flips {
            powers = (0...Glyph.pixelCount).map { pow(min(p, 1 - p) / max(p, 1 - p), Double($0)) }
        } else {
            powers = []
        }
    }

    /// - Parameter frames: one that stood still, or one a slot, each with noise of its own.
    /// - Returns: of sum 1; all zero for frames that this noise cannot make.
    public func probabilities(_ frames: [Glyph]) -> Probabilities {
        switch flips {
        case .independent(let p):
            var distances = SIMD16<Int32>(repeating: .max)
            let all = Int32(Glyph.pixelCount * frames.count)
            for (digit, glyph) in glyphs.enumerated() {
                var distance: Int32 = 0
                for frame in frames { distance += Int32((frame.bits ^ glyph).nonzeroBitCount) }
                // Above ½ the complement is what is likely.
                distances[digit] = p > 0.5 ? all - distance : distance
            }
            let nearest = distances.min()
            var weights = Probabilities.zero
            for digit in glyphs.indices {
                let excess = Int(distances[digit] - nearest)
                weights[digit] = excess < powers.count ? powers[excess] : pow(powers[1], Double(excess))
            }
            return weights / weights.sum()
        case .exactCount(let count):
            var weights = Probabilities.zero
            for (digit, glyph) in glyphs.enumerated()
            where frames.allSatisfy({ ($0.bits ^ glyph).nonzeroBitCount == count }) { weights[digit] = 1 }
            return weights / max(weights.sum(), 1)
        }
    }

    /// The same for rows that carry grey noise as well: a flipped pixel's ±1 plus a Gaussian number, held within ±1.
    /// - Parameters:
    ///   - levels: of every row in units of V_read, `[1 or slots][rows]`.
    ///   - greyNoise: σ in units of V_read, above 0.
    public func probabilities(levels: [[Double]], greyNoise: Double) -> Probabilities {
        precondition(greyNoise > 0)
        var logarithms = [Double](repeating: 0, count: glyphs.count)
        for frame in levels {
            // Of a black pixel and of a white one; what both share cancels.
            let densities = frame.map { level in
                (
                    black: Self.density(level, of: 1, greyNoise: greyNoise),
                    white: Self.density(level, of: -1, greyNoise: greyNoise)
                )
            }
            for (digit, glyph) in glyphs.enumerated() {
                logarithms[digit] += logLikelihood(
                    densities.enumerated().map { pixel, density in
                        glyph >> UInt32(pixel) & 1 == 1
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

    private func normalized(_ logarithms: [Double]) -> Probabilities {
        let largest = logarithms.max()!
        var weights = Probabilities.zero
        guard largest > -.infinity else { return weights }
        for (digit, logarithm) in logarithms.enumerated() { weights[digit] = exp(logarithm - largest) }
        return weights / weights.sum()
    }
}
