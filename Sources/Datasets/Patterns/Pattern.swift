public import NumericalMethods

/// A black-and-white picture, or a bare row of pixels.
public struct Pattern: Hashable, Sendable {
    /// The most pixels that a pattern may have.
    public static let mostPixels = 4096

    /// Rows of pixels.
    public let height: Int
    /// Pixels in a row.
    public let width: Int
    /// One bit a pixel, row by row from the top left; set is black.
    public let pixels: BitVector

    /// - Parameter pixels: height × width bits.
    public init(height: Int, width: Int, pixels: BitVector) {
        precondition(height > 0 && width > 0 && pixels.count == height * width)
        self.height = height
        self.width = width
        self.pixels = pixels
    }

    /// `height` × `width`.
    public var pixelCount: Int { pixels.count }

    /// The number of black pixels.
    public var blackCount: Int { pixels.ones }

    /// Whether a pixel, counted from the top left, is black.
    public func isBlack(_ pixel: Int) -> Bool { pixels[pixel] }

    /// The number of pixels in which two patterns of one shape differ.
    public func hammingDistance(to other: Pattern) -> Int { pixels.distance(to: other.pixels) }

    /// A line for each row of pixels, `#` black and `.` white.
    public var lines: [String] {
        (0..<height).map { row in String((0..<width).map { isBlack(row * width + $0) ? "#" : "." }) }
    }
}
