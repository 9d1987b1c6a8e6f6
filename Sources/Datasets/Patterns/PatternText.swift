import NumericalMethods

extension PatternSet {
    /// Reads patterns written as pictures: a block of equally long lines each, `#` black and `.` white, or `1` and `0`; blank
    /// lines between blocks. A line `= NAME` before a block names its class, else classes are numbered from 0. One block of
    /// ones and zeros alone, without names, is a list of bare rows: every line is a class.
    /// - Parameters:
    ///   - text: the file's text; white space at the ends of lines and DOS line ends are allowed.
    ///   - file: how errors name it.
    public init(parsing text: String, name: String, file: String) throws(PatternSetError) {
        var blocks = try PatternBlock.blocks(of: text, file: file)
        if blocks.count == 1, blocks[0].name == nil, blocks[0].lines.allSatisfy({ $0.text.allSatisfy("01".contains) }) {
            blocks = blocks[0].lines.map { PatternBlock(name: nil, nameLine: 0, lines: [$0]) }
        }
        guard let first = blocks.first else { throw .noPatterns(file: file) }
        guard blocks.count > 1 else { throw .oneClass(file: file) }
        guard blocks.count <= Self.mostClasses else { throw .tooManyClasses(file: file, found: blocks.count) }
        let names = try PatternBlock.names(of: blocks, file: file)
        let alphabet: PatternBlock.Alphabet = first.lines[0].text.first.map("01".contains) == true ? .bits : .ink
        var patterns: [Pattern] = []
        for (index, block) in blocks.enumerated() {
            let pattern = try block.pattern(alphabet, called: block.title(index), file: file)
            if let shape = patterns.first, (pattern.height, pattern.width) != (shape.height, shape.width) {
                throw .unequalShape(
                    file: file, line: block.lines[0].number, pattern: block.title(index),
                    found: "\(pattern.height) × \(pattern.width)", first: "\(shape.height) × \(shape.width)")
            }
            patterns.append(pattern)
        }
        var places: [Pattern: Int] = [:]
        for (index, pattern) in patterns.enumerated() {
            if let earlier = places.updateValue(index, forKey: pattern) {
                throw .equalPatterns(
                    file: file, first: blocks[earlier].title(earlier), second: blocks[index].title(index))
            }
        }
        self.init(name: name, patterns: patterns, classNames: names)
    }
}

/// The lines of one pattern, as they stand in a file.
private struct PatternBlock {
    /// The two characters that pixels are written with.
    enum Alphabet {
        case ink
        case bits

        var black: Character { self == .ink ? "#" : "1" }
        var white: Character { self == .ink ? "." : "0" }
    }

    var name: String?
    /// The line of the name.
    var nameLine: Int
    var lines: [(number: Int, text: String)]

    /// How errors call it.
    func title(_ index: Int) -> String { name.map { "class \"\($0)\"" } ?? "pattern \(index)" }

    static func blocks(of text: String, file: String) throws(PatternSetError) -> [PatternBlock] {
        var blocks: [PatternBlock] = []
        var isOpen = false
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmingEnd
            if line.first == "=" {
                let name = String(line.dropFirst().drop(while: \.isWhitespace))
                guard !name.isEmpty else { throw .emptyName(file: file, line: index + 1) }
                blocks.append(PatternBlock(name: name, nameLine: index + 1, lines: []))
                isOpen = true
            } else if line.isEmpty {
                // A blank line between a name and its picture ends nothing.
                if blocks.last?.lines.isEmpty == false { isOpen = false }
            } else {
                if !isOpen { blocks.append(PatternBlock(name: nil, nameLine: index + 1, lines: [])) }
                isOpen = true
                blocks[blocks.count - 1].lines.append((index + 1, String(line)))
            }
        }
        for block in blocks where block.lines.isEmpty {
            throw .emptyClass(file: file, line: block.nameLine, name: block.name ?? "")
        }
        return blocks
    }

    static func names(of blocks: [PatternBlock], file: String) throws(PatternSetError) -> [String] {
        guard blocks.contains(where: { $0.name != nil }) else { return blocks.indices.map(String.init) }
        var lines: [String: Int] = [:]
        var names: [String] = []
        for block in blocks {
            guard let name = block.name else { throw .unnamedClass(file: file, line: block.lines[0].number) }
            if let first = lines.updateValue(block.nameLine, forKey: name) {
                throw .equalNames(file: file, line: block.nameLine, name: name, first: first)
            }
            names.append(name)
        }
        return names
    }

    func pattern(_ alphabet: Alphabet, called title: String, file: String) throws(PatternSetError) -> Pattern {
        let width = lines[0].text.count
        guard width <= Pattern.mostPixels, lines.count <= Pattern.mostPixels, lines.count * width <= Pattern.mostPixels
        else { throw .tooManyPixels(file: file, line: lines[0].number, height: lines.count, width: width) }
        var pixels = BitVector(count: lines.count * width)
        for (row, line) in lines.enumerated() {
            for character in line.text where character != alphabet.black && character != alphabet.white {
                throw .wrongCharacter(
                    file: file, line: line.number, pattern: title, character: character,
                    allowed: "'\(alphabet.black)' is black, '\(alphabet.white)' is white")
            }
            guard line.text.count == width else {
                throw .unequalLines(file: file, line: line.number, pattern: title, text: line.text, width: width)
            }
            for (column, character) in line.text.enumerated() where character == alphabet.black {
                pixels[row * width + column] = true
            }
        }
        return Pattern(height: lines.count, width: width, pixels: pixels)
    }
}

extension Substring {
    fileprivate var trimmingEnd: Substring {
        var line = self
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }
}
