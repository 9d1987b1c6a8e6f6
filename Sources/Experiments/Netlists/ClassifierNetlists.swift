import Circuits
package import Crossbars
import Datasets
import Devices
package import NeuromorphicCircuits
package import Results
package import SPICEText
import SpikingNetworks
import Studies

/// The folder of netlists of a classifier that shows its clean patterns.
package struct ClassifierNetlists: Sendable {
    package let network: StoredClassifier
    package let dialect: Dialect
    /// For the expected values.
    package let engines: SimulationEngines
    package let context: RunContext
    /// The classes to write a top file for.
    package var patterns: [Int]
    package var variants = CircuitVariant.allCases
    /// Of the crossbar's lines, which are written segment by segment.
    package var lines = LineResistance.none

    package init(
        _ network: StoredClassifier, dialect: Dialect = .ngspice, engines: SimulationEngines, context: RunContext
    ) {
        self.network = network
        patterns = Array(0..<network.study.patterns.count)
        self.dialect = dialect
        self.engines = engines
        self.context = context
    }

    /// - Throws: a failed run's error, `RunInterrupted`.
    package func folder() throws -> NetlistFolder {
        let drawings = try variants.map(drawing)
        return NetlistFolder(
            title: "The classifier's circuit", kind: "pattern", inputs: patterns.map(input), drawings: drawings,
            expected: try lines == .none ? expectations() : wiredExpectations(), dialect: dialect,
            nodes: NetlistReadme.nodes(layers: 1, lines: lines),
            missing: variants.contains(.deviceLevel)
                ? engines.ngspiceMissing.map { "The device level has no expected values: \($0)." } ?? "" : "")
    }

    private func input(_ index: Int) -> NetlistFolder.Input {
        let (set, voltage) = (network.study.patterns, network.study.circuit.readVoltage)
        return NetlistFolder.Input(
            number: index, className: set.classNames[index],
            remarks: ["Class \(set.classNames[index]), \(voltage) on black rows, the opposite on white:"]
                + set.patterns[index].lines.map { "    \($0)" })
    }

    private func levels(_ index: Int) -> [Double] {
        BipolarRows.levels(bits: network.study.patterns.patterns[index].pixels)
    }

    private func circuit(_ variant: CircuitVariant, _ lines: CrossbarLines) throws -> ClassifierCircuit {
        try ClassifierCircuit(
            network.conductances, design: network.study.circuit, variant: variant, synapse: network.study.device,
            lineResistance: self.lines, lines: lines)
    }

    private func drawing(_ variant: CircuitVariant) throws -> NetlistFolder.Drawing {
        let circuit = try circuit(variant, .segments)
        return NetlistFolder.Drawing(
            variant: variant, circuit: circuit.hierarchy, analysis: circuit.analysis(),
            readOut: ReadOut(
                outputs: (0..<circuit.columns).map(circuit.output), spikeHeight: circuit.design.spikeHeight,
                sources: ReadOut.sources(of: circuit.circuit)),
            stimuli: patterns.map { circuit.stimulus(frames: [levels($0)]) })
    }

    // MARK: Expectations

    /// Every variant at the levels that can run it; without ngspice the device level has none.
    private func expectations() throws -> [NetlistFolder.Expectation] {
        let runner = LevelRunner(
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
                NetlistFolder.Expectation(input: pattern, level: level, seen: try outcome.get().seen)
            }
        }
    }

    /// What to expect of a crossbar with resistive lines: of the piecewise-linear circuit by events, with the lines in
    /// reduced form; of the device level by ngspice, segment by segment.
    private func wiredExpectations() throws -> [NetlistFolder.Expectation] {
        try variants.flatMap { variant -> [NetlistFolder.Expectation] in
            let engine = variant == .piecewiseLinear ? engines.events : engines.ngspice
            guard let engine else { return [] }
            let circuit = try circuit(variant, .reduced)
            var prepared = try engine.prepare(circuit.circuit, analysis: circuit.analysis())
            return try patterns.map { pattern in
                NetlistFolder.Expectation(
                    input: pattern, level: variant == .piecewiseLinear ? .events : .ngspiceDevice,
                    seen: circuit.observe(try prepared.transient(circuit.stimulus(frames: [levels(pattern)]))))
            }
        }
    }
}

extension ReadOut {
    /// Every source of a circuit, with the node that it drives.
    static func sources(of circuit: Circuit) -> [Source] {
        circuit.elements.compactMap { element in
            switch element.kind {
            case .voltageSource(let plus, _), .switchedSource(let plus, _, _, _, _):
                Source(element: element.name, node: plus)
            default: nil
            }
        }
    }
}
