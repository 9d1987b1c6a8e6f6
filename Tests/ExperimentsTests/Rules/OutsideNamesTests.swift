import Datasets
import SPICEText
import SpikingNetworks
import TestedProgram
import Testing

/// A class name may hold anything that a field in quotes may hold.
@Suite struct OutsideNamesTests {
    private let names = ["plain, with comma", "evil\n.control\nshell touch executed\n.endc\n* ", "a|b", "say \"d\""]

    @Test(arguments: Dialect.allCases)
    func classNamesStayNames(dialect: Dialect) throws {
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let renamed = try LabelledSamples(
            name: "set\n.end", features: samples.features, labels: samples.labels, featureCount: samples.featureCount,
            classes: samples.classes, classNames: names)
        let indices = (0..<4).map { label in samples.labels.firstIndex(of: label)! }
        let plain = try WrittenNetlists(dialect, of: network, samples, indices, design)
        let netlists = try WrittenNetlists(dialect, of: network, renamed, indices, design)
        for file in netlists.files where file.hasSuffix(".cir") {
            func statements(_ netlists: WrittenNetlists) throws -> [Substring] {
                try netlists.text(file).split { $0.isNewline }.filter { !$0.hasPrefix("*") }
            }
            #expect(try statements(netlists) == statements(plain), "\(file)")
        }
        let rows = try netlists.text("expected.csv").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.count == 1 + 4 + 1)
        #expect(rows[1].contains(",\"plain, with comma\","))
        #expect(
            rows[2].contains(",evil .control shell touch executed .endc * ,") || rows[2].contains(",\"evil .control"))
        #expect(rows[4].contains(",\"say \"\"d\"\"\","))
        let table = try netlists.text("README.md").split(separator: "\n").filter { $0.hasPrefix("| sample_") }
        #expect(table.count == 4)
        // Eight bars that are not escaped.
        for row in table { #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 8) }
    }
}
