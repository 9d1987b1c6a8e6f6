import Foundation
import TestedProgram
import Testing

/// The same array on the same presentations has the same energy, whichever command tells it.
struct EnergyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Whole and parts, to the last bit, with what they are means of.
    private struct Told: Equatable {
        var numbers: [Double]
        var presentations: Int
        var shown: String

        init(_ record: [String: Any]) throws {
            numbers = try ["perInference", "array", "neurons", "winnerTakeAll"].map {
                try #require(record[$0] as? Double, "\($0)")
            }
            presentations = try #require(record["presentations"] as? Int)
            shown = try #require(record["shown"] as? String)
        }
    }

    private func run(_ arguments: String...) throws -> Command {
        let run = try RunningCommand(arguments, in: folder).finish()
        #expect(run.status == 0, "\(run.error)")
        return run
    }

    /// The line of `evaluate` that tells the energy: its whole and its parts, with their units.
    private func texts(_ evaluation: Command) throws -> [String] {
        let line = try #require(
            evaluation.output.split(separator: "\n").first { $0.hasPrefix("Energy per inference") })
        let match = try #require(
            line.firstMatch(
                of: /: ([0-9.]+ .?J) \(array ([0-9.]+ .?J), neurons ([0-9.]+ .?J), winner-take-all ([0-9.]+ .?J)\)/),
            "\(line)")
        return [match.1, match.2, match.3, match.4].map(String.init)
    }

    private func page(_ name: String) throws -> String {
        try folder.text(name).replacingOccurrences(of: "\u{A0}", with: " ")
    }

    @Test func paperEvaluateAndReportTellOneNumber() throws {
        let paper = try run("paper", "--quick", "--output", "paper", "--json")
        let records = try #require(try paper.json["energy"] as? [[String: Any]])
        let told = try Told(try #require(records.first { $0["engine"] as? String == "events" }))
        let evaluation = try run("evaluate", "paper", "--json")
        #expect(try Told(try #require(try evaluation.json["energy"] as? [String: Any])) == told)
        // The parts are means of their own: 20,000 terms of rounding.
        #expect(abs(told.numbers[1...].reduce(0, +) / told.numbers[0] - 1) < 1e-11)
        let (html, texts) = (try page("paper/report.html"), try texts(run("evaluate", "paper")))
        for text in texts { #expect(html.contains(text), "\(text)") }
        #expect(html.contains(told.shown))
    }

    @Test func aProgrammedArrayHasItsOwn() throws {
        _ = try run("train", "--quick", "--output", "run")
        let before = try Told(try #require(try run("evaluate", "run", "--json").json["energy"] as? [String: Any]))
        let programming = try run("program", "run", "--device", "sky130", "--json", "--output", "held")
        let results = try #require(try programming.json["programming"] as? [String: Any])
        let told = try Told(try #require(results["reading"] as? [String: Any]))
        #expect(try Told(try #require(try run("evaluate", "held", "--json").json["energy"] as? [String: Any])) == told)
        // Another array on the same presentations.
        #expect(told.shown == before.shown && told.presentations == before.presentations)
        #expect(told.numbers != before.numbers)
        let html = try page("held/report.html")
        for text in try texts(run("evaluate", "held")) { #expect(html.contains(text), "\(text)") }
    }

    /// The head of a designed preset is what its own training gives.
    @Test func aDesignIsWhatItsPresetTrains() throws {
        let design = try run(
            "design", "--device", "vteam", "--set", "G_min=1e-9", "--set", "G_max=1e-7", "--set", "V_set=3", "--set",
            "V_reset=-3", "--draws", "3000", "--skip-ngspice", "--output", "design", "--json")
        let chosen = try #require(try design.json["chosen"] as? [String: Any])
        let energy = try #require(chosen["energy"] as? [String: Any])
        _ = try run("train", "design/preset.yaml", "--output", "own")
        let told = try Told(try #require(try run("evaluate", "own", "--json").json["energy"] as? [String: Any]))
        #expect(["array", "neurons", "winnerTakeAll"].map { energy[$0] as? Double } == told.numbers[1...].map { $0 })
        let preset = try folder.text("design/preset.yaml")
        let texts = try texts(run("evaluate", "own"))
        #expect(
            preset.contains(
                "# " + "    \(texts[0]) (array \(texts[1]), neurons \(texts[2]), winner-take-all \(texts[3]))"),
            "\(preset.prefix(600))")
        #expect(preset.contains(told.shown))
    }
}
