/// A probability for each class; up to 16 classes need no memory of their own.
public struct ClassProbabilities: Equatable, Sendable {
    /// Classes 0 to 15; those beyond the classes zero.
    private var first = SIMD16<Double>.zero
    /// The classes behind them, 16 a lane group.
    private var rest: [SIMD16<Double>]

    /// All zero.
    init(classes: Int) { rest = classes > 16 ? [SIMD16<Double>](repeating: .zero, count: (classes - 1) / 16) : [] }

    /// The probability of a class, 0…1.
    public internal(set) subscript(index: Int) -> Double {
        get { index < 16 ? first[index] : rest[index >> 4 - 1][index & 15] }
        set { if index < 16 { first[index] = newValue } else { rest[index >> 4 - 1][index & 15] = newValue } }
    }

    /// The probability of the likeliest class.
    public func max() -> Double { rest.reduce(first.max()) { Swift.max($0, $1.max()) } }

    func sum() -> Double { rest.reduce(first.sum()) { $0 + $1.sum() } }

    mutating func divide(by number: Double) {
        first /= number
        for index in rest.indices { rest[index] /= number }
    }
}
