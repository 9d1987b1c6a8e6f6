import Foundation
public import Quantities

/// Why a file is not a measurement of a device; every case knows its line.
public enum MeasurementError: Error, Equatable, CustomStringConvertible {
    case empty(file: String)
    /// A heading that is none of the known ones, or whose unit is missing or wrong.
    case heading(file: String, line: Int, heading: String, reason: String)
    case columns(file: String, line: Int, found: [String])
    case fieldCount(file: String, line: Int, found: Int, expected: Int)
    case notANumber(file: String, line: Int, heading: String, text: String)
    case notAscending(file: String, line: Int, heading: String, value: Double, previous: Double)
    case notPositive(file: String, line: Int, heading: String, value: Double)
    case tooFewRows(file: String, line: Int, found: Int, needed: Int)
    case interval(file: String, value: Time)
    /// The file has headings, and others were given.
    case headingBesideColumns(file: String, line: Int)
    /// The file has a column for the time, and an interval was given.
    case intervalBesideTime(file: String, line: Int)
    /// Several columns of the same quantity, and at least one does not say what was repeated.
    case unlabelledRepeats(file: String, line: Int, heading: String)

    public var description: String {
        switch self {
        case .empty(let file): "\(file):1: there is no heading; \(Self.allowed)"
        case .heading(let file, let line, let heading, let reason):
            "\(file):\(line): the column \"\(heading)\" \(reason)"
        case .columns(let file, let line, let found):
            "\(file):\(line): the columns \(found.joined(separator: ", ")) make no known measurement; \(Self.allowed)"
        case .fieldCount(let file, let line, let found, let expected):
            "\(file):\(line): \(found) fields, but the heading has \(expected)"
        case .notANumber(let file, let line, let heading, let text):
            "\(file):\(line): \"\(text)\" in the column \"\(heading)\" is not a finite number; remove the row, or measure it "
                + "again"
        case .notAscending(let file, let line, let heading, let value, let previous):
            "\(file):\(line): \(heading) \(value) does not come after \(previous); sort the rows, and give each a value of "
                + "its own"
        case .notPositive(let file, let line, let heading, let value):
            "\(file):\(line): \(heading) is \(value), but must be positive"
        case .tooFewRows(let file, let line, let found, let needed):
            "\(file):\(line): the file ends after \(found) rows, but a fit needs at least \(needed)"
        case .interval(let file, let value):
            "\(file): the time from row to row is \(value.formatted(digits: 3)), but must be positive"
        case .headingBesideColumns(let file, let line): "\(file):\(line): the file has headings; leave --columns out"
        case .intervalBesideTime(let file, let line):
            "\(file):\(line): the file has a column for the time or the pulse; leave --interval out"
        case .unlabelledRepeats(let file, let line, let heading):
            "\(file):\(line): the column \"\(heading)\" repeats a quantity, but does not say what was repeated; write "
                + "\"\(heading) device 2\" or \"\(heading) cycle 2\", or both"
        }
    }

    private static let allowed =
        "write \"time (s),voltage (V),current (A)\", \"pulse,voltage (V),conductance (S)\" (the voltage may be left out) or "
        + "\"time (s),conductance (S)\"; units may carry a prefix. A file without a heading needs --columns, a sweep without "
        + "time --interval"
}

/// Measurements as comma-separated values.
///
/// The first line that is no comment (`#`) names the columns, each with its unit in parentheses. Columns that repeat a
/// quantity end in `device N`, `cycle N` or both.
public enum MeasurementCSV {
    static let smallestRowCount = 8

    /// - Parameters:
    ///   - headings: the columns of a file that has no heading line.
    ///   - interval: from row to row, for a sweep of voltage and current without a column for the time.
    public static func parse(
        _ text: String, file: String, headings given: String? = nil, interval: Time? = nil
    ) throws(MeasurementError) -> DeviceMeasurement {
        if let interval, interval <= .zero { throw .interval(file: file, value: interval) }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { (number: $0.offset + 1, text: $0.element.trimmingCharacters(in: .whitespaces)) }
            .filter { !$0.text.isEmpty && !$0.text.hasPrefix("#") }
        guard let first = lines.first else { throw .empty(file: file) }
        var headings: [Heading] = []
        for field in fields(given ?? first.text) {
            headings.append(
                try Heading(field, file: given == nil ? file : "--columns", line: given == nil ? first.number : 1))
        }
        if given != nil, fields(first.text).allSatisfy({ Double($0) == nil }) {
            throw .headingBesideColumns(file: file, line: first.number)
        }
        var table = headings.map { _ in [Double]() }
        for line in given == nil ? lines.dropFirst() : lines[...] {
            let texts = fields(line.text)
            guard texts.count == headings.count else {
                throw .fieldCount(file: file, line: line.number, found: texts.count, expected: headings.count)
            }
            for (index, text) in texts.enumerated() {
                guard let value = Double(text), value.isFinite else {
                    throw .notANumber(file: file, line: line.number, heading: headings[index].text, text: text)
                }
                try headings[index].check(value, after: table[index].last, file: file, line: line.number)
                table[index].append(value * headings[index].factor)
            }
        }
        let rows = table[0].count
        guard rows >= smallestRowCount else {
            throw .tooFewRows(
                file: file, line: lines[lines.count - 1].number, found: rows, needed: smallestRowCount)
        }
        if let interval {
            guard !headings.contains(where: { $0.quantity == .time || $0.quantity == .pulse }) else {
                throw .intervalBesideTime(file: file, line: first.number)
            }
            headings.insert(try Heading("time (s)", file: file, line: first.number), at: 0)
            table.insert((0..<rows).map { Double($0) * interval.value }, at: 0)
        }
        return try measurement(headings, table, file: file, line: first.number)
    }

