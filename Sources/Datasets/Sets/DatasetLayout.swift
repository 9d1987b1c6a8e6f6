/// What someone says of a file whose layout does not tell itself.
public struct DatasetLayout: Sendable, Hashable {
    /// One column of a table, or several side by side.
    public enum Column: Sendable, Hashable {
        case last
        /// Counted from 1, as messages count.
        case number(Int)
        /// From one number to another, both included; as labels, a column of 0 and 1 for each class.
        case numbers(ClosedRange<Int>)
        /// By its heading.
        case name(String)

        /// Reads "last", a number, two numbers such as "5-7", or a heading.
        public init(_ text: String) {
            self = text == "last" ? .last : Int(text).map(Self.number) ?? Self.numbers(in: text) ?? .name(text)
        }

        private static func numbers(in text: String) -> Column? {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, first < last else {
                return nil
            }
            return .numbers(first...last)
        }
    }

    /// What the axes after the first of an array are.
    public enum Axes: String, Sendable, Hashable, CaseIterable {
        /// Pictures where nothing else is likely; refused where an axis may be time.
        case automatic
        /// Height and width.
        case pictures
        /// Every value of a sample is a feature of its own.
        case features
    }

    /// Of a table; nil for a guess that must be plausible.
    public var label: Column?
    /// The features of a table; nil for all columns but the label and those that are left out.
    public var features: [Column]?
    /// Columns of a table that are left out, besides those that are empty or only number the rows; an empty list keeps those
    /// that number the rows.
    public var ignored: [Column]?
    /// Of an array; tables have none.
    public var axes: Axes

    /// Says nothing by default: the file then tells its layout itself, or is refused.
    public init(
        label: Column? = nil, features: [Column]? = nil, ignored: [Column]? = nil, axes: Axes = .automatic
    ) {
        self.label = label
        self.features = features
        self.ignored = ignored
        self.axes = axes
    }

    /// Whether it speaks of the columns of a table.
    var speaksOfColumns: Bool { label != nil || features != nil || ignored != nil }
}

extension DatasetLayout.Column: CustomStringConvertible {
    /// As ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .last: "last"
        case .number(let number): "\(number)"
        case .numbers(let range): "\(range.lowerBound)-\(range.upperBound)"
        case .name(let name): name
        }
    }
}
