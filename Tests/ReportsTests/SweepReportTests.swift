import Foundation
import Results
import Studies
import Testing

@testable import Reports

@Suite struct SweepReportTests {
    static let variants: [(name: String, results: SweepResults)] = {
        func variant(_ name: String, _ change: (inout SweepResults) -> Void) -> (String, SweepResults) {
            var results = SampleSweeps.full
            change(&results)
            return (name, results)
        }
        return [
            ("full", SampleSweeps.full), ("wide", SampleSweeps.wide), ("single", SampleSweeps.single),
            ("empty", SampleSweeps.empty),
            variant("no ceiling") { for index in $0.points.indices { $0.points[index].ceiling = nil } },
            variant("no patterns") { $0.patterns = nil },
            variant("one value on the axis") {
                $0.axes[0].values = [.number(0.1)]
                $0.axes[0].numbers = [0.1]
                $0.points.removeAll { $0.axes["stuckAt.rate"] != .number(0.1) }
            },
            variant("a point is missing") { $0.points.remove(at: 5) },
            variant("numbers that are none") {
                $0.points[0].mean = .nan
                $0.points[1].quantiles[3] = .infinity
                $0.points[2].low = .nan
                $0.sensitivity?.parameters[0].total.value = .nan
                $0.worst[0].conductances[2][2] = .nan
            },
            variant("an array of another shape") { $0.worst[0].conductances = [[1e-6, 2e-7], [1e-8]] },
            variant("an array that is not drawn") { $0.worst[0].conductances = [] },
            variant("an unknown axis") {
                $0.axes[0].key = "somethingNew.rate"
                for index in $0.points.indices {
                    $0.points[index].axes = ["somethingNew.rate": $0.points[index].axes["stuckAt.rate"]!]
                }
            },
            variant("names to escape") {
                $0.patterns?.name = "<b>\"R&D\"</b>"
                $0.notes = ["a < b && c > d", "]]>"]
                $0.study = .section(["name": .text("</title><script>")])
            },
        ]
    }()

    @Test(arguments: variants.map(\.name))
    func isWellFormedWithUniqueIdentifiersAndLinksThatArrive(name: String) throws {
        let results = try #require(Self.variants.first { $0.name == name }).results
        let page = SweepReport.html(results)
        let reader = PageReader(page)
        #expect(reader.failure == nil)
        #expect(Set(reader.identifiers).count == reader.identifiers.count)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
        #expect(!page.contains("<script"))
        #expect(!reader.attributes.contains { $0.name == "src" })
    }

