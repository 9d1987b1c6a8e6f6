import Foundation
import TestedProgram
import Testing

@Suite struct RunTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(smallStudy, to: "study.yaml")
    }

    private func train(_ more: String..., output: String = "run") throws -> Command {
        try RunningCommand(["train", "study.yaml", "--output", output, "--json"] + more, in: folder).finish()
    }

    @Test func trainEvaluateCheckNetlist() throws {
        let trained = try train()
        #expect(trained.status == 0, "\(trained.error)")
        #expect(trained.error.isEmpty)
        #expect(try folder.json("run/run.json")["state"] as? String == "complete")
        for name in ["study.yaml", "patterns.txt", "network.json", "layers/1-positive.npy", "training.json"] {
            #expect(folder.has("run/\(name)"))
        }
        #expect(try folder.text("run/training.json") == trained.output)

        var accuracies: [Double] = []
        for engine in ["discrete", "events"] {
            let run = try memspike(
                "evaluate", "run", "--engine", engine, "--presentations", "500", "--json", in: folder)
            #expect(run.status == 0, "\(run.error)")
            let clean = try #require(run.json["clean"] as? [String: Any])
            #expect(clean["correct"] as? Int == 10)
            #expect(clean["outputSpikes"] as? [Int] == [Int](repeating: 1, count: 10))
            let noise = try #require(run.json["noise"] as? [String: Any])
            accuracies.append(try #require(noise["accuracy"] as? Double))
        }
        // The same physics on the same presentations.
        #expect(accuracies[0] == accuracies[1] && accuracies[0] > 0.9)
        let pair = try memspike(
            "evaluate", "run", "--engine", "discrete", "--against", "events", "--presentations", "50", in: folder)
        #expect(pair.status == 0)
        #expect(pair.output.contains("decisions agree 100.00 %"))

        let check = try memspike("check", "run", "--json", in: folder)
        #expect(check.status == 0)
        #expect(try check.json["holds"] as? Bool == true)
        // A line of text for every rule, each with its margin on the right side of what it needs.
        let rules = try #require(try check.json["designRules"] as? [[String: Any]])
        let lines = try memspike("check", "run", in: folder).output.split(separator: "\n")
        #expect(!rules.isEmpty)
        for rule in rules {
            let name = "\(try #require(rule["rule"] as? String)) (\(try #require(rule["element"] as? String)))"
            #expect(lines.count { $0.hasPrefix("ok     \(name): margin ") } == 1, "\(name)")
            #expect(try #require(rule["margin"] as? Double) >= #require(rule["required"] as? Double), "\(name)")
        }

        let netlist = try memspike("netlist", "run", "--output", "decks", "--json", in: folder)
        #expect(netlist.status == 0)
        let files = try #require(netlist.json["files"] as? [String])
        // What is named is what was written, each once; every class has its deck.
        let written = try #require(
            FileManager.default.enumerator(atPath: folder.path("decks"))?.compactMap { $0 as? String }
        ).filter {
            !(try FileManager.default.attributesOfItem(atPath: folder.path("decks/\($0)"))[.type] as? FileAttributeType
                == .typeDirectory)
        }
        #expect(files.sorted() == written.sorted())
        #expect((0...9).allSatisfy { files.contains("piecewise-linear/pattern_\($0).cir") })
        #expect(try folder.text("decks/piecewise-linear/pattern_3.cir").contains(".tran"))
    }

    @Test func brokenRulesAreStatusOneOfCheck() throws {
        #expect(try train().status == 0)
        let study = try folder.text("run/study.yaml")
        try folder.write(
            study.replacingOccurrences(of: "outputResistance: 10 kΩ", with: "outputResistance: 3 kΩ"),
            to: "run/study.yaml")
        let check = try memspike("check", "run", in: folder)
        #expect(check.status == 1)
        #expect(check.output.contains("BROKEN inhibits: opens (inhibition bus): margin "))
        #expect(check.output.contains("Raise outputResistance"))
        let evaluate = try memspike("evaluate", "run", "--presentations", "10", in: folder)
        #expect(evaluate.status == 2)
        #expect(evaluate.error.contains("inhibits: opens"))
    }

    @Test func existingFoldersAreKept() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("run"), withIntermediateDirectories: false)
        try folder.write("mine", to: "run/keep.txt")
        for arguments in [["train", "--output", "run"], ["paper", "--quick", "--output", "run"]] {
            let run = try RunningCommand(arguments, in: folder).finish()
            #expect(run.status == 2)
            #expect(run.error.contains("run exists and is not empty"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("run")) == ["keep.txt"])
        // Below a regular file nothing can be made, whoever asks.
        let below = try memspike("train", "--output", "study.yaml/run", in: folder)
        #expect(below.status == 2)
        #expect(below.error.contains("study.yaml/run"))
    }

    @Test func damagedConductancesAreNamed() throws {
        #expect(try train().status == 0)
        let stored = folder.url.appendingPathComponent("run/layers/1-positive.npy")
        var array = try Data(contentsOf: stored)
        // The cell of row 1, neuron 3, is 1 S now.
        withUnsafeBytes(of: (1.0).bitPattern.littleEndian) {
            array.replaceSubrange((128 + 13 * 8)..<(128 + 14 * 8), with: $0)
        }
        try array.write(to: stored)
        let damaged = try memspike("evaluate", "run", in: folder)
        #expect(damaged.status == 2)
        #expect(damaged.error.contains("1-positive.npy") && damaged.error.contains("column 3, row 1"))
        try array.prefix(500).write(to: stored)
        #expect(try memspike("evaluate", "run", in: folder).status == 2)
    }

    /// Version 0.1.0 kept a classifier in a table.
    @Test func damagedTablesAreNamedByLine() throws {
        #expect(try train().status == 0)
        let header = "row," + (0..<10).map { "neuron_\($0) [S]" }.joined(separator: ",")
        let cells = (0..<30).map { "\($0)" + String(repeating: ",1e-07", count: 10) }
        var lines = [header] + cells + [""]
        try folder.write(lines.joined(separator: "\n"), to: "run/conductances.csv")
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("run/network.json"))
        #expect(try memspike("evaluate", "run", "--presentations", "10", in: folder).status == 0)
        lines[12] = lines[12].components(separatedBy: ",").enumerated()
            .map { $0.offset == 4 ? "" : $0.element }.joined(separator: ",")
        try folder.write(lines.joined(separator: "\n"), to: "run/conductances.csv")
        let run = try memspike("evaluate", "run", in: folder)
        #expect(run.status == 2)
        #expect(run.error.contains("conductances.csv:13: neuron 3 has no conductance"))
    }

    /// The stored conductances: 128 bytes of heading, then row by row.
    private func array(_ run: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(run)/layers/1-positive.npy"))
    }

    @Test func resultsDoNotDependOnTheJobs() throws {
        let one = try train("--jobs", "1", output: "one")
        let two = try train("--jobs", "2", output: "two")
        #expect(one.status == 0 && one.timelessLines.count > 50)
        #expect(one.timelessLines == two.timelessLines)
        #expect(try array("one") == array("two"))
        let results = try ["1", "2"].map { jobs in
            try memspike("evaluate", "one", "--presentations", "3000", "--jobs", jobs, "--json", in: folder)
        }
        #expect(results[0].timelessLines == results[1].timelessLines)
        let other = try memspike("evaluate", "one", "--presentations", "3000", "--seed", "9", "--json", in: folder)
        #expect(other.timelessLines != results[0].timelessLines)
        let seeded = try train("--seed", "18446744073709551615", output: "three")
        #expect(seeded.status == 0)
        #expect(try memspike("check", "three", in: folder).status == 0)
        #expect(try array("three") != array("one"))
    }

    @Test func stuckCellsOfAFileStayStuck() throws {
        try folder.write("neuron,row,stuck\n3,17,LRS\n0,29,HRS\n", to: "stuck.csv")
        #expect(try train("--faults", "stuck.csv").status == 0)
        let cells = try array("run")
        func siemens(_ neuron: Int, _ row: Int) -> Double {
            let place = 128 + 8 * (row * 10 + neuron)
            return cells[place..<(place + 8)].withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
        }
        #expect(siemens(3, 17) == 1e-6 && siemens(0, 29) == 1e-8)
        try folder.write("3,17,LRS\n3,30,LRS\n", to: "stuck.csv")
        let bad = try train("--faults", "stuck.csv", output: "other")
        #expect(bad.status == 2)
        #expect(bad.error.contains("stuck.csv:2: ") && !folder.has("other"))
    }
}
