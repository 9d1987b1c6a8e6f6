import Datasets
import NeuromorphicCircuits
import Quantities
import Testing

@testable import Experiments

@Suite struct StudyFileTests {
    private func refusal(_ yaml: String) -> StudyError? {
        do {
            _ = try Study.parse(yaml, file: "s.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test func emptyFileIsTheDefaultStudy() throws {
        #expect(try Study.parse("", file: "s.yaml") == Study())
    }

    @Test func aResolvedStudyReadsBackAsItself() throws {
        var study = Study()
        study.seed = 77
        study.glyphs = .dotMatrix
        study.circuit.readVoltage = .volts(2.9)
        study.circuit.switchingTime = .picoseconds(333)
        study.training.model = .textbook
        study.training.loss = .rate
        study.noise.flipProbabilities = [0.125, 0.2]
        study.noise.exactFlips = [2, 5]
        study.faults.lowResistanceShare = 0.1625
        #expect(try Study.parse(study.yaml(glyphFile: nil), file: "s.yaml") == study)
    }

    @Test func unknownKeyNamesTheNearOne() {
        guard
            case .unknownKey("s.yaml", 2, "readVolage", "circuit", "readVoltage", _)? = refusal(
                "circuit:\n  readVolage: 3 V\n")
        else {
            Issue.record("got \(String(describing: refusal("circuit:\n  readVolage: 3 V\n")))")
            return
        }
    }

    @Test(arguments: [
        ("circuit:\n  readVoltage: 3.3\n", "readVoltage", 2, "has no unit"),
        ("circuit:\n  readVoltage: 3.3 pF\n", "readVoltage", 2, "a capacitance"),
        ("circuit:\n  readVoltage: -1 V\n", "readVoltage", 2, "not positive"),
        ("training:\n  epochs: many\n", "epochs", 2, "not a whole number"),
        ("training:\n\n  learningRate: 7\n", "learningRate", 3, "out of range"),
        ("training:\n  loss: spiketime\n", "loss", 2, "did you mean \"spike-time\"?"),
        ("noise:\n  flipProbabilities: 0.1\n", "flipProbabilities", 2, "a list is needed"),
        ("noise:\n  flipProbabilities: [0.1, 0.7]\n", "flipProbabilities", 2, "0.7 is out of range"),
        ("glyphs: nowhere.txt\n", "glyphs", 1, "no glyph set"),
        ("circuit: 5\n", "circuit", 1, "is a section"),
    ])
    func wrongValuesNameKeyAndLine(_ yaml: String, _ key: String, _ line: Int, _ words: String) {
        guard case .invalidValue("s.yaml", line, key, let reason)? = refusal(yaml) else {
            Issue.record("got \(String(describing: refusal(yaml)))")
            return
        }
        #expect(reason.contains(words))
    }

    @Test(arguments: [
        ("circuit:\n  minimumConductance: 2 µS\n", "range is empty"),
        ("circuit:\n  thresholdVoltage: 4 V\n", "never rises above readVoltage"),
        ("circuit:\n  holdVoltage: 1.5 V\n", "must lie below thresholdVoltage"),
        ("training:\n  lowestFlipProbability: 0.3\n", "lies above highestFlipProbability"),
    ])
    func contradictionsAreRefused(_ yaml: String, _ words: String) {
        guard case .contradiction("s.yaml", let reason)? = refusal(yaml) else {
            Issue.record("got \(String(describing: refusal(yaml)))")
            return
        }
        #expect(reason.contains(words))
    }

    @Test func brokenAndDuplicateYAMLAreSyntaxErrors() {
        for yaml in ["circuit: [1, 2\nseed: 3\n", "seed: 1\nseed: 2\n"] {
            guard case .syntax("s.yaml", let line, _)? = refusal(yaml) else {
                Issue.record("got \(String(describing: refusal(yaml)))")
                continue
            }
            #expect(line >= 1)
        }
    }
}
