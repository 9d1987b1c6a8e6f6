/// A synapse's cells in an array, in units of G_max − G_min above G_min.
struct ReferenceCells {
    var isPair: Bool
    /// Levels less one; 0 for a continuum.
    var levels: Int
    var absoluteNoise: Double
    var relativeNoise: Double
    /// G_min/(G_max − G_min)
    var minimum: Double
    /// What the cells are stuck at, if they are.
    var stuckPositive: Float?
    var stuckNegative: Float?

    /// What a healthy cell holds; nil where the nearest level lies within roundings.
    private func programmed(_ target: Rounded, normal: Float?) -> Rounded? {
        var g = target
        if levels > 0 {
            let place = target * Rounded(Double(levels))
            let nearest = place.value.rounded(.toNearestOrEven)
            if Rounded(place.value - nearest, error: place.error).magnitude.isTooClose(to: 0.5) { return nil }
            g = Rounded(nearest) / Rounded(Double(levels))
        }
        if let normal {
            let relative = Rounded(Float(relativeNoise)) * (g + Rounded(Float(minimum)))
            let absolute = Rounded(Float(absoluteNoise))
            g += Rounded(normal) * (absolute * absolute + relative * relative).squareRoot()
        }
        return g.clamped(0, 1)
    }

    /// What a weight's cells drive their column with, g⁺ − g⁻, and how they load it, g⁺ + g⁻ above G_min.
    func realise(_ weight: Float, normals: (Float, Float)?) -> (difference: Rounded, sum: Rounded)? {
        let w = Rounded(weight)
        var positive = w.clamped(0, 1)
        var negative = isPair ? (-w).clamped(0, 1) : 0
        // The healthy cell of a pair makes up for the stuck one.
        if let stuckPositive, isPair { negative = (Rounded(stuckPositive) - w).clamped(0, 1) }
        if let stuckNegative, isPair { positive = (Rounded(stuckNegative) + w).clamped(0, 1) }
        guard
            let heldPositive = stuckPositive.map({ Rounded($0) }) ?? programmed(positive, normal: normals?.0),
            let heldNegative = !isPair
                ? 0 : stuckNegative.map({ Rounded($0) }) ?? programmed(negative, normal: normals?.1)
        else { return nil }
        // In a pair G_min cancels; a single cell passes its whole conductance on.
        let difference = isPair ? heldPositive - heldNegative : heldPositive + Rounded(Float(minimum))
        return (difference, heldPositive + heldNegative)
    }
}
