import Datasets
import Foundation
import Studies
import TestedProgram
import Testing

/// The error of a text that is no study.
private func failure(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> StudyError? {
    #expect(throws: StudyError.self, sourceLocation: sourceLocation) {
        try Study.parse(text, file: "s.yaml")
    }
}

private func invalid(_ line: Int, _ key: String, _ reason: String) -> StudyError {
    .invalidValue(file: "s.yaml", line: line, key: key, reason: reason)
}

@Suite struct StudyErrorTests {
    @Test func unknownKeyNamesTheNearOne() {
        #expect(
            failure("seed: 3\nnoise:\n  # how many\n  presentatons: 10\n")
                == .unknownKey(
                    file: "s.yaml", line: 4, key: "presentatons", section: "noise", suggestion: "presentations",
                    allowed: ["flipProbabilities", "exactFlips", "redraw", "presentations"]))
        let top = failure("circiut:\n  readVoltage: 1 V\n")
        #expect(top?.description == "s.yaml:1: unknown key \"circiut\" in the study; did you mean \"circuit\"?")
        let far = failure("agreement:\n  zzzzzzzzzz: 1\n")
        #expect(
            far?.description == "s.yaml:2: unknown key \"zzzzzzzzzz\" in agreement; allowed are presentations, "
                + "devicePresentations, flipProbability")
    }

    @Test func aUnitMustBeThereAndFit() {
        #expect(
            failure("circuit:\n  readVoltage: 3.3\n")
                == invalid(2, "readVoltage", "\"3.3\" has no unit: a voltage is written like \"1.5 V\""))
        #expect(
            failure("circuit:\n  slots: 20\n  readVoltage: 3.3 kΩ\n")
                == invalid(
                    3, "readVoltage",
                    "\"3.3 kΩ\" is a resistance (unit kΩ), but a voltage is needed, for example \"1.5 V\""))
        #expect(
            failure("circuit:\n  membraneCapacitance: 30 pX\n")
                == invalid(
                    2, "membraneCapacitance",
                    "\"30 pX\" has the unknown unit \"pX\": a capacitance is written like \"1.5 F\""))
        #expect(
            failure("circuit:\n  membraneCapacitance: many F\n")?.description.hasPrefix(
                "s.yaml:2: membraneCapacitance: \"many F\" is not a capacitance") == true)
        #expect(
            failure("circuit:\n  slotDuration: -1 ns\n")
                == invalid(2, "slotDuration", "-1 ns is out of range; allowed is 1 fs to 100 ks"))
    }

    @Test func contradictionsNameBothValues() {
        #expect(
            failure("circuit:\n  minimumConductance: 2 µS\n  maximumConductance: 1 µS\n")
                == .contradiction(
                    file: "s.yaml",
                    reason: "the conductance range is empty: G_min = 2 µS and G_max = 1 µS; 0 < G_min < G_max must hold"
                ))
        #expect(
            failure("circuit: {minimumConductance: 1 µS, maximumConductance: 1 µS}")?.description.contains(
                "G_min = 1 µS") == true)
        let threshold = failure("circuit:\n  thresholdVoltage: 3.4 V\n")
        #expect(
            threshold
                == .contradiction(
                    file: "s.yaml",
                    reason: "thresholdVoltage is 3.4 V, but a membrane never rises above readVoltage = 3.3 V; "
                        + "V_th/V_read ≤ 0.3 is advised"))
        #expect(failure("circuit: {thresholdVoltage: 3.3 V}") != nil)
        #expect(
            failure("circuit:\n  holdVoltage: 1 V\n")
                == .contradiction(
                    file: "s.yaml", reason: "holdVoltage is 1 V, but must lie below thresholdVoltage = 1 V"))
        #expect(
            failure("training:\n  lowestFlipProbability: 0.3\n")?.description
                == "s.yaml: lowestFlipProbability = 0.3 lies above highestFlipProbability = 0.2")
    }

    /// What the other kind of network has is no unknown key: the reason is told.
    @Test(arguments: [
        ("training: {patience: 3}", "patience", "network"), ("hardware: {levels: 4}", "hardware", "network"),
        ("data: {set: iris}\nnoise: {presentations: 10}", "noise", "classifier"),
        ("network: {hidden: [3]}\npatterns: letters\ntraining: {batchesPerEpoch: 3}", "batchesPerEpoch", "classifier"),
    ])
    func keysOfTheOtherKindAreToldApart(text: String, key: String, owner: String) {
        let line = text.split(separator: "\n").count
        #expect(
            failure(text)
                == invalid(line, key, "it has a meaning in a study of a \(owner) alone; leave it out"))
    }

    /// A caller that needs the classifier takes no other study.
    @Test func aStudyMustBeOfTheKindThatIsAskedFor() {
        #expect(throws: invalid(1, "data", "it has a meaning in a study of a network alone; leave it out")) {
            try Study.parse("data: {set: iris}\n", file: "s.yaml", as: .classifier)
        }
        let error = #expect(throws: StudyError.self) { try Study.parse("seed: 3\n", file: "s.yaml", as: .network) }
        #expect(error?.description.contains("a network's study needs patterns or data") == true)
    }

    @Test func wrongTypesAreNamed() {
        #expect(failure("noise: 3\n") == invalid(1, "noise", "noise is a section: it needs keys, each with a value"))
        #expect(failure("- 1\n- 2\n")?.description.contains("the study is a section") == true)
        #expect(
            failure("training:\n  epochs: 2.5\n")
                == invalid(2, "epochs", "\"2.5\" is not a whole number; allowed is 1 to 100000"))
        #expect(failure("training: {epochs: 0}") == invalid(1, "epochs", "0 is out of range; allowed is 1 to 100000"))
        #expect(
            failure("noise:\n  flipProbabilities: 0.1\n")
                == invalid(2, "flipProbabilities", "a list is needed, for example [0.1, 0.2]"))
        #expect(
            failure("noise:\n  flipProbabilities: [0.1,\n    0.6]\n")
                == invalid(3, "flipProbabilities", "0.6 is out of range; allowed is 0.0 to 0.5"))
        #expect(
            failure("noise:\n  flipProbabilities: [0.1, often]\n")
                == invalid(2, "flipProbabilities", "\"often\" is not a number; allowed is 0.0 to 0.5"))
        #expect(
            failure("name: [a, b]\n") == invalid(1, "name", "a single value is needed, not a list or a section"))
        #expect(
            failure("training:\n  model: phisical\n")
                == invalid(
                    2, "model",
                    "\"phisical\" is not known; allowed are physical, textbook; did you mean \"physical\"?"))
        #expect(failure("seed: -1\n")?.description.hasPrefix("s.yaml:1: seed: ") == true)
        #expect(failure("seed: many\n")?.description.hasPrefix("s.yaml:1: seed: \"many\" is not a seed") == true)
        #expect(failure("faults:\n  rates: [nan]\n")?.description.hasPrefix("s.yaml:2: rates: ") == true)
    }

    @Test func duplicateKeysAndBadYAMLNameTheLine() {
        for text in ["seed: 1\nname: x\nseed: 2\n", "noise:\n  presentations: 10\n  presentations: 20\n"] {
            let description = failure(text)?.description ?? ""
            #expect(description.hasPrefix("s.yaml:") && description.contains("stands twice"), "\(description)")
        }
        guard case .syntax(file: "s.yaml", let line, _) = failure("seed: 1\ncircuit: {readVoltage: 1 V\nname: x\n")
        else {
            Issue.record("an open brace is no YAML")
            return
        }
        #expect((2...4).contains(line))
        guard case .syntax(file: "s.yaml", line: 2, _) = failure("seed: 1\n\tname: x\n") else {
            Issue.record("a tab is no indentation")
            return
        }
    }

    @Test func missingFilesAreNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("none.yaml")
        #expect(throws: StudyError.unreadable(file: path, reason: "cannot be read: no such file")) {
            try Study.load(path)
        }
        let study = folder.path("study.yaml")
        try Data("patterns: digits.txt\n".utf8).write(to: URL(fileURLWithPath: study))
        let error = #expect(throws: StudyError.self) { try Study.load(study) }
        #expect(error?.description.contains("study.yaml:1: patterns: no pattern set \"digits.txt\"") == true)
        // The pattern file is looked for beside the study.
        try Data(Study().patterns.text.utf8).write(to: folder.url.appendingPathComponent("digits.txt"))
        #expect(try Study.load(study).patterns.patterns == Study().patterns.patterns)
    }
}
