/// The statements of a netlist and of all files that it includes, in order.
package struct NetlistStatements: Sendable {
    package let title: String
    /// Whose netlist it is; what an ambiguous word means depends on it.
    package let dialect: Dialect
    package let file: String
    var statements: [NetlistStatement]
    /// The texts of waveform files, by the source that names one.
    let waveformFiles: [NetlistPlace: String]
    /// What was passed over, for the user to know.
    package internal(set) var notes: [String]

    /// - Parameters:
    ///   - file: for messages, and where relative names begin.
    ///   - libraries: folders in which a relative name is looked for that is not found beside the netlist.
    ///   - load: the text of an included file, by its path.
    /// - Throws: `NetlistError`.
    package init(
        text: String, file: String, dialect: Dialect = .ngspice, libraries: [String] = [],
        load: @escaping (String) throws -> String
    ) throws(NetlistError) {
        var reader = StatementReader(file: file, dialect: dialect, libraries: libraries, load: load)
        try reader.readTop(text)
        title = reader.title
        self.dialect = dialect
        self.file = file
        statements = reader.statements
        waveformFiles = reader.waveformFiles
        notes = reader.notes
    }

    /// Why there is nothing to run; names the analysis that stands in place of a transient one.
    func missingTransient(_ file: String) -> NetlistError {
        guard let other = statements.first(where: { DotCommand(String($0.name)) == .otherAnalysis }) else {
            return .missingTransient(file: file)
        }
        return .malformed(
            other.place,
            "\(other.name) alone is not run, only a transient analysis is; write .tran 1n 1u in its place: without UIC it begins at "
                + "the operating point, which --plot shows at 0 s")
    }

    /// The statements of the top: those outside all subcircuits.
    var top: [NetlistStatement] {
        var depth = 0
        return statements.filter { statement in
            switch DotCommand(String(statement.name)) {
            case .subcircuit: depth += 1
            case .endOfSubcircuit: depth -= 1
            default: return depth == 0
            }
            return false
        }
    }

    /// The same netlist with other values of parameters of the top, and without its families.
    func setting(_ values: [(name: String, value: Double)]) throws(NetlistError) -> NetlistStatements {
        let place = NetlistPlace(file: file, line: 1)
        var kept = values.map { NetlistStatement(place: place, written: ".param \($0.name)=\($0.value)") }
        var depth = 0
        for statement in statements {
            switch DotCommand(String(statement.name)) {
            case .family: continue
            case .subcircuit: depth += 1
            case .endOfSubcircuit: depth -= 1
            case .parameters where depth == 0:
                let pairs = try Assignments.pairs(of: statement.written.drop { !$0.isWhitespace }, statement.place)
                let others = pairs.filter { pair in !values.contains { $0.name == pair.name.lowercased() } }
                if others.isEmpty { continue }
                if others.count == pairs.count { break }
                let text = others.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
                kept.append(NetlistStatement(place: statement.place, written: ".param \(text)"))
                continue
            default: break
            }
            kept.append(statement)
        }
        var result = self
        result.statements = kept
        return result
    }
}

/// Reads files into statements: inclusions, sections of libraries, control blocks.
private struct StatementReader {
    let file: String
    let dialect: Dialect
    let libraries: [String]
    let load: (String) throws -> String
    var title = ""
    var statements: [NetlistStatement] = []
    var waveformFiles: [NetlistPlace: String] = [:]
    var notes: [String] = []
    private var blocks: [ControlBlock] = []
    private var bytes = 0
    private var files = 0

    init(file: String, dialect: Dialect, libraries: [String], load: @escaping (String) throws -> String) {
        self.file = file
        self.dialect = dialect
        self.libraries = libraries
        self.load = load
    }

    mutating func readTop(_ text: String) throws(NetlistError) {
        let first = text.prefix { !$0.isNewline }
        title = String(first.drop { $0 == "*" || $0.isWhitespace })
        while title.last?.isWhitespace == true { title.removeLast() }
        if TitleLine.looksLikeStatement(first) {
            notes.append(
                "\(file):1: the first line is the title in SPICE, so \"\(title.prefix(40))\" is no part of the circuit; put "
                    + "a title line above it if it should be one")
        }
        try read(text, file: file, depth: 0)
        for block in blocks {
            let reading = try ControlBlockReading(block, statements: statements, dialect: dialect)
            statements += reading.statements
            notes += reading.notes
        }
        try ReservedNames.check(statements, dialect)
        try RefusedModels.check(statements)
        try DecimalCommas.check(statements)
        try BareExpressions.check(statements)
    }

