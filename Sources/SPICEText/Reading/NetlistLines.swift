/// A line of a netlist file with its continuations, without remarks.
struct NetlistLine {
    var place: NetlistPlace
    var text: String
}

/// Cuts a file's text into statements: joins continuations, drops remarks.
enum NetlistLines {
    /// - Parameter skipsTitle: whether the first line is the title.
    /// - Throws: `NetlistError.malformed` for a continuation of nothing.
    static func split(
        _ text: String, file: String, dialect: Dialect, skipsTitle: Bool
    ) throws(NetlistError) -> [NetlistLine] {
        var lines: [NetlistLine] = []
        var number = 0
        var isControl = false
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if skipsTitle, number == 1 { continue }
            let line = plain(raw, dialect, isControl: isControl)
            guard let first = line.first, first != "*" else { continue }
            guard first == "+", !isControl else {
                let word = line.prefix { $0 != " " }.lowercased()
                isControl = (isControl || word == ".control") && word != ".endc"
                lines.append(NetlistLine(place: NetlistPlace(file: file, line: number), text: line))
                continue
            }
            guard !lines.isEmpty else {
                throw .malformed(
                    NetlistPlace(file: file, line: number),
                    "a line that begins with + continues a statement, but there is none")
            }
            lines[lines.count - 1].text += " " + line.dropFirst()
        }
        return lines
    }

    /// Without blanks at the ends and without the remark; blanks are plain ones, µ is u.
    ///
    /// Between `.control` and `.endc` "$" stands for a variable.
    private static func plain(_ raw: Substring, _ dialect: Dialect, isControl: Bool) -> String {
        var text = ""
        text.reserveCapacity(raw.utf8.count)
        var quote: Character?
        let isName = isFileCommand(raw)
        var previous: Character = " "
        var rest = raw[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            if isName, character == "\"" || character == "'" {
                quote = quote == nil ? character : quote == character ? nil : quote
            }
            if quote == nil {
                if character == ";" { break }
                // ngspice's own two; of a file's name neither is a part unless it is quoted.
                if dialect == .ngspice {
                    if character == "$", !isControl, previous == " " || previous == "," { break }
                    if character == "/", rest.first == "/" { break }
                }
            }
            switch character {
            case "µ", "μ": text.append("u")
            case "Ω", "\u{2126}": text += "Ohm"
            case _ where character.isWhitespace: text.append(" ")
            default: text.append(character)
            }
            previous = character.isWhitespace ? " " : character
        }
        let trimmed = text.drop { $0 == " " }
        return String(trimmed[..<(trimmed.lastIndex { $0 != " " }.map(trimmed.index(after:)) ?? trimmed.startIndex)])
    }

    private static func isFileCommand(_ line: Substring) -> Bool {
        let word = line.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }.lowercased()
        return word == ".lib" || word.hasPrefix(".inc")
    }
}
