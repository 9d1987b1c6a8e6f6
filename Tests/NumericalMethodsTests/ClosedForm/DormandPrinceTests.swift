import Foundation
import NumericalMethods
import Testing

/// The logistic law y′ = y (1 − y) from 0.01: y = 1/(1 + 99 e^(−t)).
private func logistic(_ y: Double) -> Double { y * (1 - y) }
private func exact(_ t: Double) -> Double { 1 / (1 + 99 * exp(-t)) }

@Suite struct DormandPrinceTests {
    private func run(_ tolerance: Double) throws -> (steps: Int, ends: Double, inside: Double) {
        var (steps, ends, inside) = (0, 0.0, 0.0)
        try DormandPrince(tolerance: tolerance).integrate(from: 0.01, duration: 12, law: logistic) { step in
            steps += 1
            ends = max(ends, abs(step.endValue - exact(step.end)))
            for part in [0.1, 0.35, 0.5, 0.8] {
                let t = step.start + part * (step.end - step.start)
                inside = max(inside, abs(step.value(at: t) - exact(t)))
            }
            return true
        }
        return (steps, ends, inside)
    }

    /// Local errors add up along a law that amplifies by at most 25 while the curve rises.
    @Test(arguments: [1e-5, 1e-7, 1e-9, 1e-11]) func errorFollowsTheTolerance(tolerance: Double) throws {
        let result = try run(tolerance)
        #expect(result.ends < 25 * tolerance)
        // The interpolation is of an order less than the step.
        #expect(result.inside < 100 * tolerance)
    }

    /// A step's error is of the fifth order: a tolerance 1e5 times smaller takes ten times the steps.
    @Test func fifthOrder() throws {
        let ratio = Double(try run(1e-11).steps) / Double(try run(1e-6).steps)
        // The first steps, which a guess sizes, and the last one are no part of the law.
        #expect(ratio > 7 && ratio < 13)
    }

    @Test func locatesPassages() throws {
        let integrator = DormandPrince(tolerance: 1e-11)
        for level in [0.011, 0.1, 0.5, 0.9, 0.999] {
            let time = try #require(try integrator.firstRise(to: level, from: 0.01, duration: 40, law: logistic))
            let law = log(99 * level / (1 - level))
            // The integration's error over the slope there.
            #expect(abs(time - law) < 25 * 1e-11 / logistic(level) + 1e-13)
        }
        #expect(try integrator.firstRise(to: 1.001, from: 0.01, duration: 40, law: logistic) == nil)
        #expect(try integrator.firstRise(to: 0.5, from: 0.01, duration: log(99) - 1e-6, law: logistic) == nil)
        #expect(try integrator.firstRise(to: 0.5, from: 0.6, duration: 40, law: logistic) == nil)
    }

    /// y′ = y² from 1 leaves every bound at t = 1.
    @Test func aPoleIsAnError() {
        #expect {
            try DormandPrince(tolerance: 1e-9).integrate(from: 1, duration: 2, law: { $0 * $0 }) { _ in true }
        } throws: { error in
            guard case .stepsExhausted(let time, let value, _)? = error as? IntegrationError else { return false }
            return abs(time - 1) < 1e-6 && value > 1e6
        }
    }
}
