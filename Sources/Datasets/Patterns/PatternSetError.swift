/// Why a text is not a pattern set.
public enum PatternSetError: Error, Equatable, CustomStringConvertible {
    case noPatterns(file: String)
    case oneClass(file: String)
    case tooManyClasses(file: String, found: Int)
    case tooManyPixels(file: String, line: Int, height: Int, width: Int)
    case unequalLines(file: String, line: Int, pattern: String, text: String, width: Int)
    case unequalShape(file: String, line: Int, pattern: String, found: String, first: String)
    case wrongCharacter(file: String, line: Int, pattern: String, character: Character, allowed: String)
    case unnamedClass(file: String, line: Int)
    case emptyName(file: String, line: Int)
    case emptyClass(file: String, line: Int, name: String)
    case equalNames(file: String, line: Int, name: String, first: Int)
    case equalPatterns(file: String, first: String, second: String)

    /// What the file has to look like.
    private static let form =
        "a pattern is a block of lines of # (black) and . (white), or of 1 and 0; blank lines stand between blocks, and a "
        + "line \"= A\" before a block names its class"

    /// The file and line, what was found there, and the form that is read.
    public var description: String {
        switch self {
        case .noPatterns(let file): "\(file): there is no pattern in it; \(Self.form)"
        case .oneClass(let file):
            "\(file): there is one pattern, but at least two are needed to be told apart; \(Self.form)"
        case .tooManyClasses(let file, let found):
            "\(file): \(found) patterns, but at most \(PatternSet.mostClasses) classes are allowed; leave some out"
        case .tooManyPixels(let file, let line, let height, let width):
            "\(file):\(line): the pattern has \(height) × \(width) = \(height.multipliedReportingOverflow(by: width).partialValue) "
                + "pixels, but at most \(Pattern.mostPixels) are allowed; make the picture smaller, or give the pictures as data "
                + "of a network"
        case .unequalLines(let file, let line, let pattern, let text, let width):
            "\(file):\(line): \"\(text)\" (\(pattern)) has \(text.count) pixels, but the line above it has \(width); all "
                + "lines of a pattern are equally long"
        case .unequalShape(let file, let line, let pattern, let found, let first):
            "\(file):\(line): \(pattern) has \(found) pixels, but the first pattern has \(first); all patterns of a set have "
                + "one shape, and blank lines stand between patterns alone"
        case .wrongCharacter(let file, let line, let pattern, let character, let allowed):
            "\(file):\(line): '\(character)' (\(pattern)) is not a pixel: \(allowed)"
        case .unnamedClass(let file, let line):
            "\(file):\(line): this pattern has no name, but others have one; put a line \"= NAME\" before every pattern, or "
                + "before none"
        case .emptyName(let file, let line):
            "\(file):\(line): \"=\" names no class; write the name behind it, as in \"= A\""
        case .emptyClass(let file, let line, let name):
            "\(file):\(line): the class \"\(name)\" has no pixels; put its pattern on the lines below \"= \(name)\""
        case .equalNames(let file, let line, let name, let first):
            "\(file):\(line): the class \"\(name)\" was named before, on line \(first); every class has a name of its own"
        case .equalPatterns(let file, let first, let second):
            "\(file): \(first) and \(second) are the same picture; nothing can tell them apart: change one"
        }
    }
}