    private static func fields(_ line: String) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func measurement(
        _ headings: [Heading], _ table: [[Double]], file: String, line: Int
    ) throws(MeasurementError) -> DeviceMeasurement {
        func columns(_ quantity: Heading.Quantity) -> [Int] {
            headings.indices.filter { headings[$0].quantity == quantity }
        }
        func single(_ quantity: Heading.Quantity) -> [Double]? {
            let found = columns(quantity)
            return found.count == 1 ? table[found[0]] : nil
        }
        let (currents, conductances) = (columns(.current), columns(.conductance))
        let others = headings.count - currents.count - conductances.count
        let kind: DeviceMeasurement.Kind
        let answers: [Int]
        if let time = single(.time), let voltage = single(.voltage), others == 2, !currents.isEmpty,
            conductances.isEmpty
        {
            (kind, answers) = (.sweep(time: time, voltage: voltage), currents)
        } else if let pulse = single(.pulse), others == (columns(.voltage).isEmpty ? 1 : 2), !conductances.isEmpty,
            currents.isEmpty, columns(.voltage).count <= 1
        {
            (kind, answers) = (.pulses(numbers: pulse, voltage: single(.voltage)), conductances)
        } else if let time = single(.time), others == 1, !conductances.isEmpty, currents.isEmpty {
            (kind, answers) = (.retention(time: time), conductances)
        } else {
            throw .columns(file: file, line: line, found: headings.map { "\"\($0.text)\"" })
        }
        if answers.count > 1,
            let index = answers.first(where: { headings[$0].device == nil && headings[$0].cycle == nil })
        {
            throw .unlabelledRepeats(file: file, line: line, heading: headings[index].text)
        }
        return DeviceMeasurement(
            kind: kind,
            columns: answers.map {
                .init(device: headings[$0].device, cycle: headings[$0].cycle, values: table[$0])
            })
    }
}

/// One column's heading: "current (µA) device 2 cycle 1".
private struct Heading {
    enum Quantity: String, CaseIterable {
        case time, voltage, current, conductance, pulse
    }

    var text: String
    var quantity: Quantity
    /// SI value = number in the file · factor.
    var factor: Double
    var device: Int?
    var cycle: Int?

    init(_ text: String, file: String, line: Int) throws(MeasurementError) {
        self.text = text
        func refuse(_ reason: String) -> MeasurementError {
            .heading(file: file, line: line, heading: text, reason: reason)
        }
        var unit: String?
        var plain = text
        if let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") {
            unit = text[text.index(after: open)..<close].trimmingCharacters(in: .whitespaces)
            plain = text[..<open] + " " + text[text.index(after: close)...]
        }
        let words = plain.lowercased().split(separator: " ").map(String.init)
        guard let word = words.first, let quantity = Quantity(rawValue: word) else {
            throw refuse(
                "is none of \(Quantity.allCases.map(\.rawValue).joined(separator: ", ")); a file without headings needs "
                    + "--columns")
        }
        self.quantity = quantity
        var index = 1
        while index < words.count {
            guard index + 1 < words.count, let number = Int(words[index + 1]), number >= 0 else {
                throw refuse("must end in \"device\" or \"cycle\" with a number, if in anything")
            }
            switch words[index] {
            case "device": device = number
            case "cycle": cycle = number
            default: throw refuse("names \"\(words[index])\", but only \"device\" and \"cycle\" are known")
            }
            index += 2
        }
        guard quantity != .pulse else {
            guard unit == nil else { throw refuse("counts pulses and has no unit") }
            factor = 1
            return
        }
        guard let unit else {
            throw refuse("has no unit; write it in parentheses, such as \"\(word) (\(quantity.symbol))\"")
        }
        do throws(QuantityError) {
            factor = try quantity.value(of: "1 \(unit)")
        } catch {
            throw refuse("has the unit \"\(unit)\", which is no \(word)'s; write \"\(word) (\(quantity.symbol))\"")
        }
    }

    func check(_ value: Double, after previous: Double?, file: String, line: Int) throws(MeasurementError) {
        switch quantity {
        case .time, .pulse:
            let last = previous.map { $0 / factor }
            // Compared as SI: the division would not give the number of the file back.
            if let previous, value * factor <= previous {
                throw .notAscending(file: file, line: line, heading: text, value: value, previous: last ?? previous)
            }
        case .conductance:
            guard value > 0 else { throw .notPositive(file: file, line: line, heading: text, value: value) }
        case .voltage, .current: break
        }
    }
}

extension Heading.Quantity {
    var symbol: String {
        switch self {
        case .time: "s"
        case .voltage: "V"
        case .current: "A"
        case .conductance: "S"
        case .pulse: ""
        }
    }

    func value(of text: String) throws(QuantityError) -> Double {
        switch self {
        case .time: try Time(parsing: text).value
        case .voltage: try Voltage(parsing: text).value
        case .current: try Current(parsing: text).value
        case .conductance: try Conductance(parsing: text).value
        case .pulse: 1
        }
    }
}
