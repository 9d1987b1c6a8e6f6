import Foundation
import Results
import Studies
import Testing

@testable import Reports

@Suite struct PaperReportTests {
    /// Results with one thing missing or out of the ordinary each.
    static let variants: [(name: String, results: PaperResults)] = {
        func variant(_ name: String, _ change: (inout PaperResults) -> Void) -> (String, PaperResults) {
            var results = SampleResults.full
            change(&results)
            return (name, results)
        }
        return [
            ("full", SampleResults.full), ("empty", SampleResults.empty),
            variant("nobody wins") { $0.race?.winner = -1 },
            variant("a race without spikes") { $0.race?.spikes = [] },
            variant("a race of one sample") { $0.race?.time = [0] },
            variant("only one noise point") { $0.noise = [$0.noise[3]] },
            variant("a ceiling of zero") { $0.noise[2].ceiling = 0 },
            variant("an array of another shape") { $0.conductances.siemens = [[1e-6, 2e-7], [1e-8]] },
            variant("all conductances alike") {
                $0.conductances = ConductanceRecord(minimum: 1e-6, maximum: 1e-6, siemens: [[1e-6]])
            },
            variant("numbers that are none") {
                $0.noise[1].accuracy = .nan
                $0.energy[0].parts.array = .infinity
                $0.agreement[0].spikeTimeErrorMedian = .nan
                $0.race?.bus[7] = .nan
                $0.training[0].lossCurve = [.nan, 1]
                $0.training[1].circuitAccuracy = .nan
            },
            variant("no energy at all") { $0.energy[0].perInference = 0 },
            variant("names to escape") {
                $0.patterns.name = "<b>\"R&D\"</b> 'x'.txt"
                $0.notes = ["a < b && c > d", "control \u{0}\u{1B} characters", "]]>"]
                $0.engines[0].simulator = "<script>alert(1)</script>"
                $0.study = .section(["<key>": .text("</pre>&amp;")])
            },
        ]
    }()

    @Test(arguments: variants.map(\.name))
    func isWellFormedWithUniqueIdentifiersAndLinksThatArrive(name: String) throws {
        let results = try #require(Self.variants.first { $0.name == name }).results
        let reader = PageReader(PaperReport.html(results))
        #expect(reader.failure == nil)
        #expect(Set(reader.identifiers).count == reader.identifiers.count)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
    }

    @Test(arguments: variants.map(\.name))
    func holdsNoCoordinateThatIsNotANumber(name: String) throws {
        let results = try #require(Self.variants.first { $0.name == name }).results
        let reader = PageReader(PaperReport.html(results))
        let numeric = ["x", "y", "x1", "x2", "y1", "y2", "width", "height", "fill-opacity"]
        for (key, value) in reader.attributes where numeric.contains(key) {
            #expect(Double(value) != nil, "\(key)=\"\(value)\"")
        }
        for (key, value) in reader.attributes where key == "width" || key == "height" {
            #expect(Double(value).map { $0 >= 0 } == true, "\(key)=\"\(value)\"")
        }
        for (key, value) in reader.attributes where key == "d" {
            #expect(!value.contains("n"), "a path holds \"nan\" or \"inf\": \(value.prefix(60))")
        }
    }

    @Test func showsTextAsItWasWritten() throws {
        let results = try #require(Self.variants.first { $0.name == "names to escape" }).results
        let page = PaperReport.html(results)
        #expect(!page.contains("<script"))
        #expect(!page.contains("<b>"))
        let text = PageReader(page).text
        for written in ["<b>\"R&D\"</b> 'x'.txt", "a < b && c > d", "]]>", "<script>alert(1)</script>", "</pre>&amp;"] {
            #expect(text.contains(written))
        }
    }

