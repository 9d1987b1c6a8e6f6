import Datasets
import Foundation
import SpikingNetworks
import TestedProgram
import Testing

@testable import Experiments

@Suite struct RunFolderTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func aFolderWithContentIsRefusedAndKept() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        // An empty one is taken.
        _ = try RunFolder.create(path)
        try folder.write("one", to: "a.txt")
        #expect(throws: RunFolderError.exists(path: path)) { try RunFolder.create(path) }
        #expect(try names(path) == ["a.txt"])
        // A file in the way as well.
        #expect(throws: RunFolderError.exists(path: "\(path)/a.txt")) { try RunFolder.create("\(path)/a.txt") }
    }

    @Test func aFolderThatCannotBeMadeSaysWhy() throws {
        // Below a regular file: also root cannot.
        try Data().write(to: temporary.url.appendingPathComponent("file"))
        let path = temporary.path("file/run")
        #expect(throws: RunFolderError.notCreated(path: path, reason: "Not a directory")) { try RunFolder.create(path) }
        #expect(RunFolderError.notCreated(path: path, reason: "Not a directory").description.contains("--output"))
    }

    @Test func aFailedWriteLeavesNothingBehind() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        try folder.write("first", to: "results.json")
        // A folder with content stands where the file should go: the last step, the renaming, fails.
        try folder.write("inner", to: "report.html/inner")
        #expect(throws: RunFolderError.self) { try folder.write("page", to: "report.html") }
        #expect(throws: RunFolderError.self) { try folder.write("x", to: "results.json/below") }
        #expect(try names(path) == ["report.html", "results.json"])
        #expect(try folder.text("results.json") == "first")
        try folder.write("second", to: "results.json")
        #expect(try folder.text("results.json") == "second")
        #expect(try names(path) == ["report.html", "results.json"])
    }

    @Test func networksReadBack() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        let study = tinyStudy()
        let network = try NetworkTraining(study: study, context: context(jobs: 1)).train(study.training)
        try folder.write(study)
        try folder.write(network.conductances, study: study, program: tinyProgram)
        let stored = try RunFolder.open(path).loadNetwork()
        #expect(stored.conductances == network.conductances)
        #expect(stored.study.circuit == study.circuit && stored.study.training == study.training)
        #expect(stored.study.glyphs.glyphs == study.glyphs.glyphs)
        #expect(!(try names(path).contains { $0.hasSuffix(".part") }))
    }

    @Test func foldersOfOthersAreRefused() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        #expect(throws: RunFolderError.notARun(path: path, missing: "study.yaml")) { try RunFolder.open(path) }
        try folder.write(tinyStudy())
        #expect(throws: RunFolderError.notARun(path: path, missing: "conductances.csv")) { try RunFolder.open(path) }
        try folder.write("{\"schemaVersion\": 9}", to: "results.json")
        #expect(
            throws: RunFolderError.foreignVersion(
                file: folder.file("results.json").path, found: 9, supported: RunResults.currentSchemaVersion)
        ) { try folder.loadResults() }
        try folder.write("{", to: "results.json")
        #expect(throws: RunFolderError.self) { try folder.loadResults() }
    }
}
