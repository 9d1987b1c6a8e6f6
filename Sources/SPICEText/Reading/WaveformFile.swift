/// A source's corners in a file of their own: `PWL file="levels.txt"`.
enum WaveformFile {
    /// The name of the file, with its letters as written.
    static func name(in statement: NetlistStatement) -> String? {
        guard let letter = statement.text.first, letter == "v" || letter == "i",
            statement.text.contains("pwl"), statement.text.contains("file")
        else { return nil }
        let words = NetlistStatement.words(of: statement.written)
        guard let pwl = words.firstIndex(where: { $0.lowercased() == "pwl" }),
            let file = words[pwl...].firstIndex(where: { $0.lowercased() == "file" })
        else { return nil }
        let rest = words[(file + 1)...].drop { $0 == "=" }
        guard let name = rest.first, name != "(", name != ")" else { return nil }
        return name.filter { $0 != "\"" && $0 != "'" }
    }

    /// The words of the corners: numbers by blanks, tabs, commas or semicolons, "+" before a relative time.
    static func words(_ text: String) -> [String] {
        text.lowercased().split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let line = line.drop(while: \.isWhitespace)
            guard line.first != "*", line.first != "#" else { return [] }
            return line.split { $0.isWhitespace || ",;()".contains($0) }.map(String.init)
        }
    }
}
