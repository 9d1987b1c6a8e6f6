package import Circuits
import Crossbars
import Datasets
import Devices
package import NeuromorphicCircuits
import Quantities
package import Results
package import SPICEText
import SpikingNetworks
package import Studies

/// A network's circuit as a folder that opens in a simulator: parts, stimuli, measurements, and what to expect.
package struct NetlistFolder: Sendable {
    /// An input that a top file shows.
    package struct Input: Sendable {
        package var number: Int
        package var className: String
        /// What it is, line by line.
        package var remarks: [String]
    }

    /// The circuit in one form.
    package struct Drawing: Sendable {
        package var variant: CircuitVariant
        package var circuit: HierarchicalCircuit
        package var analysis: TransientAnalysis
        package var readOut: ReadOut
        /// One an input.
        package var stimuli: [Stimulus]
    }

    /// What an engine saw of an input.
    package struct Expectation: Sendable {
        package var input: Int
        package var level: Level
        package var seen: NetworkObservation

        package var variant: CircuitVariant { level.variant }
    }

    /// Of the whole, on one line.
    let title: String
    /// What the top files are named after: "pattern" of `pattern_3.cir`.
    let kind: String
    let inputs: [Input]
    let drawings: [Drawing]
    let expected: [Expectation]
    let dialect: Dialect
    /// What the README says of the circuit's nodes and lines.
    let nodes: String
    /// What the README says of what was not computed; empty if there is nothing.
    let missing: String

    /// - Parameters:
    ///   - prefix: a folder inside `folder`, or nil for the folder itself.
    ///   - version: the program's, for the README.
    /// - Returns: the files' names.
    /// - Throws: `SPICETextError`, `RunFolderError`.
    @discardableResult
    package func write(to folder: RunFolder, under prefix: String?, version: String) throws -> [String] {
        var files: [String] = []
        func write(_ text: String, _ name: String) throws {
            let path = prefix.map { "\($0)/\(name)" } ?? name
            try folder.write(text, to: path)
            files.append(path)
        }
        for drawing in drawings {
            let decks = try dialect.files(
                drawing.circuit, stimuli: stimuli(drawing), analysis: drawing.analysis, readOut: drawing.readOut)
            for file in decks { try write(file.text, "\(drawing.variant.rawValue)/\(file.name)") }
        }
        for name in DeviceModel.Name.allCases {
            let module = VerilogAModule(DeviceModel(name))
            try write(module.text, "verilog-a/\(module.name).va")
        }
        try write(csv, "expected.csv")
        try write(NetlistReadme(folder: self, version: version).text, "README.md")
        return files
    }

    private func stimuli(_ drawing: Drawing) -> [NamedStimulus] {
        zip(inputs, drawing.stimuli).map { input, stimulus in
            let known = expected.filter { $0.variant == drawing.variant && $0.input == input.number }
            return NamedStimulus(
                kind: kind, number: input.number, stimulus: stimulus,
                remarks: input.remarks + known.map { "Expected (\($0.level.rawValue)): \($0.text)." },
                expected: known.first?.race)
        }
    }

    func className(of expectation: Expectation) -> String {
        inputs.first { $0.number == expectation.input }?.className ?? ""
    }

    private var csv: String {
        let rows = expected.map { row in
            "\(row.variant.rawValue),\(row.input),\(className(of: row).csvField),\(row.level.rawValue),"
                + "\(row.seen.decision.winner ?? -1),\(row.seen.firstSpike.map { "\($0)" } ?? ""),\(row.seen.energy.total),"
                + "\(row.seen.outputSpikes)"
        }
        let heading = "variant,\(kind),class,level,winner,first spike (s),energy (J),output spikes"
        return ([heading] + rows).joined(separator: "\n") + "\n"
    }
}

extension NetlistFolder.Expectation {
    var race: ExpectedRace {
        ExpectedRace(
            winner: seen.decision.winner, spikeTime: seen.firstSpike.map { Time($0) }, energy: Energy(seen.energy.total)
        )
    }

    /// "winner 3, first spike 210.33 ns, energy 1.2 pJ, 1 output spike".
    var text: String {
        let cost = "energy \(Energy(seen.energy.total).formatted(digits: 4))"
        let spikes = seen.outputSpikes
        guard let spikeTime = seen.firstSpike else { return "nobody fires, \(cost)" }
        return
            "winner \(seen.decision.winner.map(String.init) ?? "undecided"), first spike \(Time(spikeTime).formatted(digits: 5)), "
            + "\(cost), \(spikes) output spike\(spikes == 1 ? "" : "s")"
    }
}