    @Test func isTheSameEveryTime() {
        // Dictionaries and sets order themselves anew in every process, and differently when they have grown.
        let page = PaperReport.html(SampleResults.full)
        for _ in 0..<5 { #expect(PaperReport.html(SampleResults.full) == page) }
    }

    @Test func loadsNothingAndIsSmall() {
        let page = PaperReport.html(SampleResults.full)
        let reader = PageReader(page)
        #expect(!reader.elements.contains { ["script", "link", "img", "iframe", "object", "use"].contains($0) })
        #expect(!reader.attributes.contains { $0.name == "src" })
        #expect(!page.contains("url(") && !page.contains("@import"))
        #expect(page.utf8.count < 500_000)
    }

    @Test func everyPictureHasATitleAndADescription() {
        let reader = PageReader(PaperReport.html(SampleResults.full))
        let pictures = reader.elements.count { $0 == "svg" }
        #expect(pictures == 9)
        #expect(reader.elements.count { $0 == "desc" } == pictures)
        #expect(reader.attributes.count { $0.name == "role" && $0.value == "img" } == pictures)
    }

    @Test func saysWhatIsMissing() {
        let text = PageReader(PaperReport.html(SampleResults.empty)).text
        for line in [
            "no network was trained", "there is no race to show", "no flip probability", "No two levels were compared",
        ] {
            #expect(text.contains(line))
        }
    }

    @Test func headlinesTheResultsOfTheCircuitAtOneTenth() {
        let text = PageReader(PaperReport.html(SampleResults.full)).text
            // Of the sample: the ceiling at p = 0.1; ngspice's 0.02 %; stuck at 10 %, aware; energy.
            .replacing("\u{A0}", with: " ")
        for number in ["ceiling 96.5 %", "0.020 %", "94.2 %", "612 pJ"] { #expect(text.contains(number), "\(number)") }
    }

    @Test func warnsOfAnAccuracyAboveItsCeiling() {
        var results = SampleResults.full
        #expect(!PaperReport.html(results).contains("Attention."))
        results.noise[9].low = results.noise[9].ceiling + 0.001
        #expect(PaperReport.html(results).contains("Attention."))
    }

    @Test func showsNoEnergyErrorOfALevelWithoutEnergy() {
        var results = SampleResults.full
        // 77 % occurs nowhere else in the sample.
        results.agreement[0].energyErrorMedian = 0.77
        #expect(PaperReport.html(results).contains("77 %"))
        results.agreement[0].energyErrorMedian = nil
        #expect(!PaperReport.html(results).contains("77 %"))
    }

    @Test func claimsForTrainingOnlyWhatTheIntervalsSupport() {
        var results = SampleResults.full
        #expect(!PaperReport.html(results).contains("not told from zero"))
        for index in results.training.indices where results.training[index].model == "textbook" {
            results.training[index].evaluatedGain = AccuracyGain(
                value: 0.0006, standardError: 0.0006, low: -0.0006, high: 0.0018)
        }
        #expect(PaperReport.html(results).contains("+0.060 [−0.060, +0.180], not told from zero"))
    }

    @Test func saysOfTheTemplatesWhatTheirIntervalsSupport() {
        var results = SampleResults.full
        func text() -> String { PageReader(PaperReport.html(results)).text }
        #expect(text().contains("Training gains, in points of the ceiling:"))
        for index in results.noise.indices {
            results.noise[index].templates?.trainingGain = AccuracyGain(
                value: 0.0001, standardError: 0.0001, low: -0.0001, high: 0.0003)
        }
        #expect(text().contains("No difference between them was seen at any point."))
        #expect(!text().contains("Training gains, in points"))
        results.noise[0].templates?.trainingGain = AccuracyGain(
            value: -0.001, standardError: 0.0001, low: -0.0012, high: -0.0008)
        #expect(text().contains("The untrained templates are better than this network: −0.10"))
    }

    @Test func saysHowOftenASecondNeuronFired() {
        var results = SampleResults.full
        #expect(PageReader(PaperReport.html(results)).text.contains("a neuron close behind the first can still fire"))
        for index in results.noise.indices { results.noise[index].multipleSpikes = 0 }
        #expect(PageReader(PaperReport.html(results)).text.contains("No presentation here had a second one."))
    }

    @Test func showsSmallPartsOfTheEnergyInTheirOwnUnit() {
        var results = SampleResults.full
        results.energy[0].perInference = 4.17e-9
        results.energy[0].parts.neurons = 558e-15
        #expect(PaperReport.html(results).contains("558 fJ"))
    }

    @Test func ledgerTellsReadFromWriteAndSharesSpikes() {
        var results = SampleResults.full
        let page = PaperReport.html(results)
        #expect(page.contains("Energy ledger") && page.contains("nothing was programmed in this run"))
        // 64 pJ in neurons and winner-take-all over 1.25 spikes; 612 pJ over them.
        #expect(page.contains("51.2 pJ") && page.contains("489.6 pJ"))
        #expect(page.contains("10.67 pJ") && page.contains("arXiv 2605.31141"))
        results.energy[0].programming = 5.43e-9
        #expect(PaperReport.html(results).contains("5.43 nJ"))
        #expect(!PaperReport.html(results).contains("nothing was programmed"))
        for index in results.energy.indices { results.energy[index].outputSpikes = 0 }
        #expect(!PaperReport.html(results).contains("Beside a published figure"))
    }

    @Test func putsBrokenRulesFirstWithTheirRemedy() throws {
        let page = PaperReport.html(SampleResults.full)
        let broken = try #require(page.range(of: "or halve the bias conductance"))
        let held = try #require(page.range(of: "for its own picture"))
        #expect(broken.lowerBound < held.lowerBound)
        #expect(!page.contains("Use a stronger driver."), "a remedy for a rule that holds")
    }

    /// Leaves the sample's page where a person can look at it: `MEMSPIKE_SAMPLE_REPORT=FILE swift test`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MEMSPIKE_SAMPLE_REPORT"] != nil))
    func leavesASampleToLookAt() throws {
        let path = try #require(ProcessInfo.processInfo.environment["MEMSPIKE_SAMPLE_REPORT"])
        try PaperReport.html(SampleResults.full).write(toFile: path, atomically: true, encoding: .utf8)
        try PaperReport.html(SampleResults.empty).write(toFile: path + ".empty.html", atomically: true, encoding: .utf8)
    }
}
