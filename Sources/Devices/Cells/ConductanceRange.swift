public import Quantities

/// Why conductances are not a crossbar's.
public enum ConductanceError: Error, Equatable, CustomStringConvertible {
    case emptyRange(minimum: Conductance, maximum: Conductance)
    case outOfRange(column: Int, row: Int, value: Conductance, range: ConductanceRange)
    case wrongCount(found: Int, columns: Int, rows: Int)

    /// The value that is out of place, and what is allowed.
    public var description: String {
        switch self {
        case .emptyRange(let minimum, let maximum):
            "the conductance range is empty: G_min = \(minimum) and G_max = \(maximum); "
                + "0 < G_min < G_max must hold"
        case .outOfRange(let column, let row, let value, let range):
            "the conductance of column \(column), row \(row) is \(value), "
                + "outside G_min = \(range.minimum) … G_max = \(range.maximum)"
        case .wrongCount(let found, let columns, let rows):
            "\(found) conductances, but \(columns) columns × \(rows) rows need \(columns * rows)"
        }
    }
}

/// The conductances a synaptic memristor can take: G_min (HRS) to G_max (LRS).
public struct ConductanceRange: Hashable, Sendable {
    /// G_min, of the high-resistance state; more than 0.
    public let minimum: Conductance
    /// G_max, of the low-resistance state; more than G_min.
    public let maximum: Conductance

    /// - Throws: `ConductanceError.emptyRange` unless 0 < G_min < G_max.
    public init(minimum: Conductance, maximum: Conductance) throws(ConductanceError) {
        guard minimum.value > 0, minimum < maximum, maximum.value.isFinite else {
            throw .emptyRange(minimum: minimum, maximum: maximum)
        }
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Whether a conductance [S] lies in the range, both ends included.
    public func contains(_ siemens: Double) -> Bool { siemens >= minimum.value && siemens <= maximum.value }
}
