import Foundation
import Quantities

/// One unit with its prefix for several numbers, so that they can stand in a column or along an axis.
struct EngineeringUnit: Hashable, Sendable {
    /// "ns"
    let name: String
    /// Number in this unit = SI value · `factor`.
    let factor: Double

    /// The unit in which the largest of the values reads from 1 to 1000.
    init<Unit: PhysicalUnit>(_ unit: Unit.Type, for largest: Double) {
        let size = abs(largest)
        let power = size > 0 && size.isFinite ? Int(saturating: (log10(size * (1 + 1e-9)) / 3).rounded(.down)) * 3 : 0
        let exponent = min(max(power, -18), 12)
        // The prefix comes from the one table that the program has: "1 ns" less its number.
        name = String(Quantity<Unit>(Double("1e\(exponent)")!).formatted(digits: 1).dropFirst(2))
        factor = Double("1e\(-exponent)")!
    }
}

/// One axis: the range that its ticks cover, how they read, and its title with the unit.
struct Axis: Hashable, Sendable {
    let title: String
    let ticks: AxisTicks
    /// Value as drawn beside the axis = value in the data · `factor`.
    let factor: Double
    /// The ends of a logarithmic axis, as drawn; nil for a linear one, which ends at its ticks.
    private let logarithmic: ClosedRange<Double>?

    /// A dimensionless axis.
    static func plain(_ title: String, covering data: [Double], intervals: Int = 5) -> Axis {
        Axis(title: title, factor: 1, data: data, intervals: intervals)
    }

    /// Fractions, read in per cent.
    static func percent(_ title: String, covering data: [Double], intervals: Int = 5) -> Axis {
        Axis(title: "\(title) (%)", factor: 100, data: data, intervals: intervals)
    }

    /// Differences of fractions, read in percentage points.
    static func points(_ title: String, covering data: [Double], intervals: Int = 5) -> Axis {
        Axis(title: "\(title) (points)", factor: 100, data: data, intervals: intervals)
    }

    /// What a logarithmic axis can hold: twice and half of it are numbers with all their digits.
    private static let logarithmicRange = 1e-300...1e300

    /// Values above zero whose distances are ratios; it ends where the data end.
    static func logarithmic(_ title: String, covering data: [Double]) -> Axis {
        let shown = data.filter(logarithmicRange.contains)
        let (low, high) = (shown.min() ?? 1, shown.max() ?? 10)
        return Axis(title: title, between: high > low ? low...high : (low / 2)...(low * 2))
    }

    /// SI values, read in the engineering unit of the largest: 3e-7 s as 300, with "(ns)" in the title.
    static func engineering<Unit: PhysicalUnit>(
        _ title: String, _ unit: Unit.Type, covering data: [Double], intervals: Int = 5
    ) -> Axis {
        // Beyond it no unit has a prefix in which the axis could be read.
        let largest = data.lazy.map(abs).filter { $0 < AxisTicks.limit * 1e12 }.max() ?? 1
        let axis = Axis(title, in: EngineeringUnit(unit, for: largest), data: data, intervals: intervals)
        let end = max(abs(axis.ticks.low), abs(axis.ticks.high))
        guard end >= 1000 else { return axis }
        // The data stop at 830 mV, but the last tick is 1000 mV: better 1.0 V.
        let coarser = EngineeringUnit(unit, for: end / axis.factor)
        return Axis(title, in: coarser, data: data, intervals: intervals)
    }

    private init(_ title: String, in unit: EngineeringUnit, data: [Double], intervals: Int) {
        self.init(title: "\(title) (\(unit.name))", factor: unit.factor, data: data, intervals: intervals)
    }

    private init(title: String, factor: Double, data: [Double], intervals: Int) {
        let shown = data.map { $0 * factor }.filter { abs($0) < AxisTicks.limit }
        self.title = title
        self.factor = factor
        logarithmic = nil
        ticks = AxisTicks(covering: shown.min() ?? 0, shown.max() ?? 1, intervals: intervals)
    }

    private init(title: String, between ends: ClosedRange<Double>) {
        self.title = title
        factor = 1
        logarithmic = ends
        ticks = AxisTicks(covering: log10(ends.lowerBound), log10(ends.upperBound))
    }

    /// Whether a value of the data can be drawn.
    func holds(_ value: Double) -> Bool {
        logarithmic == nil ? abs(value * factor) < AxisTicks.limit : Self.logarithmicRange.contains(value)
    }

    /// Where a value of the data lies along the axis: 0 at its beginning, 1 at its end.
    func fraction(_ value: Double) -> Double {
        guard let logarithmic else { return (value * factor - ticks.low) / (ticks.high - ticks.low) }
        return log(value / logarithmic.lowerBound) / log(logarithmic.upperBound / logarithmic.lowerBound)
    }

    /// Values in the data to mark, and how they read.
    var marks: [(value: Double, label: String)] {
        guard let logarithmic else { return zip(ticks.values, ticks.labels).map { ($0 / factor, $1) } }
        let decades =
            Int(
                saturating: log10(logarithmic.lowerBound).rounded(.down))...Int(
                saturating: log10(logarithmic.upperBound).rounded(.up))
        // Beyond three decades, 2 and 5 would crowd.
        let mantissas = decades.count > 4 ? [1.0] : [1, 2, 5]
        let stride = max(1, decades.count / 6)
        return decades.filter { ($0 - decades.lowerBound) % stride == 0 }.flatMap { exponent in
            mantissas.map { $0 * Double("1e\(exponent)")! }
        }.filter { logarithmic.contains($0) }.map { ($0, Self.label($0)) }
    }

    private static func label(_ value: Double) -> String {
        (1e-3..<1e5).contains(value) ? NumberText.trimmed(value) : NumberText.power(value)
    }
}
