import Foundation
import NumericalMethods
import Testing

/// What a fit says of its parameters, where the answer is known.
struct FitUncertaintyTests {
    private static let times = (0..<60).map { 0.05 * Double($0) }

    private func fit(
        _ coordinates: [FitCoordinate], _ residuals: @escaping ([Double]) -> [Double]?, candidates: [[Double]] = []
    ) throws -> FitUncertainty {
        let problem = LeastSquares(coordinates, residuals: residuals)
        let solution = try #require(problem.solve(candidates: candidates))
        return try #require(
            problem.uncertainty(at: solution.parameters, others: solution.otherMinima, widest: 0.5))
    }

    /// A straight line of unit noise: s² of slope and intercept in closed form, whatever the data.
    @Test func aStraightLineHasItsTextbookErrors() throws {
        var noise = RandomStream(seed: 3, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { 40 + 20 * $0 + noise.normal() }
        let found = try fit([FitCoordinate(start: 1, range: -1e3...1e3), FitCoordinate(start: 1, range: -1e3...1e3)]) {
            p in
            zip(Self.times, data).map { p[0] + p[1] * $0 - $1 }
        }
        let n = Double(Self.times.count)
        let mean = Self.times.reduce(0, +) / n
        let sxx = Self.times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        // Differences of a linear model are exact up to rounding over a step of 1e-3.
        #expect(abs(found.standardErrors[0] / (1 / n + mean * mean / sxx).squareRoot() - 1) < 1e-6)
        #expect(abs(found.standardErrors[1] / (1 / sxx).squareRoot() - 1) < 1e-6)
        #expect(abs(found.covariance[0][1] / (-mean / sxx) - 1) < 1e-6)
        #expect(found.knowledge == [.bounded, .bounded])
    }

    /// Only the product of the first two acts: each alone is unknown, and each names the other; the third is known.
    @Test func whatOnlyActsTogetherIsExchangeable() throws {
        var noise = RandomStream(seed: 4, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { 60 * exp(-$0) + noise.normal() }
        let found = try fit([
            FitCoordinate(start: 5, range: 1e-3...1e6), FitCoordinate(start: 5, range: 1e-3...1e6),
            FitCoordinate(start: 0.5, range: 1e-3...1e6),
        ]) { p in zip(Self.times, data).map { p[0] * p[1] * exp(-p[2] * $0) - $1 } }
        #expect(found.knowledge[0] == .exchangeable(with: 1) && found.knowledge[1] == .exchangeable(with: 0))
        #expect(found.knowledge[2] == .bounded && found.standardErrors[2] < 0.1)
    }

    /// A flat cost is no plateau: one parameter's share of the residuals is below the noise, and its error is wide.
    @Test func whatNoiseHidesIsWide() throws {
        var noise = RandomStream(seed: 5, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { 10 + noise.normal() + 0 * $0 }
        let found = try fit([
            FitCoordinate(start: 8, range: 1e-3...1e6), FitCoordinate(start: 1, range: 1e-12...1e3),
        ]) { p in zip(Self.times, data).map { p[0] + 1e-3 * p[1] * $0 - $1 } }
        #expect(found.knowledge[0] == .bounded)
        #expect(found.standardErrors[1] > 0.3 * found.parameters[1])
    }

    /// χ² = K²(a − b)² + (v − s − s³)² + s² for s = (a + b)/2: a narrow valley whose bottom bends. The profile of v rises by 3.84
    /// where s² + (s/(1 + 3s²))² = 3.84, far outside what the curvature at the minimum says.
    @Test(arguments: [1e2, 1e4]) func theProfileFollowsANarrowValley(stiffness: Double) throws {
        let far = FitCoordinate(start: 0.1, range: -1e3...1e3)
        let found = try fit([FitCoordinate(start: 100.1, range: -1e3...1e3), far, far]) { p in
            let s = (p[1] + p[2]) / 2
            return [stiffness * (p[1] - p[2]), p[0] - 100 - s - s * s * s, s]
        }
        var (low, high) = (1.0, 2.0)
        for _ in 0..<60 {
            let s = (low + high) / 2
            let pull = s / (1 + 3 * s * s)
            if s * s + pull * pull < 3.84 { low = s } else { high = s }
        }
        let end = low + low * low * low + low / (1 + 3 * low * low)
        // The interval is accepted where the profile has risen by 98 % of 3.84, and it rises ever slower here.
        #expect(abs(found.standardErrors[0] / (end / 1.96) - 1) < 0.03)
    }

    /// Beyond a ridge of χ² = 1 in the valley lies a lower minimum, which a descent from here never sees.
    @Test func aLowerMinimumInTheValleyIsTaken() throws {
        let coordinates = [FitCoordinate(start: -2, range: -1e3...1e3), FitCoordinate(start: -2, range: -1e3...1e3)]
        let problem = LeastSquares(coordinates) { p in
            let s = (p[0] + p[1]) / 2
            return [1e4 * (p[0] - p[1]), (s * s - 4) / 4, 0.3 * (s - 1)]
        }
        let descended = try #require(problem.descend(from: [-2, -2]))
        #expect(descended.parameters[0] < -1)
        let found = try #require(problem.uncertainty(at: descended.parameters, widest: 0.5))
        #expect(found.parameters[0] > 1.9 && found.parameters[0] < 2)
    }

    /// A step between two samples: anywhere between them, with an interval that holds the truth.
    @Test func aJumpLiesInTheMiddleOfItsPlateau() throws {
        var noise = RandomStream(seed: 6, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { ($0 > 1.23 ? 50.0 : 0) + noise.normal() }
        let found = try fit([FitCoordinate(start: 1.21, range: 0...3), FitCoordinate(start: 40, range: 0...1e2)]) { p in
            zip(Self.times, data).map { ($0 > p[0] ? p[1] : 0) - $1 }
        }
        // The samples at 1.20 and 1.25 leave it open.
        #expect(abs(found.parameters[0] - 1.225) < 1e-3)
        #expect(abs(1.96 * found.standardErrors[0] - 0.025) < 1e-3)
    }

    @Test func aBoundIsSeen() throws {
        var noise = RandomStream(seed: 7, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { -3 + noise.normal() + 5 * $0 }
        let found = try fit([FitCoordinate(start: 1, range: 0...10), FitCoordinate(start: 1, range: -1e2...1e2)]) { p in
            zip(Self.times, data).map { p[0] + p[1] * $0 - $1 }
        }
        #expect(found.parameters[0] == 0 && found.knowledge[0] == .atBound)
    }

    /// Both signs fit: the parameter is ambiguous.
    @Test func aSecondMinimumIsNamed() throws {
        var noise = RandomStream(seed: 8, purpose: StreamPurpose("fit uncertainty"))
        let data = Self.times.map { 9 * $0 + noise.normal() }
        let found = try fit(
            [FitCoordinate(start: 2, range: -10...10)],
            { p in
                zip(Self.times, data).map { p[0] * p[0] * $0 - $1 }
            }, candidates: [[-2]])
        guard case .ambiguous(let other) = found.knowledge[0] else {
            Issue.record("\(found)")
            return
        }
        #expect(abs(abs(other) - 3) < 0.1 && (other < 0) != (found.parameters[0] < 0))
    }
}
