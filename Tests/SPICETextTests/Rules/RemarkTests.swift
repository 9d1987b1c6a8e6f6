import Circuits
import Quantities
import SPICEText
import Testing

/// Titles, groups, purposes and remarks may hold anything: none of it becomes a statement.
@Suite struct RemarkTests {
    private static let hostile = [
        "evil\n.control\nshell touch executed\n.endc\n* ", "evil\r\nR9 a 0 1", "evil\u{2028}.end", "evil\u{b}.end",
        "evil\\\\",
        "evil\0.end",
    ]

    /// Everything that a dialect writes of a small circuit, flat and in parts.
    private func text(_ dialect: Dialect, _ words: String) throws -> String {
        let group = ElementGroup(words)
        let source = Element("in", in: group, .voltageSource(plus: "a", minus: .ground))
        let load = Element("load", in: group, .resistor("a", .ground, .kilohms(1)))
        let analysis = TransientAnalysis(duration: .microseconds(1), maximumStep: .nanoseconds(1), signals: [])
        let stimuli = (0..<2).map { number in
            NamedStimulus(
                kind: "sample", number: number, stimulus: Stimulus(waveforms: [.constant(.volts(1))]),
                remarks: [words, "class \(words)"],
                expected: nil)
        }
        let readOut = ReadOut(
            outputs: ["a"], spikeHeight: .volts(1), sources: [ReadOut.Source(element: "in", node: "a")])
        let flat = try Circuit(title: words, elements: [source, load])
        let parts = HierarchicalCircuit(
            title: words, subcircuits: [Subcircuit(name: "part", purpose: words, ports: ["a"], elements: [load])],
            calls: [SubcircuitCall("one", of: "part", nodes: ["a"])], elements: [source])
        let files = try dialect.files(parts, stimuli: stimuli, analysis: analysis, readOut: readOut)
        let deck = try dialect.deck(flat, stimulus: stimuli[0].stimulus, analysis: analysis)
        return (files.map(\.text) + [deck.text]).joined(separator: "\n")
    }

    @Test(arguments: Dialect.allCases)
    func nothingBecomesAStatement(dialect: Dialect) throws {
        // Character by character as a simulator splits, not as Swift does.
        func statements(_ words: String) throws -> [String] {
            try text(dialect, words).split { $0.isNewline }.map(String.init).filter { !$0.hasPrefix("*") }
        }
        let plain = try statements("plain")
        for words in Self.hostile {
            #expect(try statements(words) == plain, "\(words.debugDescription)")
            let whole = try text(dialect, words)
            #expect(!whole.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
            #expect(!whole.contains("\\\n"))
        }
    }
}
