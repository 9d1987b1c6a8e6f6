import DelimitedText

/// Whether cycles hand their state on.
extension DeviceMeasurement {
    /// Why every cycle of a sweep begins in the first one's state; nil if each goes on where the one before ended.
    func startOfCycles(_ origin: DelimitedTable.Origin?) -> String? {
        if origin == .ltspice { return "every step of the simulation begins anew" }
        guard case .sweep(_, let voltage) = kind else { return nil }
        var pairs = 0
        for column in columns {
            for group in seriesOfDevices where group.count > 1 {
                let first = start(of: group.lowerBound, column, voltage)
                for index in group.dropFirst() {
                    guard let before = end(of: index - 1, column, voltage),
                        let after = start(of: index, column, voltage),
                        let first, before.isForward == after.isForward, first.isForward == after.isForward
                    else { return nil }
                    let step = max(before.conductance / after.conductance, after.conductance / before.conductance)
                    let back = max(first.conductance / after.conductance, after.conductance / first.conductance)
                    guard step > 3, back < 2 else { return nil }
                    pairs += 1
                }
            }
        }
        return pairs > 0
            ? "every cycle begins in the first one's state, not in the one where the cycle before ended: the device was "
                + "brought back in between" : nil
    }

    private typealias Edge = (conductance: Double, isForward: Bool)

    private func start(of series: Int, _ column: Column, _ voltage: [Double]) -> Edge? {
        edge(Array(self.series[series].rows), column, voltage)
    }

    private func end(of series: Int, _ column: Column, _ voltage: [Double]) -> Edge? {
        edge(self.series[series].rows.reversed(), column, voltage)
    }

    /// The median conductance of the first rows between a fifth and a half of the largest voltage.
    private func edge(_ rows: [Int], _ column: Column, _ voltage: [Double]) -> Edge? {
        let reach = rows.reduce(0) { max($0, abs(voltage[$1])) }
        guard let first = rows.first(where: { abs(voltage[$0]) >= 0.2 * reach }) else { return nil }
        let isForward = voltage[first] > 0
        let near = rows.drop { $0 != first }.prefix {
            abs(voltage[$0]) >= 0.2 * reach && abs(voltage[$0]) <= 0.5 * reach && (voltage[$0] > 0) == isForward
        }
        let values = near.prefix(9).map { column.values[$0] / voltage[$0] }.filter { $0.isFinite && $0 > 0 }.sorted()
        return values.isEmpty ? nil : (values[values.count / 2], isForward)
    }
}
