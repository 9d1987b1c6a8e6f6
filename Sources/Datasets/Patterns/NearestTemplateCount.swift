import NumericalMethods

/// How many frames have their nearest template at each distance, all 2^pixels of them counted exactly.
///
/// Pixel by pixel, frames are merged whose distances to the templates differ by a common number, which is kept beside them.
/// A template that cannot become nearer than some other in the pixels to come is forgotten, and so ever more frames are alike:
/// some ten thousand states stand for a thousand million frames.
enum NearestTemplateCount {
    /// More states take more than some seconds and some hundred megabytes.
    static let mostStates = 1 << 17

    /// - Returns: `[distance]`, of sum 2^pixels, exact as far as a double is; nil where there are too many states, more than
    ///   64 templates or more than 254 pixels.
    static func frames(_ templates: [BitVector], pixelCount: Int) -> [Double]? {
        // Distances are bytes, of which 255 stands for a template that is forgotten.
        guard pixelCount < 255 else { return nil }
        return switch templates.count {
        case ...16: StateCount<SIMD16<UInt8>>(templates, pixelCount: pixelCount).frames
        case ...32: StateCount<SIMD32<UInt8>>(templates, pixelCount: pixelCount).frames
        case ...64: StateCount<SIMD64<UInt8>>(templates, pixelCount: pixelCount).frames
        default: nil
        }
    }
}

/// - Parameter Excess: distances beyond the nearest template's, one lane a template.
private struct StateCount<Excess: SIMD & Hashable> where Excess.Scalar == UInt8 {
    private(set) var frames: [Double]?

    /// Of a template that cannot become the nearest.
    private static var forgotten: UInt8 { 255 }

    private let templates: [BitVector]

    @_specialize(where Excess == SIMD16<UInt8>)
    @_specialize(where Excess == SIMD32<UInt8>)
    init(_ templates: [BitVector], pixelCount: Int) {
        self.templates = templates
        frames = nil
        var start = Excess(repeating: Self.forgotten)
        for template in templates.indices { start[template] = 0 }
        var states = [start]
        // Of every state, how many frames have their nearest template at each distance.
        let stride = pixelCount + 1
        var counts = [1.0] + [Double](repeating: 0, count: pixelCount)
        let order = Self.mostTellingFirst(templates, pixelCount: pixelCount)
        // `[template][other]`: by how much the other's lead can shrink in the pixels to come, those where the two differ.
        var margins = templates.map { template in
            var margins = Excess()
            for (other, bits) in templates.enumerated() { margins[other] = UInt8(bits.distance(to: template)) }
            return margins
        }
        for pixel in order {
            let black = distances(at: pixel)
            for template in margins.indices { margins[template] &-= black ^ Excess(repeating: black[template]) }
            var places = [Excess: Int](minimumCapacity: 2 * states.count)
            var nextStates: [Excess] = []
            var nextCounts: [Double] = []
            for (place, state) in states.enumerated() {
                for step in [black, 1 &- black] {
                    let (next, nearest) = reduced(state, step, margins)
                    let nextPlace = places[next] ?? nextStates.count
                    if nextPlace == nextStates.count {
                        guard nextPlace < NearestTemplateCount.mostStates else { return }
                        places[next] = nextPlace
                        nextStates.append(next)
                        nextCounts += repeatElement(0, count: stride)
                    }
                    for distance in 0..<stride - nearest {
                        nextCounts[nextPlace * stride + distance + nearest] += counts[place * stride + distance]
                    }
                }
            }
            (states, counts) = (nextStates, nextCounts)
        }
        frames = (0..<stride).map { distance in
            states.indices.reduce(0) { $0 + counts[$1 * stride + distance] }
        }
    }

    /// Pixels in which templates are split most evenly come first: they tell templates apart, so that most are forgotten soon.
    private static func mostTellingFirst(_ templates: [BitVector], pixelCount: Int) -> [Int] {
        let minority = (0..<pixelCount).map { pixel in
            let black = templates.count { $0[pixel] }
            return min(black, templates.count - black)
        }
        return (0..<pixelCount).sorted { (minority[$1], $0) < (minority[$0], $1) }
    }

    /// 1 for every template that is black in a pixel: a white one is that far from it.
    private func distances(at pixel: Int) -> Excess {
        var distances = Excess()
        for (index, template) in templates.enumerated() { distances[index] = template[pixel] ? 1 : 0 }
        return distances
    }

    /// A state after one more pixel, and by how much the nearest template moved away.
    @inline(__always)
    private func reduced(_ state: Excess, _ step: Excess, _ margins: [Excess]) -> (Excess, nearest: Int) {
        var next = (state &+ step).replacing(with: Self.forgotten, where: state .== Self.forgotten)
        for template in margins.indices {
            let distance = next[template]
            guard distance != Self.forgotten else { continue }
            // Of equal ones the first stays.
            next.replace(with: Self.forgotten, where: next .>= margins[template] &+ distance)
            next[template] = distance
        }
        let nearest = next.min()
        return (
            (next &- nearest).replacing(with: Self.forgotten, where: next .== Self.forgotten), Int(nearest)
        )
    }
}
