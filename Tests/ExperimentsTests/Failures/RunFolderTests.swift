import Datasets
import Foundation
import SpikingNetworks
import Studies
import TestedProgram
import Testing

@testable import Experiments
@testable import Results

@Suite struct RunFolderTests {
    /// The way to a file and back.
    @Test(arguments: ["/data/mnist/train.gz", "/runs/a/data.csv", "/runs/data.csv"]) func pathsMoveWithTheFolder(
        path: String
    ) {
        let folder = RunFolder(containing: URL(fileURLWithPath: "/runs/a/run.json"))
        let way = folder.relativePath(path)
        #expect(!way.hasPrefix("/"))
        #expect(folder.resolvedPath(way) == path && folder.resolvedPath(path) == path)
    }

    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func aFolderWithContentIsRefusedAndKept() throws {
        let path = temporary.path("run")
        // An empty one is taken.
        _ = try RunFolder.create(path)
        try RunFolder.create(path).write("one", to: "a.txt")
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

    @Test func aFolderIsTakenByOneAtATime() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        #expect(throws: RunFolderError.inUse(path: path)) { try RunFolder.create(path) }
        try folder.write("one", to: "a.txt")
    }

    private func writeStatus(_ state: RunStatus.State, of command: String, to path: String) throws {
        try RunFolder.create(path).writeJSON(
            RunStatus(program: tinyProgram, command: command, kind: nil, state: state, reason: nil), to: "run.json")
    }

    @Test func aRunThatWasCutOffIsCalledOne() throws {
        let path = temporary.path("run")
        try writeStatus(.incomplete, of: "paper", to: path)
        let expected = RunFolderError.cutOff(path: path, command: "paper", state: .incomplete)
        #expect(throws: expected) { try RunFolder.create(path) }
        #expect(throws: expected) { try RunFolder.open(path, holding: ["results.json"]) }
        #expect(throws: expected) { try RunFolder.createOrContinue(path, command: "train") { _ in true } }
        #expect(expected.description.contains("run memspike paper again"))
    }

