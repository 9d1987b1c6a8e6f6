import Foundation
import NumericalMethods
import Testing

@Suite struct GammaDistributionTests {
    /// P(1, x) = 1 − e⁻ˣ, P(½, x) = erf √x, and P(n, x) = 1 − e⁻ˣ Σ xᵏ/k! below n.
    @Test func probabilitiesAreThoseOfClosedForms() {
        for x in [1e-6, 0.3, 1, 2.5, 9, 40] {
            #expect(abs(GammaDistribution.probability(below: x, shape: 1) - -expm1(-x)) < 1e-14)
            #expect(abs(GammaDistribution.probability(below: x, shape: 0.5) - erf(x.squareRoot())) < 1e-14)
            var (term, sum) = (1.0, 0.0)
            for k in 1...12 {
                sum += term
                term *= x / Double(k)
            }
            // Twelve terms, each rounded, and the logarithm of the gamma function.
            #expect(abs(GammaDistribution.probability(below: x, shape: 12) - (1 - exp(-x) * sum)) < 1e-13)
        }
    }

    /// χ² quantiles of the tables: twice the gamma's at half the degrees of freedom.
    @Test(arguments: [(2, 0.05064, 7.378), (10, 3.247, 20.483), (100, 74.222, 129.561)])
    func quantilesAreThoseOfTheTables(degrees: Int, low: Double, high: Double) {
        // The tables' last digit.
        let shape = Double(degrees) / 2
        #expect(abs(2 * GammaDistribution.quantile(0.025, shape: shape) - low) < 6e-4)
        #expect(abs(2 * GammaDistribution.quantile(0.975, shape: shape) - high) < 6e-4)
    }

    @Test func quantilesInvertProbabilitiesAndJoinTheirApproximation() {
        for shape in [0.2, 1, 7.5, 900] {
            for p in [0.025, 0.5, 0.975] {
                let x = GammaDistribution.quantile(p, shape: shape)
                #expect(abs(GammaDistribution.probability(below: x, shape: shape) - p) < 1e-12)
            }
        }
        // Wilson and Hilferty's cube above, bisection below: it is right to 1e-5.
        for p in [0.025, 0.975] {
            let (below, above) = (
                GammaDistribution.quantile(p, shape: 9999), GammaDistribution.quantile(p, shape: 10_001)
            )
            #expect(abs((above - below) / 10_000 - 2e-4) < 1e-5)
        }
        #expect(abs(NormalDistribution.quantile(0.975) - ConfidenceInterval.normalQuantile95) < 1e-12)
    }
}
