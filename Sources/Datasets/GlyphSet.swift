/// A black-and-white picture of one digit, 6 rows of 5 pixels.
public struct Glyph: Hashable, Sendable {
    public static let height = 6
    public static let width = 5
    public static let pixelCount = height * width

    /// One bit a pixel, row by row from the top left, the first pixel in bit 0; set is black.
    public let bits: UInt32

    public init(bits: UInt32) {
        precondition(bits < 1 << UInt32(Self.pixelCount))
        self.bits = bits
    }

    public func isBlack(_ pixel: Int) -> Bool { bits >> UInt32(pixel) & 1 == 1 }

    public var blackCount: Int { bits.nonzeroBitCount }

    /// The number of pixels in which two glyphs differ.
    public func hammingDistance(to other: Glyph) -> Int { (bits ^ other.bits).nonzeroBitCount }

    /// Six lines of five characters, `#` black and `.` white.
    public var lines: [String] {
        (0..<Self.height).map { row in
            String((0..<Self.width).map { isBlack(row * Self.width + $0) ? "#" : "." })
        }
    }
}

/// Why a text is not a glyph set.
public enum GlyphSetError: Error, Equatable, CustomStringConvertible {
    case wrongGlyphCount(file: String, found: Int)
    case wrongLineCount(file: String, line: Int, digit: Int, found: Int)
    case wrongLineLength(file: String, line: Int, digit: Int, text: String)
    case wrongCharacter(file: String, line: Int, digit: Int, character: Character)
    case identicalGlyphs(file: String, first: Int, second: Int)

    public var description: String {
        switch self {
        case .wrongGlyphCount(let file, let found):
            "\(file): \(found) glyphs, but ten are needed: digits 0 to 9 in order, six lines of five characters each, "
                + "blank lines between"
        case .wrongLineCount(let file, let line, let digit, let found):
            "\(file):\(line): the glyph of digit \(digit) has \(found) lines, but a glyph has 6 lines of 5 characters; "
                + "blank lines stand only between glyphs"
        case .wrongLineLength(let file, let line, let digit, let text):
            "\(file):\(line): \"\(text)\" (digit \(digit)) has \(text.count) characters, but a glyph line has 5"
        case .wrongCharacter(let file, let line, let digit, let character):
            "\(file):\(line): '\(character)' (digit \(digit)) is not a pixel: '#' is black, '.' is white"
        case .identicalGlyphs(let file, let first, let second):
            "\(file): the glyphs of \(first) and \(second) are the same picture; nothing can tell them apart: change one"
        }
    }
}

/// Ten glyphs, the digits 0 to 9 in order, no two the same.
public struct GlyphSet: Hashable, Sendable {
    public static let count = 10

    public let name: String
    public let glyphs: [Glyph]

    public subscript(digit: Int) -> Glyph { glyphs[digit] }

    /// Reads ten blocks of six lines of five characters, `#` black, `.` white, blank lines between.
    /// - Parameters:
    ///   - text: the file's text; trailing white space and DOS line ends are allowed.
    ///   - file: how errors name it.
    public init(parsing text: String, name: String, file: String) throws(GlyphSetError) {
        var blocks: [[(line: Int, text: String)]] = [[]]
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var line = String(raw)
            while line.last?.isWhitespace == true { line.removeLast() }
            if line.isEmpty {
                if !blocks[blocks.count - 1].isEmpty { blocks.append([]) }
            } else {
                blocks[blocks.count - 1].append((index + 1, line))
            }
        }
        if blocks.last?.isEmpty == true { blocks.removeLast() }
        var glyphs: [Glyph] = []
        for (digit, block) in blocks.enumerated() {
            var bits: UInt32 = 0
            for (row, line) in block.enumerated() {
                guard line.text.count == Glyph.width else {
                    throw .wrongLineLength(file: file, line: line.line, digit: digit, text: line.text)
                }
                for (column, character) in line.text.enumerated() {
                    guard character == "#" || character == "." else {
                        throw .wrongCharacter(file: file, line: line.line, digit: digit, character: character)
                    }
                    let pixel = row * Glyph.width + column
                    if character == "#", pixel < Glyph.pixelCount { bits |= 1 << UInt32(pixel) }
                }
            }
            guard block.count == Glyph.height else {
                throw .wrongLineCount(file: file, line: block[0].line, digit: digit, found: block.count)
            }
            glyphs.append(Glyph(bits: bits))
        }
        guard glyphs.count == Self.count else { throw .wrongGlyphCount(file: file, found: glyphs.count) }
        for (second, glyph) in glyphs.enumerated() {
            if let first = glyphs[..<second].firstIndex(of: glyph) {
                throw .identicalGlyphs(file: file, first: first, second: second)
            }
        }
        self.name = name
        self.glyphs = glyphs
    }

    /// The smallest Hamming distance between two of the glyphs.
    public var smallestDistance: Int {
        var smallest = Glyph.pixelCount
        for (index, glyph) in glyphs.enumerated() {
            for other in glyphs[..<index] { smallest = min(smallest, glyph.hammingDistance(to: other)) }
        }
        return smallest
    }

    /// The text that reads back as this set.
    public var text: String {
        glyphs.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}

extension GlyphSet {
    /// Memspike's own glyphs: legible and far apart.
    public static let wide = builtIn("wide", PackageResources.wide_txt)

    /// The usual dot-matrix shapes: the harder case, with glyphs that differ in two pixels only.
    public static let dotMatrix = builtIn("dot-matrix", PackageResources.dot_matrix_txt)

    /// The sets that ship with the program.
    public static let builtIns = [wide, dotMatrix]

    private static func builtIn(_ name: String, _ bytes: [UInt8]) -> GlyphSet {
        do {
            return try GlyphSet(parsing: String(decoding: bytes, as: UTF8.self), name: name, file: "\(name).txt")
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
