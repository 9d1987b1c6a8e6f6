import Foundation
import TestedProgram
import Testing

/// One run of the built program.
struct ProgramRun {
    var status: Int32
    var output: String
    var errors: String

    init(_ arguments: [String], interruptAfter seconds: Double? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: memspikeExecutable)
        process.arguments = arguments
        let folder = try TemporaryFolder()
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: folder.path(name), contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("out")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("err")))
        try process.run()
        if let seconds {
            Thread.sleep(forTimeInterval: seconds)
            process.interrupt()
        }
        process.waitUntilExit()
        status = process.terminationStatus
        output = try String(contentsOfFile: folder.path("out"), encoding: .utf8)
        errors = try String(contentsOfFile: folder.path("err"), encoding: .utf8)
    }

    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
}

private let tinyStudy = """
    training: {epochs: 3}
    noise: {presentations: 500, flipProbabilities: [0.1]}

    """

@Suite struct CommandTests {
    @Test(arguments: ["paper", "train", "evaluate", "netlist", "check", "report", "glyphs"])
    func everyCommandExplainsItselfWithAnExample(_ command: String) throws {
        let run = try ProgramRun([command, "--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("Example"))
        #expect(run.output.contains("memspike \(command)"))
    }

    @Test(arguments: [
        ["nonsense"], ["paper", "--seed", "x"], ["paper", "--jobs", "0"], ["evaluate"],
        ["evaluate", ".", "--noise", "0.7"], ["evaluate", ".", "--engine", "spice"],
        ["evaluate", ".", "--engine", "events", "--against", "events"], ["glyphs", "no-such-file"],
        ["check", "/"], ["train", "no-such-study.yaml"],
    ])
    func badUsageAndInputExitWith2(_ arguments: [String]) throws {
        let run = try ProgramRun(arguments)
        #expect(run.status == 2)
        #expect(!run.errors.isEmpty && run.output.isEmpty)
    }

    @Test func aWrongGlyphFileNamesFileAndLine() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("g.txt")
        let glyphs = try ProgramRun(["glyphs", "--file"]).output
        try glyphs.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try ProgramRun(["glyphs", path, "--file"]).output == glyphs)
        var lines = glyphs.components(separatedBy: "\n")
        lines[9] = "####"
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let run = try ProgramRun(["paper", "--glyphs", path, "--output", folder.path("run")])
        #expect(run.status == 2)
        #expect(run.errors.contains("\(path):10: \"####\" (digit 1) has 4 characters"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
    }

    @Test func aNetworkIsTrainedEvaluatedCheckedAndWritten() throws {
        let folder = try TemporaryFolder()
        let study = folder.path("s.yaml")
        let run = folder.path("run")
        try tinyStudy.write(toFile: study, atomically: true, encoding: .utf8)
        let trained = try ProgramRun(["train", study, "--seed", "3", "--output", run, "--json"])
        #expect(trained.status == 0)
        let training = try #require(try trained.json()["training"] as? [String: Any])
        #expect(try #require(training["circuitAccuracy"] as? Double) > 0.9)
        #expect(try ProgramRun(["train", study, "--output", run]).status == 2)

        for engine in ["discrete", "events"] {
            let evaluated = try ProgramRun(["evaluate", run, "--engine", engine, "--presentations", "500", "--json"])
            #expect(evaluated.status == 0)
            let clean = try #require(try evaluated.json()["clean"] as? [String: Any])
            #expect(clean["correct"] as? Int == 10)
        }
        let checked = try ProgramRun(["check", run])
        #expect(checked.status == 0)
        #expect(checked.output.contains("stays on"))
        let netlist = try ProgramRun(["netlist", run, "--output", folder.path("netlist"), "--json"])
        #expect(netlist.status == 0)
        #expect((try netlist.json()["files"] as? [String])?.count == 21)

        // A stuck cell given by file stays stuck through training.
        let faults = folder.path("faults.csv")
        try "neuron,row,stuck\n0,0,LRS\n".write(toFile: faults, atomically: true, encoding: .utf8)
        let broken = folder.path("broken")
        #expect(try ProgramRun(["train", study, "--faults", faults, "--output", broken]).status == 0)
        let table = try String(contentsOfFile: broken + "/conductances.csv", encoding: .utf8)
        #expect(table.components(separatedBy: "\n")[1].hasPrefix("0,1e-06,"))
    }

    @Test func aDesignThatBreaksARuleIsRefusedByName() throws {
        let folder = try TemporaryFolder()
        let study = folder.path("s.yaml")
        // R_on = 500 Ω: the switch opens the instant that it closes (PHYSICS.md, section 4).
        try (tinyStudy + "circuit: {switchOnResistance: 500 Ω}\n").write(
            toFile: study, atomically: true, encoding: .utf8)
        let run = try ProgramRun(["train", study, "--output", folder.path("run")])
        #expect(run.status == 2)
        #expect(run.errors.contains("stays on (threshold switches)"))
        #expect(run.errors.contains("Raise switchOnResistance"))
    }

    @Test func ctrlCLeavesAReadableFolderThatSaysSo() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("run")
        let run = try ProgramRun(["paper", "--output", path], interruptAfter: 6)
        #expect(run.status == 130)
        #expect(run.errors.contains("interrupted during"))
        let status = try String(contentsOfFile: path + "/run.json", encoding: .utf8)
        #expect(status.contains("\"state\" : \"interrupted\""))
        let results = path + "/results.json"
        if FileManager.default.fileExists(atPath: results) {
            _ = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: results)))
            #expect(try ProgramRun(["report", path]).status == 0)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(!names.contains { $0.hasSuffix(".part") })
    }
}
