import Foundation

/// A number that a table tells without a model.
public struct MeasurementStatistic: Hashable, Sendable {
    /// What the number is, as a table names it.
    public var name: String
    /// In `unit`.
    public var value: Double
    /// NaN where it has none.
    public var standardError: Double
    /// "Ω"; empty for a pure number.
    public var unit: String
}

extension DeviceMeasurement {
    /// What endurance and write–verify tables tell; empty for what a model is fitted to.
    public var statistics: [MeasurementStatistic] {
        switch kind {
        case .endurance(let cycles): endurance(cycles)
        case .writeVerify(let target, _): writeVerify(target)
        case .sweep, .pulses, .retention: []
        }
    }

    // MARK: Endurance

    private func endurance(_ cycles: [Double]) -> [MeasurementStatistic] {
        func resistances(_ state: State) -> [(row: Int, value: Double)] {
            columns.filter { $0.state == state }.flatMap { column in
                column.values.indices.filter { !leftOut.contains($0) && column.values[$0] > 0 }.map {
                    ($0, 1 / column.values[$0])
                }
            }
        }
        var found: [MeasurementStatistic] = []
        let (high, low) = (resistances(.highResistance), resistances(.lowResistance))
        for (state, points) in [(State.highResistance, high), (.lowResistance, low)] where points.count > 2 {
            let logarithms = points.map { log($0.value) }
            let (mean, deviation) = Self.meanAndDeviation(logarithms)
            found.append(
                .init(
                    name: "R_\(state.rawValue), geometric mean", value: exp(mean),
                    standardError: exp(mean) * deviation / Double(points.count).squareRoot(), unit: "Ω"))
            found.append(
                .init(
                    name: "R_\(state.rawValue), deviation of ln R", value: deviation,
                    standardError: deviation / (2 * Double(points.count - 1)).squareRoot(), unit: ""))
            if let line = Self.slope(
                points.filter { cycles[$0.row] > 0 }.map { (log10(cycles[$0.row]), log10($0.value)) })
            {
                found.append(
                    .init(
                        name: "R_\(state.rawValue), decades per decade of cycles", value: line.slope,
                        standardError: line.error, unit: ""))
            }
        }
        let lowest = Dictionary(grouping: low, by: \.row).mapValues { $0.map(\.value).max() ?? .infinity }
        let windows = high.compactMap { point in lowest[point.row].map { (row: point.row, ratio: point.value / $0) } }
        if let worst = windows.min(by: { $0.ratio < $1.ratio }) {
            let sorted = windows.map(\.ratio).sorted()
            found.append(
                .init(
                    name: "window R_HRS/R_LRS, median", value: sorted[sorted.count / 2], standardError: .nan, unit: ""))
            found.append(.init(name: "window, smallest", value: worst.ratio, standardError: .nan, unit: ""))
            found.append(
                .init(name: "cycle of the smallest window", value: cycles[worst.row], standardError: .nan, unit: ""))
        }
        return found
    }

    // MARK: Write–verify

    /// Attempts at one target on one device follow one another; the last read is what the cell was left at.
    private func writeVerify(_ target: [Double]) -> [MeasurementStatistic] {
        var (deviations, attempts): ([Double], [Double]) = ([], [])
        for column in columns {
            for series in self.series {
                var start = series.rows.lowerBound
                for row in series.rows where row + 1 == series.rows.upperBound || target[row + 1] != target[row] {
                    if let last = (start...row).last(where: { !leftOut.contains($0) }), target[last] > 0 {
                        deviations.append(column.values[last] / target[last] - 1)
                        attempts.append(Double(row - start + 1))
                    }
                    start = row + 1
                }
            }
        }
        guard !deviations.isEmpty else { return [] }
        let (mean, deviation) = Self.meanAndDeviation(deviations)
        let count = Double(deviations.count)
        var found: [MeasurementStatistic] = [
            .init(name: "targets", value: count, standardError: .nan, unit: ""),
            .init(
                name: "final G/target − 1, mean", value: mean, standardError: deviation / count.squareRoot(), unit: ""),
            .init(
                name: "final G/target − 1, deviation", value: deviation,
                standardError: count > 1 ? deviation / (2 * (count - 1)).squareRoot() : .nan, unit: ""),
            .init(
                name: "final |G/target − 1|, largest", value: deviations.map(abs).max() ?? 0, standardError: .nan,
                unit: ""),
        ]
        // Final values alone tell no attempts.
        guard let most = attempts.max(), most > 1 else { return found }
        let attempt = Self.meanAndDeviation(attempts)
        found += [
            .init(
                name: "attempts, mean", value: attempt.mean, standardError: attempt.deviation / count.squareRoot(),
                unit: ""),
            .init(name: "attempts, most", value: most, standardError: .nan, unit: ""),
        ]
        return found
    }

    // MARK: Sums

    private static func meanAndDeviation(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        guard values.count > 1 else { return (mean, .nan) }
        return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot())
    }

    /// Of a straight line by least squares; nil with fewer than three abscissas.
    private static func slope(_ points: [(x: Double, y: Double)]) -> (slope: Double, error: Double)? {
        guard Set(points.map(\.x)).count > 2 else { return nil }
        let n = Double(points.count)
        let (mx, my) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
        let sxx = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let slope = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / sxx
        let left = points.reduce(0) { $0 + pow($1.y - my - slope * ($1.x - mx), 2) }
        return (slope, (left / (n - 2) / sxx).squareRoot())
    }
}
