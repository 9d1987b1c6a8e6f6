import ArgumentParser
import Datasets
import Experiments
import Foundation

struct GlyphsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glyphs",
        abstract: "Show glyphs, their distances and the best accuracy that noise leaves possible.",
        discussion: """
            Prints the ten pictures, their Hamming distances, and the ceiling: the accuracy of the nearest-template rule \
            under independent flips, exact.

            Examples:  memspike glyphs
                       memspike glyphs dot-matrix
                       memspike glyphs my-digits.txt --json
            """)

    @Argument(help: ArgumentHelp("A built-in set (wide, dot-matrix) or a glyph file.", valueName: "glyphs"))
    var name = "wide"

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    @Flag(help: "Print the glyph file alone, to edit and use with --glyphs.")
    var file = false

    private struct Output: Encodable {
        struct Ceiling: Encodable {
            var flipProbability: Double
            var ceiling: Double
        }

        var glyphs: GlyphRecord
        var ceilings: [Ceiling]
    }

    func run() throws {
        let glyphs = try GlyphFile.load(name)
        if file { return try StandardOutput.write(glyphs.text, terminator: "") }
        let ceiling = RecognitionCeiling(glyphs)
        let output = Output(
            glyphs: GlyphRecord(glyphs),
            ceilings: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map {
                .init(flipProbability: $0, ceiling: ceiling.accuracy(.independent(probability: $0)))
            })
        if json {
            try StandardOutput.write(json: output)
        } else {
            try StandardOutput.write(text(output))
        }
    }

    private func text(_ output: Output) -> String {
        var lines = [
            "Glyph set \"\(output.glyphs.name)\", smallest Hamming distance \(output.glyphs.smallestDistance)", "",
        ]
        for half in [0..<5, 5..<10] {
            lines.append(half.map { "\($0)    " }.joined(separator: "   "))
            for row in 0..<Glyph.height {
                lines.append(half.map { output.glyphs.pictures[$0][row] }.joined(separator: "   "))
            }
            lines.append("")
        }
        lines.append("Hamming distances")
        lines.append("    " + (0..<10).map { "  \($0)" }.joined(separator: " "))
        for (digit, row) in output.glyphs.distances.enumerated() {
            lines.append("  \(digit) " + row.map { String(format: "%3d", $0) }.joined(separator: " "))
        }
        lines.append("")
        lines.append("Ceiling under independent flips, one static frame (exact)")
        for item in output.ceilings {
            lines.append(String(format: "  p = %.2f   %.3f %%", item.flipProbability, item.ceiling * 100))
        }
        return lines.joined(separator: "\n")
    }
}
