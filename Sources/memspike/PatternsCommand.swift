import ArgumentParser
import Datasets
import Experiments
import Foundation
import Results
import Studies

struct PatternsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patterns",
        abstract: "Show patterns, their distances and the best accuracy that noise leaves possible.",
        discussion: """
            Prints the patterns of a set, their Hamming distances, and the ceiling: the accuracy of the nearest-template rule \
            under independent flips, counted exactly where all frames can be counted, else over drawn frames.

            A pattern file has a block of lines for each class, # black and . white (or 1 and 0), blank lines between blocks; \
            a line "= A" before a block names its class. One block of ones and zeros is a list of bare rows, each a class.

            Examples:  memspike patterns
                       memspike patterns letters
                       memspike patterns my-symbols.txt --json
                       memspike patterns wide --file > my-digits.txt
            """, aliases: ["glyphs"])

    @Argument(
        help: ArgumentHelp(
            "A built-in set (\(PatternSet.builtIns.map(\.name).joined(separator: ", "))) or a pattern file.",
            valueName: "patterns"))
    var name = "wide"

    @OptionGroup var printing: PrintOptions

    @Flag(help: "Print the pattern file alone, to edit and use with --patterns.")
    var file = false

    private struct Output: Encodable {
        struct Ceiling: Encodable {
            var flipProbability: Double
            var ceiling: Double
            /// Absent where all frames were counted.
            var standardError: Double?
        }

        var patterns: PatternRecord
        var ceilings: [Ceiling]
    }

    /// More classes make a table of distances wider than a screen.
    private static let mostListed = 30

    func run() throws {
        let patterns = try PatternFile.load(name)
        if file { return try StandardOutput.write(patterns.text, terminator: "") }
        let ceiling = ProtocolCeiling(patterns, slots: 1, seed: 1)
        let output = Output(
            patterns: PatternRecord(patterns),
            ceilings: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map {
                let estimate = ceiling.estimate(.independentFlips($0))
                return .init(flipProbability: $0, ceiling: estimate.value, standardError: estimate.standardError)
            })
        try printing.show(output, text(patterns, output))
    }

    private func text(_ patterns: PatternSet, _ output: Output) -> String {
        var lines = [
            "Pattern set \"\(patterns.name)\": \(patterns.shapeText), smallest Hamming distance "
                + "\(patterns.smallestDistance)", "",
        ]
        lines += pictures(patterns)
        if patterns.count <= Self.mostListed { lines += distances(patterns, output.patterns.distances) }
        let sampled = output.ceilings.contains { $0.standardError != nil }
        lines.append(
            "Ceiling under independent flips, one static frame ("
                + (sampled ? "over \(ProtocolCeiling.drawn) drawn frames: too many to count" : "exact") + ")")
        for item in output.ceilings {
            lines.append(
                String(format: "  p = %.2f   %.3f %%", item.flipProbability, item.ceiling * 100)
                    + (item.standardError.map { String(format: " ± %.3f", $0 * 100) } ?? ""))
        }
        return lines.joined(separator: "\n")
    }

    /// As many pictures side by side as a line of 80 characters holds.
    private func pictures(_ patterns: PatternSet) -> [String] {
        let names = patterns.classNames
        let width = max(patterns.width, names.map(\.count).max()!)
        let perLine = max(1, 80 / (width + 3))
        return stride(from: 0, to: patterns.count, by: perLine).flatMap { first -> [String] in
            let shown = first..<min(first + perLine, patterns.count)
            func line(_ cell: (Int) -> String) -> String {
                shown.map { cell($0).padding(toLength: width, withPad: " ", startingAt: 0) }.joined(separator: "   ")
            }
            return [line { names[$0] }]
                + (0..<patterns.height).map { row in line { patterns.patterns[$0].lines[row] } } + [""]
        }
    }

    private func distances(_ patterns: PatternSet, _ distances: [[Int]]) -> [String] {
        let width = max(3, patterns.classNames.map(\.count).max()!)
        func cell(_ text: String) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
        return ["Hamming distances", cell("") + " " + patterns.classNames.map(cell).joined(separator: " ")]
            + zip(patterns.classNames, distances).map { name, row in
                cell(name) + " " + row.map { cell("\($0)") }.joined(separator: " ")
            } + [""]
    }
}
