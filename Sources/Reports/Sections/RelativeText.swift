import Foundation
import Quantities
import Results

extension NumberText {
    /// Decimals in per cent for a standard error: two of its digits, at most five.
    static func decimals(standardError: Double) -> Int {
        guard standardError > 0, standardError.isFinite else { return 3 }
        return min(max(Int(saturating: (1 - log10(standardError * 100)).rounded(.up)), 1), 5)
    }

    /// A relative accuracy and its interval in per cent: "99.918 [99.903, 99.931]".
    static func relative(_ accuracy: RelativeAccuracy) -> String {
        percent(
            accuracy.value, accuracy.low, accuracy.high,
            decimals: max(decimals(standardError: accuracy.standardError), 2))
    }

    /// A gain and its interval in points: "+0.12 [+0.10, +0.14]".
    static func gain(_ gain: AccuracyGain) -> String {
        let decimals = max(decimals(standardError: gain.standardError), 2)
        let text = { (value: Double) in points(value, decimals: decimals) }
        return "\(text(gain.value)) [\(text(gain.low)), \(text(gain.high))]"
    }
}
