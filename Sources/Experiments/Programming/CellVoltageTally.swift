import Devices
import Quantities

/// Gathers how long the cells of one array see which voltage: the level of their row less their membrane's potential.
struct CellVoltageTally {
    /// When a row stands at a level: stretches of the time axis, each from one instant to the next.
    struct Stay: Hashable {
        var level: Double  // [V]
        var spans: [Range<Int>]
    }

    private let columns: Int
    private let rows: Int
    /// Column by column.
    private(set) var dwells: [VoltageDwell]
    /// [V]
    private(set) var largest = 0.0

    private static let binWidth = 2e-3  // [V]

    init(columns: Int, rows: Int, presentations: Int) {
        self.columns = columns
        self.rows = rows
        dwells = [VoltageDwell](repeating: VoltageDwell(presentations: presentations), count: columns * rows)
    }

    /// Adds one presentation.
    /// - Parameters:
    ///   - time: [s], ascending.
    ///   - membranes: potentials at these times, column by column [V]; nil for a column that was not recorded.
    ///   - rows: where each row stands when.
    mutating func add(_ time: [Double], membranes: [[Double]?], rows courses: [[Stay]]) {
        // Rows that stand still over the same stretches share the membranes' distributions.
        let spans = Set(courses.joined().map(\.spans))
        for column in 0..<columns {
            guard let membrane = membranes[column] else { continue }
            let profiles = Dictionary(uniqueKeysWithValues: spans.map { ($0, profile(time, membrane, $0)) })
            for row in 0..<rows {
                for stay in courses[row] {
                    for part in profiles[stay.spans]! {
                        largest = max(largest, abs(stay.level - part.potential))
                        dwells[column * rows + row].add(
                            .volts(stay.level - part.potential), for: Time(part.duration))
                    }
                }
            }
        }
    }

    /// How long a membrane stands at which potential, in bins.
    private func profile(
        _ time: [Double], _ membrane: [Double], _ spans: [Range<Int>]
    ) -> [(potential: Double, duration: Double)] {
        var bins: [Int: (moment: Double, duration: Double)] = [:]
        for index in spans.joined() {
            let duration = time[index + 1] - time[index]
            let v = (membrane[index + 1] + membrane[index]) / 2
            let bin = Int(saturating: (v / Self.binWidth).rounded(.down))
            let known = bins[bin] ?? (0, 0)
            bins[bin] = (known.moment + v * duration, known.duration + duration)
        }
        return bins.sorted { $0.key < $1.key }.map(\.value).filter { $0.duration > 0 }
            .map { ($0.moment / $0.duration, $0.duration) }
    }
}
