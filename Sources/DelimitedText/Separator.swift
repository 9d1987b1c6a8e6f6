/// What stands between the fields of a line.
package enum Separator: String, Hashable, Sendable, CaseIterable {
    // In the order in which equals are preferred.
    case tab = "tabs"
    case semicolon = "semicolons"
    case comma = "commas"
    case blanks = "blanks"

    private var byte: UInt8 {
        switch self {
        case .tab: 0x09
        case .semicolon: 0x3B
        case .comma: 0x2C
        case .blanks: 0x20
        }
    }

    /// What Excel is told by a first line such as "sep=;"; nil for any other line.
    static func directive(_ line: Substring) -> Separator? {
        let bare = line.utf8.filter { $0 != 0x22 }
        guard bare.count == 5, line.filter({ $0 != "\"" }).prefix(4).lowercased() == "sep=" else { return nil }
        return allCases.first { $0.byte == bare.last }
    }

    /// A line's fields without quotation marks; a separator between such marks separates nothing.
    func fields(of line: Substring) -> [Field] {
        if self == .blanks { return blankFields(of: line) }
        var fields: [Field] = []
        var (start, isQuoted, hasQuotes) = (line.startIndex, false, false)
        for index in line.utf8.indices {
            let byte = line.utf8[index]
            if byte == 0x22 {
                (isQuoted, hasQuotes) = (!isQuoted, true)
            } else if byte == self.byte, !isQuoted {
                fields.append(Field(line[start..<index], hasQuotes: hasQuotes))
                (start, hasQuotes) = (line.utf8.index(after: index), false)
            }
        }
        fields.append(Field(line[start...], hasQuotes: hasQuotes))
        return fields
    }

    /// Runs of blanks; a unit in parentheses or brackets belongs to the word before it.
    private func blankFields(of line: Substring) -> [Field] {
        var fields: [Field] = []
        var (words, depth): ([Substring], Int) = ([], 0)
        func field() -> Field {
            words.count == 1
                ? Field(words[0], hasQuotes: words[0].contains("\""))
                : Field(text: words.joined(separator: " ")[...], isQuoted: false)
        }
        for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }) {
            let opens = word.first == "(" || word.first == "["
            if !words.isEmpty, !opens, depth <= 0 {
                fields.append(field())
                (words, depth) = ([], 0)
            }
            words.append(word)
            for byte in word.utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
        }
        if !words.isEmpty { fields.append(field()) }
        return fields
    }

    /// A field between two separators.
    struct Field {
        var text: Substring
        var isQuoted: Bool

        init(text: Substring, isQuoted: Bool) { (self.text, self.isQuoted) = (text, isQuoted) }

        init(_ raw: Substring, hasQuotes: Bool) {
            guard hasQuotes else {
                (text, isQuoted) = (raw.trimmingBlanks, false)
                return
            }
            let trimmed = raw.trimmingBlanks
            isQuoted = true
            text =
                trimmed.count > 1 && trimmed.first == "\"" && trimmed.last == "\""
                ? trimmed.dropFirst().dropLast().trimmingBlanks : trimmed
        }
    }

    /// - Parameter field: as `fields(of:)` returns it.
    func cell(_ field: Field) -> Cell {
        // "1,5" beside a comma as separator can only be a number if it is quoted.
        Cell(field.text, allowsDecimalComma: self != .comma || field.isQuoted)
    }
}
