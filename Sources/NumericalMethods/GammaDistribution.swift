import Foundation

/// The gamma distribution of unit scale.
public enum GammaDistribution {
    /// P(X ≤ `value`): the regularized lower incomplete gamma function P(a, x).
    ///
    /// By its series below a + 1 and by its continued fraction above (M. Abramowitz, I. A. Stegun, "Handbook of
    /// Mathematical Functions", 6.5.29 and 6.5.31, the fraction by Lentz's method).
    /// - Parameter shape: a > 0.
    public static func probability(below value: Double, shape: Double) -> Double {
        precondition(shape > 0)
        guard value > 0 else { return 0 }
        let scale = exp(shape * log(value) - value - lgamma(shape))
        if value < shape + 1 {
            var (term, sum, next) = (1 / shape, 1 / shape, shape)
            while term > sum * 1e-16 {
                next += 1
                term *= value / next
                sum += term
            }
            return min(1, scale * sum)
        }
        // Neither b − a nor b's denominators vanish for x > a + 1.
        var b = value + 1 - shape
        var c = Double.greatestFiniteMagnitude
        var d = 1 / b
        var fraction = d
        var index = 1.0
        while index < 1e6 {
            let a = index * (shape - index)
            b += 2
            d = 1 / (a * d + b)
            c = b + a / c
            let factor = c * d
            fraction *= factor
            if abs(factor - 1) < 1e-16 { break }
            index += 1
        }
        return max(0, 1 - scale * fraction)
    }

    /// The value below which X lies with a probability; by bisection, and by Wilson and Hilferty's cube of a normal
    /// value (doi 10.1073/pnas.17.12.684) for shapes above 10⁴, where it is right to 10⁻⁵.
    /// - Parameter probability: between 0 and 1, both left out.
    public static func quantile(_ probability: Double, shape: Double) -> Double {
        precondition(probability > 0 && probability < 1 && shape > 0)
        if shape > 1e4 {
            let cube = 1 - 1 / (9 * shape) + NormalDistribution.quantile(probability) / (3 * shape.squareRoot())
            return shape * cube * cube * cube
        }
        var (low, high) = (0.0, shape + 1)
        while Self.probability(below: high, shape: shape) < probability { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { break }
            if Self.probability(below: middle, shape: shape) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// The standard normal distribution.
public enum NormalDistribution {
    /// P(X ≤ `value`).
    public static func probability(below value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

    /// The value below which X lies with a probability, by bisection.
    /// - Parameter probability: between 0 and 1, both left out.
    public static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1)
        var (low, high) = (-40.0, 40.0)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if Self.probability(below: middle) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
