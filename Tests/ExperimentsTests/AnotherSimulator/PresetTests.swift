import Crossbars
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import Quantities
import Results
import SpikingNetworks
import Studies
import TestedProgram
import Testing

@testable import Experiments

/// A file of Examples/Presets.
struct Preset: CustomTestStringConvertible, Sendable {
    var url: URL

    var testDescription: String { url.deletingPathExtension().lastPathComponent }

    static let all: [Preset] = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = try? FileManager.default.contentsOfDirectory(
            at: package.appendingPathComponent("Examples/Presets").resolvingSymlinksInPath(),
            includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }.map(Preset.init)
    }()

    /// What its comment says, in the line below one that ends in a colon: "#     109 fJ".
    func expectedEnergy() throws -> Energy {
        let heading = "the device level in ngspice"
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        let index = try #require(lines.firstIndex { $0.contains(heading) }, "no line \(heading) in \(url.path)")
        // The parts may follow in parentheses.
        let match = try #require(lines[index + 1].prefixMatch(of: /#     ([^(]+)/), "\(lines[index + 1])")
        return try Energy(parsing: match.1.trimmingCharacters(in: .whitespaces))
    }
}

private let simulator = Result { try NgspiceSimulator(pool: makePool(workers: 2, timeLimit: .seconds(600))) }

@Suite struct PresetTests {
    @Test func thereArePresets() { #expect(!Preset.all.isEmpty) }

    /// Trained, held against the rules with the device's own i(v), written and verified, and shown every clean pattern in
    /// ngspice with the device's own equations.
    @Test(.enabled(if: ngspiceTestsRun), arguments: Preset.all) func worksAfterProgramming(_ preset: Preset) throws {
        let study = try Study.load(preset.url.path)
        let device = try #require(study.device)
        let array = try ClassifierTraining(study: study, context: context()).train().conductances
        let rules = DesignRules(design: study.circuit, array: array, patterns: study.rowLevels, synapse: device)
        #expect(rules.check().violations == [])

        let engines = SimulationEngines(
            events: EventDrivenSimulator(), ngspice: try simulator.get(), ngspiceMissing: nil)
        let programmed = try ProgrammingExperiment(
            network: ShownClassifier(StoredClassifier(study: study, conductances: array), presentations: 100),
            plan: ProgrammingPlan(device: device), engines: engines, context: context(), program: tinyProgram
        ).run()
        #expect(programmed.results.healthyInWindow == programmed.results.cells)
        #expect(programmed.results.accuracy.cleanCorrect == 10)

        let runner = LevelRunner(
            study: programmed.network.network.study, array: programmed.network.network.conductances,
            engines: engines, context: context())
        let outcomes = try runner.observe(
            .ngspiceDevice, study.patterns.patterns.map { [$0] },
            meter: StageMeter([("patterns", 1)], context: context()), stage: "patterns")
        let clean = LevelComparison.clean(.ngspiceDevice, outcomes)
        #expect(clean.winners == Array(0..<10))
        #expect(clean.outputSpikes == [Int](repeating: 1, count: 10))

        let energy = try #require(
            LevelComparison.energy(
                .ngspiceDevice, outcomes, shown: "clean patterns",
                window: study.circuit.raceParameters.timing.window.value))
        // Three digits are written, and other releases of ngspice choose other time steps.
        let expected = try preset.expectedEnergy().value
        #expect(abs(energy.perInference / expected - 1) < 0.02, "measured \(Energy(energy.perInference))")
        #expect(abs(energy.parts.total / energy.perInference - 1) < 1e-9)
        // The winner's membrane at least, filled to its threshold.
        let threshold = study.circuit.thresholdVoltage.value
        #expect(energy.parts.neurons > study.circuit.membraneCapacitance.value * threshold * threshold / 2)
    }
}
