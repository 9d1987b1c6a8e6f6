import Foundation
import Results
import Studies
import TestedProgram
import Testing

private func refusal(_ text: String) -> String {
    do {
        _ = try SweepStudy.parse(text, file: "sweep.yaml")
        return "accepted"
    } catch {
        return "\(error)"
    }
}

private func journal(_ text: String) throws -> SweepJournal {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(folder.path("run"))
    try Data(text.utf8).write(to: run.file(SweepJournal.name))
    return try SweepJournal(in: run, identity: "study 0.1")
}

@Suite struct SweepErrorTests {
    @Test(arguments: [
        ("axes: {stuckAt.rat: [0.1]}", "stuckAt.rat: rat is no key of stuckAt; did you mean \"rate\"?"),
        ("axes: {stuckAt.rate: [0.1, 1.5]}", "stuckAt.rate: 1.5 is out of range; allowed is 0.0 to 1.0"),
        ("axes: {stuckAt.rate: []}", "the axis has no values"),
        ("axes: {stuckAt.rate: [0.1, 0.1]}", "the axis has a value twice"),
        ("axes: {stuckAt.rate: [nan]}", "not a finite number"),
        ("effects: {stuckAt: {rate: 0.1}}\naxes: {stuckAt.rate: [0.2]}", "stands in effects and in axes"),
        ("axes: {lineResistance.perSegment: [1 V]}", "lineResistance.perSegment"),
        ("axes: {nonlinearity: [0.5 V, 1 V]}", "engine is discrete"),
        (
            "effects: {nonlinearity: 0.5 V, lineResistance: {perSegment: 1 Ω}}\nsampling: {engine: events}",
            "set one of them"
        ),
        ("effects: {input: {flipProbability: 0.7}}", "0.7 is out of range"),
        ("effects: {programming: {deviation: 0.1, polynomial: [1]}}", "more than one of deviation"),
        ("remedies: [remaping]", "did you mean \"remapping\"?"),
        ("remedies: [spare-columns]", "write remapping + spare-columns"),
        ("remedies: [templates + fault-aware]", "templates are written without training"),
        ("sampling: {maps: 3, networks: 4}", "every network needs an array of its own"),
        ("remedies: [none, none]", "every remedy stands once"),
        ("sampling: {engine: spice}", "\"spice\" is not known"),
        ("margin: {upTo: {stuckAt: 0.3}}", "stuckAt"),
        ("effects: {stuckAt: {pattern: diagonal}}", "\"diagonal\" is not known"),
    ]) func contradictionsAreNamed(text: String, words: String) {
        #expect(refusal(text).contains(words), "\(refusal(text))")
        #expect(refusal(text).contains("sweep.yaml"))
    }

    @Test(arguments: [
        ("1e-7,1e-9\n5e-8,1e-9\n", ":2: 50 nS comes after 100 nS"), ("1e-7,nan\n", ":1: "),
        ("1e-7\n", "two are needed"),
        ("g,sigma\n", "no line with two numbers"), ("g,sigma\n1e-7,x\n", ":2: "), ("-1e-7,1e-9\n", "above 0 S"),
    ]) func tablesAreChecked(table: String, words: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("table.csv")
        try Data(table.utf8).write(to: URL(fileURLWithPath: path))
        let text = refusal("effects: {programming: {table: \(path)}}")
        #expect(text.contains(words) && text.contains("table.csv"), "\(text)")
    }