    /// - Parameter section: of a library; nil for all of the file.
    private mutating func read(
        _ text: String, file: String, depth: Int, section: String? = nil
    ) throws(NetlistError) {
        bytes += text.utf8.count
        guard bytes <= NetlistBudget.bytes else {
            throw .tooLarge(file: file, "all files together have more than \(NetlistBudget.bytes >> 20) MB")
        }
        let lines = try NetlistLines.split(text, file: file, dialect: dialect, skipsTitle: depth == 0)
        var control: ControlBlock?
        var isOpen = section == nil
        var sections: [String] = []
        var aliases: NetlistPlace?
        for line in lines {
            let command = line.text.prefix { !$0.isWhitespace }.lowercased()
            // OrCAD's names of its schematic, a block without a meaning for the circuit.
            if command == ".aliases" { aliases = line.place }
            if aliases != nil, command != ".end" {
                if command == ".endaliases" { aliases = nil }
                continue
            }
            if let aliases { throw .malformed(aliases, ".ALIASES has no .ENDALIASES; add one, or remove the block") }
            if control != nil {
                if command == ".endc" {
                    end(control!, isTop: depth == 0)
                    control = nil
                } else {
                    control!.lines.append(line)
                }
                continue
            }
            if command == ".control" {
                control = ControlBlock(place: line.place)
                continue
            }
            if let section {
                let words = FileWords(line.text).words
                if !isOpen {
                    guard command == ".lib", words.count == 2 else { continue }
                    sections.append(words[1].lowercased())
                    isOpen = words[1].lowercased() == section
                    continue
                }
                if command == ".endl" { return }
            }
            switch command {
            case ".end": return try finish(file, section, isOpen, sections, control)
            case ".include", ".inc", ".incl":
                try include(line, depth)
            case ".lib": try library(line, depth, lines)
            case ".endl": throw .malformed(line.place, ".endl without .lib; remove it")
            case ".endc": throw .malformed(line.place, ".endc without .control; remove it")
            default: try add(line)
            }
        }
        try finish(file, section, isOpen, sections, control)
    }

    private func finish(
        _ file: String, _ section: String?, _ isOpen: Bool, _ sections: [String], _ control: ControlBlock?
    ) throws(NetlistError) {
        if let control {
            throw .malformed(control.place, ".control has no .endc; add one, or remove the line")
        }
        guard isOpen || section == nil else {
            throw .unknown(
                NetlistPlace(file: file, line: 1), thing: "section", name: section ?? "", known: sections)
        }
    }

    private mutating func end(_ block: ControlBlock, isTop: Bool) {
        if isTop {
            blocks.append(block)
        } else {
            notes.append("\(block.place): the commands between .control and .endc of an included file are left out")
        }
    }

