import NumericalMethods
import Testing

@Suite struct PowerSeriesTests {
    /// Polynomials made from their roots, positive beyond the last one.
    @Test(arguments: 0..<200) func theFirstPassageIsTheFirstRoot(seed: Int) {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("power series"))
        let roots = (0..<(1 + random.below(6))).map { _ in 1.4 * random.uniform() - 0.2 }.sorted()
        var coefficients = [1.0]
        func multiply(_ factor: [Double]) {
            var product = [Double](repeating: 0, count: coefficients.count + factor.count - 1)
            for (i, a) in coefficients.enumerated() {
                for (j, b) in factor.enumerated() { product[i + j] += a * b }
            }
            coefficients = product
        }
        for root in roots { multiply([-root, 1]) }
        // A factor without real roots.
        for _ in 0..<random.below(8) { multiply([0.3 + random.uniform(), random.uniform() - 0.5, 0.5]) }
        let start = random.uniform() < 0.5 ? 0 : 0.6 * random.uniform()
        for direction in [CrossingDirection.rising, .falling] {
            // Beyond the last root f is positive; every root before changes its sign.
            let expected = roots.enumerated().first { index, root in
                let rises = (roots.count - 1 - index).isMultiple(of: 2)
                return root > start && root <= 1 && rises == (direction == .rising)
            }?.element
            let found = coefficients.withUnsafeBufferPointer {
                PowerSeries.firstCrossing($0, from: start, direction: direction)
            }
            guard let expected else {
                #expect(found == nil)
                continue
            }
            // A root this near another is known to the square root of a rounding.
            #expect(abs((found ?? 2) - expected) < 1e-6, "\(roots) from \(start)")
        }
    }

    @Test func whatOnlyNearsZeroDoesNotPassIt() {
        // −(s − ½)² − 10⁻⁹
        let below = [-0.25 - 1e-9, 1, -1]
        let above = [-0.25 + 1e-9, 1, -1]
        #expect(below.withUnsafeBufferPointer { PowerSeries.firstCrossing($0, from: 0, direction: .rising) } == nil)
        let found = above.withUnsafeBufferPointer { PowerSeries.firstCrossing($0, from: 0, direction: .rising) }
        #expect(abs(found! - (0.5 - 1e-9.squareRoot())) < 1e-11)
    }

    @Test(arguments: 1...16) func quadratureIsExactForItsDegrees(count: Int) {
        let rule = GaussLegendre(count: count)
        for degree in 0..<(2 * count) {
            let sum = zip(rule.nodes, rule.weights).reduce(0) { sum, pair in
                sum + pair.1 * (0..<degree).reduce(1) { power, _ in power * pair.0 }
            }
            #expect(abs(sum * Double(degree + 1) - 1) < 1e-13)
        }
        #expect(rule.nodes == rule.nodes.sorted())
    }
}