    @Test func thePointsAreCountedBeforeTheyAreMade() {
        let values = (0..<60).map { "\(Double($0) / 100)" }.joined(separator: ", ")
        let axes = ["stuckAt.rate", "readNoise", "neurons.hold", "programming.deviation"].map { "  \($0): [\(values)]" }
        #expect(
            refusal("axes:\n" + axes.joined(separator: "\n")).contains(
                "60 × 60 × 60 × 60 × 1 are 12960000 points, but at most 50000 are allowed"))
        #expect(
            refusal("axes: {readNoise: [0.1, 0.2, 0.3, 0.4]}\nsampling: {maps: 1000000}").contains("4000000 arrays"))
        #expect(
            refusal("effects: {deviceVariation: {deviation: 3, highResistanceRatio: 100}}").contains(
                "is 300.0, the σ of ln G at G_min, but at most 10.0 is allowed"))
    }

    @Test func repetitionsAreRefused() {
        #expect(refusal("name: &a [x]\n? *a\n: 1\n").hasPrefix("sweep.yaml:2: *a: it repeats what stands at"))
        // No anchor, no alias.
        #expect(refusal("name: a *b & c\n") == "accepted")
    }

    @Test func aResolvedStudyReadsBack() throws {
        let study = try SweepStudy.parse(variedSweep, file: "sweep.yaml")
        #expect(try SweepStudy.parse(study.yaml(patternFile: nil), file: "again.yaml") == study)
    }

    /// A journal that cannot be continued is refused, and left as it is.
    @Test func foreignJournalsAreRefused() throws {
        func trouble(_ text: String) throws -> SweepJournalError? {
            do {
                _ = try journal(text)
                return nil
            } catch let error as SweepJournalError {
                return error
            }
        }
        let header = "memspike-sweep-journal 2 study 0.1\n"
        let columns = SweepJournal.columns + "\n"
        #expect(try trouble("") == nil && trouble("memspike-sw") == nil && trouble(header) == nil)
        if case .notAJournal? = try trouble("hello\n") {} else { Issue.record("a text passed") }
        if case .notAJournal? = try trouble("hello") {} else { Issue.record("a torn text passed") }
        if case .foreignVersion(_, "7", 2)? = try trouble("memspike-sweep-journal 7 study 0.1\n") {
        } else {
            Issue.record("another version passed")
        }
        if case .otherStudy? = try trouble("memspike-sweep-journal 2 other 0.1\n") {} else { Issue.record("passed") }
        // A journal of the format before, whose lines had no named columns.
        if case .foreignVersion(_, "1", 2)? = try trouble("memspike-sweep-journal 1 study 0.1\n") {
        } else {
            Issue.record("the version before passed")
        }
        #expect(try trouble(header + columns) == nil)
        if case .damaged(_, 2)? = try trouble(header + "# other columns\n") {} else { Issue.record("passed") }
        if case .damaged(_, 3)? = try trouble(header + columns + "0 1 0 10,9,0,0 12345\n") {
        } else {
            Issue.record("passed")
        }
        // Right checksums do not help what no trial can have found.
        func sealed(_ line: String) -> String {
            let sum = line.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
            return header + columns + "\(line) \(String(sum, radix: 16))\n"
        }
        let rest = "0.9,0.01,0.95,0,0,0,0,0,0.0,0.0"
        #expect(try trouble(sealed("0 1 0 20,19.0,0,0,\(rest)")) == nil)
        for line in [
            "0 1 0 20,500.0,0,0,\(rest)", "0 1 0 20,nan,0,0,\(rest)", "0 1 0 9223372036854775807,1.0,0,0,\(rest)",
            "0 1 0 20,1.0,21,0,\(rest)", "-1 1 0 20,1.0,0,0,\(rest)", "0 9223372036854775807 0 20,1.0,0,0,\(rest)",
            "0 1 0 20,19.0,0,0,nan,0.01,0.95,0,0,0,0,0,0.0,0.0", "0 1 0 20,19.0,0,0,0.9,0.01,0.95,0,0,0,0,0,inf,0.0",
        ] {
            if case .damaged(_, 3)? = try trouble(sealed(line)) {} else { Issue.record("\(line) passed") }
        }
    }

    @Test func aDamagedLineInTheMiddleIsNamedAndKept() throws {
        let folder = try TemporaryFolder()
        let run = try RunFolder.create(folder.path("run"))
        let study = try tinySweep("axes: {stuckAt.rate: [0.1]}\nsampling: {maps: 6, draws: 20, checked: 0}")
        _ = try sweep(study, journal: SweepJournal(in: run, identity: "study 0.1"))
        var bytes = try Data(contentsOf: run.file(SweepJournal.name))
        let lines = bytes.indices.filter { bytes[$0] == 0x0a }
        bytes[lines[3] + 1] ^= 1
        try bytes.write(to: run.file(SweepJournal.name))
        #expect(throws: SweepJournalError.damaged(path: run.file(SweepJournal.name).path, line: 5)) {
            try SweepJournal(in: run, identity: "study 0.1")
        }
        #expect(try Data(contentsOf: run.file(SweepJournal.name)) == bytes)
    }
}
