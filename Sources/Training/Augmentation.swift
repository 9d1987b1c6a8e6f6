import Foundation
import NumericalMethods

/// Random small displacements of training images.
public struct Augmentation: Hashable, Sendable {
    /// Largest shift along each axis, in pixels.
    public var shift: Double
    /// Largest rotation, in degrees.
    public var rotation: Double
    /// Largest relative change of size.
    public var scale: Double

    /// - Parameters:
    ///   - shift: the largest along each axis, in pixels.
    ///   - rotation: the largest, in degrees.
    ///   - scale: the largest relative change of size.
    public init(shift: Double = 0, rotation: Double = 0, scale: Double = 0) {
        self.shift = shift
        self.rotation = rotation
        self.scale = scale
    }

    /// Pictures as they are.
    public static let none = Augmentation()

    /// Whether nothing is displaced.
    public var isNone: Bool { self == .none }

    /// Writes `image` `[height × width]`, displaced at random, to `out`; what comes from outside is 0. Bilinear.
    func displace(
        _ image: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, height: Int, width: Int,
        stream: inout RandomStream
    ) {
        func draw(_ limit: Double) -> Double { (2 * stream.uniform() - 1) * limit }
        let angle = draw(rotation) * .pi / 180
        let size = 1 + draw(scale)
        let (dx, dy) = (draw(shift), draw(shift))
        // From a pixel of the result back to where it comes from.
        let c = Float(cos(angle) / size)
        let s = Float(sin(angle) / size)
        let centerX = Float(width - 1) / 2
        let centerY = Float(height - 1) / 2
        for y in 0..<height {
            let v = Float(y) - centerY - Float(dy)
            var sourceX = centerX + c * (-centerX - Float(dx)) + s * v
            var sourceY = centerY - s * (-centerX - Float(dx)) + c * v
            for x in 0..<width {
                let floorX = sourceX.rounded(.down)
                let floorY = sourceY.rounded(.down)
                let column = Int(floorX)
                let row = Int(floorY)
                let fx = sourceX - floorX
                let fy = sourceY - floorY
                var value: Float = 0
                if row >= 0, row < height - 1, column >= 0, column < width - 1 {
                    let p = image + row * width + column
                    let top = p[0] + fx * (p[1] - p[0])
                    let bottom = p[width] + fx * (p[width + 1] - p[width])
                    value = top + fy * (bottom - top)
                } else {
                    func pixel(_ row: Int, _ column: Int) -> Float {
                        row >= 0 && row < height && column >= 0 && column < width ? image[row * width + column] : 0
                    }
                    let top = pixel(row, column) * (1 - fx) + pixel(row, column + 1) * fx
                    let bottom = pixel(row + 1, column) * (1 - fx) + pixel(row + 1, column + 1) * fx
                    value = top * (1 - fy) + bottom * fy
                }
                out[y * width + x] = value
                sourceX += c
                sourceY -= s
            }
        }
    }
}
