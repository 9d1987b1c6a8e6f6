/// Splits comma-separated text into fields as it streams past (RFC 4180: quotes, doubled quotes, line ends of any kind).
///
/// The separator is the most frequent of comma, semicolon and tab in the first line, or else any run of blanks. Commas
/// between digits do not count beside semicolons or tabs: they are decimal marks. A first line such as "sep=;", by which
/// Excel is told the separator, tells it here.
struct CSVFields {
    /// What the reader makes of a field: its bytes, its column from 0 and the line it begins on.
    typealias Field = (_ bytes: UnsafeRawBufferPointer, _ column: Int, _ line: Int) -> Void
    /// A row ended: how many fields it had, what separates them, and the line it began on.
    typealias Row = (_ fields: Int, _ separator: UInt8, _ line: Int) throws(DatasetError) -> Void

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let blank = UInt8(ascii: " ")
    /// No number and no class name is longer.
    private static let longestField = 1 << 16
    /// A row without end is given up here, not when all of it has been unpacked.
    static let mostColumns = 1 << 20

    private enum State {
        case fieldStart, unquoted, quoted, quoteInQuoted
    }

    private let file: String
    private var separator = UInt8(ascii: ",")
    /// Runs of blanks and tabs are one separator, and none at the ends of a line.
    private var joinsBlanks = false
    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var column = 0
    private var line = 1
    private var rowLine = 1
    private var quoteLine = 1
    private var afterCarriageReturn = false

    private init(file: String) { self.file = file }

    /// Reads all of `stream`.
    static func read(_ stream: ByteStream, field: Field, row: Row) throws(DatasetError) {
        var fields = CSVFields(file: stream.name)
        var isFirst = true
        try stream.forEachPiece { piece throws(DatasetError) in
            var piece = piece
            if isFirst {
                isFirst = false
                if piece.starts(with: [0xEF, 0xBB, 0xBF]) { piece = UnsafeRawBufferPointer(rebasing: piece[3...]) }
                if piece.starts(with: [0xFF, 0xFE]) || piece.starts(with: [0xFE, 0xFF]) {
                    throw .unsupported(
                        file: stream.name, found: "UTF-16 text",
                        allowed: "tables are UTF-8 or Latin-1; save it as UTF-8")
                }
                if let (separator, length) = directive(piece) {
                    fields.separator = separator
                    piece = UnsafeRawBufferPointer(rebasing: piece[length...])
                } else {
                    fields.separator = mostFrequentSeparator(piece)
                }
                fields.joinsBlanks = fields.separator == blank
            }
            for byte in piece { try fields.take(byte, field, row) }
        }
        guard fields.state != .quoted else {
            throw .text(file: stream.name, line: fields.quoteLine, column: fields.column + 1, trouble: .openQuote)
        }
        try fields.endRow(field, row)
    }

    /// The separator that the first line names, and how many bytes that takes up to the line's end.
    private static func directive(_ text: UnsafeRawBufferPointer) -> (separator: UInt8, length: Int)? {
        let line = text.prefix { $0 != newline && $0 != carriageReturn }
        let bare = line.filter { $0 != quote }
        guard line.count < text.count, bare.count == 5, bare[4] > blank || bare[4] == 0x09,
            String(decoding: bare[..<4], as: UTF8.self).lowercased() == "sep="
        else { return nil }
        return (bare[4], line.count)
    }

