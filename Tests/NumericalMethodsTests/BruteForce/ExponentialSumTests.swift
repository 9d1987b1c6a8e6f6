import Foundation
import NumericalMethods
import Testing

private struct Sum: CustomStringConvertible {
    var constant: Double
    var coefficients: [Double]
    var rates: [Double]
    var description: String { "\(constant) + Σ \(coefficients) e^(−\(rates) t)" }

    func firstCrossing(_ direction: CrossingDirection, horizon: Double) -> Double? {
        coefficients.withUnsafeBufferPointer { c in
            rates.withUnsafeBufferPointer { r in
                ExponentialSum.firstCrossing(constant, c, r, direction: direction, horizon: horizon)
            }
        }
    }

    func value(_ t: Double) -> Double { zip(coefficients, rates).reduce(constant) { $0 + $1.0 * exp(-$1.1 * t) } }
    func slope(_ t: Double) -> Double { zip(coefficients, rates).reduce(0) { $0 - $1.1 * $1.0 * exp(-$1.1 * t) } }
    /// A bound on the rounding of `value`: every term errs by its exponent's and its own roundings.
    var rounding: Double { 16 * .ulpOfOne * coefficients.reduce(abs(constant)) { $0 + abs($1) } }
}

private enum Kind: Int, CaseIterable {
    case spread, clustered, repeated, sparse, nearlyTangent
}

private func randomSum(_ kind: Kind, _ stream: inout RandomStream, terms: ClosedRange<Int> = 1...6) -> Sum {
    let n = terms.lowerBound + stream.below(terms.count)
    var rates = (0..<n).map { _ in pow(10, -1 + 4 * stream.uniform()) }
    if kind == .clustered { rates = rates.map { _ in 1 + 0.01 * stream.uniform() } }
    if kind == .repeated { rates = rates.map { $0.rounded(.up) }.map { min($0, 3) } }
    rates.sort()
    var c = (0..<n).map { _ in (stream.below(2) == 0 ? -1.0 : 1) * pow(10, -2 + 3 * stream.uniform()) }
    if kind == .sparse { c = c.map { stream.below(2) == 0 ? 0 : $0 } }
    var sum = Sum(constant: 0, coefficients: c, rates: rates)
    // A level that the sum takes somewhere, so that most cases have roots.
    sum.constant = -sum.value(pow(10, -3 + 4 * stream.uniform()))
    if kind != .nearlyTangent { sum.constant *= 0.8 + 0.4 * stream.uniform() }
    return sum
}

@Suite struct ExponentialSumTests {
    /// 6,000 sums against a scan of 1,500 points each.
    @Test(arguments: Kind.allCases.map(\.rawValue), [CrossingDirection.rising, .falling])
    func agreesWithAScan(kind: Int, direction: CrossingDirection) throws {
        try compareWithScan(kind, direction, terms: 1...6)
    }

    /// Sums of so many terms take another way.
    @Test(arguments: Kind.allCases.map(\.rawValue), [CrossingDirection.rising, .falling])
    func manyTermsAgreeWithAScan(kind: Int, direction: CrossingDirection) throws {
        try compareWithScan(kind, direction, terms: 7...30)
    }

    private func compareWithScan(_ kind: Int, _ direction: CrossingDirection, terms: ClosedRange<Int>) throws {
        let kind = try #require(Kind(rawValue: kind))
        var stream = RandomStream(seed: UInt64(kind.rawValue), purpose: StreamPurpose("exponential sums"))
        let sign: Double = direction == .rising ? 1 : -1
        var found = 0
        for trial in 0..<600 {
            let sum = randomSum(kind, &stream, terms: terms)
            let horizon = pow(10, -2 + 4 * stream.uniform())
            let root = sum.firstCrossing(direction, horizon: horizon)
            if let root {
                found += 1
                #expect(root > 0 && root <= horizon, "trial \(trial): \(root) of \(horizon), \(sum)")
                // A root to rounding: of the sum, and of t itself.
                let error = sum.rounding + 4 * .ulpOfOne * root * abs(sum.slope(root))
                #expect(abs(sum.value(root)) <= error, "trial \(trial): f(\(root)) = \(sum.value(root)), \(sum)")
                let slopeRounding = sum.rounding * sum.rates.max()!
                #expect(sign * sum.slope(root) >= -slopeRounding, "trial \(trial): wrong direction at \(root), \(sum)")
            }
            let points = 1_500
            var below = sign * sum.value(0) < -sum.rounding
            for point in 0...points {
                let t = horizon * pow(10, -7 * (1 - Double(point) / Double(points)))
                let f = sign * sum.value(t)
                if f < -sum.rounding { below = true }
                // Values within rounding of zero decide nothing.
                if f > sum.rounding, below {
                    let first = root ?? .infinity
                    #expect(first <= t, "trial \(trial): a root before \(t) was missed, found \(first), \(sum)")
                    break
                }
            }
        }
        // The comparison is about roots: a good part of the cases must have one.
        #expect(found > 100)
    }

