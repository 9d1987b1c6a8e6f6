import Foundation
import Quantities

/// Tick marks at whole multiples of 1, 2 or 5 times a power of ten, the first and last enclosing the data.
struct AxisTicks: Hashable, Sendable {
    /// What is larger has more digits than a label can show, and is not drawn.
    static let limit = 1e15

    /// The distance of two ticks is `mantissa` · 10^`exponent`.
    let mantissa: Int
    let exponent: Int
    /// Multiples of the step.
    let indices: ClosedRange<Int>

    /// Chooses the finest of the steps that needs at most `intervals` intervals.
    ///
    /// A range of no width, or one that is not finite, is widened to one that can be drawn.
    init(covering low: Double, _ high: Double, intervals: Int = 5) {
        precondition(intervals >= 2)
        let (low, high) = Self.drawable(low, high)
        // No step can do with fewer intervals than range/step, and 1, 2, 5 are at most 2.5 apart.
        var exponent = Int(saturating: log10((high - low) / Double(intervals)).rounded(.down)) - 1
        var chosen: (mantissa: Int, indices: ClosedRange<Int>)?
        while chosen == nil {
            for mantissa in [1, 2, 5] where chosen == nil {
                let step = Self.value(1, mantissa: mantissa, exponent: exponent)
                // A hair's tolerance, so that 0.3/0.1 is three and not four ticks.
                let first = Int(saturating: (low / step + 1e-9).rounded(.down))
                let last = Int(saturating: (high / step - 1e-9).rounded(.up))
                if last - first <= intervals { chosen = (mantissa, first...max(last, first + 1)) }
            }
            if chosen == nil { exponent += 1 }
        }
        (mantissa, indices) = chosen!
        self.exponent = exponent
    }

    /// The value of tick `index`, rounded once.
    private static func value(_ index: Int, mantissa: Int, exponent: Int) -> Double {
        let power = Double("1e\(abs(exponent))")!
        let multiple = Double(index) * Double(mantissa)
        return exponent < 0 ? multiple / power : multiple * power
    }

    private static func drawable(_ low: Double, _ high: Double) -> (Double, Double) {
        guard low.isFinite, high.isFinite, abs(low) < limit, abs(high) < limit else { return (0, 1) }
        let (low, high) = (min(low, high), max(low, high))
        let scale = max(abs(low), abs(high))
        // Below nine digits, ticks could not be told apart from one another's rounding.
        guard high - low <= 1e-9 * scale || high - low < 1e-15 else { return (low, high) }
        return scale < 1e-15 ? (0, 1) : ((low + high) / 2 - scale / 2, (low + high) / 2 + scale / 2)
    }

    var step: Double { Self.value(1, mantissa: mantissa, exponent: exponent) }
    var values: [Double] { indices.map { Self.value($0, mantissa: mantissa, exponent: exponent) } }
    var low: Double { Self.value(indices.lowerBound, mantissa: mantissa, exponent: exponent) }
    var high: Double { Self.value(indices.upperBound, mantissa: mantissa, exponent: exponent) }
    var labels: [String] { values.map { NumberText.fixed($0, decimals: max(0, -exponent)) } }
}
