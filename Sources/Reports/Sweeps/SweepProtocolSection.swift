import Quantities
import Results
import Studies

/// What was done, so that somebody else can do it again.
struct SweepProtocolSection {
    let results: SweepResults
    let grid: SweepGrid

    var section: Section {
        var blocks: [Block] = [
            .paragraph([.text(arrays)]), .heading("Effects at every point"), effects, .heading("Axes"), axes,
        ]
        if let search = results.faultSearch {
            blocks += [.heading("Finding the stuck cells"), .paragraph([.typeset(text(search))])]
        }
        if let check = results.check { blocks += [.heading("The engine, checked"), .paragraph([.text(text(check))])] }
        if let patterns = results.patterns, !patterns.pictures.isEmpty {
            blocks += PatternSection(patterns).section.blocks
        }
        return Section(anchor: "protocol", title: "What was done", blocks: blocks)
    }

    private var arrays: String {
        """
        Every array is programmed, ages and is read, in that order, with random numbers of its own; array number n has the \
        same ones at every point and under every remedy. \(presentations) The engine is \
        \(EngineStyle(results.engine.engine).label), \(results.engine.simulator) \(results.engine.version); the seed is \
        \(results.seed).
        """
    }

    private var presentations: String {
        results.network == nil
            ? "It is then shown its presentations, every class equally often; the first neuron to fire wins. Its accuracy "
                + "is the ceiling times the winners’ probabilities, given what was shown, over the largest ones."
            : "It is then shown the same samples as all others, and its accuracy is the part that it decides rightly."
    }

    private var effects: Block {
        guard !results.effects.isEmpty else {
            return .missing("None: the arrays are ideal but for what the axes vary.")
        }
        return .markup(
            .tag(
                "ul", ["class": "notes"],
                results.effects.map { text in .tag("li", [:], [.text(text + remark(text))]) }))
    }

    /// An effect's own value does not hold where an axis sets it.
    private func remark(_ text: String) -> String {
        let swept = grid.dimensions.map(\.style.key).filter { key in
            let kind = EffectKind(rawValue: String(key.prefix { $0 != "." }))
            return kind.map { text.hasPrefix($0.description.title) } ?? false
        }
        return swept.isEmpty ? "" : " — but \(swept.joined(separator: ", ")) as the axes say"
    }

    private var axes: Block {
        guard !grid.dimensions.isEmpty else { return .missing("None: one point.") }
        return .markup(
            .tag(
                "ul", ["class": "notes"],
                grid.dimensions.map { dimension in
                    let values = (0..<dimension.count).map(dimension.text).joined(separator: ", ")
                    return .tag("li", [:], [.code(dimension.style.key), .text(": \(values)").bound])
                }))
    }

    private func text(_ search: FaultSearchRecord) -> String {
        """
        Remedies that know the stuck cells have to find them first, once for each array: \(search.protocolText). That is \
        \(NumberText.count(search.writes)) writes and \(NumberText.count(search.reads)) reads an array; the reads cost \
        \(Energy(search.readEnergy).formatted(digits: 3)), the writes what the device asks for.
        """
    }

    private func text(_ check: EngineCheckRecord) -> String {
        """
        On the first arrays of every point, \(EngineStyle(check.engine).label) and \(EngineStyle(check.against).label) decided \
        \(NumberText.count(check.presentations)) presentations; they agree on \
        \(NumberText.percent(check.decisionsAgree, decimals: check.decisionsAgree > 0.99 ? 2 : 1)) %.
        """
    }
}
