import Foundation
import Results
import TestedProgram
import Testing

/// Results as the version before wrote them, schema 2: the files of the fuzzer's corpus.
@Suite struct EarlierResultsTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    /// A folder with the corpus' results, and their JSON as it was written.
    private func folder(_ corpus: String, _ name: String) throws -> (RunFolder, written: [String: Any]) {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: package.appendingPathComponent("Fuzzing/Corpus/\(corpus)/\(name)"))
        let folder = try RunFolder.create(temporary.path(corpus))
        try folder.write(String(decoding: data, as: UTF8.self), to: name)
        let written = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(written["schemaVersion"] as? Int == 2)
        return (folder, written)
    }

    private func expectPatterns(_ patterns: PatternRecord?, _ written: [String: Any]) throws {
        let glyphs = try #require(written["glyphs"] as? [String: Any])
        #expect(patterns?.pictures == glyphs["pictures"] as? [[String]])
        #expect(patterns?.classNames == (0...9).map(String.init))
    }

    @Test func paper() throws {
        let (folder, written) = try folder("results-paper", "results.json")
        let results = try folder.loadResults()
        #expect(results.schemaVersion == PaperResults.currentSchemaVersion)
        try expectPatterns(results.patterns, written)
        #expect(results.race?.label == (written["race"] as? [String: Any])?["digit"] as? Int)
        let records = try #require(written["stuckAt"] as? [[String: Any]])
        #expect(results.stuckAt.count == records.count && !records.isEmpty)
        for (record, old) in zip(results.stuckAt, records) {
            // JSONSerialization reads a number's last place wrong on Linux.
            func isNear(_ value: Double?, _ key: String, sign: Double = 1) -> Bool {
                guard let value, let number = old[key] as? Double else { return false }
                return abs(value - sign * number) < 1e-14
            }
            #expect(isNear(record.rate, "rate") && isNear(record.ceiling, "ceiling"))
            #expect(record.outcomes.map(\.remedy) == ["none", "fault-aware", "templates"])
            for (outcome, key) in zip(record.outcomes, ["unaware", "aware", "templates"]) {
                #expect(isNear(outcome.mean, key + "Mean") && isNear(outcome.p5, key + "P5"))
                #expect(isNear(outcome.low, key + "Low") && isNear(outcome.high, key + "High"))
            }
            // Gains are over the network without a remedy; what training gained over the templates turns its sign.
            let (none, aware, templates) = (record.outcomes[0], record.outcomes[1], record.outcomes[2])
            #expect(none.gain == nil)
            #expect(isNear(aware.gain?.value, "gain") && isNear(aware.gain?.low, "gainLow"))
            #expect(isNear(templates.gain?.value, "trainingGain", sign: -1))
            #expect(isNear(templates.gain?.low, "trainingGainHigh", sign: -1))
        }
    }

    @Test func sweep() throws {
        let (folder, written) = try folder("results-sweep", "results.json")
        let results = try folder.loadSweepResults()
        #expect(results.schemaVersion == SweepResults.currentSchemaVersion)
        try expectPatterns(results.patterns, written)
        #expect(results.points.count == (written["points"] as? [Any])?.count)
    }

    @Test func programming() throws {
        let (folder, written) = try folder("results-programming", "programming.json")
        let results = try folder.loadProgrammingResults()
        #expect(results.schemaVersion == ProgrammingResults.currentSchemaVersion && results.accuracy.classes == 10)
        #expect(results.accuracy.cleanCorrect == (written["accuracy"] as? [String: Any])?["cleanCorrect"] as? Int)
    }

    @Test func unknownSchemasAreRefusedByName() throws {
        let folder = try RunFolder.create(temporary.path("first"))
        try folder.write("{\"schemaVersion\": 0}", to: "results.json")
        #expect(
            throws: RunFolderError.foreignVersion(
                file: folder.file("results.json").path, found: 0, supported: PaperResults.currentSchemaVersion)
        ) { try folder.loadResults() }
    }
}
