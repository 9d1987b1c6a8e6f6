public import NumericalMethods

/// How a glyph is corrupted before it is shown.
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
        /// Every time slot shows a new noisy frame of the same glyph.
        case perSlot = "per-slot"
    }

    public let flips: Flips
    public let redraw: Redraw

    public init(flips: Flips, redraw: Redraw = .perPresentation) {
        switch flips {
        case .independent(let probability): precondition((0...1).contains(probability))
        case .exactCount(let count): precondition((0...Glyph.pixelCount).contains(count))
        }
        self.flips = flips
        self.redraw = redraw
    }

    public static let none = PixelNoise(flips: .exactCount(0))

    public static func independentFlips(_ probability: Double) -> PixelNoise {
        PixelNoise(flips: .independent(probability: probability))
    }

    /// One noisy frame of a glyph.
    public func frame(of glyph: Glyph, from stream: inout RandomStream) -> Glyph {
        Glyph(bits: glyph.bits ^ flippedPixels(from: &stream))
    }

    private func flippedPixels(from stream: inout RandomStream) -> UInt32 {
        switch flips {
        case .independent(let probability):
            return stream.bernoulliBits(count: Glyph.pixelCount, probability: probability)
        case .exactCount(let count):
            // Floyd's sampling without replacement.
            var flipped: UInt32 = 0
            for last in (Glyph.pixelCount - count)..<Glyph.pixelCount {
                let pixel = UInt32(1) << UInt32(stream.below(last + 1))
                flipped |= flipped & pixel == 0 ? pixel : UInt32(1) << UInt32(last)
            }
            return flipped
        }
    }
}
