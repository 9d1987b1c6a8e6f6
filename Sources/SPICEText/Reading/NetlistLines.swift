/// A line of a netlist file with its continuations, without remarks.
struct NetlistLine {
    var place: NetlistPlace
    var text: String
}

/// Cuts a file's text into statements: joins continuations, drops remarks.
enum NetlistLines {
    /// - Parameter skipsTitle: whether the first line is the title.
    /// - Throws: `NetlistError.malformed` for a continuation of nothing, `tooLarge` for a statement of megabytes.
    static func split(
        _ text: String, file: String, dialect: Dialect, skipsTitle: Bool
    ) throws(NetlistError) -> [NetlistLine] {
        var lines: [NetlistLine] = []
        var number = 0
        var length = 0
        var isControl = false
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            length = raw.first == "+" ? length + raw.utf8.count : raw.utf8.count
            guard length <= NetlistBudget.statement else {
                throw .tooLarge(
                    file: "\(file):\(number)",
                    "the statement has more than \(NetlistBudget.statement >> 20) MB; long waveforms go into a file (PWL file=)"
                )
            }
            if skipsTitle, number == 1 { continue }
            let line = plain(raw, dialect, isControl: isControl)
            guard let first = line.first, first != "*" else { continue }
            guard first == "+", !isControl else {
                let word = first == "." ? line.prefix { $0 != " " }.lowercased() : ""
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
    /// Between `.control` and `.endc` "$" stands for a variable. Scalar by scalar: to compare characters takes ten
    /// times as long, and a netlist may have megabytes.
    private static func plain(_ raw: Substring, _ dialect: Dialect, isControl: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(raw.utf8.count)
        var quote: Unicode.Scalar?
        let isName = isFileCommand(raw)
        var previous: Unicode.Scalar = " "
        var rest = raw.unicodeScalars
        while let scalar = rest.popFirst() {
            if isName, scalar == "\"" || scalar == "'" {
                quote = quote == nil ? scalar : quote == scalar ? nil : quote
            }
            if quote == nil {
                if scalar == ";" { break }
                // ngspice's own two; of a file's name neither is a part unless it is quoted.
                if dialect == .ngspice {
                    if scalar == "$", !isControl, previous == " " || previous == "," { break }
                    if scalar == "/", rest.first == "/" { break }
                }
            }
            previous = isBlank(scalar) ? " " : scalar
            switch previous {
            case "\u{B5}", "\u{3BC}": text.append(UInt8(ascii: "u"))
            case "\u{3A9}", "\u{2126}": text += "Ohm".utf8
            case _ where previous.isASCII: text.append(UInt8(previous.value))
            default: text += UTF8.encode(previous) ?? UTF8.encodedReplacementCharacter
            }
        }
        let blank = UInt8(ascii: " ")
        let end = text.lastIndex { $0 != blank }.map { $0 + 1 } ?? 0
        return String(decoding: text[..<end].drop { $0 == blank }, as: UTF8.self)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
    }

    private static func isFileCommand(_ line: Substring) -> Bool {
        let start = line.unicodeScalars.drop(while: isBlank)
        guard start.first == "." else { return false }
        let word = String(start.prefix { !isBlank($0) }).lowercased()
        return word == ".lib" || word.hasPrefix(".inc")
    }
}
