/// What someone says of a file whose layout does not tell itself.
public struct DatasetLayout: Sendable, Hashable {
    /// One column of a table.
    public enum Column: Sendable, Hashable {
        case last
        /// Counted from 1, as messages count.
        case number(Int)
        /// By its heading.
        case name(String)

        /// Reads "last", a number or a heading.
        public init(_ text: String) {
            self = text == "last" ? .last : Int(text).map(Self.number) ?? .name(text)
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
        case .name(let name): name
        }
    }
}
