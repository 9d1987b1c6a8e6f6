/// One parameter in one step of an optimiser.
struct ReferenceStep {
    var value: Float
    /// Of every shard.
    var gradients: [Float]
    /// slope · ∂L/∂G.
    var load: Float?
    /// Nil or NaN for sign(value).
    var slope: Float?
    var scale: Float
    var low: Float
    var high: Float

    /// (Σ gₛ + slope · ∂L/∂G) · scale
    var gradient: Rounded {
        var sum = Rounded(gradients[0])
        for g in gradients.dropFirst() { sum += Rounded(g) }
        if let load {
            let sign: Float = value > 0 ? 1 : value < 0 ? -1 : 0
            sum += Rounded(slope.map { $0.isNaN ? sign : $0 } ?? sign) * Rounded(load)
        }
        return sum * Rounded(scale)
    }

    private func bounded(_ moved: Rounded) -> Rounded {
        low == -.infinity && high == .infinity ? moved : moved.clamped(Double(low), Double(high))
    }

    /// Kingma and Ba, arXiv 1412.6980, algorithm 1; the decay of Loshchilov and Hutter, arXiv 1711.05101:
    ///
    ///     m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   w ← s w − η m/(√v + ε)
    func adam(
        first: Float, second: Float, rate: Float, firstDecay: Float, secondDecay: Float, epsilon: Float,
        shrinkage: Float
    ) -> (value: Rounded, first: Rounded, second: Rounded) {
        let g = gradient
        // m + (1 − β)(g − m): the form that rounds more where m and g cancel.
        let m = Rounded(first) + (1 - Rounded(firstDecay)) * (g - Rounded(first))
        let v = Rounded(second) + (1 - Rounded(secondDecay)) * (g * g - Rounded(second))
        let step = Rounded(rate) * m / (v.squareRoot() + Rounded(epsilon))
        return (bounded(Rounded(value) * Rounded(shrinkage) - step), m, v)
    }

    /// m ← μ m + g,   w ← s w − η m
    func momentum(
        first: Float, rate: Float, momentum: Float, shrinkage: Float
    ) -> (value: Rounded, first: Rounded) {
        let m = Rounded(momentum) * Rounded(first) + gradient
        return (bounded(Rounded(value) * Rounded(shrinkage) - Rounded(rate) * m), m)
    }
}
