import NumericalMethods
import Testing

@Suite struct ExtrapolationTests {
    /// A geometric approach has its limit in three values, whatever its factor.
    @Test(arguments: [0.5, 0.25, 0.9, 0.001])
    func geometric(factor: Double) {
        let values = (0..<3).map { 2 + 3 * (0..<$0).reduce(1.0) { power, _ in power * factor } }
        // The differences lose digits as the factor nears 1.
        #expect(abs(Extrapolation.limit(values[0], values[1], values[2]) - 2) < 1e-13 / (1 - factor))
    }

    /// What does not approach a limit so is left as it is.
    @Test(arguments: [[1.0, 1, 1], [1, 2, 4], [1, 2, 1.5], [0, 0, 1]])
    func others(values: [Double]) { #expect(Extrapolation.limit(values[0], values[1], values[2]) == values[2]) }
}
