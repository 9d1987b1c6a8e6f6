public import DelimitedText
public import Quantities

/// Why a file is not a measurement of a device.
public enum MeasurementError: Error, Equatable, CustomStringConvertible {
    case table(DelimitedTableError)
    /// A heading whose unit is wrong.
    case heading(file: String, line: Int, heading: String, reason: String)
    /// Headings that make no measurement.
    case columns(file: String, line: Int, found: [String])
    /// Columns that look like a kind of measurement and are none.
    case noSuchKind(file: String, line: Int, kind: String, reason: String)
    /// Voltages that differ, where one table has one.
    case severalVoltages(file: String, line: Int, headings: [String])
    /// A table without headings whose columns do not tell what they are.
    case noHeading(file: String, line: Int, columns: Int)
    /// `--columns` names more or fewer columns than the file has.
    case columnCount(file: String, line: Int, given: Int, found: [String])
    /// A sweep of voltage and current, and nothing about time.
    case noTime(file: String, line: Int)
    case notAscending(file: String, line: Int, heading: String, value: Double, previous: Double)
    case tooFewRows(file: String, line: Int, found: Int, needed: Int)
    case interval(file: String, value: Time)
    /// The file has a column for the time, and an interval was given.
    case intervalBesideTime(file: String, line: Int)
    /// Several columns of the same quantity, and nothing tells what was repeated.
    case unlabelledRepeats(file: String, line: Int, headings: [String])
    /// An option whose remedy fits no measurement of this kind.
    case option(file: String, option: String, reason: String)

    /// The file and line, what was found there, and what is needed.
    public var description: String {
        switch self {
        case .table(let error): error.description
        case .heading(let file, let line, let heading, let reason):
            "\(file):\(line): the column \"\(heading)\" \(reason)"
        case .columns(let file, let line, let found):
            "\(file):\(line): the columns \(Self.list(found)) make no known measurement; a measurement has \(Self.allowed). "
                + Self.columnsHint(found.count)
        case .noSuchKind(let file, let line, let kind, let reason):
            "\(file):\(line): the columns make no \(kind): \(reason)"
        case .severalVoltages(let file, let line, let headings):
            "\(file):\(line): the columns \(Self.list(headings)) are voltages that differ, and a table has one; name one of them "
                + "and its current by --columns, with - for the others, and read the file once for each"
        case .noHeading(let file, let line, let columns):
            "\(file):\(line): the table has no heading, and its \(columns) column\(columns == 1 ? " does" : "s do") not tell "
                + "what they are. " + Self.columnsHint(columns)
        case .columnCount(let file, let line, let given, let found):
            "\(file):\(line): --columns names \(given) columns, but the table has \(found.count): \(Self.list(found)); "
                + "write - for one to skip"
        case .noTime(let file, let line):
            "\(file):\(line): voltage and current without time: say by --interval how long one row lasts, such as "
                + "--interval 10ms"
        case .notAscending(let file, let line, let heading, let value, let previous):
            "\(file):\(line): \(heading) \(value) does not come after \(previous); sort the rows, or skip the column by "
                + "--columns and give --interval"
        case .tooFewRows(let file, let line, let found, let needed):
            "\(file):\(line): the file ends after \(found) rows, but at least \(needed) are needed"
        case .interval(let file, let value):
            "\(file): the time from row to row is \(value.formatted(digits: 3)), but must be positive"
        case .intervalBesideTime(let file, let line):
            "\(file):\(line): the file has a column for the time or the pulse; leave --interval out, or skip the column by "
                + "--columns"
        case .unlabelledRepeats(let file, let line, let headings):
            "\(file):\(line): the columns \(Self.list(headings)) hold the same quantity, but do not say what was repeated; "
                + "name them by --columns \"… device 2\" or \"… cycle 2\", or skip all but one by -"
        case .option(let file, let option, let reason): "\(file): \(option) does not apply: \(reason)"
        }
    }

    private static func list(_ headings: [String]) -> String { headings.map { "\"\($0)\"" }.joined(separator: ", ") }

    private static func columnsHint(_ count: Int) -> String {
        let example = ["time (s)", "voltage (V)", "current (A)"] + Array(repeating: "-", count: max(0, count - 3))
        return
            "Name them in order, such as --columns '\(example.prefix(max(1, count)).joined(separator: ","))', with - for "
            + "one to skip"
    }

    private static let allowed =
        "time, voltage and current (a sweep); pulse and conductance, with the voltage if it changes (pulses); time and "
        + "conductance (retention); cycle and both resistances R_HRS, R_LRS (endurance); or target and conductance "
        + "(write–verify)"
}