    private mutating func add(_ line: NetlistLine) throws(NetlistError) {
        guard statements.count < NetlistBudget.statements else {
            throw .tooLarge(
                file: line.place.file, "all files together have more than \(NetlistBudget.statements) statements")
        }
        var statement = NetlistStatement(place: line.place, written: line.text)
        if statement.name == ".tran/op" {
            statement = NetlistStatement(
                place: line.place, written: ".TRAN" + line.text.drop { !$0.isWhitespace })
            notes.append("\(line.place): .TRAN/OP is run as .TRAN; --plot shows the operating point at 0 s")
        }
        // LTspice's x1:m is x1.m elsewhere.
        if dialect == .ltspice, [".meas", ".measure", ".ic", ".nodeset"].contains(statement.name) {
            let text = line.text.replacing(#/(?i)\b[vi]\([^()]*\)/#) { $0.output.replacing(":", with: ".") }
            statement = NetlistStatement(place: line.place, written: text)
        }
        if statement.name == ".backanno", dialect == .ngspice {
            notes.append(
                "\(line.place): .backanno is written by LTspice, but the netlist is read as ngspice's; --mode ltspice reads it "
                    + "as LTspice does")
        }
        if let name = WaveformFile.name(in: statement) {
            waveformFiles[line.place] = try text(of: name, from: line.place).text
        }
        statements.append(statement)
    }

    // MARK: Other files

    private mutating func include(_ line: NetlistLine, _ depth: Int) throws(NetlistError) {
        let name = FileWords(line.text).rest
        guard !name.isEmpty else { throw .malformed(line.place, ".include names no file") }
        try read(name, from: line.place, depth, section: nil)
    }

    /// `.lib FILE SECTION` reads a section, `.lib FILE` of LTspice and PSPICE all of the file.
    private mutating func library(_ line: NetlistLine, _ depth: Int, _ lines: [NetlistLine]) throws(NetlistError) {
        let words = FileWords(line.text)
        guard words.words.count > 1 else { throw .malformed(line.place, ".lib names no file") }
        if let section = words.section { return try read(words.words[1], from: line.place, depth, section: section) }
        if lines.contains(where: { $0.place.line > line.place.line && $0.text.lowercased().hasPrefix(".endl") }) {
            throw .malformed(
                line.place,
                "a section begins that nothing asks for; read it from another file: .lib \"\(line.place.file)\" "
                    + words.words[1])
        }
        let found: (text: String, path: String)
        do {
            found = try text(of: words.rest, from: line.place)
        } catch .unreadable(_, let file, let reason) {
            notes.append("\(line.place): the library \(file) is not read (\(reason)); nothing of it is known")
            return
        }
        try checkDepth(depth, line.place)
        try read(found.text, file: found.path, depth: depth + 1)
    }

    private func checkDepth(_ depth: Int, _ place: NetlistPlace) throws(NetlistError) {
        guard depth < NetlistBudget.inclusions else {
            throw .malformed(
                place, "files include each other \(NetlistBudget.inclusions) deep; does one include itself?")
        }
    }

    private mutating func read(
        _ name: String, from place: NetlistPlace, _ depth: Int, section: String?
    ) throws(NetlistError) {
        try checkDepth(depth, place)
        let (text, path) = try text(of: name, from: place)
        try read(text, file: path, depth: depth + 1, section: section)
    }

    /// Relative names begin in the folder of the file that has them, then in the netlist's own.
    private mutating func text(of name: String, from place: NetlistPlace) throws(NetlistError) -> (
        text: String, path: String
    ) {
        files += 1
        guard files <= NetlistBudget.files else {
            throw .tooLarge(file: place.file, "more than \(NetlistBudget.files) files are included")
        }
        func folder(_ file: String) -> String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }
        let path = name.replacing("\\", with: "/")
        let inLibraries = libraries.map { $0 + ($0.hasSuffix("/") ? "" : "/") + path }
        let candidates =
            FileWords.isAbsolute(path)
            ? [path]
            : folder(place.file) == folder(file)
                ? [folder(file) + path] + inLibraries : [folder(place.file) + path, folder(file) + path] + inLibraries
        var reason = ""
        for candidate in candidates {
            do {
                return (try load(candidate), candidate)
            } catch {
                if reason.isEmpty { reason = "\(error)" }
            }
        }
        throw .unreadable(place, file: candidates[0], reason: reason)
    }
}

/// The words of a line that names a file, whose name may be in quotes.
struct FileWords {
    let words: [String]
    /// Everything behind the command.
    let rest: String
    private let isQuoted: Bool

    init(_ line: String) {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
        let behind = line.drop { !$0.isWhitespace }.drop(while: \.isWhitespace)
        isQuoted = behind.first == "\"" || behind.first == "'"
        rest = isQuoted ? (words.count > 1 ? words[1] : "") : behind.filter { $0 != "\"" && $0 != "'" }
    }

    /// The section behind a file's name; an unquoted name with a blank, as Windows has them, is none.
    var section: String? {
        guard words.count == 3, !words[2].contains(where: { "./\\".contains($0) }) else { return nil }
        return words[2].lowercased()
    }

    static func isAbsolute(_ path: String) -> Bool {
        path.hasPrefix("/") || path.hasPrefix("~") || path.dropFirst().hasPrefix(":/")
    }
}

/// A netlist's first line, which is its title whatever it looks like.
enum TitleLine {
    static func looksLikeStatement(_ line: Substring) -> Bool {
        let words = NetlistStatement.words(of: line.lowercased())
        guard let name = words.first, let letter = name.first else { return false }
        if letter == "." { return DotCommand(name) != nil || name == ".include" || name == ".lib" }
        guard words.count >= 4, "rclvi".contains(letter) else { return false }
        let value = words[3]
        return SPICENumeral(value) != nil || value.hasPrefix("{") || value == "="
            || SourceReader.keywords.contains(value)
    }
}
