import Foundation

/// Noise that adds to small answers and scales with large ones.
///
/// With σ² = b²(f² + y²) for an answer y, asinh(y/f) has the same standard deviation b everywhere (the variance-stabilising
/// transform); a ratio's logarithm where y is large, and as mild when a model switches early as when it does late. Its
/// mean lies −½ b² (y/f)/√(1 + (y/f)²) beside the answer's own asinh, which is taken off: with thousands of rows it would
/// move a fit by a standard error.
public struct MeasurementNoise: Hashable, Sendable {
    /// f: below it noise adds, above it scales. [A] or [S]
    public var floor: Double
    /// b: the standard deviation of large answers, as a share.
    public var relative: Double

    /// Of small answers, b f. [A] or [S]
    public var additive: Double { relative * floor }

    /// What integration leaves of a model's answers: no fit is called better.
    static let smallest = 1e-4

    init(floor: Double, relative: Double) {
        self.floor = floor
        self.relative = relative
    }

    /// Before a fit: a ten-thousandth of the largest, or what is measured where nothing should be.
    init(beforeFit data: [Double], offset: Double) {
        self.init(floor: max(1e-4 * Self.largest(data), offset, .leastNormalMagnitude), relative: 0)
    }

    /// The most likely noise between a fitted model's answers and the data.
    /// - Parameter fitted: how many parameters were fitted.
    init(between answer: [Double], and data: [Double], fitted: Int) {
        let largest = max(Self.largest(data), .leastNormalMagnitude)
        var best = (likelihood: -Double.infinity, noise: MeasurementNoise(floor: largest, relative: 1))
        // Twelve steps a decade: the optimum is flat.
        for step in 0...96 {
            var noise = MeasurementNoise(floor: largest * pow(10, -Double(step) / 12), relative: 0)
            for _ in 0..<2 {
                let square = noise.residuals(answer, data).reduce(0) { $0 + $1 * $1 }
                noise.relative = max((square / Double(max(1, data.count - fitted))).squareRoot(), Self.smallest)
            }
            let likelihood = noise.logLikelihood(answer, data)
            if likelihood > best.likelihood { best = (likelihood, noise) }
        }
        self = best.noise
    }

    private static func largest(_ data: [Double]) -> Double { data.reduce(0) { max($0, abs($1)) } }

    /// The distances between answers, of standard deviation b.
    func residuals(_ answer: [Double], _ data: [Double]) -> [Double] {
        // Beyond a fifth the expansion that gives the mean is none.
        let b = min(relative, 0.2)
        return zip(answer, data).map { a, d in
            let y = a / floor
            return asinh(y) - 0.5 * b * b * y / (1 + y * y).squareRoot() - asinh(d / floor)
        }
    }

    func relativeResiduals(_ answer: [Double], _ data: [Double]) -> [Double] {
        zip(answer, data).map { ($0 - $1) / max(abs($1), floor) }
    }

    /// ln p(data), with the density of the data themselves, so that noises and models can be compared.
    func logLikelihood(_ answer: [Double], _ data: [Double]) -> Double {
        let smallest = 1e-12 * Self.largest(data)
        let residuals = residuals(answer, data)
        return data.indices.reduce(0) { sum, row in
            // Exact zeros are the instrument's or the simulator's, and have no noise.
            guard abs(data[row]) > smallest else { return sum }
            let z = residuals[row] / relative
            let slope = (data[row] * data[row] + floor * floor).squareRoot()
            return sum - 0.5 * z * z - log(relative * slope) - 0.5 * log(2 * .pi)
        }
    }
}
