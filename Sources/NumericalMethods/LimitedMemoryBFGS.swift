/// Where a descent came to rest.
public struct DescentEnd: Sendable {
    /// The variables at the lowest value that was found.
    public var point: [Double]
    /// The function there.
    public var value: Double
    /// The largest component of the gradient, by magnitude.
    public var gradient: Double
    /// Steps that were made.
    public var iterations: Int
    /// Whether the gradient met the tolerance before the limit of iterations.
    public var isConverged: Bool
}

/// Minimises smooth functions of many variables by the limited-memory BFGS method.
///
/// D. C. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization", Math. Programming 45 (1989)
/// 503. Steps are halved until they descend enough: for strictly convex functions, whose curvature is positive along
/// every step, that suffices.
public struct LimitedMemoryBFGS: Sendable {
    /// The descent ends where no component of the gradient is larger.
    public var gradientTolerance: Double
    /// The descent also ends after so many steps.
    public var iterationLimit: Int

    /// Pairs of steps and changes of the gradient that are kept.
    private static let memory = 12

    /// Makes a minimiser.
    /// - Parameter gradientTolerance: in the function's unit over the variables'.
    public init(gradientTolerance: Double, iterationLimit: Int) {
        self.gradientTolerance = gradientTolerance
        self.iterationLimit = iterationLimit
    }

    /// - Parameter objective: returns its value, and writes its gradient.
    public func minimum(from start: [Double], _ objective: (_ point: [Double], _ gradient: inout [Double]) -> Double)
        -> DescentEnd
    {
        var gradient = [Double](repeating: 0, count: start.count)
        var end = DescentEnd(
            point: start, value: objective(start, &gradient), gradient: 0, iterations: 0, isConverged: false)
        var pairs: [Pair] = []
        var nextGradient = gradient
        while true {
            end.gradient = gradient.reduce(0) { max($0, abs($1)) }
            end.isConverged = end.gradient <= gradientTolerance
            if end.isConverged || end.iterations == iterationLimit { return end }
            let direction = Self.direction(gradient, pairs)
            let slope = dot(direction, gradient)
            var length = 1.0
            var next = end.point
            var value = Double.infinity
            // Close to the minimum the descent is less than the value's own rounding.
            while value > end.value + 1e-4 * length * slope + 4 * end.value.ulp || !value.isFinite {
                if length < 0x1p-50 { return end }
                for index in next.indices { next[index] = end.point[index] + length * direction[index] }
                value = objective(next, &nextGradient)
                length /= 2
            }
            let pair = Pair(step: difference(next, end.point), change: difference(nextGradient, gradient))
            if pair.curvature > 0 {
                if pairs.count == Self.memory { pairs.removeFirst() }
                pairs.append(pair)
            }
            end.point = next
            end.value = value
            end.iterations += 1
            swap(&gradient, &nextGradient)
        }
    }

    private struct Pair {
        let step: [Double]
        let change: [Double]
        /// sᵀy
        let curvature: Double

        init(step: [Double], change: [Double]) {
            self.step = step
            self.change = change
            curvature = dot(step, change)
        }
    }

    /// −H g by the two-loop recursion.
    private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
        var q = gradient.map { -$0 }
        var factors: [Double] = []
        for pair in pairs.reversed() {
            let factor = dot(pair.step, q) / pair.curvature
            factors.append(factor)
            add(-factor, pair.change, to: &q)
        }
        // The first step is of length 1 at most.
        let scale =
            pairs.last.map { $0.curvature / dot($0.change, $0.change) }
            ?? 1 / max(1, dot(gradient, gradient).squareRoot())
        for index in q.indices { q[index] *= scale }
        for (pair, factor) in zip(pairs, factors.reversed()) {
            add(factor - dot(pair.change, q) / pair.curvature, pair.step, to: &q)
        }
        return q
    }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
}

private func difference(_ a: [Double], _ b: [Double]) -> [Double] { a.indices.map { a[$0] - b[$0] } }

private func add(_ factor: Double, _ a: [Double], to sum: inout [Double]) {
    for index in sum.indices { sum[index] += factor * a[index] }
}
