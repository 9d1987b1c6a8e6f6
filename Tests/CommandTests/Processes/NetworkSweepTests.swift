import Foundation
import TestedProgram
import Testing

/// A deep network on the 8×8 digits, broken by the program as users run it.
@Suite struct NetworkSweepTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            data: {set: digits}
            network: {hidden: [32]}
            training: {epochs: 10, batchSize: 64}
            hardware: {levels: 16}
            """, to: "study.yaml")
        let trained = try memspike("train", "study.yaml", "--output", "digits", in: folder)
        try #require(trained.status == 0, "\(trained.error)")
    }

    @Test func anIdealSweepSaysWhatEvaluateSays() throws {
        try folder.write("network: digits\nsampling: {maps: 1, draws: 0, checked: 20}", to: "ideal.yaml")
        let sweep = try memspike("sweep", "ideal.yaml", "--output", "ideal", "--json", in: folder)
        #expect(sweep.status == 0, "\(sweep.error)")
        let evaluated = try memspike("evaluate", "digits", "--engine", "discrete", "--json", in: folder).json
        let point = try #require((try sweep.json["points"] as? [[String: Any]])?.first)
        #expect(point["mean"] as? Double == evaluated["accuracy"] as? Double)
        let page = try folder.text("ideal/report.html")
        try Data().write(to: folder.url.appendingPathComponent("ideal/report.html"))
        #expect(try memspike("report", "ideal", in: folder).status == 0)
        #expect(try folder.text("ideal/report.html") == page && page.contains("64-32-10"))
    }

    @Test(arguments: ExampleStudyTests.networkSweeps)
    func theExampleRunsOnAnyNetworkWithAnyJobs(name: String) throws {
        let example = ExampleStudyTests.folder.appendingPathComponent(name).path
        var results: [String] = []
        for jobs in ["1", "3"] {
            let run = try memspike(
                "sweep", example, "--network", "digits", "--quick", "--jobs", jobs, "--output", "run-\(jobs)",
                in: folder)
            #expect(run.status == 0, "\(run.error)")
            results.append(try folder.text("run-\(jobs)/results.json"))
        }
        #expect(results[0] == results[1])
    }

    /// A journal belongs to the very network that it was begun with.
    @Test func anotherNetworkDoesNotContinueASweep() throws {
        try folder.write("network: digits\nsampling: {maps: 4000, draws: 0, checked: 0}", to: "long.yaml")
        let running = try RunningCommand(["sweep", "long.yaml", "--output", "run"], in: folder)
        let journal = folder.path("run/journal")
        let began = running.waits {
            (try? FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int).map { $0 > 300 } ?? false
        }
        running.process.interrupt()
        let command = try running.finish()
        try #require(began && command.status == 130, "\(command.error)")
        try FileManager.default.removeItem(atPath: folder.path("digits"))
        let trained = try memspike("train", "study.yaml", "--seed", "9", "--output", "digits", in: folder)
        #expect(trained.status == 0)
        let again = try memspike("sweep", "long.yaml", "--output", "run", in: folder)
        #expect(again.status == 2 && again.error.contains("another study"), "\(again.error)")
    }

    @Test func badInputIsRefusedWithItsRemedy() throws {
        for (yaml, arguments, part) in [
            ("network: nowhere", [], "nowhere"),
            ("patterns: wide", ["--network", "digits"], "leave patterns out"),
            ("name: a", ["--data", "."], "--data is for a deep network"),
            ("network: digits", ["--patterns", "wide"], "--patterns is for the classifier"),
            ("network: digits\nremedies: [templates]", [], "leave templates out"),
        ] {
            try folder.write(yaml, to: "bad.yaml")
            let run = try RunningCommand(["sweep", "bad.yaml", "--output", "bad"] + arguments, in: folder).finish()
            #expect(run.status == 2 && run.error.contains(part), "\(yaml): \(run.error)")
            #expect(!folder.has("bad"))
        }
    }
}
