import Circuits
package import Crossbars
import Datasets
import Devices
package import NeuromorphicCircuits
import Quantities
package import Results
package import SPICEText
import SpikingNetworks
import Studies

/// A classifier's circuit as a folder that opens in a simulator: parts, stimuli, measurements, and what to expect.
package struct ClassifierNetlists: Sendable {
    package let network: StoredNetwork
    package let dialect: Dialect
    /// For the expected values.
    package let engines: SimulationEngines
    package let context: RunContext
    /// The classes to write a top file for.
    package var patterns: [Int]
    package var variants = CircuitVariant.allCases
    /// Of the crossbar's lines; lines that are not ideal are written segment by segment, in decks without parts.
    package var lines = LineResistance.none

    package init(
        _ network: StoredNetwork, dialect: Dialect = .ngspice, engines: SimulationEngines, context: RunContext
    ) {
        self.network = network
        patterns = Array(0..<network.study.patterns.count)
        self.dialect = dialect
        self.engines = engines
        self.context = context
    }

    /// What an engine saw of a clean pattern.
    struct Expectation {
        var variant: CircuitVariant
        var pattern: Int
        var level: Level
        /// −1 if nobody fired, or a tie.
        var winner: Int
        var spikeTime: Double?  // [s]
        var energy: Double  // [J]
        var spikes: Int

        var race: ExpectedRace {
            ExpectedRace(
                winner: winner < 0 ? nil : winner, spikeTime: spikeTime.map { Time($0) }, energy: Energy(energy))
        }
    }

    /// What the top files are named after: `pattern_3.cir`.
    static let kind = "pattern"

    /// - Parameters:
    ///   - prefix: a folder inside `folder`, or nil for the folder itself.
    ///   - version: the program's, for the README.
    /// - Returns: the files' names.
    /// - Throws: a failed run's error, `SPICETextError`, `RunFolderError`, `RunInterrupted`.
    @discardableResult
    package func write(to folder: RunFolder, under prefix: String?, version: String) throws -> [String] {
        let expected = try lines == .none ? expectations() : wiredExpectations()
        var files: [String] = []
        func write(_ text: String, _ name: String) throws {
            let path = prefix.map { "\($0)/\(name)" } ?? name
            try folder.write(text, to: path)
            files.append(path)
        }
        for variant in variants {
            for file in try self.files(variant, expected) { try write(file.text, "\(variant.rawValue)/\(file.name)") }
        }
        for name in DeviceModel.Name.allCases {
            let module = VerilogAModule(DeviceModel(name))
            try write(module.text, "verilog-a/\(module.name).va")
        }
        try write(csv(expected), "expected.csv")
        try write(NetlistReadme(self, expected, version: version).text, "README.md")
        return files
    }

    /// The files of one variant, without expectations from engines if `expected` is empty.
    func files(_ variant: CircuitVariant, _ expected: [Expectation]) throws -> [NetlistFile] {
        let circuit = try ClassifierCircuit(
            network.conductances, design: network.study.circuit, variant: variant, synapse: network.study.device,
            lineResistance: lines, lines: .segments)
        let sources = circuit.circuit.elements.compactMap { element -> ReadOut.Source? in
            guard case .voltageSource(let plus, _) = element.kind else { return nil }
            return ReadOut.Source(element: element.name, node: plus)
        }
        let readOut = ReadOut(
            outputs: (0..<circuit.columns).map(ClassifierCircuit.output), spikeHeight: circuit.design.spikeHeight,
            sources: sources)
        let stimuli = patterns.map { index -> NamedStimulus in
            let (pattern, name) = (network.study.patterns.patterns[index], network.study.patterns.classNames[index])
            let levels = BipolarRows.levels(bits: pattern.pixels)
            let known = expected.filter { $0.variant == variant && $0.pattern == index }
            return NamedStimulus(
                kind: Self.kind, number: index, stimulus: circuit.stimulus(frames: [levels]),
                remarks: ["Class \(name), \(network.study.circuit.readVoltage) on black rows, the opposite on white:"]
                    + picture(pattern) + known.map(remark),
                expected: known.first?.race)
        }
        guard lines == .none else {
            return try dialect.files(circuit.circuit, stimuli: stimuli, analysis: circuit.analysis(), readOut: readOut)
        }
        return try dialect.files(
            circuit.hierarchy, stimuli: stimuli, analysis: circuit.analysis(), readOut: readOut)
    }

    private func picture(_ pattern: Pattern) -> [String] { pattern.lines.map { "    \($0)" } }

    private func remark(_ expected: Expectation) -> String {
        "Expected (\(expected.level.rawValue)): \(expected.race.text), "
            + "\(expected.spikes) output spike\(expected.spikes == 1 ? "" : "s")."
    }

    // MARK: Expectations

    /// Every variant at the levels that can run it; without ngspice the device level has none.
    func expectations() throws -> [Expectation] {
        let runner = try LevelRunner(
            study: network.study, array: network.conductances, engines: engines, context: context)
        let levels = Level.allCases.filter { level in
            switch level {
            case .discrete: false
            case .events: variants.contains(.piecewiseLinear)
            case .ngspice, .ngspiceDevice: engines.ngspice != nil && variants.contains(level.variant)
            }
        }
        let frames = patterns.map { [network.study.patterns.patterns[$0]] }
        let meter = StageMeter(
            levels.map { ($0.rawValue, $0 == .events ? 1 : 100) } + [("netlists", 1)], context: context)
        return try levels.flatMap { level in
            try zip(patterns, runner.observe(level, frames, meter: meter, stage: level.rawValue)).map {
                pattern, outcome in
                let seen = try outcome.get()
                var winner = -1
                if case .winner(let neuron) = seen.decision { winner = neuron }
                return Expectation(
                    variant: level.variant, pattern: pattern, level: level, winner: winner, spikeTime: seen.firstSpike,
                    energy: seen.energy?.total ?? 0, spikes: seen.outputSpikes)
            }
        }
    }

    private func csv(_ expected: [Expectation]) -> String {
        let rows = expected.map { row in
            "\(row.variant.rawValue),\(row.pattern),\(row.level.rawValue),\(row.winner),"
                + "\(row.spikeTime.map { "\($0)" } ?? ""),\(row.energy),\(row.spikes)"
        }
        return (["variant,pattern,level,winner,first spike (s),energy (J),output spikes"] + rows).joined(
            separator: "\n")
            + "\n"
    }
}