    private static func mostFrequentSeparator(_ text: UnsafeRawBufferPointer) -> UInt8 {
        var counts = [0, 0, 0]
        var (decimalCommas, blanks) = (0, 0)
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var isQuoted = false
        var hasBegun = false
        let text = UnsafeRawBufferPointer(rebasing: text[remarks(text)...])
        for (place, byte) in text.enumerated() {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == newline || byte == carriageReturn {
                if hasBegun { break }
                continue
            }
            if byte == blank { blanks += hasBegun ? 1 : 0 } else { hasBegun = true }
            guard let candidate = candidates.firstIndex(of: byte) else { continue }
            counts[candidate] += 1
            if candidate == 0, place > 0, place + 1 < text.count, (48...57).contains(text[place - 1]),
                (48...57).contains(text[place + 1])
            {
                decimalCommas += 1
            }
        }
        if counts[0] == decimalCommas, counts[1] + counts[2] > 0 { counts[0] = 0 }
        guard counts.contains(where: { $0 > 0 }) else { return blanks > 0 ? blank : candidates[0] }
        let most = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) }
        return candidates[most ?? 0]
    }

    /// Where the first line begins that is no remark; remarks separate words.
    private static func remarks(_ text: UnsafeRawBufferPointer) -> Int {
        var start = 0
        while start < text.count, [UInt8(ascii: "#"), UInt8(ascii: "%")].contains(text[start]),
            let end = text[start...].firstIndex(where: { $0 == newline || $0 == carriageReturn })
        {
            start = end + 1
            while start < text.count, text[start] == newline || text[start] == carriageReturn { start += 1 }
        }
        return start < text.count ? start : 0
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8, _ endField: Field, _ row: Row) throws(DatasetError) {
        let followsCarriageReturn = afterCarriageReturn
        afterCarriageReturn = byte == Self.carriageReturn
        if byte == Self.newline || byte == Self.carriageReturn {
            // The second half of a DOS line end.
            if byte == Self.newline, followsCarriageReturn { return }
            if state == .quoted {
                line += 1
                try append(Self.newline)
                return
            }
            try self.endRow(endField, row)
            line += 1
            rowLine = line
            return
        }
        guard byte != 0 else { throw .text(file: file, line: line, column: column + 1, trouble: .notText) }
        if joinsBlanks, state != .quoted, byte == Self.blank || byte == 0x09 {
            if state != .fieldStart { try self.endField(endField) }
            return
        }
        switch state {
        case .fieldStart, .unquoted:
            if byte == separator {
                try self.endField(endField)
            } else if byte == Self.quote, state == .fieldStart {
                field.removeAll(keepingCapacity: true)
                quoteLine = line
                state = .quoted
            } else {
                // Blanks before a quote do not begin the field.
                if byte != 0x20, byte != 0x09 { state = .unquoted }
                try append(byte)
            }
        case .quoted:
            if byte == Self.quote { state = .quoteInQuoted } else { try append(byte) }
        case .quoteInQuoted:
            if byte == Self.quote {
                try append(byte)
                state = .quoted
            } else if byte == separator {
                try self.endField(endField)
            } else if byte != 0x20, byte != 0x09 {
                throw .text(file: file, line: line, column: column + 1, trouble: .textAfterQuote)
            }
        }
    }

    private mutating func append(_ byte: UInt8) throws(DatasetError) {
        guard field.count < Self.longestField else {
            throw .unsupported(
                file: "\(file):\(line)", found: "a field of more than \(Self.longestField) bytes",
                allowed: "fields are numbers and class names")
        }
        field.append(byte)
    }

    private mutating func endField(_ endField: Field) throws(DatasetError) {
        field.withUnsafeBytes { bytes in
            var bytes = bytes[...]
            while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
            while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
            endField(UnsafeRawBufferPointer(rebasing: bytes), column, line)
        }
        field.removeAll(keepingCapacity: true)
        column += 1
        state = .fieldStart
        guard column <= Self.mostColumns else {
            throw .unsupported(
                file: "\(file):\(line)", found: "more than \(Self.mostColumns) columns",
                allowed: "at most \(Self.mostColumns) are read, separated by comma, semicolon, tab or blanks")
        }
    }

    private mutating func endRow(_ endField: Field, _ row: Row) throws(DatasetError) {
        // An empty line is no row.
        if column == 0, state == .fieldStart {
            field.removeAll(keepingCapacity: true)
            return
        }
        if !joinsBlanks || state != .fieldStart { try self.endField(endField) }
        try row(column, separator, rowLine)
        column = 0
    }
}
