import Foundation
import TestedProgram
import Testing

/// Run folders that version 0.1.0 wrote, without its netlists and reports: every command reads them.
@Suite struct EarlierRunTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let archive = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Fixtures/version-0.1.0.tar.gz").standardized
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive.path, "-C", folder.url.path]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
    }

    @Test(arguments: ["paper", "sweep", "prog", "deep"]) func reports(_ run: String) throws {
        let report = try memspike("report", run, in: folder)
        #expect(report.status == 0, "\(report.error)")
        #expect(try folder.text("\(run)/report.html").contains("memspike 0.1.0"))
    }

    /// The decisions that 0.1.0 printed: `evaluate paper --presentations 2000 --seed 5 --json`.
    @Test func aClassifierDecidesAsItDid() throws {
        let run = try memspike("evaluate", "paper", "--presentations", "2000", "--seed", "5", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let noise = try #require(try run.json["noise"] as? [String: Any])
        #expect(noise["accuracy"] as? Double == 0.9975)
    }

    /// `evaluate deep --engine discrete --json` of 0.1.0.
    @Test func aDeepNetworkDecidesAsItDid() throws {
        let run = try memspike("evaluate", "deep", "--engine", "discrete", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let accuracy = try #require(try run.json["accuracy"] as? Double)
        #expect(abs(accuracy - 0.8662952646239555) < 1e-12)
    }

    @Test(arguments: ["paper", "prog", "deep"]) func commandsGoOn(_ run: String) throws {
        #expect(try memspike("check", run, in: folder).status == 0)
        let netlist = try memspike("netlist", run, "--output", "decks-\(run)", in: folder)
        #expect(netlist.status == 0, "\(netlist.error)")
        let programmed = try memspike(
            "program", run, "--device", "vteam", "--presentations", "100", "--output", "held-\(run)", in: folder)
        #expect(programmed.status == 0, "\(programmed.error)")
        #expect(folder.has("held-\(run)/layers/1-positive.npy"))
    }
}
