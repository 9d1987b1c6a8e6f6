public import Datasets
import Foundation
import NumericalMethods

/// Multinomial logistic regression, what a network has to be better than.
///
///     L = −(1/n) Σ_s ln p(y_s | x_s) + (λ/2) Σ_ik W_ik²,   p(k | x) = softmax(Wᵀx + b)_k
///
/// The intercepts b are not penalised. In double precision; of two classes it is the usual regression on w = W_1 − W_0 with
/// the penalty (λ/4) w².
public struct LogisticRegression: Sendable {
    /// What λ is chosen from, from the strongest to the weakest: our choice.
    public static let penalties = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]

    /// λ.
    public let penalty: Double
    /// Features of a sample.
    public let features: Int
    /// Classes of the samples.
    public let classes: Int
    /// W, then b: `[(features + 1) × classes]`.
    public let coefficients: [Double]
    /// Steps of the descent.
    public let iterations: Int
    /// Whether no component of ∂L is larger than 10⁻⁸.
    public let isConverged: Bool

    private static let descent = LimitedMemoryBFGS(gradientTolerance: 1e-8, iterationLimit: 10_000)

    /// - Parameter start: coefficients to begin with; the minimum does not depend on them.
    public init(fitting samples: LabelledSamples, penalty: Double, start: [Double]? = nil) {
        precondition(penalty > 0, "without a penalty separable samples have no minimum")
        self.penalty = penalty
        features = samples.featureCount
        classes = samples.classes
        let loss = Loss(samples, penalty: penalty)
        let end = Self.descent.minimum(
            from: start ?? [Double](repeating: 0, count: (features + 1) * classes), loss.value)
        coefficients = end.point
        iterations = end.iterations
        isConverged = end.isConverged
    }

    /// Chooses λ by the least cross-entropy on `validation` after fitting `training`, and fits all `samples` with it.
    public init(
        fitting samples: LabelledSamples, choosingBy validation: LabelledSamples, from training: LabelledSamples
    ) {
        var best: (loss: Double, fit: LogisticRegression)?
        var last: LogisticRegression?
        for penalty in Self.penalties {
            let fit = LogisticRegression(fitting: training, penalty: penalty, start: last?.coefficients)
            let loss = fit.crossEntropy(validation)
            if loss < best?.loss ?? .infinity { best = (loss, fit) }
            last = fit
        }
        // The penalties are not empty, and a fit's cross-entropy is finite.
        self.init(fitting: samples, penalty: best!.fit.penalty, start: best!.fit.coefficients)
    }

    /// L and ∂L of any coefficients, of which `fitting` finds the minimum.
    static func loss(
        _ coefficients: [Double], of samples: LabelledSamples, penalty: Double
    ) -> (value: Double, gradient: [Double]) {
        var gradient = coefficients
        let value = Loss(samples, penalty: penalty).value(coefficients, &gradient)
        return (value, gradient)
    }

    /// −(1/n) Σ ln p(y | x), without the penalty.
    public func crossEntropy(_ samples: LabelledSamples) -> Double {
        var gradient = coefficients
        return Loss(samples, penalty: 0).value(coefficients, &gradient)
    }

    /// The class of the largest logit of every sample; of equals the first.
    public func decisions(_ samples: LabelledSamples) -> [Int] {
        precondition(samples.featureCount == features && samples.classes == classes)
        return (0..<samples.count).map { sample in
            let x = samples.features[(sample * features)..<((sample + 1) * features)]
            var logits = Array(coefficients[(features * classes)...])
            for (input, value) in x.enumerated() {
                for k in 0..<classes { logits[k] += Double(value) * coefficients[input * classes + k] }
            }
            return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
        }
    }

    /// The part of the samples that are decided as they are labelled.
    public func accuracy(_ samples: LabelledSamples) -> Double {
        Double(zip(decisions(samples), samples.labels).count { $0 == $1 }) / Double(samples.count)
    }

    /// The loss over some samples.
    private struct Loss {
        let samples: LabelledSamples
        let penalty: Double

        init(_ samples: LabelledSamples, penalty: Double) {
            self.samples = samples
            self.penalty = penalty
        }

        func value(_ point: [Double], _ gradient: inout [Double]) -> Double {
            let (inputs, classes) = (samples.featureCount, samples.classes)
            let share = 1 / Double(samples.count)
            var errors = [Double](repeating: 0, count: classes)
            var sum = 0.0
            for index in gradient.indices { gradient[index] = 0 }
            samples.features.withUnsafeBufferPointer { features in
                point.withUnsafeBufferPointer { point in
                    gradient.withUnsafeMutableBufferPointer { gradient in
                        errors.withUnsafeMutableBufferPointer { errors in
                            for sample in 0..<samples.count {
                                let x = features.baseAddress! + sample * inputs
                                sum += softmax(x, point, label: samples.labels[sample], errors)
                                for k in 0..<classes { errors[k] *= share }
                                for input in 0..<inputs where x[input] != 0 {
                                    let value = Double(x[input])
                                    for k in 0..<classes { gradient[input * classes + k] += value * errors[k] }
                                }
                                for k in 0..<classes { gradient[inputs * classes + k] += errors[k] }
                            }
                        }
                    }
                }
            }
            var squares = 0.0
            for index in 0..<(inputs * classes) {
                squares += point[index] * point[index]
                gradient[index] += penalty * point[index]
            }
            return sum * share + penalty / 2 * squares
        }

        /// - Returns: −ln p of the label; p − y is then in `errors`.
        private func softmax(
            _ x: UnsafePointer<Float>, _ point: UnsafeBufferPointer<Double>, label: Int,
            _ errors: UnsafeMutableBufferPointer<Double>
        ) -> Double {
            let (inputs, classes) = (samples.featureCount, samples.classes)
            for k in 0..<classes { errors[k] = point[inputs * classes + k] }
            for input in 0..<inputs where x[input] != 0 {
                let value = Double(x[input])
                for k in 0..<classes { errors[k] += value * point[input * classes + k] }
            }
            var largest = errors[0]
            for k in 1..<classes { largest = max(largest, errors[k]) }
            let wanted = errors[label] - largest
            var total = 0.0
            for k in 0..<classes {
                errors[k] = exp(errors[k] - largest)
                total += errors[k]
            }
            for k in 0..<classes { errors[k] /= total }
            errors[label] -= 1
            return log(total) - wanted
        }
    }
}
