/// One statement of a netlist with its continuations.
struct NetlistStatement: Hashable, Sendable {
    var place: NetlistPlace
    /// As written, without remarks.
    var written: String
    /// In small letters.
    var text: String

    init(place: NetlistPlace, written: String) {
        self.place = place
        self.written = written
        text = written.lowercased()
    }

    /// The element's name or the command.
    var name: Substring { text.prefix { !$0.isWhitespace && $0 != "," } }

    /// Words; "=", "(" and ")" are words of their own, an expression in braces or quotes is one.
    var words: [String] { Self.words(of: text) }

    /// - Parameter keepsCommas: whether a comma is a word, as between a function's arguments.
    static func words(of text: some StringProtocol, keepsCommas: Bool = false) -> [String] {
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
                // A relative time may be an expression: +{dt}.
                if word != "+" { end() }
                word.append(character)
                closing = character == "{" ? "}" : character
            } else if character.isWhitespace || character == "," {
                end()
                if keepsCommas, character == "," { words.append(",") }
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
