import Foundation

extension MeasurementScreening {
    /// The state of high resistance has the higher one, by its name.
    mutating func findSwappedStates() {
        func conductances(_ state: DeviceMeasurement.State, _ row: Int) -> Double {
            measurement.columns.filter { $0.state == state }.reduce(0) { $0 + $1.values[row] }
        }
        let windows = (0..<measurement.rowCount).filter { !measurement.leftOut.contains($0) }.map { row in
            (row: row, ratio: conductances(.lowResistance, row) / conductances(.highResistance, row))
        }.filter { $0.ratio.isFinite }.sorted { $0.ratio < $1.ratio }
        guard !windows.isEmpty else { return }
        let median = windows[windows.count / 2].ratio
        guard median < 1, let first = windows.filter({ $0.ratio < 1 }).map(\.row).min() else { return }
        find(
            .swapped, row: first,
            "R_HRS is \(String(format: "%.3g", median)) times R_LRS in the middle of the cycles: the state of high resistance "
                + "has the lower one, so the names are exchanged",
            remedy: "name the columns by --columns with R_HRS over the larger resistance")
    }
}
