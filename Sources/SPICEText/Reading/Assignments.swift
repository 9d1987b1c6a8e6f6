/// "name=value" among words, or in a text whose values may be expressions without braces.
enum Assignments {
    /// Pairs of a text: "a=2 b = (a+1)**2, c={a}". A value ends where the next name begins.
    static func pairs(
        of text: some StringProtocol, _ place: NetlistPlace
    ) throws(NetlistError) -> [(name: String, value: String)] {
        let characters = Array(text)
        let signs = equalSigns(characters)
        var starts: [Int] = []
        var pairs: [(name: String, value: String)] = []
        for sign in signs { starts.append(nameStart(characters, before: sign)) }
        func trimmed(_ range: Range<Int>) -> String {
            let isMargin: (Character) -> Bool = { $0.isWhitespace || $0 == "," }
            let part = characters[range].drop(while: isMargin)
            return String(part[..<(part.lastIndex { !isMargin($0) }.map { $0 + 1 } ?? part.startIndex)])
        }
        let head = trimmed(0..<(starts.first ?? characters.count))
        guard head.isEmpty else {
            throw .malformed(place, "\"\(head)\" needs a value: \(head.prefix { !$0.isWhitespace })=…")
        }
        for (index, sign) in signs.enumerated() {
            let name = trimmed(starts[index]..<sign)
            let value = trimmed(
                (sign + 1)..<max(sign + 1, index + 1 < starts.count ? starts[index + 1] : characters.count))
            guard !name.isEmpty, !value.isEmpty else {
                throw .malformed(place, "\"\(name)=\(value)\" is not written name=value")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// What stands before the first assignment, or before "params:", and the rest.
    static func split(_ text: String) -> (plain: [String], assignments: String) {
        let words = text.split { $0.isWhitespace || $0 == "," }
        if let keyword = words.first(where: { $0 == "params:" || $0.hasPrefix("params:") || $0 == "params" }) {
            let rest = text[keyword.startIndex...].dropFirst("params".count).drop { $0 == ":" || $0.isWhitespace }
            return (text[..<keyword.startIndex].split { $0.isWhitespace || $0 == "," }.map(String.init), String(rest))
        }
        let characters = Array(text)
        guard let sign = equalSigns(characters).first else { return (words.map(String.init), "") }
        let start = nameStart(characters, before: sign)
        return (
            characters[..<start].split { $0.isWhitespace || $0 == "," }.map { String($0) }, String(characters[start...])
        )
    }

    /// Outside of brackets and quotes, and no part of ==, <=, >= or !=.
    private static func equalSigns(_ text: [Character]) -> [Int] {
        var signs: [Int] = []
        var depth = 0
        var quote: Character?
        for (index, character) in text.enumerated() {
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "(", "{", "[": depth += 1
            case ")", "}", "]": depth -= 1
            case "=" where depth == 0:
                let before = index > 0 ? text[index - 1] : " "
                let after = index + 1 < text.count ? text[index + 1] : " "
                if !"=<>!".contains(before), after != "=" { signs.append(index) }
            default: break
            }
        }
        return signs
    }

    private static func nameStart(_ text: [Character], before sign: Int) -> Int {
        var start = sign
        while start > 0, text[start - 1].isWhitespace { start -= 1 }
        while start > 0, !text[start - 1].isWhitespace, text[start - 1] != ",", text[start - 1] != "=",
            text[start - 1] != "}", text[start - 1] != "'"
        {
            start -= 1
        }
        return start
    }

    /// Pairs of words: name, "=", value.
    static func parse(_ words: [String], _ place: NetlistPlace) throws(NetlistError) -> [(name: String, word: String)] {
        var pairs: [(name: String, word: String)] = []
        var rest = words[...]
        while let name = rest.first {
            guard rest.count >= 3, rest[rest.startIndex + 1] == "=" else {
                throw .malformed(place, "\"\(name)\" needs a value: \(name)=…")
            }
            pairs.append((name, rest[rest.startIndex + 2]))
            rest = rest.dropFirst(3)
        }
        return pairs
    }
}
