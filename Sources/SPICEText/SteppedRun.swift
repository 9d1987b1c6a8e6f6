import Quantities

/// All stimuli in one run: a parameter chooses, and each prints what it gives beside what to expect.
struct SteppedRun<Writer: DialectWriter> {
    /// "digit", which the stimuli's names begin with.
    let parameter: String
    private let stimuli: [NamedStimulus]
    private let isRace: Bool

    /// - Parameters:
    ///   - stimuli: at least one, all of one kind.
    ///   - isRace: whether the winner is measured.
    init(_ stimuli: [NamedStimulus], isRace: Bool) {
        parameter = stimuli[0].kind
        self.stimuli = stimuli
        self.isRace = isRace
    }

    fileprivate var numbers: [Int] { stimuli.map(\.number) }

    /// The parameter and, for every stimulus, one that is 1 if it is chosen and else 0.
    var parameters: [String] {
        [
            "* \(parameter) is the number of what is shown; of the parameters below, that one's is 1 and the others are 0."
        ]
            + [Writer.parameterLine(parameter, "\(numbers[0])")]
            + stimuli.map { Writer.parameterLine($0.name, "{max(1-abs(\(parameter)-\($0.number)),0)}") }
            + [Writer.stepLine(parameter, numbers)].compactMap { $0 }
    }

    /// Nodes with the values to expect of what is chosen; none if some are not known.
    var expected: [(name: String, values: [Double])] {
        let known = stimuli.compactMap(\.expected)
        guard known.count == stimuli.count else { return [] }
        let (time, energy) = (Writer.timeUnit, Writer.energyUnit)
        let winner = [("expected_winner", known.map { Double($0.winner ?? -1) })]
        return (isRace ? winner : []) + [
            ("expected_spike_time\(time.suffix)", known.map { $0.spikeTime.map { $0.value * time.perSI } ?? -1 }),
            ("expected_energy\(energy.suffix)", known.map { $0.energy.value * energy.perSI }),
        ]
    }

    /// What of these nodes is recorded.
    var signals: [String] { expected.map { "v(\($0.name))" } }

    /// The sources of these nodes.
    var expectedLines: [String] {
        guard !expected.isEmpty else { return [] }
        return ["* what to expect, -1 where nobody fires"]
            + expected.map { node in
                Dialect.broken("V\(node.name) \(node.name) 0 DC \(SourceText.chosen(node.values, stimuli.map(\.name)))")
            }
    }
}

extension SteppedRun<NgspiceDialect> {
    /// A loop over all stimuli that prints a line for each.
    func controlBlock(_ readOut: ReadOut) -> [String] {
        let measured = readOut.measurements[0].measurements
        let count = ReadOut.count
        let wanted = expected.map { "  let wanted_\($0.name) = \($0.name)[0]" }
        let shown = measured.map { quantity in
            "\(quantity.name) $&\(quantity.name)"
                + (expected.isEmpty ? "" : " (expected $&wanted_expected_\(quantity.name))")
        }
        return [".control", "foreach number \(numbers.map(String.init).joined(separator: " "))"]
            + ["  alterparam \(parameter) = $number", "  reset", "  run", "  let spike_time = -1"]
            + (measured + [count]).map { "  meas tran \($0.name) \($0.condition)" } + wanted
            + [
                "  echo \"\(parameter) $number: \(shown.joined(separator: ", ")), spikes $&\(count.name)\"", "end",
                "quit", ".endc",
            ]
    }
}
