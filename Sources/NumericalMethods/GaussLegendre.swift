import Foundation

/// Nodes and weights of Gauss and Legendre on [0, 1]: exact for polynomials up to degree 2n − 1.
package struct GaussLegendre: Sendable {
    package let nodes: [Double]
    package let weights: [Double]

    /// - Parameter count: n, at least 1.
    package init(count: Int) {
        precondition(count > 0)
        var nodes: [Double] = []
        var weights: [Double] = []
        for index in (0..<count).reversed() {
            // Newton on Pₙ from Tricomi's estimate of its root.
            var x = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            var slope = 0.0
            for _ in 0..<20 {
                var (last, now) = (1.0, x)
                for k in stride(from: 2, through: count, by: 1) {
                    (last, now) = (now, (Double(2 * k - 1) * x * now - Double(k - 1) * last) / Double(k))
                }
                slope = Double(count) * (x * now - last) / (x * x - 1)
                let change = now / slope
                x -= change
                if change.magnitude < 1e-16 { break }
            }
            nodes.append((1 + x) / 2)
            weights.append(1 / ((1 - x * x) * slope * slope))
        }
        self.nodes = nodes
        self.weights = weights
    }
}
