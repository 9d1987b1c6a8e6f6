import Crossbars
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import Quantities
import SpikingNetworks
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
            at: package.appendingPathComponent("Examples/Presets"), includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }.map(Preset.init)
    }()

    /// What its comment says: "# Energy per inference at the device level: array and neurons 84 fJ, winner-take-all 11 fJ."
    func expectedEnergies() throws -> (own: Energy, winnerTakeAll: Energy) {
        let line = /# Energy per inference at the device level: array and neurons (.+), winner-take-all (.+)\./
        let match = try #require(
            try String(contentsOf: url, encoding: .utf8).firstMatch(of: line),
            "\(url.lastPathComponent) has no comment \"# Energy per inference at the device level: …\"")
        return (try Energy(parsing: String(match.1)), try Energy(parsing: String(match.2)))
    }
}

private let simulator = Result { try NgspiceSimulator(pool: makePool(workers: 2, timeLimit: .seconds(600))) }

@Suite struct PresetTests {
    @Test func thereArePresets() { #expect(!Preset.all.isEmpty) }

    /// Trained, held against the rules with the device's own i(v), written and verified, and shown every clean glyph in
    /// ngspice with the device's own equations.
    @Test(.enabled(if: ngspiceTestsRun), arguments: Preset.all) func worksAfterProgramming(_ preset: Preset) throws {
        let study = try Study.load(preset.url.path)
        let device = try #require(study.device)
        let array = try NetworkTraining(study: study, context: context()).train(study.training).conductances
        let rules = DesignRules(design: study.circuit, array: array, patterns: study.patterns, synapse: device)
        #expect(rules.check().filter { !$0.holds } == [])

        let engines = SimulationEngines(
            events: EventDrivenSimulator(), ngspice: try simulator.get(), ngspiceMissing: nil)
        var plan = ProgrammingPlan(device: device)
        plan.presentations = 100
        let programmed = try ProgrammingExperiment(
            network: StoredNetwork(study: study, conductances: array), plan: plan, engines: engines,
            context: context(), program: tinyProgram
        ).run()
        #expect(programmed.results.healthyInWindow == programmed.results.cells)
        #expect(programmed.results.accuracy.cleanCorrect == GlyphSet.count)

        let runner = try LevelRunner(
            study: programmed.network.study, array: programmed.network.conductances, engines: engines,
            context: context())
        let outcomes = try runner.observe(
            .ngspiceDevice, study.glyphs.glyphs.map { [$0] },
            meter: StageMeter([("glyphs", 1)], context: context()), stage: "glyphs")
        let clean = LevelComparison.clean(.ngspiceDevice, outcomes)
        #expect(clean.winners == Array(0..<GlyphSet.count))
        #expect(clean.outputSpikes == [Int](repeating: 1, count: GlyphSet.count))

        // Three digits are written, and other releases of ngspice choose other time steps.
        let expected = try preset.expectedEnergies()
        let energy = try #require(
            LevelComparison.energy(
                .ngspiceDevice, outcomes, window: study.circuit.raceParameters.timing.window.value))
        let own = energy.array + energy.neurons
        let measured = "measured \(Energy(own)) and \(Energy(energy.winnerTakeAll))"
        #expect(abs(own / expected.own.value - 1) < 0.02, "\(measured)")
        #expect(abs(energy.winnerTakeAll / expected.winnerTakeAll.value - 1) < 0.02, "\(measured)")
    }
}
