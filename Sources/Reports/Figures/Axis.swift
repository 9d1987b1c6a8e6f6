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
        let power = size > 0 && size.isFinite ? Int((log10(size * (1 + 1e-9)) / 3).rounded(.down)) * 3 : 0
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

    /// A dimensionless axis.
    static func plain(_ title: String, covering data: [Double], intervals: Int = 5) -> Axis {
        Axis(title: title, factor: 1, data: data, intervals: intervals)
    }

    /// Fractions, read in per cent.
    static func percent(_ title: String, covering data: [Double], intervals: Int = 5) -> Axis {
        Axis(title: "\(title) (%)", factor: 100, data: data, intervals: intervals)
    }

    /// SI values, read in the engineering unit of the largest: 3e-7 s as 300, with "(ns)" in the title.
    static func engineering<Unit: PhysicalUnit>(
        _ title: String, _ unit: Unit.Type, covering data: [Double], intervals: Int = 5
    ) -> Axis {
        let largest = data.lazy.filter(\.isFinite).map(abs).max() ?? 1
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
        let finite = data.filter(\.isFinite)
        self.title = title
        self.factor = factor
        ticks = AxisTicks(covering: (finite.min() ?? 0) * factor, (finite.max() ?? 1) * factor, intervals: intervals)
    }

    /// Where a value of the data lies along the axis: 0 at the first tick, 1 at the last.
    func fraction(_ value: Double) -> Double { (value * factor - ticks.low) / (ticks.high - ticks.low) }
}
