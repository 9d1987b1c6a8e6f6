import Foundation
import NumericalMethods
import Testing

struct RosenbrockIntegratorTests {
    /// Relaxation to a moving target: x = x_p + (x₀ − x_p(0)) e^(−λ t), x_p = (λ² sin ωt − λ ω cos ωt)/(λ² + ω²).
    @Test(arguments: [1.0, 1e3, 1e6])
    func followsAStiffRelaxation(lambda: Double) throws {
        let omega = 2 * Double.pi
        func exact(_ t: Double) -> Double {
            let d = lambda * lambda + omega * omega
            let p = { (t: Double) in (lambda * lambda * sin(omega * t) - lambda * omega * cos(omega * t)) / d }
            return 0.5 + 0.4 * (p(t) + (1 - p(0)) * exp(-lambda * t))
        }
        var integrator = RosenbrockIntegrator(tolerance: 1e-9, firstStep: 1e-9)
        var (x, t) = (exact(0), 0.0)
        var evaluations = 0
        for end in stride(from: 0.1, through: 1.0, by: 0.1) {
            x = try integrator.advance(x, from: t, to: end) { t, x in
                evaluations += 1
                return -lambda * (x - 0.5 - 0.4 * sin(omega * t))
            }
            t = end
            // A thousand steps of the tolerance at most.
            #expect(abs(x - exact(t)) < 1e-6)
        }
        // An explicit method needs λ/3 steps of five evaluations: 1.7 million.
        #expect(evaluations < 20_000)
    }

    @Test func hasOrderFour() throws {
        // dx/dt = −x² from 1: x = 1/(1 + t). The error at a fixed tolerance falls with it.
        var errors: [Double] = []
        for tolerance in [1e-5, 1e-9] {
            var integrator = RosenbrockIntegrator(tolerance: tolerance, bounds: 0...2)
            var steps = 0
            let x = try integrator.advance(1, from: 0, to: 4, isAutonomous: true) { _, x in
                steps += 1
                return -x * x
            }
            errors.append(abs(x - 0.2))
            // Order 4 with control of order 3: four decades of tolerance cost a factor of ten in steps, 2 → 150.
            #expect(steps < 8 * 150)
        }
        #expect(errors[0] < 1e-5 && errors[1] < 1e-9)
    }

    @Test func saysWhereItStops() {
        // The rate is no number from t = 0.5 on. (Bounds give the state's scale: a pole would be held at their end.)
        var integrator = RosenbrockIntegrator(tolerance: 1e-9, bounds: 0...1)
        #expect {
            _ = try integrator.advance(0.1, from: 0, to: 2) { t, x in t < 0.5 ? x : .nan }
        } throws: { error in
            guard let failure = error as? IntegrationFailure else { return false }
            return abs(failure.reached - 0.5) < 1e-6
        }
    }
}