    @Test(arguments: variants.map(\.name))
    func holdsNoCoordinateThatIsNotANumber(name: String) throws {
        let results = try #require(Self.variants.first { $0.name == name }).results
        let reader = PageReader(SweepReport.html(results))
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

    @Test(arguments: ["full", "wide"]) func isTheSameEveryTime(name: String) throws {
        // Dictionaries and sets order themselves anew when they have grown.
        let results = try #require(Self.variants.first { $0.name == name }).results
        let page = SweepReport.html(results)
        for _ in 0..<3 { #expect(SweepReport.html(results) == page) }
    }

    /// Every point is in the table with its mean, interval, percentile, worst array and yields.
    @Test func tabulatesEveryPoint() {
        let reader = PageReader(SweepReport.html(SampleSweeps.wide))
        let text = reader.text
        for point in SampleSweeps.wide.points {
            let decimals = 2
            let percent = { (value: Double) in NumberText.percent(value, decimals: decimals) }
            #expect(text.contains("\(percent(point.mean)) [\(percent(point.low)), \(percent(point.high))]"))
            #expect(text.contains(percent(point.p5)))
        }
        #expect(reader.elements.count { $0 == "tr" } > SampleSweeps.wide.points.count)
    }

    @Test func foldsLongTablesAndShowsShortOnes() {
        #expect(PageReader(SweepReport.html(SampleSweeps.full)).elements.count { $0 == "details" } == 1)
        // Points, what they take, differences, and the study.
        #expect(PageReader(SweepReport.html(SampleSweeps.wide)).elements.count { $0 == "details" } == 4)
    }

    /// 1,080 points with curves, maps and tables.
    @Test func aLargeSweepStaysSmallEnoughForABrowser() {
        #expect(SampleSweeps.wide.points.count == 1080)
        #expect(SweepReport.html(SampleSweeps.wide).utf8.count < 2_000_000)
    }

    @Test func drawsAFigureForEveryAxisAndPairOfNumbers() {
        let identifiers = PageReader(SweepReport.html(SampleSweeps.wide)).identifiers
        for axis in [0, 1, 3] { #expect(identifiers.contains("accuracy-\(axis)-title")) }
        #expect(!identifiers.contains("accuracy-2-title"), "an axis of words")
        for pair in ["0-1", "0-3", "1-3"] { #expect(identifiers.contains("heat-\(pair)-title")) }
    }

    @Test func saysWhichAxesAreFixedInAFigure() {
        let text = PageReader(SweepReport.html(SampleSweeps.wide)).text
        #expect(text.contains("Held at their first value: pattern of stuck cells uniform"))
        #expect(text.contains("Only some values of stuck cells are drawn"))
    }

    @Test func marksTheStuckCellsOfTheWorstArraysAndNamesTheirTrials() {
        let reader = PageReader(SweepReport.html(SampleSweeps.full))
        #expect(reader.attributes.count { $0 == ("class", "stuck") } == 4)
        for trial in ["trial 417", "trial 12"] { #expect(reader.text.contains(trial)) }
    }

    @Test func warnsOfAnAccuracyAboveItsCeiling() {
        var results = SampleSweeps.full
        #expect(!SweepReport.html(results).contains("Attention."))
        let ceiling = results.points[4].ceiling!
        (results.points[4].low, results.points[4].mean) = (ceiling + 0.001, ceiling + 0.002)
        #expect(SweepReport.html(results).contains("Attention."))
    }

    /// Arrays that all score alike have an interval of no width, and chance may lift them.
    @Test func doesNotWarnOfWhatChanceExplains() {
        var results = SampleSweeps.full
        let ceiling = results.points[4].ceiling!
        // 400,000 decisions: a standard error of 0.0003.
        (results.points[4].low, results.points[4].mean) = (ceiling + 0.0002, ceiling + 0.0002)
        #expect(!SweepReport.html(results).contains("Attention."))
    }

    @Test func ranksEffectsByTheirTotalIndex() throws {
        let page = SweepReport.html(SampleSweeps.full)
        let section = try #require(page.range(of: "id=\"sensitivity\"")).lowerBound
        let stuck = try #require(page.range(of: "Stuck cells", range: section..<page.endIndex))
        let noise = try #require(page.range(of: "Read noise", range: section..<page.endIndex))
        #expect(stuck.lowerBound < noise.lowerBound)
    }

    @Test func speaksOfNoCeilingWhereThereIsNone() throws {
        let results = try #require(Self.variants.first { $0.name == "no ceiling" }).results
        let page = SweepReport.html(results)
        #expect(!page.contains("relative to ceiling"))
        #expect(page.contains("nobody knows the best accuracy"))
    }

    /// Leaves the samples' pages where a person can look at them: `MEMSPIKE_SAMPLE_REPORT=FILE swift test`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MEMSPIKE_SAMPLE_REPORT"] != nil))
    func leavesASampleToLookAt() throws {
        let path = try #require(ProcessInfo.processInfo.environment["MEMSPIKE_SAMPLE_REPORT"])
        for name in ["full", "wide"] {
            let results = try #require(Self.variants.first { $0.name == name }).results
            try SweepReport.html(results).write(toFile: "\(path).\(name).html", atomically: true, encoding: .utf8)
        }
    }
}

@Suite struct LogarithmicAxisTests {
    @Test func endsWhereTheDataEndAndPutsRatiosAtEqualDistances() {
        let axis = Axis.logarithmic("Levels", covering: [4, 256, 16])
        #expect(axis.fraction(4) == 0)
        #expect(axis.fraction(256) == 1)
        // 4, 32, 256: a factor of eight each; one rounding of a logarithm.
        #expect(abs(axis.fraction(32) - 0.5) < 1e-15)
        #expect(axis.marks.map(\.label) == ["5", "10", "20", "50", "100", "200"])
    }

    @Test func marksDecadesOfAWideRange() {
        let labels = Axis.logarithmic("Time (s)", covering: [1, 2.6e6]).marks.map(\.label)
        #expect(labels == ["1", "10", "100", "1000", "10000", "10⁵", "10⁶"])
    }

    @Test func survivesOneValueAndNone() {
        #expect(Axis.logarithmic("x", covering: [5]).fraction(5) == 0.5)
        #expect(Axis.logarithmic("x", covering: []).fraction(10).isFinite)
    }
}
