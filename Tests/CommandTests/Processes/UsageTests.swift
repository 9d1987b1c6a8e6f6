import Foundation
import TestedProgram
import Testing

@Suite struct UsageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["paper", "train", "evaluate", "netlist", "simulate", "check", "report", "patterns"])
    func helpOfEveryCommandHasAnExample(name: String) throws {
        let help = try memspike(name, "--help", in: folder)
        #expect(help.status == 0)
        #expect(help.error.isEmpty)
        #expect(help.output.contains("Example"))
        #expect(help.output.contains("memspike \(name)"))
        #expect(help.output.contains("USAGE: memspike \(name)"))
    }

    @Test func rootTellsWhereToBegin() throws {
        let help = try memspike("--help", in: folder)
        #expect(help.status == 0)
        #expect(help.output.contains("memspike paper --quick"))
        #expect(help.output.contains("Exit status: 0 success, 1 the run failed, 2 bad usage or input"))
        #expect(!help.output.contains("ngspice-worker"))
        let version = try memspike("--version", in: folder)
        #expect(version.status == 0)
        #expect(version.output.split(separator: ".").count == 3)
    }

    /// Bad usage is status 2, says what is allowed on standard error, and makes nothing.
    @Test(
        arguments: [
            (["nonsense"], "nonsense"), (["paper", "--nonsense"], "--nonsense"), (["paper", "--seed", "-1"], "--seed"),
            (["paper", "--seed", "many"], "many"), (["paper", "--jobs", "0"], "--jobs is 0, but must be 1 to 1024"),
            (["train", "--jobs", "-3"], "--jobs"),
            (["evaluate", "run", "--noise", "0.7"], "--noise is 0.7, but must be 0 to 0.5"),
            (["evaluate", "run", "--presentations", "0"], "--presentations is 0, but must be at least 1"),
            (["evaluate", "run", "--engine", "spice"], "discrete"),
            (["evaluate", "run", "--engine", "events", "--against", "events"], "compare two levels"),
            (["netlist", "run", "--dialect", "ltspicy"], "ngspice"), (["evaluate"], "run"),

            (["netlist", "run", "--variant", "ideal"], "piecewise-linear"),
            (["evaluate", "nowhere"], "is not a run folder: it has no study.yaml"),
            (["check", "nowhere"], "is not a run folder"), (["netlist", "nowhere"], "is not a run folder"),
            (["report", "nowhere"], "nowhere"), (["train", "none.yaml"], "none.yaml: cannot be read: no such file"),
            (["patterns", "none.txt"], "no pattern set \"none.txt\""),
            (["paper", "--patterns", "none.txt"], "built in (wide, dot-matrix, letters, digits-8x8)"),
        ] as [([String], String)])
    func badUsageIsStatusTwo(arguments: [String], message: String) throws {
        let run = try RunningCommand(arguments, in: folder).finish()
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.error.contains(message), "\(run.error)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    @Test func patternsArePrintedParsedAndReadBack() throws {
        let text = try memspike("patterns", in: folder)
        #expect(text.status == 0)
        #expect(text.output.contains("Pattern set \"wide\"") && text.output.contains("Ceiling under independent flips"))
        for name in ["wide", "dot-matrix"] {
            let file = try memspike("patterns", name, "--file", in: folder)
            #expect(file.output.split(separator: "\n").count == 60)
            try folder.write(file.output, to: "mine.txt")
            #expect(try memspike("patterns", "mine.txt", "--file", in: folder).output == file.output)
            let json = try memspike("patterns", "mine.txt", "--json", in: folder).json
            let patterns = try #require(json["patterns"] as? [String: Any])
            #expect(patterns["name"] as? String == "mine")
            let pictures = try #require(patterns["pictures"] as? [[String]])
            #expect(pictures.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n" == file.output)
            let distances = try #require(patterns["distances"] as? [[Int]])
            // Counted from the pictures.
            for (a, row) in distances.enumerated() {
                for (b, distance) in row.enumerated() {
                    #expect(zip(pictures[a].joined(), pictures[b].joined()).filter { $0 != $1 }.count == distance)
                }
            }
            let ceilings = try #require(json["ceilings"] as? [[String: Double]])
            #expect(ceilings.count == 6 && ceilings.allSatisfy { (0.5...1).contains($0["ceiling"] ?? 0) })
        }
    }

    @Test func aPatternFileWithAMistakeIsNamedByLine() throws {
        let good = try memspike("patterns", "--file", in: folder).output
        func fails(_ text: String, _ message: String) throws {
            try folder.write(text, to: "digits.txt")
            for arguments in [["patterns", "digits.txt"], ["paper", "--patterns", "digits.txt", "--output", "o"]] {
                let run = try RunningCommand(arguments, in: folder).finish()
                #expect(run.status == 2)
                #expect(run.error.contains(message), "\(run.error)")
                #expect(!folder.has("o"))
            }
        }
        var lines = good.components(separatedBy: "\n")
        lines[9] += "#"
        try fails(lines.joined(separator: "\n"), "digits.txt:10: ")
        try fails(good.replacingOccurrences(of: ".", with: "x"), "digits.txt:1: ")
        try fails(good.replacingOccurrences(of: "\n\n", with: "\n"), "digits.txt: there is one pattern")
        try fails("= A\n#.\n\n.#\n", "digits.txt:4: ")
    }

    /// Words of earlier versions are taken, and it is said.
    @Test func glyphsAreNowCalledPatterns() throws {
        let run = try memspike("glyphs", "dot-matrix", in: folder)
        #expect(run.status == 0 && run.output.contains("Pattern set \"dot-matrix\""))
        #expect(run.error.contains("glyphs is now called patterns"))
        #expect(try memspike("patterns", "dot-matrix", in: folder).error.isEmpty)
    }

    @Test func aStudyWithAnErrorIsNamedByLine() throws {
        try folder.write("circuit:\n  readVoltge: 3 V\n", to: "study.yaml")
        let run = try memspike("train", "study.yaml", "--output", "o", in: folder)
        #expect(run.status == 2)
        #expect(run.error.contains("study.yaml:2: unknown key \"readVoltge\"") && run.error.contains("\"readVoltage\""))
        #expect(!folder.has("o"))
        try folder.write("circuit:\n  switchOnResistance: 500 Ω\n\(smallStudy)\n", to: "study.yaml")
        let rule = try memspike("train", "study.yaml", "--output", "o", in: folder)
        #expect(rule.status == 2)
        #expect(rule.error.contains("stays on") && rule.error.contains("switchOnResistance"))
    }
}
