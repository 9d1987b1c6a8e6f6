public import Crossbars
import Foundation
import Quantities

/// A measured σ(G) with the file it stands in.
public struct ProgrammingTable: Hashable, Sendable {
    /// "none" if there is none.
    public var file = "none"
    public var points: [ProgrammingDeviation.TablePoint] = []
    /// What was understood of the file, in a line.
    public var understood = ""

    public init() {}
}

/// Reads a table of conductance and deviation: two columns, conductances rising.
///
/// A heading may say the units, as "conductance (nS)", and which column is which; siemens and this order without.
private struct ProgrammingTableFile {
    /// One column, as its heading describes it.
    private struct Column {
        var unit = "S"
        /// Whether the heading says so.
        var isStated = false
    }

    /// No cell of an array conducts more.
    private static let mostSiemens = 1.0
    private static let deviationWords = ["deviation", "sigma", "σ", "std", "sd"]
    private static let allowed = "two are needed: conductance and deviation"

    let file: String
    private var columns = [Column(), Column()]
    private var conductanceFirst = true
    private(set) var points: [ProgrammingDeviation.TablePoint] = []

    init(file: String, content: String) throws(Trouble) {
        self.file = file
        let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var hasBegun = false
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            let line = index == 0 && line.first == "\u{feff}" ? line.dropFirst() : line
            let separator = [Character(";"), "\t", ","].first(where: line.contains) ?? " "
            let fields = line.split(separator: separator, omittingEmptySubsequences: separator == " ")
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard fields.count == 2 else {
                throw Trouble(index + 1, "\(fields.count) column\(fields.count == 1 ? "" : "s"), but \(Self.allowed)")
            }
            if !hasBegun, fields.allSatisfy({ $0.first.map { !"+-.0123456789".contains($0) } ?? false }) {
                try readHeading(fields, line: index + 1)
            } else {
                try readPoint(fields, line: index + 1)
            }
            hasBegun = true
        }
        guard !points.isEmpty else { throw Trouble(nil, "there is no line with two numbers: \(Self.allowed)") }
    }

    private mutating func readHeading(_ fields: [String], line: Int) throws(Trouble) {
        for (index, field) in fields.enumerated() {
            guard let unit = Self.unit(in: field) else { continue }
            do {
                _ = try Conductance(parsing: "1 \(unit)")
            } catch {
                throw Trouble(line, "\"\(field)\": \(error)")
            }
            columns[index] = Column(unit: unit, isStated: true)
        }
        let areDeviations = fields.map { field in
            Self.deviationWords.contains(where: field.lowercased().contains)
        }
        guard areDeviations != [true, true] else {
            throw Trouble(line, "both headings name a deviation, but \(Self.allowed)")
        }
        conductanceFirst = !areDeviations[0]
    }

    /// What stands in parentheses, brackets or after a slash; nil for none.
    private static func unit(in heading: String) -> String? {
        for (open, close) in [("(", ")"), ("[", "]")] {
            guard let start = heading.range(of: open), let end = heading.range(of: close, options: .backwards),
                start.upperBound <= end.lowerBound
            else { continue }
            return heading[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespaces)
        }
        guard let slash = heading.lastIndex(of: "/") else { return nil }
        return heading[heading.index(after: slash)...].trimmingCharacters(in: .whitespaces)
    }

    private mutating func readPoint(_ fields: [String], line: Int) throws(Trouble) {
        var values: [Double] = []
        for (index, field) in fields.enumerated() {
            do {
                let isBare = Double(field) != nil
                values.append(try Conductance(parsing: isBare ? "\(field) \(columns[index].unit)" : field).value)
            } catch {
                throw Trouble(line, "\"\(field)\" is no conductance: \(error)")
            }
        }
        if !conductanceFirst { values.reverse() }
        guard values[0] > 0, values[1] >= 0 else {
            throw Trouble(line, "a conductance above 0 S and a deviation of 0 S or more are needed")
        }
        guard values[0] <= Self.mostSiemens, values[1] <= Self.mostSiemens else {
            throw Trouble(
                line,
                "\(Conductance(max(values[0], values[1]))) is no conductance of a cell, at most "
                    + "\(Conductance(Self.mostSiemens)) is; say the unit in the heading, for example \"conductance (nS)\""
            )
        }
        if let last = points.last, last.siemens >= values[0] {
            throw Trouble(
                line, "\(Conductance(values[0])) comes after \(Conductance(last.siemens)); conductances must rise")
        }
        points.append(ProgrammingDeviation.TablePoint(siemens: values[0], sigma: values[1]))
    }

    /// What was understood, in a line.
    var understood: String {
        let names = conductanceFirst ? ["conductance", "deviation"] : ["deviation", "conductance"]
        let units = columns.indices.map { index in
            "\(names[index]) in \(columns[index].unit)\(columns[index].isStated ? "" : " (no unit in the heading)")"
        }
        let sigmas = points.map(\.sigma)
        return "\(file): \(points.count) rows, \(units.joined(separator: ", ")); G from "
            + "\(Conductance(points[0].siemens).formatted(digits: 4)) to "
            + "\(Conductance(points.last!.siemens).formatted(digits: 4)), σ from "
            + "\(Conductance(sigmas.min()!).formatted(digits: 4)) to \(Conductance(sigmas.max()!).formatted(digits: 4))"
    }

    /// What is wrong, and on which line.
    struct Trouble: Error {
        let line: Int?
        let reason: String

        init(_ line: Int?, _ reason: String) { (self.line, self.reason) = (line, reason) }
    }
}

extension StudyValue {
    /// A table of conductance and deviation; its path is relative to the study.
    func programmingTable() throws(StudyError) -> ProgrammingTable {
        let text = try text()
        var table = ProgrammingTable()
        guard text != "none" else { return table }
        table.file =
            URL(
                fileURLWithPath: text, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent()
            ).standardizedFileURL.path
        let content: String
        do {
            content = try InputFile.text(table.file)
        } catch {
            throw invalid("\(table.file): \(error)")
        }
        do throws(ProgrammingTableFile.Trouble) {
            let read = try ProgrammingTableFile(file: table.file, content: content)
            table.points = read.points
            table.understood = read.understood
        } catch {
            throw invalid("\(table.file)\(error.line.map { ":\($0)" } ?? ""): \(error.reason)")
        }
        return table
    }
}