    @Test func locatesTheRootOfAScanByBisection() throws {
        var stream = RandomStream(seed: 99, purpose: StreamPurpose("exponential sums"))
        var compared = 0
        for _ in 0..<1_000 {
            let sum = randomSum(.spread, &stream)
            guard let root = sum.firstCrossing(.rising, horizon: 50) else { continue }
            var (low, high) = (root * (1 - 1e-6), root * (1 + 1e-6))
            guard sum.value(low) < -sum.rounding, sum.value(high) > sum.rounding else { continue }
            for _ in 0..<60 {
                let middle = (low + high) / 2
                if sum.value(middle) < 0 { low = middle } else { high = middle }
            }
            compared += 1
            // Both err by the rounding of f over its slope, and by that of t.
            #expect(abs(root - high) <= 2 * sum.rounding / abs(sum.slope(root)) + 4 * .ulpOfOne * root)
        }
        #expect(compared > 200)
    }

    @Test func oneMode() throws {
        // V(t) − V_th = (1 − 0.3) − e^(−t/τ): t = −τ ln 0.7.
        let charging = Sum(constant: 0.7, coefficients: [-1], rates: [1e6])
        let root = try #require(charging.firstCrossing(.rising, horizon: 1))
        #expect(abs(root / (-1e-6 * log(0.7)) - 1) < 4 * .ulpOfOne)
        #expect(charging.firstCrossing(.falling, horizon: 1) == nil)
        #expect(charging.firstCrossing(.rising, horizon: root * 0.999) == nil)
        #expect(try #require(charging.firstCrossing(.rising, horizon: root * 1.001)) == root)
    }

    @Test func twoRootsOneOfEachDirection() throws {
        // x = e^(−t): −3x² + 4x − 1 = −(3x − 1)(x − 1) + …; shifted: −(x − 0.5)(x − 0.25) = −x² + 0.75 x − 0.125.
        let sum = Sum(constant: -0.125, coefficients: [0.75, -1], rates: [1, 2])
        // Two terms of rounding 1e-16 over a slope of 0.06 at the flatter root.
        #expect(abs(try #require(sum.firstCrossing(.rising, horizon: 9)) - log(2)) < 1e-14)
        #expect(abs(try #require(sum.firstCrossing(.falling, horizon: 9)) - log(4)) < 1e-14)
        #expect(sum.firstCrossing(.rising, horizon: 0.69) == nil)
        #expect(sum.firstCrossing(.falling, horizon: 1.38) == nil)
        #expect(sum.firstCrossing(.falling, horizon: 1.39) != nil)
    }

    /// A sum that decays to zero from one side never passes it, however long one looks.
    @Test func deathIsNoCrossing() {
        let decays = [
            Sum(constant: 0, coefficients: [-1], rates: [1]),
            Sum(constant: 0, coefficients: [-1, 0.5], rates: [1, 2]),
            Sum(constant: 0, coefficients: [-3, 2, -1], rates: [1, 2, 3]),
            Sum(constant: 0, coefficients: [0, -3, 2], rates: [0.5, 1, 2]),
        ]
        for sum in decays {
            for horizon in [1, 90, 150, 1e6] {
                #expect(sum.firstCrossing(.rising, horizon: horizon) == nil, "\(sum) to \(horizon)")
            }
        }
    }

    @Test func aStartAtZeroIsNoCrossing() {
        // A node that starts exactly at its level and leaves it has not passed it.
        let sum = Sum(constant: 1, coefficients: [-1], rates: [1])
        #expect(sum.firstCrossing(.rising, horizon: 10) == nil)
        #expect(sum.firstCrossing(.falling, horizon: 10) == nil)
    }
}
