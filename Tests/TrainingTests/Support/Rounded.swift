/// A number, and how far a single-precision computation of it can be away: running error analysis.
///
/// Higham, "Accuracy and Stability of Numerical Algorithms", doi 10.1137/1.9780898718027, §3.3: every operation passes
/// on the errors of its operands and adds one rounding, u = 2⁻²⁴, of its result. Contracting a product and a sum to one
/// operation only leaves roundings out. References computed with it state their own tolerance.
struct Rounded: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    static let unit = 0x1p-24
    /// Below single precision's normal numbers roundings are absolute.
    private static let subnormal = 0x1p-126

    var value: Double
    var error: Double

    init(_ value: Double, error: Double = 0) {
        self.value = value
        self.error = error
    }

    init(_ value: Float) { self.init(Double(value)) }
    init(floatLiteral value: Double) { self.init(value) }
    init(integerLiteral value: Int) { self.init(Double(value)) }

    /// `value` after `roundings` more of them.
    func rounded(_ roundings: Double = 1) -> Rounded {
        Rounded(value, error: error + roundings * (Self.unit * (abs(value) + error) + Self.subnormal))
    }

    static prefix func - (x: Rounded) -> Rounded { Rounded(-x.value, error: x.error) }
    static func + (x: Rounded, y: Rounded) -> Rounded { Rounded(x.value + y.value, error: x.error + y.error).rounded() }
    static func - (x: Rounded, y: Rounded) -> Rounded { x + -y }
    static func += (x: inout Rounded, y: Rounded) { x = x + y }

    static func * (x: Rounded, y: Rounded) -> Rounded {
        Rounded(x.value * y.value, error: abs(x.value) * y.error + (abs(y.value) + y.error) * x.error).rounded()
    }

    static func / (x: Rounded, y: Rounded) -> Rounded {
        let quotient = x.value / y.value
        let room = abs(y.value) - y.error
        return Rounded(quotient, error: room > 0 ? (x.error + abs(quotient) * y.error) / room : .infinity).rounded()
    }

    func squareRoot() -> Rounded {
        let root = max(value, 0).squareRoot()
        let above = max(value + error, 0).squareRoot() - root
        let below = root - max(value - error, 0).squareRoot()
        return Rounded(root, error: max(above, below)).rounded()
    }

    func clamped(_ low: Double, _ high: Double) -> Rounded {
        let clamped = min(max(value, low), high)
        guard error.isFinite else { return Rounded(clamped.isFinite ? clamped : low, error: high - low) }
        let above = min(max(value + error, low), high) - clamped
        let below = clamped - min(max(value - error, low), high)
        return Rounded(clamped, error: max(above, below))
    }

    var magnitude: Rounded { Rounded(abs(value), error: error) }

    /// Whether a single-precision result is not to be told from this one.
    func agrees(with result: Float) -> Bool { abs(Double(result) - value) <= error }

    /// Whether a comparison with `other` may come out either way.
    func isTooClose(to other: Double) -> Bool { !(abs(value - other) > error) }
}
