/// One statement of a netlist with its continuations.
struct NetlistStatement: Hashable, Sendable {
    var place: NetlistPlace
    /// In small letters, except for file names.
    var text: String

    /// Words; "=", "(" and ")" are words of their own, an expression in braces or quotes is one.
    var words: [String] {
        var words: [String] = []
        var word = ""
        var closing: Character?
        var depth = 0
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        for character in text {
            if let close = closing {
                word.append(character)
                if close == "}", character == "{" { depth += 1 }
                guard character == close else { continue }
                if depth > 0 {
                    depth -= 1
                } else {
                    closing = nil
                    end()
                }
            } else if character == "{" || character == "'" || character == "\"" {
                end()
                word.append(character)
                closing = character == "{" ? "}" : character
            } else if character.isWhitespace || character == "," {
                end()
            } else if "=()".contains(character) {
                end()
                words.append(String(character))
            } else {
                word.append(character)
            }
        }
        end()
        return words
    }
}

/// The statements of a netlist and of all files that it includes, in order.
public struct NetlistStatements: Sendable {
    public let title: String
    let statements: [NetlistStatement]
    /// The lines of all files in one text, without inclusions: what ngspice is given.
    public let flatText: String
    /// What was passed over, for the user to know.
    public let notes: [String]

    /// - Parameters:
    ///   - file: for messages, and where relative names begin.
    ///   - load: the text of an included file, by its path.
    /// - Throws: `NetlistError`, or what `load` throws.
    public init(text: String, file: String, load: @escaping (String) throws -> String) throws {
        var reader = StatementReader(load: load)
        try reader.read(text, file: file, isTop: true, depth: 0)
        title = reader.title
        statements = reader.statements
        flatText = (["* \(reader.title)"] + reader.lines + [".end"]).joined(separator: "\n") + "\n"
        notes = reader.notes
    }
}

private struct StatementReader {
    let load: (String) throws -> String
    var title = ""
    var statements: [NetlistStatement] = []
    var lines: [String] = []
    var notes: [String] = []
    private static let deepest = 20

    init(load: @escaping (String) throws -> String) { self.load = load }

    mutating func read(_ text: String, file: String, isTop: Bool, depth: Int) throws {
        var control: NetlistPlace?
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let place = NetlistPlace(file: file, line: index + 1)
            if isTop, index == 0 {
                title = String(raw.drop { $0 == "*" || $0.isWhitespace })
                continue
            }
            let line = Self.withoutRemark(raw)
            guard let first = line.first, first != "*" else { continue }
            let lower = line.lowercased()
            if control != nil {
                if lower.hasPrefix(".endc") { control = nil }
                continue
            }
            if lower.hasPrefix(".control") {
                control = place
                notes.append("\(place): the commands between .control and .endc are left out")
                continue
            }
            if lower.hasPrefix(".end"), lower.dropFirst(4).first?.isLetter != true { return }
            if first == "+" {
                guard !statements.isEmpty, statements[statements.count - 1].place.file == file else {
                    throw NetlistError.malformed(
                        place, "a line that begins with + continues a statement, but there is none")
                }
                statements[statements.count - 1].text += " " + lower.dropFirst()
                lines.append(String(line))
                continue
            }
            if lower.hasPrefix(".inc") {
                try include(String(line), place, depth)
                continue
            }
            statements.append(NetlistStatement(place: place, text: lower))
            lines.append(String(line))
        }
        if let control { throw NetlistError.malformed(control, ".control has no .endc; add one, or remove the line") }
    }

    private mutating func include(_ line: String, _ place: NetlistPlace, _ depth: Int) throws {
        let name = line.drop { !$0.isWhitespace }.trimmingPrefix { $0.isWhitespace }
        let path = name.filter { $0 != "\"" && $0 != "'" }
        guard !path.isEmpty else { throw NetlistError.malformed(place, ".include names no file") }
        guard depth < Self.deepest else {
            throw NetlistError.malformed(
                place, "files include each other \(Self.deepest) deep; does one include itself?")
        }
        let folder = place.file.lastIndex(of: "/").map { String(place.file[...$0]) } ?? ""
        let file = path.hasPrefix("/") ? path : folder + path
        let text: String
        do {
            text = try load(file)
        } catch {
            throw NetlistError.malformed(place, "cannot include \(file): \(error)")
        }
        try read(text, file: file, isTop: false, depth: depth + 1)
    }

    /// Without blanks at the ends and without what follows ";" or a lone "$".
    private static func withoutRemark(_ raw: Substring) -> Substring {
        var line = raw
        if let remark = line.firstIndex(of: ";") { line = line[..<remark] }
        if let remark = line.firstRange(of: " $ ") { line = line[..<remark.lowerBound] }
        line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }
}
