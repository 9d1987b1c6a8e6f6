import Foundation
import TestedProgram
import Testing

struct ProgrammingTests {
    @Test func aTrainedNetworkIsProgrammedAndTheFolderGoesOn() throws {
        let folder = try TemporaryFolder()
        #expect(try memspike("train", "--quick", "--output", "run", in: folder).status == 0)
        let run = try memspike(
            "program", "run", "--device", "sky130", "--fault-rate", "0.02", "--presentations", "500", "--json",
            "--output", "held", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let results = try #require(try run.json["programming"] as? [String: Any])
        #expect(results["healthyInWindow"] as? Int == results["healthyCells"] as? Int)
        #expect(results["stuckMissed"] as? Int == 0 && results["falseAlarms"] as? Int == 0)
        let found = try #require(results["stuckFound"] as? Int)
        let faults = try folder.text("held/faults.csv").split(separator: "\n")
        #expect(found > 0 && faults.count == found + 1)
        #expect(try folder.text("held/report.html").contains("A crossbar, programmed"))
        // What it wrote is what others read.
        let evaluation = try memspike("evaluate", "held", "--presentations", "200", "--json", in: folder)
        #expect(evaluation.status == 0)
        let energy = try #require(try evaluation.json["energy"] as? [String: Any])
        #expect(energy["programming"] as? Double == results["energy"] as? Double)
        let report = try memspike("report", "held", "--output", "again.html", in: folder)
        #expect(report.status == 0)
        #expect(try folder.text("again.html") == folder.text("held/report.html"))
        #expect(
            try memspike("train", "--quick", "--faults", "held/faults.csv", "--output", "again", in: folder).status == 0
        )
        let endurance = try memspike("endurance", "held", "--presentations", "200", "--json", in: folder)
        #expect(endurance.status == 0, "\(endurance.error)")
        // The paper's circuit reads with 3.3 V: it rewrites this device at once.
        #expect(try endurance.json["inferencesToOnePoint"] as? Double ?? .infinity < 10)
    }

    @Test func badInputIsExplained() throws {
        let folder = try TemporaryFolder()
        #expect(try memspike("train", "--quick", "--output", "run", in: folder).status == 0)
        let volatile = try memspike("program", "run", "--device", "ag-hfo2", in: folder)
        #expect(volatile.status == 2 && volatile.error.contains("volatile"))
        #expect(!folder.has("programmed"))
        let none = try memspike("program", "run", in: folder)
        #expect(none.status == 2 && none.error.contains("--device"))
        let levels = try memspike("program", "run", "--device", "vteam", "--levels", "1", in: folder)
        #expect(levels.status == 2 || levels.status == 64)
        try folder.write("device: vteam\n", to: "study.yaml")
        let study = try memspike("train", "study.yaml", "--output", "no", in: folder)
        #expect(study.status == 2 && study.error.contains("writeThreshold"))
    }

    /// Thresholds of 0.1 V leave no room for a spike: the message says which rule, and how much is missing.
    @Test func aDeviceThatNoDesignHoldsIsRefused() throws {
        let folder = try TemporaryFolder()
        let run = try memspike("design", "--device", "aist", "--draws", "2000", "--skip-ngspice", in: folder)
        #expect(run.status == 2 && run.error.contains("read disturb") && run.error.contains("too little"))
    }
}
