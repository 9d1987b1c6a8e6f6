/// ∫ and ∫² of potentials c + Σ c_k e^(−λ_k t) in closed form, while a component keeps its modes.
struct ModeIntegrals {
    /// ∫ e^(−λ_k t).
    private let integrals: UnsafeMutablePointer<Double>
    /// ∫ e^(−(λ_k + λ_l) t) for l ≤ k, twice that for l < k.
    private let pairIntegrals: UnsafeMutablePointer<Double>

    /// - Parameter count: the most modes of a component.
    init(count: Int, in memory: TableMemory) {
        integrals = memory.table(repeating: 0, count: count)
        pairIntegrals = memory.table(repeating: 0, count: count * count)
    }

    /// The integrals of every mode and of every product of two, with 1 − e^(−(a+b)T) = l_a + l_b − l_a l_b.
    @inline(__always)
    func integrate(
        _ rates: UnsafeMutablePointer<Double>, _ lost: UnsafeMutablePointer<Double>, count n: Int, duration: Double
    ) {
        for k in 0..<n {
            integrals[k] = rates[k] * duration < 1e-300 ? duration : lost[k] / rates[k]
            for l in 0...k {
                let rate = rates[k] + rates[l]
                let part = rate * duration < 1e-300 ? duration : (lost[k] + lost[l] - lost[k] * lost[l]) / rate
                pairIntegrals[k * n + l] = l == k ? part : 2 * part
            }
        }
    }

    /// ∫ (c + Σ c_k e^(−λ_k t)) dt.
    @inline(__always)
    func mean(_ terms: UnsafeMutablePointer<Double>, count n: Int, duration: Double) -> Double {
        var sum = terms[0] * duration
        for k in 0..<n { sum += terms[1 + k] * integrals[k] }
        return sum
    }

    /// ∫ (c + Σ c_k e^(−λ_k t))² dt.
    @inline(__always)
    func square(_ terms: UnsafeMutablePointer<Double>, count n: Int, duration: Double) -> Double {
        var sum = terms[0] * terms[0] * duration
        for k in 0..<n {
            var row = 2 * terms[0] * integrals[k]
            for l in 0...k { row += terms[1 + l] * pairIntegrals[k * n + l] }
            sum += terms[1 + k] * row
        }
        return sum
    }
}
