extension NetlistStatements {
    /// Waveforms of any of the simulators.
    private static let shapes = SourceReader.keywords.subtracting(["dc", "ac"]).union([
        "am", "trnoise", "trrandom", "external", "wavefile",
    ])

    /// What was understood, in one line.
    package var summary: String {
        var counts: [Character: Int] = [:]
        var sources: [String] = []
        var parts = 0
        var analysis = "no .tran"
        for statement in statements {
            guard statement.text.hasPrefix(".") else {
                let letter = statement.text.first ?? " "
                counts[letter, default: 0] += 1
                if letter == "v" || letter == "i" {
                    let words = statement.words
                    let shape = words.dropFirst(3).first(where: Self.shapes.contains) ?? "dc"
                    sources.append("\(words[0]) \(shape.uppercased())")
                }
                continue
            }
            switch statement.name {
            case ".subckt": parts += 1
            case ".tran": analysis = statement.text
            default: break
            }
        }
        let elements = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.uppercased())" }
        let shown = sources.prefix(6).joined(separator: ", ") + (sources.count > 6 ? ", …" : "")
        return "Read as \(dialect.title): " + (elements.isEmpty ? "no elements" : elements.joined(separator: ", "))
            + (parts > 0 ? " in the top and \(parts) subcircuit\(parts == 1 ? "" : "s")" : "")
            + (sources.isEmpty ? "" : "; sources \(shown)") + "; \(analysis)"
    }
}
