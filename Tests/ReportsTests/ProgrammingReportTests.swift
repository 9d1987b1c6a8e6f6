import Results
import Studies
import Testing

@testable import Reports

@Suite struct ProgrammingReportTests {
    static let results: ProgrammingResults = {
        let ramp = ProgrammingResults.Ramp(width: 1e-6, start: 1.2, step: 0.01, maximum: 2)
        return ProgrammingResults(
            program: ProgramRecord(name: "memspike", version: "0"), seed: 3, device: "vteam V_set=<0.9>", scheme: "v/2",
            levels: 16, window: 0.02, cycleSpread: 0.05, set: ramp, reset: ramp,
            mapping: .init(
                readVoltage: 0.3, deviceMinimum: 1e-6, deviceMaximum: 1e-4, lowestLevel: 1e-6, highestLevel: 1e-4,
                impedanceFactor: 1, isStretched: false), cells: 4, healthyCells: 3, healthyInWindow: 2, unreachable: 0,
            stuckFound: 1, stuckMissed: 0, falseAlarms: 0, pulses: 1234, testPulses: 8,
            passes: [.init(cells: 3, pulses: 1200, disturbedOut: 0, largestDisturb: 1e-6, meanDisturb: 1e-7)],
            time: 1e-3,
            timePerCell: 2.5e-4, energy: 4e-6, energyPerCell: 1e-6, largestCellEnergy: 2e-6, halfSelectEnergy: 1e-6,
            accuracy: .init(
                engine: .events, shown: "noisy patterns, p = 0.1", presentations: 100, before: 0.99, levels: 0.98,
                after: 0.97, ceiling: 0.995, cleanCorrect: 10, classes: 10),
            reading: EnergyRecord(
                engine: .events, presentations: 100, shown: "noisy patterns, p = 0.1, seed 1", perInference: 2e-12,
                parts: EnergySplit(array: 1.8e-12, neurons: 1e-13, winnerTakeAll: 1e-13), meanPower: 1e-6,
                outputSpikes: 1, programming: 4e-6),
            held: [
                .init(layer: 0, neuron: 0, row: 0, target: 1e-6, held: 1.01e-6, pulses: 10, outcome: "in window"),
                .init(layer: 0, neuron: 0, row: 1, target: 5e-5, held: 6e-5, pulses: 500, outcome: "out of window"),
                .init(layer: 0, neuron: 1, row: 0, target: 2e-5, held: 2e-5, pulses: 20, outcome: "in window"),
                .init(layer: 0, neuron: 1, row: 1, target: 1e-4, held: 1e-4, pulses: 4, outcome: "stuck LRS"),
            ],
            study: .section(["seed": .number(3)]), seconds: 0.1, notes: ["a < b"])
    }()

    @Test func isWellFormedAndSaysWhatWasMeasured() {
        let page = ProgrammingReport.html(Self.results)
        let reader = PageReader(page)
        #expect(reader.failure == nil)
        #expect(Set(reader.identifiers).count == reader.identifiers.count)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
        #expect(!page.contains("<script"))
        // 4 µJ of writing over 2 pJ of reading; 2 pJ over four cells.
        #expect(reader.text.contains("as much as 2\u{202F}000\u{202F}000 inferences") && reader.text.contains("500 fJ"))
        #expect(reader.text.contains("stuck LRS") && reader.text.contains("neuron 0, row 1"))
        #expect(reader.text.contains("V_set=<0.9>"))
    }
}
