import Foundation
import TestedProgram
import Testing

/// A network on the 8×8 digits that trains in about a second.
private let smallNetwork = """
    data: {set: digits, validation: 0.1}
    network: {hidden: [32]}
    training: {epochs: 30, batchSize: 64}
    hardware: {levels: 16, programmingNoise: 0.02, draws: 3}
    """

@Suite struct NetworkRunTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(smallNetwork, to: "study.yaml")
    }

    private func train(_ more: String..., output: String = "run") throws -> Command {
        try RunningCommand(["train", "study.yaml", "--output", output, "--json"] + more, in: folder).finish()
    }

    /// The same numbers, times and memory apart.
    private func same(_ a: String, _ b: String) throws -> Bool {
        func lines(_ name: String) throws -> [Substring] {
            try folder.text("\(name)/training.json").split(separator: "\n").filter {
                !$0.contains("econds\"") && !$0.contains("peakMemoryBytes")
            }
        }
        let layers = try FileManager.default.contentsOfDirectory(atPath: folder.path("\(a)/layers")).sorted()
        return try lines(a) == lines(b) && !layers.isEmpty
            && layers.allSatisfy {
                FileManager.default.contentsEqual(
                    atPath: folder.path("\(a)/layers/\($0)"), andPath: folder.path("\(b)/layers/\($0)"))
            }
    }

    @Test func trainEvaluateReport() throws {
        let run = try train()
        #expect(run.status == 0, "\(run.error)")
        let results = try run.json
        for key in ["testAccuracy", "trainAccuracy", "validationAccuracy"] {
            let accuracy = try #require(results[key] as? Double, "\(key)")
            // A linear classifier reaches 0.95 here; chance is 0.1.
            #expect((0.8...1).contains(accuracy), "\(key) \(accuracy)")
        }
        #expect(results["epochs"] as? Int == 30)
        #expect((results["seconds"] as? Double).map { $0 > 0 && $0 < 600 } == true)
        // More than the data and the weights, less than a laptop has.
        #expect((results["peakMemoryBytes"] as? Int).map { $0 > 1 << 20 && $0 < 1 << 31 } == true)
        for name in ["study.yaml", "network.json", "learning.csv", "training.json", "report.html", "run.json"] {
            #expect(folder.has("run/\(name)"), "\(name)")
        }
        #expect(!folder.has("run/checkpoint"))
        #expect(try folder.json("run/run.json")["state"] as? String == "complete")
        #expect(try folder.text("run/learning.csv").split(separator: "\n").count == 31)
        let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path("run"))
        #expect(!all.contains { $0.hasSuffix(".part") })

        // The circuit decides nearly as the model does; energies are of pico- to nanojoules.
        let inCircuit = try #require(results["eventsAccuracy"] as? Double)
        #expect(abs(inCircuit - (results["testAccuracy"] as? Double ?? 0)) < 0.1)
        #expect((results["energyPerInference"] as? Double).map { $0 > 1e-13 && $0 < 1e-7 } == true)
        let events = try memspike("evaluate", "run", "--presentations", "60", "--json", in: folder)
        #expect(events.status == 0, "\(events.error)")
        #expect(try (events.json["circuit"] as? [String: Any])?["samples"] as? Int == 60)
        let check = try memspike("check", "run", "--json", in: folder)
        let holds = try #require(check.json["holds"] as? Bool)
        #expect(check.status == (holds ? 0 : 1))
        #expect(try (check.json["designRules"] as? [[String: Any]])?.count == 12)
        let netlist = try memspike("netlist", "run", "--output", "decks", "--json", in: folder)
        #expect(netlist.status == 0, "\(netlist.error)")
        // For every class and for all a deck with its sources, beside models, network, read-out, expectations and README.
        let files = try #require(netlist.json["files"] as? [String])
        #expect(files.count { $0.hasPrefix("piecewise-linear/") } == 2 * 11 + 3)
        #expect(files.count { $0.hasPrefix("device-level/") } == 2 * 11 + 3)
        #expect(files.contains("expected.csv") && files.contains("README.md"))
        let wired = try memspike(
            "netlist", "run", "--patterns", "3", "--line", "2ohm", "--output", "wired", "--json", in: folder)
        #expect(wired.status == 0, "\(wired.error)")
        #expect(try folder.text("wired/piecewise-linear/network.inc").contains("Rword_00_0 row_00 word_00_0 2\n"))

        if ngspiceTestsRun {
            let spice = try memspike(
                "evaluate", "run", "--against", "ngspice", "--presentations", "3", "--json", in: folder)
            #expect(spice.status == 0, "\(spice.error)")
            let agreement = try #require(
                (spice.json["circuit"] as? [String: Any])?["ngspice"] as? [String: Any], "\(spice.output)")
            #expect(try #require(agreement["spikes"] as? Int) > 10)
            #expect(agreement["presentations"] as? Int == 3 && agreement["decisionsAgree"] as? Double == 1)
            // A spike ends within a step, a fiftieth of a slot, of when it should, and delays the next ones.
            #expect(try #require(agreement["spikeTimeErrorMax"] as? Double) < 0.2)
            let devices = try memspike(
                "evaluate", "run", "--engine", "ngspice-device", "--against", "events", "--presentations", "3",
                "--json",
                in: folder)
            #expect(devices.status == 0, "\(devices.error)")
            let inDevices = try #require(
                (devices.json["circuit"] as? [String: Any])?["ngspiceDevice"] as? [String: Any], "\(devices.output)")
            #expect(inDevices["decisionsAgree"] as? Double == 1 && inDevices["failures"] as? Int == 0)
            #expect(try #require(inDevices["energyPerInference"] as? Double) > 0)
        }
        let evaluated = try memspike("evaluate", "run", "--engine", "discrete", "--json", in: folder)
        #expect(evaluated.status == 0, "\(evaluated.error)")
        #expect(try evaluated.json["accuracy"] as? Double == results["testAccuracy"] as? Double)
        let report = try folder.text("run/report.html")
        try FileManager.default.removeItem(atPath: folder.path("run/report.html"))
        #expect(try memspike("report", "run", in: folder).status == 0)
        #expect(try folder.text("run/report.html") == report)
        // The resolved study trains the same network.
        let again = try memspike("train", "run/study.yaml", "--output", "again", "--jobs", "1", in: folder)
        #expect(again.status == 0 && again.output.contains("Report: again/report.html"))
        #expect(try same("run", "again"))
    }

    @Test func interruptedTrainingContinuesToTheSameBits() throws {
        #expect(try train(output: "whole").status == 0)
        let run = try RunningCommand(["train", "study.yaml", "--output", "run"], in: folder)
        #expect(run.waits { folder.has("run/checkpoint") })
        run.process.interrupt()
        let interrupted = try run.finish()
        // Should the training have ended in the meantime, the test has shown nothing: make the study longer.
        #expect(interrupted.status == 130, "\(interrupted.error)")
        #expect(try folder.json("run/run.json")["state"] as? String == "interrupted")
        #expect(folder.has("run/checkpoint") && !folder.has("run/network.json"))
        let early = try memspike("evaluate", "run", in: folder)
        #expect(early.status == 2 && early.error.contains("has not ended"))
        // Not under another seed, and not from a broken checkpoint.
        let foreign = try train("--seed", "9")
        #expect(foreign.status == 2 && foreign.error.contains("unfinished run of another study"))
        let checkpoint = try Data(contentsOf: folder.url.appendingPathComponent("run/checkpoint"))
        try checkpoint.dropLast(100).write(to: folder.url.appendingPathComponent("run/checkpoint"))
        let broken = try train()
        #expect(broken.status == 2 && broken.error.contains("it is cut off"), "\(broken.error)")
        try checkpoint.write(to: folder.url.appendingPathComponent("run/checkpoint"))

        let continued = try train("--jobs", "1")
        #expect(continued.status == 0, "\(continued.error)")
        #expect(continued.error.contains("continues after"))
        #expect(try same("whole", "run"))
        let finished = try train()
        #expect(finished.status == 2 && finished.error.contains("complete run"))
    }

    @Test func aKilledTrainingContinuesToTheSameBits() throws {
        #expect(try train(output: "whole").status == 0)
        let run = try RunningCommand(["train", "study.yaml", "--output", "run"], in: folder)
        #expect(run.waits { folder.has("run/checkpoint") })
        // Another process must not write into it meanwhile.
        let intruder = try train()
        #expect(intruder.status == 2)
        kill(run.process.processIdentifier, SIGKILL)
        _ = try run.finish()
        let continued = try train()
        #expect(continued.status == 0, "\(continued.error)")
        #expect(try same("whole", "run"))
    }

    @Test(
        arguments: [
            (["train", "study.yaml", "--patterns", "wide"], "leave one of them out"),
            (["train", "--data", "."], "--data is for a network's study"),
            (["train", "wrong.yaml"], "wrong.yaml:1: unknown key \"sett\" in data; did you mean \"set\"?"),
            (["train", "large.yaml"], "lower the batch size, the slots or the neurons"),
            (["train", "absent.yaml", "--data", "."], "mnist is not here"),
        ] as [([String], String)])
    func badInputIsStatusTwoAndMakesNothing(arguments: [String], message: String) throws {
        try folder.write("data: {set: iris, sett: 3}\n", to: "wrong.yaml")
        try folder.write("data: {set: iris}\nnetwork: {hidden: [1000000, 1000000]}\n", to: "large.yaml")
        try folder.write("data: {set: mnist}\n", to: "absent.yaml")
        let run = try RunningCommand(arguments, in: folder).finish()
        #expect(run.status == 2)
        #expect(run.error.contains(message), "\(run.error)")
        #expect(!folder.has("run"))
    }

    /// A network of two layers goes through what a classifier goes through: writing, stuck cells, retraining around them,
    /// read disturb.
    @Test func aDeepNetworkIsProgrammedAndTheFolderGoesOn() throws {
        #expect(try train().status == 0)
        let run = try memspike(
            "program", "run", "--device", "sky130", "--fault-rate", "0.02", "--scheme", "none", "--presentations",
            "200", "--json", "--output", "held", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let results = try #require(try run.json["programming"] as? [String: Any])
        // 64 × 32 and 32 × 10 synapses of two cells.
        #expect(results["cells"] as? Int == 2 * (64 * 32 + 32 * 10))
        #expect(results["healthyInWindow"] as? Int == results["healthyCells"] as? Int)
        #expect(results["stuckMissed"] as? Int == 0 && results["falseAlarms"] as? Int == 0)
        let found = try #require(results["stuckFound"] as? Int)
        let faults = try folder.text("held/faults.csv").split(separator: "\n")
        #expect(faults[0] == "layer,neuron,row,stuck" && faults.count == found + 1 && found > 0)
        #expect(faults.contains { $0.hasPrefix("1,") })
        #expect(try folder.text("held/report.html").contains("layer 1, neuron"))
        let accuracy = try #require(results["accuracy"] as? [String: Any])
        let after = try #require(accuracy["after"] as? Double)
        // Another seed writes other cells, and tests the same samples.
        let seeded = try memspike(
            "program", "run", "--device", "vteam", "--scheme", "none", "--seed", "9", "--json", "--output", "seeded",
            in: folder)
        let written = try #require(try seeded.json["programming"] as? [String: Any])
        let shown = try memspike("evaluate", "seeded", "--engine", "discrete", "--json", in: folder)
        #expect(written["seed"] as? Int == 9)
        #expect(
            try shown.json["accuracy"] as? Double == (written["accuracy"] as? [String: Any])?["after"] as? Double)
        // What evaluate says of the folder.
        let evaluated = try memspike(
            "evaluate", "held", "--presentations", "200", "--engine", "events", "--json", in: folder)
        #expect(evaluated.status == 0, "\(evaluated.error)")
        #expect(try evaluated.json["accuracy"] as? Double == after)
        let circuit = try #require(try evaluated.json["circuit"] as? [String: Any])
        #expect(try #require(circuit["decisionsAgree"] as? Double) > 0.9)
        #expect(try [0, 1].contains(memspike("check", "held", in: folder).status))
        #expect(try memspike("report", "held", "--output", "again.html", in: folder).status == 0)
        #expect(try folder.text("again.html") == folder.text("held/report.html"))
        let retrained = try train("--faults", "held/faults.csv", output: "around")
        #expect(retrained.status == 0, "\(retrained.error)")
        let endurance = try memspike("endurance", "held", "--presentations", "200", "--json", in: folder)
        #expect(endurance.status == 0, "\(endurance.error)")
        #expect(try #require(try endurance.json["largestVoltage"] as? Double) > 3)
    }

    @Test func stuckCellsAndNoiseAreShownToADeepNetwork() throws {
        #expect(try train().status == 0)
        func accuracy(_ more: String...) throws -> Double {
            let run = try RunningCommand(
                ["evaluate", "run", "--engine", "discrete", "--json"] + more, in: folder
            ).finish()
            #expect(run.status == 0, "\(run.error)")
            return try #require(try run.json["accuracy"] as? Double)
        }
        let healthy = try accuracy()
        // Grey pixels get Gaussian noise.
        #expect(try accuracy("--noise", "0.3") < healthy)
        // All cells of three outputs' columns at +u in LRS.
        let cells = (0..<3).flatMap { neuron in (0..<32).map { "1,\(neuron),\(2 * $0),LRS" } }
        try folder.write("layer,neuron,row,stuck\n" + cells.joined(separator: "\n"), to: "stuck.csv")
        #expect(try accuracy("--faults", "stuck.csv") < 0.5)
        try folder.write("2,0,0,LRS\n", to: "stuck.csv")
        let bad = try memspike("evaluate", "run", "--faults", "stuck.csv", in: folder)
        #expect(bad.status == 2 && bad.error.contains("stuck.csv:1") && bad.error.contains("layer 1, neuron 0…9"))
    }

    /// The circuit that is found is one that the network can be trained in, and that keeps every rule.
    @Test func aCircuitOfADeepNetworkIsFoundForADevice() throws {
        try folder.write(
            """
            data: {set: digits, circuitSamples: 10}
            network: {hidden: [16]}
            training: {epochs: 8}
            """, to: "study.yaml")
        let run = try memspike(
            "design", "--device", "sky130", "--study", "study.yaml", "--draws", "300", "--json", "--output", "found",
            in: folder)
        #expect(run.status == 0, "\(run.error)")
        let chosen = try #require(try run.json["chosen"] as? [String: Any])
        let (read, threshold) = (
            try #require(chosen["readVoltage"] as? Double), try #require(chosen["thresholdVoltage"] as? Double)
        )
        // sky130 is written from 1.09 V on, with a margin of a tenth.
        #expect(read + threshold < 1.09 / 1.1 && read > 0)
        #expect(try memspike("train", "found/preset.yaml", "--output", "in-it", in: folder).status == 0)
        #expect(try memspike("check", "in-it", in: folder).status == 0)
        let none = try memspike(
            "design", "--device", "ag-hfo2", "--study", "study.yaml", "--output", "none", in: folder)
        #expect(none.status == 2 && none.error.contains("volatile"))
    }

    /// Patterns and a network: noisy copies are the samples.
    @Test func aDeepNetworkLearnsPatterns() throws {
        try folder.write("patterns: wide\nnetwork: {hidden: [20]}\ndata: {samplesPerClass: 100}\n", to: "study.yaml")
        let run = try train()
        #expect(run.status == 0, "\(run.error)")
        // The best rule reaches 0.997; a tenth by chance.
        #expect(try #require(try run.json["testAccuracy"] as? Double) > 0.8)
        #expect(try folder.text("run/patterns.txt").contains("#"))
        #expect(try memspike("evaluate", "run", "--engine", "discrete", in: folder).status == 0)
        try folder.write("patterns: wide\ndata: {set: digits}\n", to: "study.yaml")
        let both = try train(output: "both")
        #expect(both.status == 2 && both.error.contains("leave one of them out"))
        try folder.write("network: {hidden: [20]}\n", to: "study.yaml")
        let neither = try train(output: "neither")
        #expect(neither.status == 2 && neither.error.contains("patterns or data"))
    }
}
