import Datasets
import EventDrivenSolver
import Experiments
import NeuromorphicCircuits
import NgspiceEngine
import NumericalMethods
import Results
import SpikingNetworks
import Studies
import TestedProgram
import Testing

private let sections: [(EffectKind, String)] = [
    (.levels, "levels: 4"),
    (.programming, "programming: {deviation: 0.1}"),
    (.writeVerify, "writeVerify: 0.02\n  programming: {deviation: 0.5}"),
    (.deviceVariation, "deviceVariation: {deviation: 0.3}"),
    (.stuckAt, "stuckAt: {rate: 0.2, pattern: blocks, clusterSize: 2}"),
    (.drift, "drift: {elapsed: 1000 s, exponent: 0.05, exponentDeviation: 0.01}"),
    (.readNoise, "readNoise: 0.1"),
    (.lineResistance, "lineResistance: {perSegment: 1 kΩ, biasWidth: 2}"),
    (.nonlinearity, "nonlinearity: 2 V"),
    (.neurons, "neurons: {threshold: 0.1, hold: 0.1, capacitance: 0.1, thresholdCycle: 0.1, holdCycle: 0.1}"),
    (.input, "input: {flipProbability: 0.2, greyNoise: 0.5}"),
]

private func study(_ effects: String, _ level: Level, draws: Int) throws -> SweepStudy {
    try tinySweep(
        "effects:\n  \(effects)\nremedies: [remapping]\n"
            + "sampling: {engine: \(level.rawValue), maps: 2, draws: \(draws), checked: 0}")
}

@Suite struct EffectLevelTests {
    @Test func everyEffectIsListed() {
        #expect(sections.map(\.0) == EffectKind.allCases)
        let catalogue = EffectCatalogue()
        #expect(catalogue.effects.map(\.key) == EffectKind.allCases.map(\.rawValue))
        for effect in catalogue.effects { #expect(Set(effect.engines.keys) == Set(Level.allCases.map(\.rawValue))) }
    }

    /// What the matrix denies is an error that says so; what it grants is not.
    @Test(arguments: EffectKind.allCases, Level.allCases) func theMatrixIsKept(kind: EffectKind, level: Level) throws {
        let text = try #require(sections.first { $0.0 == kind }).1
        guard let obstacle = kind.obstacle(at: level) else {
            _ = try study(text, level, draws: 1)
            return
        }
        #expect {
            try study(text, level, draws: 1)
        } throws: { error in
            "\(error)".contains("\(kind.rawValue) is set") && "\(error)".contains(obstacle)
        }
    }

    /// The same arrays and pictures are decided alike by all levels that know the effect.
    @Test(arguments: EffectKind.allCases) func eventsDecideAsTheDiscreteModel(kind: EffectKind) throws {
        guard kind.obstacle(at: .discrete) == nil, kind != .readNoise else { return }
        let text = sections.first { $0.0 == kind }!.1
        let discrete = try sweep(study(text, .discrete, draws: 60))
        let events = try sweep(study(text, .events, draws: 60))
        // Equal decisions, not merely equal rates: the same score on every array.
        #expect(discrete.points[0].quantiles == events.points[0].quantiles)
        #expect(discrete.points[0].mean < 1)
    }

    @Test(.enabled(if: ngspiceTestsRun, "libngspice is not installed"), arguments: EffectKind.allCases)
    func ngspiceDecidesAsTheEvents(kind: EffectKind) throws {
        let text = sections.first { $0.0 == kind }!.1
        let simulator = try NgspiceSimulator(pool: makePool(workers: 2))
        let engines = SimulationEngines(events: EventDrivenSimulator(), ngspice: simulator, ngspiceMissing: nil)
        let events = try sweep(study(text, .events, draws: 5))
        let ngspice = try sweep(study(text, .ngspice, draws: 5), engines: engines)
        #expect(events.points[0].quantiles == ngspice.points[0].quantiles)
    }

    /// The cycles alone, against decisions of the slot-by-slot model whose neurons are drawn here: 0.93 of clean patterns stay
    /// right, where no spread leaves all. 2,000 draws on either side leave 0.006 of either share uncertain.
    @Test(arguments: [Level.discrete, .events]) func cyclesAreDrawnAnewInEveryPresentation(level: Level) throws {
        let text = """
            effects:
              neurons: {thresholdCycle: 0.1}
              input: {flipProbability: 0}
            remedies: [templates]
            sampling: {engine: \(level.rawValue), maps: 1, draws: 2000, checked: 0}
            """
        let network = try templateNetwork()
        let patterns = network.study.patterns.patterns
        let mismatch = NeuronMismatch(threshold: 0, hold: 0, capacitance: 0, thresholdCycle: 0.1)
        var stream = RandomStream(seed: 5, purpose: StreamPurpose("test: cycles"))
        var right = 0
        for draw in 0..<2000 {
            let classifier = SpikingClassifier(
                parameters: network.study.circuit.raceParameters, model: .physical, conductances: network.conductances,
                spread: mismatch.cycle(of: .none, neurons: 10, from: &stream))
            let label = draw % 10
            let levels = BipolarRows.levels(bits: patterns[label].pixels)
            if classifier.decision(frames: [levels]) == .winner(label) { right += 1 }
        }
        let mean = try sweep(tinySweep(text)).points[0].mean
        #expect(abs(mean - Double(right) / 2000) < 0.03)
        #expect((0.9...0.96).contains(mean))
    }

    /// An effect that is set makes a difference: none is read and forgotten.
    ///
    /// Under noise that leaves few presentations sure: at p = 0.1 every array reaches the ceiling.
    @Test(arguments: EffectKind.allCases) func everyEffectIsFelt(kind: EffectKind) throws {
        let noise = "input: {flipProbability: 0.3}"
        let text = sections.first { $0.0 == kind }!.1 + (kind == .input ? "" : "\n  \(noise)")
        let level: Level = kind.obstacle(at: .discrete) == nil ? .discrete : .events
        let with = try sweep(study(text, level, draws: 400))
        let base = kind == .writeVerify ? "programming: {deviation: 0.5}\n  \(noise)" : noise
        let without = try sweep(study(base, level, draws: 400))
        #expect(with.points[0].quantiles != without.points[0].quantiles)
    }
}
