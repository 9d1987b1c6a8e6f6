import Quantities
import Testing

@Suite("Whole numbers from any double")
struct SaturatingConversionTests {
    @Test(
        "are total: what is no number is 0, what is out of range is the nearest end",
        arguments: [
            (Double.nan, 0), (.infinity, .max), (-.infinity, .min), (1e300, .max), (-1e300, .min), (0x1p63, .max),
            (-0x1p63, .min), (2.9, 2), (-2.9, -2), (-0.0, 0), (.leastNonzeroMagnitude, 0),
            // The largest double below 2⁶³ is held exactly.
            (0x1.fffffffffffffp62, 0x7fff_ffff_ffff_fc00),
        ])
    func isTotal(value: Double, expected: Int) {
        #expect(Int(saturating: value) == expected)
    }
}
