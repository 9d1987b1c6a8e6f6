import Datasets
import NumericalMethods
import Testing

private func error(_ text: String) -> GlyphSetError? {
    do {
        _ = try GlyphSet(parsing: text, name: "test", file: "t.txt")
        return nil
    } catch {
        return error
    }
}

/// The dot-matrix text with one line replaced, counted from 1.
private func text(replacing line: Int, with replacement: String) -> String {
    var lines = GlyphSet.dotMatrix.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = replacement
    return lines.joined(separator: "\n")
}

@Suite struct GlyphSetTests {
    @Test func textComesBack() throws {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("glyphs"))
        for _ in 0..<200 {
            let pictures = (0..<10).map { _ in Glyph(bits: UInt32(stream.below(1 << 30))) }
            let text = pictures.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
            let set = try GlyphSet(parsing: text, name: "random", file: "random.txt")
            #expect(set.glyphs == pictures)
            #expect(set.text == text)
        }
        for set in GlyphSet.builtIns { #expect(try GlyphSet(parsing: set.text, name: set.name, file: "f") == set) }
    }

    @Test func pixelsRunRowByRowFromTheTopLeft() throws {
        let set = try GlyphSet(
            parsing: text(replacing: 1, with: "#....").replacing("\n.###.\n\n..#..", with: "\n....#\n\n..#.."),
            name: "n", file: "f")
        #expect(set[0].isBlack(0) && !set[0].isBlack(1))
        #expect(set[0].isBlack(29) && !set[0].isBlack(28))
        #expect(set[0].bits & 0b11111 == 1)
    }

    @Test func whiteSpaceIsForgiven() throws {
        let plain = GlyphSet.dotMatrix.text
        let forms = [
            "\n\n" + plain + "\n\n", plain.replacing("\n", with: "  \n"), plain.replacing("\n\n", with: "\n \t\n\n"),
            String(plain.dropLast()), plain.replacing("\n", with: "\r\n"), plain.replacing("\n", with: " \r\n"),
        ]
        for form in forms {
            #expect(try GlyphSet(parsing: form, name: "n", file: "f").glyphs == GlyphSet.dotMatrix.glyphs)
        }
    }

    @Test func errorsNameTheLine() {
        #expect(
            error(text(replacing: 3, with: "####"))
                == .wrongLineLength(file: "t.txt", line: 3, digit: 0, text: "####"))
        #expect(
            error(text(replacing: 10, with: " ..#.."))
                == .wrongLineLength(file: "t.txt", line: 10, digit: 1, text: " ..#.."))
        #expect(
            error(text(replacing: 69, with: ".##x."))
                == .wrongCharacter(file: "t.txt", line: 69, digit: 9, character: "x"))
        // A missing line: the glyph that begins in line 8 has five; an extra one: seven.
        #expect(
            error(GlyphSet.dotMatrix.text.replacing("..#..\n.##..\n", with: ".##..\n"))
                == .wrongLineCount(file: "t.txt", line: 8, digit: 1, found: 5))
        #expect(
            error(text(replacing: 8, with: "..#..\n..#.."))
                == .wrongLineCount(file: "t.txt", line: 8, digit: 1, found: 7))
        // A blank line inside a glyph cuts it in two; a missing one between joins two.
        #expect(error(text(replacing: 3, with: "")) == .wrongLineCount(file: "t.txt", line: 1, digit: 0, found: 2))
        #expect(
            error(GlyphSet.dotMatrix.text.replacing("\n\n..#..\n.##..", with: "\n..#..\n.##.."))
                == .wrongLineCount(file: "t.txt", line: 1, digit: 0, found: 12))
    }

    @Test func errorsCountGlyphs() {
        #expect(error("") == .wrongGlyphCount(file: "t.txt", found: 0))
        #expect(error("\n \n") == .wrongGlyphCount(file: "t.txt", found: 0))
        let nine = GlyphSet.dotMatrix.glyphs.dropLast().map { $0.lines.joined(separator: "\n") }
        #expect(error(nine.joined(separator: "\n\n")) == .wrongGlyphCount(file: "t.txt", found: 9))
        let eleven = GlyphSet.dotMatrix.text + "\n" + Array(repeating: ".....", count: 6).joined(separator: "\n")
        #expect(error(eleven) == .wrongGlyphCount(file: "t.txt", found: 11))
    }

    @Test func twinsAreRefused() {
        var pictures = GlyphSet.dotMatrix.glyphs.map { $0.lines.joined(separator: "\n") }
        pictures[7] = pictures[2]
        #expect(error(pictures.joined(separator: "\n\n")) == .identicalGlyphs(file: "t.txt", first: 2, second: 7))
    }

    @Test func builtInsAreAsFarApartAsTheySay() {
        #expect(GlyphSet.wide.smallestDistance >= 8)
        #expect(GlyphSet.dotMatrix.smallestDistance == 2)
        for set in GlyphSet.builtIns {
            var smallest = 30
            for a in 0..<10 {
                for b in 0..<10 where a != b {
                    let differing = (0..<30).filter { set[a].isBlack($0) != set[b].isBlack($0) }.count
                    #expect(set[a].hammingDistance(to: set[b]) == differing)
                    smallest = min(smallest, differing)
                }
                #expect(set[a].blackCount == set[a].lines.joined().filter { $0 == "#" }.count)
            }
            #expect(set.smallestDistance == smallest)
        }
    }
}
