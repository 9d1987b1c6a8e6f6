/// A tree of elements and text that is written as XHTML: every tag closes and every text is escaped, by construction.
///
/// The same bytes are valid HTML to a browser and well-formed XML to a parser, so a test can read the whole report.
indirect enum Markup: Hashable, Sendable {
    struct Attribute: Hashable, Sendable {
        var name: String
        var value: String
    }

    case text(String)
    case element(name: String, attributes: [Attribute], children: [Markup])
    case group([Markup])
    /// Style rules, which HTML reads verbatim: they may hold neither `<` nor `&`.
    case stylesheet(String)

    /// An element; attributes are written in the order given.
    static func tag(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
    ) -> Markup {
        .element(
            name: name, attributes: attributes.map { Attribute(name: $0.key, value: $0.value) }, children: children)
    }

    /// The markup as text.
    var rendered: String {
        var output = ""
        write(to: &output)
        return output
    }
}

extension Markup: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .text(value) }
}

// MARK: - Writing

/// Elements without content, the only ones that HTML and SVG let close themselves.
private let selfClosing: Set<String> = ["meta", "br", "path", "line", "rect", "circle"]

/// Elements that begin a new line of the file; none of them may stand in `pre`.
private let lineBreaking: Set<String> = [
    "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "figure", "figcaption", "h1", "h2",
    "h3", "p", "div", "table", "caption", "thead", "tbody", "tr", "ul", "li", "details", "summary", "pre", "svg", "g",
    "path", "line", "rect", "desc",
]

extension Markup {
    func write(to output: inout String) {
        switch self {
        case .text(let text):
            Self.writeEscaped(text, to: &output)
        case .group(let children):
            for child in children { child.write(to: &output) }
        case .stylesheet(let rules):
            precondition(!rules.contains { $0 == "<" || $0 == "&" }, "style rules are not escaped in HTML")
            output += rules
        case .element(let name, let attributes, let children):
            if lineBreaking.contains(name) { output += "\n" }
            output += "<\(name)"
            for attribute in attributes {
                output += " \(attribute.name)=\""
                Self.writeEscaped(attribute.value, to: &output)
                output += "\""
            }
            if children.isEmpty, selfClosing.contains(name) {
                output += "/>"
            } else {
                output += ">"
                for child in children { child.write(to: &output) }
                output += "</\(name)>"
            }
        }
    }

    /// Text with the five special characters escaped; a character that XML cannot hold becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var output = ""
        writeEscaped(text, to: &output)
        return output
    }

    private static func writeEscaped(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            case "\t", "\n", "\r": output.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}

// MARK: - Phrases

/// What may follow a number and must not begin a line: a unit, a per cent sign.
private let followers: Set<String> = {
    let units = ["V", "Ω", "S", "F", "s", "J", "W", "A"]
    let prefixes = ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"]
    return Set(units.flatMap { unit in prefixes.map { $0 + unit } } + ["%", "×"])
}()

extension Markup {
    /// The same text, with spaces that do not break between a number and its unit and around an equals sign.
    var bound: Markup {
        switch self {
        case .text(let text): .text(Self.bound(text))
        case .element(let name, let attributes, let children):
            .element(name: name, attributes: attributes, children: children.map(\.bound))
        case .group(let children): .group(children.map(\.bound))
        case .stylesheet: self
        }
    }

    private static func bound(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        var output = String(words.first ?? "")
        for (previous, word) in zip(words, words.dropFirst()) {
            let plain = String(word.prefix { !".,;:)".contains($0) })
            let isUnit = previous.last?.isNumber == true && followers.contains(plain)
            output += isUnit || previous == "=" || word == "=" ? "\u{A0}" : " "
            output += word
        }
        return output
    }

    /// Text in which V_th is set as a letter with its index.
    static func typeset(_ text: String) -> Markup {
        var pieces: [Markup] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: /\b([A-Za-zτ])_([A-Za-z]+)\b/) {
            pieces.append(.text(String(rest[..<match.range.lowerBound])))
            pieces.append(symbol(String(match.1), String(match.2)))
            rest = rest[match.range.upperBound...]
        }
        return .group(pieces + [.text(String(rest))])
    }

    /// A quantity's letter with its index: V with th below.
    static func symbol(_ letter: String, _ index: String) -> Markup {
        .group([.tag("i", [:], [.text(letter)]), .tag("sub", [:], [.text(index)])])
    }

    static func emphasis(_ text: String) -> Markup { .tag("em", [:], [.text(text)]) }
    static func strong(_ text: String) -> Markup { .tag("strong", [:], [.text(text)]) }
    static func code(_ text: String) -> Markup { .tag("code", [:], [.text(text)]) }
}
