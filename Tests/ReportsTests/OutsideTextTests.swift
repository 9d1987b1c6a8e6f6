import Foundation
import Quantities
import Testing

@testable import Reports

/// Results may come from anybody: whatever text they hold stands on the page as text.
@Suite("Text from outside on pages")
struct OutsideTextTests {
    private static let markup = "</title><script>alert(1)</script>\"'&<b onclick=x>"

    /// The results with markup in place of every text that may be any text, found by trying.
    private func marked<Results: Codable>(_ results: Results) throws -> Results {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let root = try JSONSerialization.jsonObject(with: encoder.encode(results))
        var marked = root
        var kinds: Set<String> = []
        for path in paths(root, []) {
            // Lists hold the same kinds of texts again and again.
            let kind = path.map { $0 is Int ? "*" : "\($0)" }.joined(separator: "/")
            guard kinds.insert(kind).inserted else { continue }
            let candidate = replaced(marked, path[...])
            if (try? decoded(candidate) as Results) != nil { marked = candidate }
        }
        return try decoded(marked)
    }

    private func decoded<Results: Decodable>(_ value: Any) throws -> Results {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(Results.self, from: JSONSerialization.data(withJSONObject: value))
    }

    private func paths(_ value: Any, _ path: [any Hashable]) -> [[any Hashable]] {
        switch value {
        case is String: [path]
        case let list as [Any]: list.enumerated().flatMap { paths($0.element, path + [$0.offset]) }
        case let record as [String: Any]: record.sorted { $0.key < $1.key }.flatMap { paths($0.value, path + [$0.key]) }
        default: []
        }
    }

    private func replaced(_ value: Any, _ path: ArraySlice<any Hashable>) -> Any {
        guard let step = path.first else { return Self.markup }
        if var list = value as? [Any], let index = step as? Int {
            list[index] = replaced(list[index], path.dropFirst())
            return list
        }
        if var record = value as? [String: Any], let key = step as? String, let inner = record[key] {
            record[key] = replaced(inner, path.dropFirst())
            return record
        }
        return value
    }

    private func check(_ page: String) {
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<b onclick"))
        #expect(page.contains("&lt;script"), "no text from outside reached the page")
    }

    @Test("is escaped in the paper's report") func paper() throws {
        check(PaperReport.html(try marked(SampleResults.full)))
    }

    @Test("is escaped in a network's report") func network() throws {
        check(NetworkReport.html(try marked(SampleNetworks.full)))
    }

    @Test("is escaped in a sweep's report") func sweep() throws {
        check(SweepReport.html(try marked(SampleSweeps.full)))
    }
}

/// Numbers of any size, since results may come from anybody.
@Suite("Numbers in figures and tables")
struct AnyNumberTests {
    static let numbers = [
        0, -0.0, 1, .nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e19,
        0x1p-1060,
    ]

    @Test("are told whatever their size", arguments: numbers)
    func areTold(value: Double) {
        for text in [
            NumberText.coordinate(value), NumberText.fixed(value, decimals: 2), NumberText.trimmed(value),
            NumberText.power(value), NumberText.significant(value, digits: 3), NumberText.ratio(value),
            NumberText.scientific(value), NumberText.relativeError(value), NumberText.percent(value),
            NumberText.duration(value),
        ] { #expect(!text.isEmpty) }
    }

    @Test("break a line where the axes do not hold them")
    func breakALine() {
        // A level of 1e300 V beside others: the figure shows the others.
        let levels = [0, 1, 1e300, 2, 3]
        let plot = Plot(
            frame: Frame(left: 0, top: 0, width: 100, height: 100), x: .plain("t", covering: [0, 4]),
            y: .engineering("v", Volt.self, covering: levels))
        let path = "\(plot.line([0, 1, 2, 3, 4], levels))"
        #expect(!plot.y.holds(1e300) && plot.y.holds(3))
        #expect(plot.y.ticks.high < 1e15 && !path.contains("1000000000"))
        _ = plot.axes()
    }

    @Test("make axes of every pair", arguments: numbers)
    func makeAxes(first: Double) {
        for second in Self.numbers {
            for axis in [
                Axis.plain("x", covering: [first, second]), .engineering("x", Volt.self, covering: [first, second]),
                .logarithmic("x", covering: [first, second]), .percent("x", covering: [first, second]),
            ] { #expect(axis.ticks.low < axis.ticks.high && axis.marks.count < 100) }
        }
    }
}
