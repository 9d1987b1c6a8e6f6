import NumericalMethods
import Testing

@testable import Datasets

private func error(_ text: String) -> PatternSetError? {
    do {
        _ = try PatternSet(parsing: text, name: "test", file: "t.txt")
        return nil
    } catch {
        return error
    }
}

private func set(_ text: String) throws -> PatternSet { try PatternSet(parsing: text, name: "test", file: "t.txt") }

/// The dot-matrix text with one line replaced, counted from 1.
private func text(replacing line: Int, with replacement: String) -> String {
    var lines = PatternSet.dotMatrix.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = replacement
    return lines.joined(separator: "\n")
}

private func random(_ height: Int, _ width: Int, _ stream: inout RandomStream) -> Pattern {
    Pattern(
        height: height, width: width, pixels: stream.bernoulliBits(count: height * width, probability: 0.5))
}

@Suite struct PatternSetTests {
    @Test(arguments: [(6, 5), (7, 5), (8, 8), (1, 16), (3, 40), (64, 64)])
    func textComesBack(height: Int, width: Int) throws {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("patterns"))
        for classes in [2, 3, 17] {
            let pictures = (0..<classes).map { _ in random(height, width, &stream) }
            let text = pictures.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
            let plain = try PatternSet(parsing: text, name: "random", file: "random.txt")
            #expect(plain.patterns == pictures && plain.text == text && !plain.hasClassNames)
            let named = PatternSet(
                name: "random", patterns: pictures, classNames: pictures.indices.map { "c \($0 * 7)" })
            #expect(try PatternSet(parsing: named.text, name: "random", file: "f") == named)
        }
    }

    @Test func builtInsComeBack() throws {
        for set in PatternSet.builtIns { #expect(try PatternSet(parsing: set.text, name: set.name, file: "f") == set) }
        #expect(PatternSet.letters.classNames == (65...90).map { String(UnicodeScalar($0)) })
        #expect((PatternSet.letters.height, PatternSet.letters.width) == (7, 5))
        #expect((PatternSet.digits8.height, PatternSet.digits8.width, PatternSet.digits8.count) == (8, 8, 10))
    }

    @Test func pixelsRunRowByRowFromTheTopLeft() throws {
        let set = try set("#...\n..##\n\n1".replacing("1", with: "....\n...."))
        #expect((0..<8).filter { set.patterns[0].isBlack($0) } == [0, 6, 7])
        #expect((set.height, set.width, set.count) == (2, 4, 2))
    }

    @Test func onesAndZerosAreBlackAndWhite() throws {
        #expect(try set("10\n01\n\n11\n00").patterns == set("#.\n.#\n\n##\n..").patterns)
    }

    /// One block of ones and zeros cannot be one picture, since one class is none: its lines are the classes.
    @Test func bareRowsAreClasses() throws {
        let rows = try set("0011\n1100\n1010\n")
        #expect(rows.count == 3 && (rows.height, rows.width) == (1, 4))
        #expect(rows.patterns.map(\.lines) == [["..##"], ["##.."], ["#.#."]])
        #expect(try set("0011\n\n1100\n\n1010\n").patterns == rows.patterns)
        #expect(try set("= a\n0011\n= b\n1100\n= c\n1010\n").patterns == rows.patterns)
    }

    @Test func whiteSpaceIsForgiven() throws {
        let plain = PatternSet.dotMatrix.text
        let forms = [
            "\n\n" + plain + "\n\n", plain.replacing("\n", with: "  \n"), plain.replacing("\n\n", with: "\n \t\n\n"),
            String(plain.dropLast()), plain.replacing("\n", with: "\r\n"), plain.replacing("\n", with: " \r\n"),
        ]
        for form in forms { #expect(try set(form).patterns == PatternSet.dotMatrix.patterns) }
        #expect(try set("= A\n\n#.\n\n\n=B\n.#\n").classNames == ["A", "B"])
    }

    @Test func errorsNameTheLine() {
        #expect(
            error(text(replacing: 3, with: "####"))
                == .unequalLines(file: "t.txt", line: 3, pattern: "pattern 0", text: "####", width: 5))
        #expect(
            error(text(replacing: 69, with: ".##x."))
                == .wrongCharacter(
                    file: "t.txt", line: 69, pattern: "pattern 9", character: "x",
                    allowed: "'#' is black, '.' is white"))
        #expect(
            error("10\n01\n\n12\n00")
                == .wrongCharacter(
                    file: "t.txt", line: 4, pattern: "pattern 1", character: "2",
                    allowed: "'1' is black, '0' is white"))
        // A missing line: the pattern that begins in line 8 has five; an extra one: seven.
        #expect(
            error(PatternSet.dotMatrix.text.replacing("..#..\n.##..\n", with: ".##..\n"))
                == .unequalShape(file: "t.txt", line: 8, pattern: "pattern 1", found: "5 × 5", first: "6 × 5"))
        #expect(
            error(text(replacing: 8, with: "..#..\n..#.."))
                == .unequalShape(file: "t.txt", line: 8, pattern: "pattern 1", found: "7 × 5", first: "6 × 5"))
        // A blank line inside a pattern cuts it in two.
        #expect(
            error(text(replacing: 3, with: ""))
                == .unequalShape(file: "t.txt", line: 4, pattern: "pattern 1", found: "3 × 5", first: "2 × 5"))
    }

    @Test func errorsCountPatterns() {
        #expect(error("") == .noPatterns(file: "t.txt"))
        #expect(error("\n \n") == .noPatterns(file: "t.txt"))
        #expect(error("#.\n.#\n") == .oneClass(file: "t.txt"))
        #expect(error("0101\n") == .oneClass(file: "t.txt"))
        let many = (0...PatternSet.mostClasses).map { index in
            String((0..<11).map { index >> $0 & 1 == 1 ? "1" : "0" })
        }
        #expect(
            error(many.joined(separator: "\n")) == .tooManyClasses(file: "t.txt", found: PatternSet.mostClasses + 1))
        let wide = String(repeating: "#", count: 100)
        let large = Array(repeating: wide, count: 41).joined(separator: "\n")
        #expect(error("\(large)\n\n\(large)") == .tooManyPixels(file: "t.txt", line: 1, height: 41, width: 100))
    }

    @Test func namesAreForAllOrNone() {
        #expect(error("= A\n#.\n\n.#\n\n= C\n##") == .unnamedClass(file: "t.txt", line: 4))
        #expect(error("#.\n= B\n.#") == .unnamedClass(file: "t.txt", line: 1))
        #expect(error("= A\n#.\n= A\n.#") == .equalNames(file: "t.txt", line: 3, name: "A", first: 1))
        #expect(error("=\n#.\n= B\n.#") == .emptyName(file: "t.txt", line: 1))
        #expect(error("= A\n= B\n.#") == .emptyClass(file: "t.txt", line: 1, name: "A"))
    }

    @Test func twinsAreRefused() {
        var pictures = PatternSet.dotMatrix.patterns.map { $0.lines.joined(separator: "\n") }
        pictures[7] = pictures[2]
        #expect(
            error(pictures.joined(separator: "\n\n"))
                == .equalPatterns(file: "t.txt", first: "pattern 2", second: "pattern 7"))
        #expect(
            error("= A\n#.\n= B\n.#\n= C\n#.")
                == .equalPatterns(file: "t.txt", first: "class \"A\"", second: "class \"C\""))
    }

    @Test func builtInsAreAsFarApartAsTheySay() {
        #expect(PatternSet.wide.smallestDistance >= 8)
        #expect(PatternSet.dotMatrix.smallestDistance == 2)
        for set in PatternSet.builtIns {
            var smallest = set.pixelCount
            for (index, a) in set.patterns.enumerated() {
                for b in set.patterns[..<index] {
                    let differing = (0..<set.pixelCount).filter { a.isBlack($0) != b.isBlack($0) }.count
                    #expect(a.hammingDistance(to: b) == differing)
                    smallest = min(smallest, differing)
                }
                #expect(a.blackCount == a.lines.joined().filter { $0 == "#" }.count)
            }
            #expect(set.smallestDistance == smallest)
        }
    }
}
