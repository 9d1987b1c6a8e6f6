import Results
import Studies
import Testing

@testable import Reports

struct AssessmentReportTests {
    private static var refused: AssessmentResults.Topology {
        var refused = AssessmentResults.Topology(
            name: "paper", works: false, reasons: ["read disturb (a cell): 0.5 where 1.1 is needed; V_read & <more>"],
            brokenRules: [
                DesignRuleRecord(
                    rule: "read disturb", element: "a cell", margin: 0.5, required: 1.1, holds: false,
                    explanation: "V_read & <more>", remedy: "lower V_read")
            ], remedies: [])
        (refused.readVoltage, refused.thresholdVoltage) = (1.2, 0.4)
        (refused.minimumConductance, refused.maximumConductance, refused.membraneCapacitance) = (1e-6, 1e-4, 1e-11)
        refused.smallestThreshold = 2.34
        return refused
    }

    private static var accepted: AssessmentResults.Topology {
        var accepted = AssessmentResults.Topology(
            name: "sky130", works: true, reasons: [], brokenRules: [],
            remedies: [
                .init(name: "written once", accuracy: 0.981, accuracyP5: 0.962, yield: 0.625),
                .init(name: "write–verify", accuracy: 0.9985, accuracyP5: 0.997, yield: 1),
            ])
        (accepted.readVoltage, accepted.thresholdVoltage) = (0.6, 0.36)
        (accepted.minimumConductance, accepted.maximumConductance, accepted.membraneCapacitance) = (4e-7, 4e-6, 1.3e-11)
        accepted.tightestRule = DesignRuleRecord(
            rule: "inhibits", element: "bus", margin: 1.2, required: 1.1, holds: true, explanation: "", remedy: "")
        (accepted.smallestThreshold, accepted.smallestRatio) = (1.05, 4.5)
        accepted.energy = EnergyRecord(
            engine: .events, presentations: 20_000, shown: "noisy glyphs, p = 0.1, seed 1", perInference: 101.2e-12,
            parts: EnergySplit(array: 98e-12, neurons: 3e-12, winnerTakeAll: 0.2e-12), meanPower: 1e-4)
        (accepted.writingEnergy, accepted.writingTime) = (5e-9, 2e-3)
        (accepted.decisionTime, accepted.window) = (412e-9, 1e-6)
        (accepted.inferencesToOnePoint, accepted.outlivesWhatWasFollowed) = (3.1e9, false)
        return accepted
    }

    private func results(_ topologies: [AssessmentResults.Topology]) -> AssessmentResults {
        let chosen = topologies.first(where: \.works)
        var results = AssessmentResults(
            program: ProgramRecord(name: "Memspike", version: "0"), seed: 5, device: "a & b", law: "vteam V_set=<1>",
            works: chosen != nil, answer: chosen == nil ? "No: it cannot." : "Yes: it can.", writeThreshold: 1.13,
            thresholdMeaning: "a threshold", lowConductance: 1e-7, highConductance: 1e-4,
            spread: .init(lowResistance: 0.1, highResistance: 0.25, cycleToCycle: 0.03, isMeasured: false),
            leastAccuracy: 0.98, leastYield: 0.9, topologies: topologies, protocol: ["how"], notes: ["a < b"])
        results.chosen = chosen?.name
        results.inferencesToOnePoint = chosen?.inferencesToOnePoint
        results.outlivesWhatWasFollowed = chosen?.outlivesWhatWasFollowed
        return results
    }

    private func text(_ results: AssessmentResults) -> String {
        let reader = PageReader(AssessmentReport.html(results))
        #expect(reader.failure == nil)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
        return reader.text.replacing("\u{A0}", with: " ")
    }

    /// What a yes stands on: every number of the topology that works, and of the one that does not the rule and by how much.
    @Test func aYesHasItsNumbers() {
        let text = text(results([Self.refused, Self.accepted]))
        for words in [
            "Yes: it can.", "1 of 2 topologies", "1.13 V", "101.2 pJ", "✓ yes", "✗ no", "2.34 V", "1.05 V", "4.50",
            "tightest: inhibits", "0.5", "1.10", "lower V_read", "62.5 %", "100.0 %", "412 ns", "5 nJ", "2 ms",
            "a < b", "how", "assumed",
        ] { #expect(text.contains(words), "\(words)") }
        // Of the tile, and of the topology.
        #expect(text.ranges(of: "3.1 × 10⁹").count >= 2)
    }

    @Test func aNoSaysWhatIsMissing() {
        let text = text(results([Self.refused]))
        for words in [
            "No: it cannot.", "no topology works", "0.50", "V_read & <more>", "2.34 V", "so that no array was drawn",
            "Nothing was programmed",
        ] { #expect(text.contains(words), "\(words)") }
    }
}
