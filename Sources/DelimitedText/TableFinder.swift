/// Looks for the table in a file's lines.
struct TableFinder {
    private struct Line {
        var number: Int
        var text: Substring
    }

    private let file: String
    private let encoding: DecodedText.Encoding
    private let origin: DelimitedTable.Origin?
    private let lines: [Line]
    private let secondDimensions: [Int]
    private let separator: Separator
    private let width: Int
    /// Of the columns, which hold numbers.
    private let isNumeric: [Bool]

    init(_ decoded: DecodedText, file: String) throws(DelimitedTableError) {
        self.file = file
        encoding = decoded.encoding
        var all = decoded.lines.enumerated().map { Line(number: $0.offset + 1, text: $0.element) }
        let told = all.first.flatMap { Separator.directive($0.text) }
        if told != nil { all.removeFirst() }
        if all.contains(where: { Self.tag(of: $0.text) == "DataValue" }) {
            origin = .easyEXPERT
            (lines, secondDimensions) = Self.untagged(all)
        } else {
            (lines, secondDimensions) = (all, [])
            if all.first?.text.hasPrefix("LabVIEW Measurement") == true {
                origin = .labVIEW
            } else {
                origin = all.contains { $0.text.hasPrefix("Step Information:") } ? .ltspice : nil
            }
        }
        // The middle of a file is rarely anything but its table.
        let wanted = lines.filter { !$0.text.trimmingBlanks.isEmpty && Self.comment($0.text) == nil }
        let sample = wanted.count <= 400 ? wanted[...] : wanted[(wanted.count / 2 - 200)..<(wanted.count / 2 + 200)]
        if let line = Self.lineWithUnits(sample) {
            throw .unitsInCells(file: file, line: line.number, text: String(line.text.trimmingBlanks))
        }
        var best: (score: Double, separator: Separator, width: Int)?
        for separator in told.map({ [$0] }) ?? Separator.allCases {
            guard let (score, width) = Self.score(separator, sample) else { continue }
            // Blanks also part what tabs part; a line of settings must not tip the scales.
            if let best, score <= best.score + 0.1 * abs(best.score) { continue }
            best = (score, separator, width)
        }
        guard let best else { throw .noTable(file: file) }
        (separator, width) = (best.separator, best.width)
        var counts = [(numeric: Int, text: Int)](repeating: (0, 0), count: width)
        for line in sample {
            let cells = best.separator.cells(line.text)
            guard cells.count == width, cells.contains(where: { $0.number != nil }) else { continue }
            for (index, cell) in cells.enumerated() where cell != .missing {
                if cell.isNumeric { counts[index].numeric += 1 } else { counts[index].text += 1 }
            }
        }
        isNumeric = counts.map { $0.numeric > 0 && $0.numeric >= $0.text }
    }

    /// A line of which every field is a number with a unit behind it, if most lines are such.
    private static func lineWithUnits(_ lines: ArraySlice<Line>) -> Line? {
        func hasUnits(_ line: Line) -> Bool {
            for separator in [Separator.tab, .semicolon, .comma] {
                let fields = separator.fields(of: line.text)
                let isAll = fields.allSatisfy { field in
                    let words = field.text.split { $0 == " " || $0 == "\u{A0}" }
                    return words.count == 2 && Cell(words[0], allowsDecimalComma: true).number != nil
                        && MeasuredUnit(words[1]) != nil
                }
                if fields.count > 1, isAll { return true }
            }
            return false
        }
        let found = lines.filter(hasUnits)
        return 2 * found.count > lines.count ? found.first : nil
    }

    // MARK: What separates the fields

