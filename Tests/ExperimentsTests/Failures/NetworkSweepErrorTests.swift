import Foundation
import Studies
import Testing

@Suite struct NetworkSweepErrorTests {
    /// A value that makes an effect active.
    private static let active: [(kind: EffectKind, yaml: String)] = [
        (.levels, "levels: 8"), (.programming, "programming: {deviation: 0.1}"), (.writeVerify, "writeVerify: 0.1"),
        (.deviceVariation, "deviceVariation: {deviation: 0.1}"), (.stuckAt, "stuckAt: {rate: 0.1}"),
        (.drift, "drift: {exponent: 0.1}"), (.readNoise, "readNoise: 0.1"),
        (.lineResistance, "lineResistance: {perSegment: 1 ohm}"), (.nonlinearity, "nonlinearity: 0.5 V"),
        (.neurons, "neurons: {threshold: 0.1}"), (.input, "input: {flipProbability: 0.1}"),
    ]

    private func reason(_ yaml: String) -> String? {
        do {
            _ = try SweepStudy.parse(yaml, file: "s.yaml")
            return nil
        } catch { return "\(error)" }
    }

    /// What `memspike effects` prints is what a study meets.
    @Test(arguments: Level.allCases) func theMatrixOfDeepNetworksIsWhatStudiesMeet(level: Level) throws {
        #expect(Self.active.map(\.kind) == EffectKind.allCases)
        for (kind, yaml) in Self.active {
            let entry = try #require(EffectCatalogue().effects.first { $0.key == kind.rawValue })
            let found = reason("network: n\neffects: {\(yaml)}\nsampling: {engine: \(level.rawValue)}")
            if entry.deepNetworks[level.rawValue] == "yes" {
                #expect(found == nil, "\(kind)")
            } else {
                let obstacle = try #require(entry.deepNetworks[level.rawValue])
                #expect(found?.contains(obstacle) == true, "\(kind) at \(level): \(found ?? "no error")")
            }
        }
    }

    @Test(arguments: [
        ("axes: {input.exactFlips: [3]}", "a sample stands still"),
        ("axes: {nonlinearity: [1 V]}", "have no piecewise-linear circuit"),
        ("effects: {input: {redraw: per-slot}}", "a sample stands still"),
        ("patterns: wide", "leave patterns out"), ("circuit: {slots: 8}", "leave circuit out"),
        ("remedies: [none, templates]", "its weights are trained; leave templates out"),
        ("remedies: [remapping + templates]", "leave templates out"),
        ("remedies: [variation-aware]", "hardware section of memspike train"),
        ("remedies: [remapping + spare-columns]", "spare rows in the next crossbar"),
        ("retraining: {batches: 100}", "retraining.batches is set, but it is for the classifier"),
        ("retraining: {flipProbability: 0.1}", "allowed are epochs, learningRate"),
        ("retraining: {epochs: 0}", "0.001"), ("retraining: {learningrate: 0.1}", "did you mean"),
    ])
    func studiesThatMakeNoSenseForDeepNetworksSayWhy(yaml: String, part: String) {
        #expect(reason("network: n\n\(yaml)")?.contains(part) == true, "\(reason("network: n\n\(yaml)") ?? "no error")")
    }

    @Test func remediesOfDeepNetworksAreRead() throws {
        let study = try SweepStudy.parse(
            "retraining: {epochs: 0.5, learningRate: 0.02}\nremedies: [none, remapping + fault-aware]\nnetwork: n",
            file: "/tmp/s.yaml")
        #expect(study.base.faults.retraining.epochs == 0.5 && study.base.faults.retraining.learningRate == 0.02)
        let text = try study.yaml(patternFile: nil)
        #expect(text.contains("epochs: 0.5") && !text.contains("batches"))
        #expect(try SweepStudy.parse(text, file: "/tmp/t.yaml").base.faults.retraining == study.base.faults.retraining)
        let plain = try SweepStudy.parse("network: n", file: "/tmp/s.yaml").yaml(patternFile: nil)
        #expect(plain.contains("epochs: automatic"))
        #expect(try SweepStudy.parse(plain, file: "/tmp/t.yaml").base.faults.retraining == RetrainingPlan(of: .network))
    }

    /// The classifier's retraining counts batches.
    @Test func epochsOfRetrainingAreForDeepNetworks() throws {
        #expect(reason("retraining: {epochs: 2}")?.contains("it is for a deep network") == true)
        let study = try SweepStudy.parse("retraining: {batches: 7, learningRate: 0.02}", file: "s.yaml")
        #expect(study.base.faults.retraining.batches == 7 && study.base.faults.retraining.learningRate == 0.02)
        #expect(try !study.yaml(patternFile: nil).contains("epochs: automatic"))
    }

    @Test func drawsOfAllSamplesAreForDeepNetworks() {
        #expect(reason("sampling: {draws: 0}")?.contains("network") == true)
        #expect(reason("network: n\nsampling: {draws: 0}") == nil)
    }

    /// An effect that an engine does not know is no margin either.
    @Test func marginsMeetTheMatrixToo() {
        #expect(reason("margin: {upTo: {lineResistance.perSegment: 5 ohm}}") == nil)
        #expect(reason("sensitivity: {upTo: {nonlinearity: 1 V}}")?.contains("ohmic") == true)
    }

    /// Columns that meet are run at any width, but not for hours without asking.
    @Test func hoursOfCoupledCircuitsAreNotBegun() throws {
        let iris = try SweptIris()
        #expect {
            _ = try iris.sweep(
                "effects: {lineResistance: {perSegment: 1 ohm, driver: 30 ohm}}\n"
                    + "sampling: {engine: events, maps: 100000, draws: 0}")
        } throws: {
            "\($0)".contains("hours of one core for 4500000") && "\($0)".contains("sampling.draws")
        }
    }

    @Test func textbookNetworksHaveNothingToBreak() {
        #expect {
            try SweptIris {
                $0.network.model = .textbook
                $0.training = TrainingPlan(model: .textbook, loss: .rate)
                $0.training.epochs = 1
                $0.hardware = HardwarePlan()
            }
        } throws: {
            "\($0)".contains("model: physical")
        }
    }

    @Test func resolvedStudiesReadBackTheSame() throws {
        let study = try SweepStudy.parse(
            "network: /n\naxes: {stuckAt.rate: [0, 0.1]}\nsampling: {draws: 0}", file: "/tmp/s.yaml")
        let text = try study.yaml(patternFile: nil)
        #expect(try SweepStudy.parse(text, file: "/elsewhere/study.yaml") == study)
        for key in ["patterns:", "circuit:", "redraw:"] { #expect(!text.contains(key)) }
        #expect(try SweepStudy.parse("", file: "s.yaml").yaml(patternFile: nil).contains("network:") == false)
    }

    @Test func aNamedNetworkTakesThePlaceOfTheStudys() throws {
        let study = try SweepStudy.parse("network: a", file: "/tmp/s.yaml", network: "/b/c")
        #expect(study.network == "/b/c")
        #expect(try SweepStudy.parse("network: a", file: "/tmp/s.yaml").network == "/tmp/a")
        #expect(throws: StudyError.self) { try SweepStudy.parse("patterns: wide", file: "s.yaml", network: "/b") }
    }
}
