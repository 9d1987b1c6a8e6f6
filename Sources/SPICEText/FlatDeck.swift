import Circuits
import Quantities

/// A circuit as one file, in the order of its groups.
enum FlatDeck<Writer: DialectWriter> {
    /// - Parameters:
    ///   - sourceValues: what every voltage source gives, in their order.
    static func deck(
        _ circuit: Circuit, sourceValues: [String], analysis: TransientAnalysis, additionalLines: [String]
    ) throws(SPICETextError) -> Deck {
        try Writer.nameRules.check(circuit)
        let vectors = try SignalNames.vectors(of: analysis.signals, in: circuit)
        var writer = Writer(switchingTime: PortableParts.longestSwitchingTime)
        /// One paragraph per group, in the order in which the groups first appear.
        var paragraphs: [(group: ElementGroup, lines: [String])] = []
        var index: [ElementGroup: Int] = [:]
        var source = 0
        for element in circuit.elements {
            let lines: [String]
            if case .voltageSource(let plus, let minus) = element.kind {
                lines = [Dialect.broken("V\(element.name) \(plus) \(minus) \(sourceValues[source])")]
                source += 1
            } else if case .capacitor(let a, let b, let value) = element.kind, !analysis.initialVoltages.isEmpty {
                let initial = (analysis.initialVoltages[a] ?? .zero) - (analysis.initialVoltages[b] ?? .zero)
                lines = [Writer.capacitorLine(element.name, a, b, value, from: initial)]
            } else {
                lines = writer.lines(for: element)
            }
            if let known = index[element.group] {
                paragraphs[known].lines += lines
            } else {
                index[element.group] = paragraphs.count
                paragraphs.append((element.group, lines))
            }
        }
        let title = circuit.title.onOneLine
        var lines =
            [Writer.remark(title)] + Writer.preamble + Writer.options(analysis.options)
            + writer.definitions
        for (group, elements) in paragraphs {
            lines += ["*", Writer.remark(group.name)]
            lines += elements
        }
        lines += ["*", "* analysis"]
        var recorded = Set<Signal>()
        lines += Writer.saveLines(
            analysis.signals.compactMap { signal in
                recorded.insert(signal).inserted && vectors[signal] != nil ? SignalNames.save(signal) : nil
            })
        lines.append(Writer.transient(analysis))
        lines += additionalLines
        lines.append(".end")
        return Deck(title: title, text: lines.joined(separator: "\n") + "\n", vectorNames: vectors)
    }
}
