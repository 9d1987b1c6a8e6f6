package import Datasets
package import NeuromorphicCircuits
package import Results
package import SpikingNetworks
package import Studies

/// Shows samples to a network's circuit.
package typealias NetworkCircuitRun =
    @Sendable (_ network: SpikingNetwork, _ samples: LabelledSamples, _ context: RunContext) throws ->
    CircuitTestOutcome

/// What came of putting a network into its circuit.
package struct CircuitTestOutcome: Codable, Sendable, Equatable {
    /// Nil if the circuit was not run; the notes then say why.
    package var record: CircuitTestRecord?
    /// Every sample, if they were asked for.
    package var each: [PresentationRecord]?
    package var notes: [String]

    package init(record: CircuitTestRecord?, each: [PresentationRecord]? = nil, notes: [String]) {
        self.record = record
        self.each = each
        self.notes = notes
    }
}

/// Puts a study's networks into their circuit, on the event-driven engine; where it is asked for, on ngspice beside it.
package struct CircuitTest: Sendable {
    /// Cells times samples that are shown when a study does not say how many: a minute or two on two cores.
    static let automaticWork = 4_000_000_000

    let study: Study
    let engines: SimulationEngines

    let keepsEach: Bool
    let spice: [CircuitVariant]
    let isBroken: Bool

    /// - Parameters:
    ///   - spice: what of the circuit runs in ngspice too, with every sample that it is shown.
    ///   - isBroken: whether cells are stuck: such a circuit is run whatever its design rules say.
    package init(
        study: Study, engines: SimulationEngines, keepsEach: Bool = false, spice: [CircuitVariant] = [],
        isBroken: Bool = false
    ) {
        self.isBroken = isBroken
        self.study = study
        self.engines = engines
        self.keepsEach = keepsEach
        self.spice = spice
    }

    /// How many of `samples` samples are shown to a circuit of `cells` memristors.
    func count(of samples: Int, cells: Int) -> Int {
        min(samples, study.data.circuitSamples ?? max(100, Self.automaticWork / max(1, cells)))
    }

    /// - Throws: `RunInterrupted`, or what the engine throws. A broken design rule is no error but a note: a training
    ///   keeps its network.
    package func run(
        _ network: SpikingNetwork, _ samples: LabelledSamples, context: RunContext
    ) throws -> CircuitTestOutcome {
        let cells = try network.crossbars().reduce(0) { $0 + $1.positive.count + $1.negative.count }
        let count = count(of: samples.count, cells: cells)
        guard count > 0 else {
            return CircuitTestOutcome(record: nil, notes: ["The circuit was left out: circuitSamples is 0."])
        }
        let checks = try NetworkDesignRules(network, design: study.layers).check(
            spice.contains(.deviceLevel) ? .deviceLevel : .piecewiseLinear)
        let broken = checks.violations
        guard broken.isEmpty || isBroken else {
            return CircuitTestOutcome(
                record: nil, notes: broken.map { "The circuit was not run: \(Self.text($0))" })
        }
        let evaluation = NetworkEvaluation(
            network, encoder: study.network.encoder, design: study.layers, seed: study.seed)
        let outcome = try evaluation.run(
            count < samples.count ? samples.subset(0..<count) : samples, engines: engines,
            spice: spice, context: context)
        return CircuitTestOutcome(
            record: outcome.record, each: keepsEach ? outcome.each : nil, notes: advice(checks) + outcome.notes)
    }
}

extension CircuitTest {
    /// Rules that are broken and do not stop the circuit: they are about what a real one is beside this.
    private func advice(_ checks: [DesignRuleCheck]) -> [String] {
        checks.filter { !$0.holds && $0.isAdvisory }.map { "The circuit breaks an advisory rule: \(Self.text($0))" }
    }

    private static func text(_ check: DesignRuleCheck) -> String {
        "\(check.rule) (\(check.element)): \(check.explanation). \(check.remedy)"
    }
}

extension StoredNetwork {
    /// The design rules of its circuit and of its device level, each with its margin.
    package func designRules(_ design: DeepCircuitDesign) throws -> [DesignRuleRecord] {
        try NetworkDesignRules(network, design: design).check(.deviceLevel).map(DesignRuleRecord.init)
    }
}
