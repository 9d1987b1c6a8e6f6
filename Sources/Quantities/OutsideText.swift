/// Text from outside (class names, titles, names in files) on its way into a file that gives signs a meaning of their own.
extension StringProtocol {
    /// The text on one line: a blank for every line end and every control or direction sign.
    ///
    /// In a netlist a second line would be a statement, `.control` among them; a terminal would obey an escape sequence.
    public var onOneLine: String {
        var line = String.UnicodeScalarView()
        for scalar in String(self).replacing("\r\n", with: "\n").unicodeScalars {
            line.append(scalar.isSteering ? " " : scalar)
        }
        return String(line)
    }

    /// One field of a CSV file (RFC 4180): on one line, in quotes where a comma, a quote or a blank at an end asks for them.
    public var csvField: String {
        let line = onOneLine
        let isBare = !line.contains { $0 == "," || $0 == ";" || $0 == "\"" } && line.first != " " && line.last != " "
        return isBare ? line : "\"\(line.replacing("\"", with: "\"\""))\""
    }

    /// One cell of a Markdown table: on one line, its signs without a meaning.
    public var tableCell: String {
        String(onOneLine.flatMap { "\\|`*_<>[]#".contains($0) ? ["\\", $0] : [$0] })
    }
}

extension Unicode.Scalar {
    /// Ends a line, controls a terminal or a printer, or turns the direction of what follows.
    fileprivate var isSteering: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: properties.isBidiControl
        default: false
        }
    }
}
