/// The limit of a sequence from its last values.
public enum Extrapolation {
    /// Aitken's Δ² of three values whose distance to the limit shrinks by one factor each time, whatever that is.
    ///
    /// Where the values do not approach a limit so, the last one is returned.
    public static func limit(_ a: Double, _ b: Double, _ c: Double) -> Double {
        let (first, second) = (b - a, c - b)
        let change = second - first
        // The same sign, and shrinking: otherwise there is no such factor.
        guard change != 0, first * second > 0, abs(second) < abs(first) else { return c }
        return c - second * second / change
    }
}