    /// Of a run that failed before it wrote anything.
    @Test func aFolderThatHoldsAFailureAloneIsTaken() throws {
        let path = temporary.path("run")
        try writeStatus(.failed, of: "program", to: path)
        let (folder, continues) = try RunFolder.createOrContinue(path, command: "train") { _ in false }
        #expect(!continues)
        try folder.write("one", to: "a.txt")
        #expect(throws: RunFolderError.cutOff(path: path, command: "program", state: .failed)) {
            try RunFolder.open(path, holding: ["results.json"])
        }
    }

    @Test(arguments: [
        ("{", "it is not valid JSON"), (#"{"schemaVersion": 1}"#, #""program" is missing"#),
        (#"{"schemaVersion": "1"}"#, #""schemaVersion" is not a whole number"#),
        (#"{"schemaVersion": 1, "program": []}"#, #""program" is not an object"#),
        (
            #"{"schemaVersion": 1, "program": {"name": "memspike", "version": 7}}"#,
            #""program.version" is not a text"#
        ),
    ]) func faultsOfJSONAreToldInWords(text: String, reason: String) throws {
        let folder = try RunFolder.create(temporary.path("run"))
        try folder.write(text, to: "run.json")
        let error = #expect(throws: RunFolderError.self) { try folder.readJSON(RunStatus.self, from: "run.json") }
        #expect("\(error!)".contains("run.json: it is not what this program writes: \(reason)"), "\(error!)")
    }

    @Test func aKindThatTheStudyIsNotIsRefused() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        try folder.write(Study())
        try folder.writeJSON(
            RunStatus(program: tinyProgram, command: "train", kind: .network, state: .complete, reason: nil),
            to: "run.json")
        let error = #expect(throws: RunFolderError.self) { try RunKind(of: path) }
        #expect("\(error!)".contains("holds a network, but study.yaml is of a classifier"))
    }

    @Test func leftoversOfAKilledRunGoWhenItContinues() throws {
        let path = temporary.path("run")
        try writeStatus(.interrupted, of: "train", to: path)
        try Data("half".utf8).write(to: URL(fileURLWithPath: "\(path)/.memspike-1f.part"))
        let (_, continues) = try RunFolder.createOrContinue(path, command: "train") { _ in true }
        #expect(continues)
        #expect(try names(path) == ["run.json"])
    }

    /// A folder that was got from elsewhere may hold links that lead out of it.
    @Test func linksInAFolderAreNotFollowed() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        let (outside, elsewhere) = (temporary.path("outside"), temporary.path("elsewhere"))
        try Data("kept".utf8).write(to: URL(fileURLWithPath: outside))
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
        for (name, target) in [("report.html", outside), (".report.html.part", outside), ("netlists", elsewhere)] {
            try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
        }
        #expect(throws: RunFolderError.self) { try folder.write("page", to: "report.html") }
        #expect(throws: RunFolderError.self) { try folder.write("deck", to: "netlists/a.cir") }
        #expect(throws: RunFolderError.self) { try folder.write("deck", to: "../a.cir") }
        try folder.write("results", to: "results.json")
        #expect(try String(contentsOfFile: outside, encoding: .utf8) == "kept")
        #expect(try names(elsewhere).isEmpty)
    }

    @Test func whatIsNoFileIsNeverReplaced() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        #expect(mkfifo("\(path)/report.html", 0o600) == 0)
        #expect(throws: RunFolderError.self) { try folder.write("page", to: "report.html") }
        var status = stat()
        #expect(lstat("\(path)/report.html", &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test func anOutputIsNeverAnInput() throws {
        let path = temporary.path("run")
        try writeStatus(.complete, of: "paper", to: path)
        let results = "\(path)/run.json"
        #expect(throws: RunFolderError.input(path: results)) { try OutputFile.write("page", to: results) }
        try OutputFile.write("page", to: "\(path)/report.html")
        try OutputFile.write("page again", to: "\(path)/report.html")
        try OutputFile.write("page", to: temporary.path("page.html"))
        #expect(try names(path) == ["report.html", "run.json"])
    }

    @Test func whatCannotBeReadIsCalledByItsName() throws {
        let pipe = temporary.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        try Data([0xff, 0xfe, 0x41, 0]).write(to: temporary.url.appendingPathComponent("wide.txt"))
        for (path, reason) in [
            (pipe, "it is a pipe, not a file"), (temporary.url.path, "it is a folder, not a file"),
            ("/dev/null", "it is a device, not a file"), (temporary.path("none"), "no such file"),
            (temporary.path("wide.txt"), "it is not text in UTF-8"),
        ] {
            #expect(throws: FileTrouble(reason)) { try InputFile.text(path) }
        }
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
        let network = try ClassifierTraining(study: study, context: context(jobs: 1)).train()
        try folder.write(study)
        try folder.write(network.conductances, study: study, program: tinyProgram)
        let stored = try RunFolder.open(path).loadClassifier()
        #expect(stored.conductances == network.conductances)
        #expect(stored.study.circuit == study.circuit && stored.study.training == study.training)
        #expect(stored.study.patterns.patterns == study.patterns.patterns)
        #expect(!(try names(path).contains { $0.hasSuffix(".part") }))
    }

    @Test func foldersOfOthersAreRefused() throws {
        let path = temporary.path("run")
        let folder = try RunFolder.create(path)
        #expect(throws: RunFolderError.notARun(path: path, missing: "study.yaml")) { try RunFolder.open(path) }
        try folder.write(tinyStudy())
        #expect(throws: RunFolderError.notARun(path: path, missing: "network.json")) { try RunFolder.open(path) }
        try folder.write("{\"schemaVersion\": 9}", to: "results.json")
        #expect(
            throws: RunFolderError.foreignVersion(
                file: folder.file("results.json").path, found: 9, supported: PaperResults.currentSchemaVersion)
        ) { try folder.loadResults() }
        try folder.write("{", to: "results.json")
        #expect(throws: RunFolderError.self) { try folder.loadResults() }
    }
}
