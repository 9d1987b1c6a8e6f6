public import NumericalMethods

/// How a pattern is corrupted before it is shown.
public struct PixelNoise: Hashable, Sendable {
    /// Which pixels flip.
    public enum Flips: Hashable, Sendable {
        /// Every pixel flips by itself with this probability.
        case independent(probability: Double)
        /// Exactly this many pixels flip, every choice as likely.
        case exactCount(Int)
    }

    /// How often the noise is drawn.
    public enum Redraw: String, Hashable, Sendable, CaseIterable {
        /// One noisy frame stands still for the whole presentation.
        case perPresentation = "per-presentation"
        /// Every time slot shows a new noisy frame of the same pattern.
        case perSlot = "per-slot"
    }

    /// Which pixels flip, and how many.
    public let flips: Flips
    /// Whether a presentation keeps its noise or draws it anew every slot.
    public let redraw: Redraw

    /// - Precondition: a probability in 0…1, or a count of at least 0.
    public init(flips: Flips, redraw: Redraw = .perPresentation) {
        switch flips {
        case .independent(let probability): precondition((0...1).contains(probability))
        case .exactCount(let count): precondition(count >= 0)
        }
        self.flips = flips
        self.redraw = redraw
    }

    /// The clean pattern.
    public static let none = PixelNoise(flips: .exactCount(0))

    /// Every pixel flips by itself, once for a whole presentation.
    /// - Parameter probability: 0…1.
    public static func independentFlips(_ probability: Double) -> PixelNoise {
        PixelNoise(flips: .independent(probability: probability))
    }

    /// One noisy frame of a pattern.
    /// - Precondition: an exact number of flips is at most the number of pixels.
    public func frame(of pattern: Pattern, from stream: inout RandomStream) -> Pattern {
        Pattern(
            height: pattern.height, width: pattern.width,
            pixels: pattern.pixels ^ flippedPixels(of: pattern.pixelCount, from: &stream))
    }

    private func flippedPixels(of pixels: Int, from stream: inout RandomStream) -> BitVector {
        switch flips {
        case .independent(let probability): return stream.bernoulliBits(count: pixels, probability: probability)
        case .exactCount(let count):
            precondition(count <= pixels)
            // Floyd's sampling without replacement.
            var flipped = BitVector(count: pixels)
            for last in (pixels - count)..<pixels {
                let pixel = stream.below(last + 1)
                flipped[flipped[pixel] ? last : pixel] = true
            }
            return flipped
        }
    }
}