    /// How much of a table a separator makes of these lines, and how wide it is; nil for nothing.
    private static func score(_ separator: Separator, _ lines: ArraySlice<Line>) -> (score: Double, width: Int)? {
        var scores: [Int: Double] = [:]
        for line in lines {
            let cells = separator.cells(line.text)
            guard cells.contains(where: { $0.number != nil }) else { continue }
            // A separator that cuts numbers in two leaves text.
            scores[cells.count, default: 0] += cells.reduce(0) {
                $1 == .missing ? $0 : $0 + ($1.isNumeric ? 1 : -0.5)
            }
        }
        return scores.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.value, $0.key) }
    }

    // MARK: Lines

    private static func tag(of line: Substring) -> Substring {
        line.prefix { $0 != "," && $0 != "\t" && $0 != " " }
    }

    /// EasyEXPERT begins every line with what it is: names and values of the data remain, the tags and settings go.
    private static func untagged(_ lines: [Line]) -> (lines: [Line], secondDimensions: [Int]) {
        var kept: [Line] = []
        var dimensions: [Int] = []
        for line in lines {
            let tag = tag(of: line.text)
            let rest = line.text.dropFirst(tag.count + 1)
            switch tag {
            case "Dimension2": dimensions.append(Int(rest.trimmingBlanks) ?? 1)
            case "DataName", "DataValue": kept.append(Line(number: line.number, text: rest))
            default: break
            }
        }
        return (kept, dimensions)
    }

    /// The text of a line that is a comment; nil if it is none.
    private static func comment(_ line: Substring) -> Substring? {
        let text = line.trimmingBlanks
        for mark in ["#", "%", "!", "//"] where text.hasPrefix(mark) {
            // "#,V,I" is a heading whose first column counts the rows; "#REF!" is a cell.
            if text.dropFirst().first.map({ ",;\t".contains($0) }) == true || text.hasPrefix("#REF") { return nil }
            return text.drop { "#%!/".contains($0) }.trimmingBlanks
        }
        return nil
    }

    /// In bytes; what is longer is no title.
    private static let longestTitle = 200

    /// Whether a line of text says that something is repeated: "cycle 2", "Step Information: R=1k (Run: 2/3)".
    static func isTitle(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= longestTitle else { return false }
        let words = text.lowercased().split { !$0.isLetter }
        let repeats: Set<Substring> = [
            "cycle", "sweep", "run", "loop", "step", "block", "segment", "device", "repeat", "trace", "curve",
            "temperature",
        ]
        return (words.contains(where: repeats.contains) || text.contains("°")) && text.contains(where: \.isNumber)
    }

    // MARK: The table

    func table() throws(DelimitedTableError) -> DelimitedTable {
        var above: [HeadingRow] = []
        var rows: [DelimitedTable.Row] = []
        var starts: [(row: Int, title: String?)] = []
        var decimals = DecimalMarks()
        var (pendingBreak, byBlankLine, title, titleLine) = (false, true, String?.none, Int?.none)
        var heading: HeadingChoice?
        for line in lines {
            let text = line.text.trimmingBlanks
            if text.isEmpty {
                if !rows.isEmpty { pendingBreak = true }
                continue
            }
            if let comment = Self.comment(text) {
                if rows.isEmpty {
                    above.append(HeadingRow(line: line.number, fields: fields(comment), isComment: true))
                }
                if Self.isTitle(comment) {
                    (title, pendingBreak) = (String(comment), pendingBreak || !rows.isEmpty)
                    byBlankLine = byBlankLine && rows.isEmpty
                }
                continue
            }
            let fields = separator.fields(of: line.text)
            let cells = fields.map { separator.cell($0) }
            guard isData(cells) else {
                if rows.isEmpty {
                    above.append(
                        HeadingRow(line: line.number, fields: fields.map { String($0.text) }, isComment: false))
                    if Self.isTitle(text) { (title, titleLine) = (String(text), line.number) }
                    continue
                }
                try check(line, cells, fields, heading)
                (pendingBreak, byBlankLine) = (true, false)
                if heading?.names != fields.map({ String($0.text) }) { title = String(text) }
                continue
            }
            if rows.isEmpty {
                heading = HeadingChoice(above, width: width, separator: separator)
                // "G at 85 °C" names a column, not the rows.
                if titleLine == heading?.line { title = nil }
                starts = [(0, title)]
            } else if pendingBreak {
                starts.append((rows.count, title))
            }
            (pendingBreak, title) = (false, nil)
            try decimals.note(fields, cells, separator, file: file, line: line.number)
            rows.append(.init(line: line.number, cells: cells))
        }
        guard let first = rows.first else { throw .noTable(file: file) }
        // A file with a blank line after every row has no blocks.
        if byBlankLine, starts.count > 1, starts.count == rows.count { starts = [starts[0]] }
        return DelimitedTable(
            file: file, encoding: encoding, separator: separator, hasDecimalComma: decimals.hasComma, origin: origin,
            headings: heading?.names, units: heading?.units, clock: SampleClock(above),
            headingLine: heading?.line ?? first.line,
            linesAbove: above.filter { $0.line != heading?.line }.map {
                .init(number: $0.line, text: $0.fields.joined(separator: " "))
            }, rows: rows, blocks: blocks(isOnePage(starts, rows) ? [starts[0]] : starts, count: rows.count))
    }

    /// Whether a count goes on over all the breaks: the pages of one listing.
    private func isOnePage(_ starts: [(row: Int, title: String?)], _ rows: [DelimitedTable.Row]) -> Bool {
        guard starts.count > 1, starts.allSatisfy({ $0.title.map { !Self.isTitle($0) } ?? true }) else { return false }
        return (0..<width).contains { column in
            guard var last = rows[0].cells[column].number else { return false }
            for row in rows.dropFirst() {
                guard row.cells[column].number == last + 1 else { return false }
                last += 1
            }
            return true
        }
    }

    private func fields(_ text: Substring) -> [String] { separator.fields(of: text).map { String($0.text) } }

    private func isData(_ cells: [Cell]) -> Bool {
        cells.count == width && zip(cells, isNumeric).allSatisfy { $0.isNumeric || !$1 }
            && zip(cells, isNumeric).contains { $0 != .missing && $1 }
            && (cells.contains { $0.number != nil } || width == 1 || !cells.allSatisfy(Self.isRule))
    }

    private static func isRule(_ cell: Cell) -> Bool {
        if case .mark(let text) = cell { text.first == "-" && text.last == "-" } else { cell == .missing }
    }

    /// A line below the first row that is no row: the beginning of another block, or a broken row.
    private func check(
        _ line: Line, _ cells: [Cell], _ fields: [Separator.Field], _ heading: HeadingChoice?
    ) throws(DelimitedTableError) {
        guard cells.contains(where: { $0.number != nil }), !Self.isTitle(line.text) else { return }
        if cells.allSatisfy(\.isNumeric) {
            throw .fieldCount(file: file, line: line.number, found: cells.count, expected: width)
        }
        // A setting begins with its name.
        if case .text(let word) = cells[0], isNumeric[0], word.first?.isLetter == true { return }
        guard cells.count == width, let index = cells.indices.first(where: { isNumeric[$0] && !cells[$0].isNumeric })
        else { return }
        throw .notANumber(
            file: file, line: line.number, heading: heading?.names[index] ?? "column \(index + 1)",
            text: String(fields[index].text))
    }

    private func blocks(_ starts: [(row: Int, title: String?)], count: Int) -> [DelimitedTable.Block] {
        let ends = starts.dropFirst().map(\.row) + [count]
        return zip(starts, ends).enumerated().flatMap { index, block -> [DelimitedTable.Block] in
            let (start, end) = block
            let repeats = index < secondDimensions.count ? secondDimensions[index] : 1
            let rows = end - start.row
            guard repeats > 1, rows % repeats == 0 else { return [.init(rows: start.row..<end, title: start.title)] }
            return (0..<repeats).map {
                .init(
                    rows: (start.row + $0 * rows / repeats)..<(start.row + ($0 + 1) * rows / repeats),
                    title: start.title)
            }
        }
    }
}

extension Separator {
    func cells(_ line: Substring) -> [Cell] { fields(of: line).map { cell($0) } }
}

/// Which mark stands before the decimals; one per file.
private struct DecimalMarks {
    private(set) var hasComma = false
    private var hasPoint = false

    mutating func note(
        _ fields: [Separator.Field], _ cells: [Cell], _ separator: Separator, file: String, line: Int
    ) throws(DelimitedTableError) {
        for (field, cell) in zip(fields, cells) where cell.number != nil {
            if field.text.utf8.contains(0x2C) {
                hasComma = true
            } else if field.text.utf8.contains(0x2E) {
                hasPoint = true
            } else {
                continue
            }
            if hasComma && hasPoint { throw .mixedDecimals(file: file, line: line, text: String(field.text)) }
        }
    }
}
