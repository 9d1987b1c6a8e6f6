import NumericalMethods

/// The patterns to be told apart: two or more classes of one shape, no two the same.
public struct PatternSet: Hashable, Sendable {
    /// The most classes of a set.
    public static let mostClasses = 1024

    /// The built-in set's, or the file's.
    public let name: String
    /// One of each class.
    public let patterns: [Pattern]
    /// The names of the classes; "0", "1", … where the file names none.
    public let classNames: [String]

    /// How many patterns there are, one a class.
    public var count: Int { patterns.count }
    /// Of every pattern, in pixels.
    public var height: Int { patterns[0].height }
    /// Of every pattern, in pixels.
    public var width: Int { patterns[0].width }
    /// Pixels of every pattern, a network's inputs.
    public var pixelCount: Int { patterns[0].pixelCount }

    init(name: String, patterns: [Pattern], classNames: [String]) {
        self.name = name
        self.patterns = patterns
        self.classNames = classNames
    }

    /// "10 classes of 6 × 5 pixels".
    public var shapeText: String {
        height == 1 ? "\(count) classes of \(width) inputs" : "\(count) classes of \(height) × \(width) pixels"
    }

    /// Whether the classes bear names of their own.
    public var hasClassNames: Bool { classNames != (0..<count).map(String.init) }

    /// The smallest Hamming distance between two of the patterns.
    public var smallestDistance: Int {
        var smallest = pixelCount
        for (index, pattern) in patterns.enumerated() {
            for other in patterns[..<index] { smallest = min(smallest, pattern.hammingDistance(to: other)) }
        }
        return smallest
    }

    /// The text that reads back as this set.
    public var text: String {
        zip(patterns, classNames).map { pattern, name in
            ((hasClassNames ? ["= \(name)"] : []) + pattern.lines).joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }
}

extension PatternSet {
    /// Memspike's own digits, 6 × 5 pixels: legible and far apart.
    public static let wide = builtIn("wide", PackageResources.wide_txt)

    /// The usual dot-matrix digits, 6 × 5 pixels: the harder case, with patterns that differ in two pixels only.
    public static let dotMatrix = builtIn("dot-matrix", PackageResources.dot_matrix_txt)

    /// The letters A to Z, 7 × 5 pixels.
    public static let letters = builtIn("letters", PackageResources.letters_txt)

    /// The digits 0 to 9, 8 × 8 pixels.
    public static let digits8 = builtIn("digits-8x8", PackageResources.digits_8x8_txt)

    /// The sets that ship with the program.
    public static let builtIns = [wide, dotMatrix, letters, digits8]

    private static func builtIn(_ name: String, _ bytes: [UInt8]) -> PatternSet {
        do {
            return try PatternSet(parsing: String(decoding: bytes, as: UTF8.self), name: name, file: "\(name).txt")
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
