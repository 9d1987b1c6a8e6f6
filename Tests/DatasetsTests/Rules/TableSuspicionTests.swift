import NumericalMethods
import Testing

@testable import Datasets

/// Columns that tell the class by something else than a measurement, in tables whose features are noise.
struct TableSuspicionTests {
    private static let classes = (0..<60).map { "abc"[$0 / 20] }
    /// Of three decimals, without an order.
    private static let noise = (0..<60).map { "0.\(($0 * 37 + 11) % 97 + 100)" }

    private func reading(
        _ column: [String], _ heading: String = "extra", sorted: Bool = true, layout: DatasetLayout = DatasetLayout()
    ) throws -> DatasetReading {
        // 7 and 60 have no common factor.
        let order = sorted ? Array(0..<60) : (0..<60).map { ($0 * 7) % 60 }
        func shuffled(_ values: [String]) -> [String] { order.map { values[$0] } }
        let columns = [Self.noise, column, Self.classes].enumerated().map { $0 == 1 ? $1 : shuffled($1) }
        return try CSVTests.parts(TableLayoutTests.table(columns, heading: "a,\(heading),class"), layout).reading
    }

    private static let stamps: [[String]] = [
        (0..<60).map { "\(1_700_000_000 + 10 * $0 + ($0 * 5) % 7)" },
        (0..<60).map { "\(Double($0) * 1.1 + Double(($0 * 5) % 7) / 10)" },
        (0..<60).map { "\($0 / 9)" },
        (0..<60).map { "\(5000 - 3 * $0 - ($0 * 5) % 2)" },
        // One step back.
        (0..<60).map { "\($0 == 31 ? 60 : 2 * $0 + ($0 % 3 == 0 ? 1 : 0))" },
    ]

    @Test(arguments: stamps)
    func columnsThatFollowTheRowsOfASortedTable(column: [String]) throws {
        let sorted = try reading(column, "stamp").warnings
        #expect(
            sorted.count == 1 && sorted[0].contains("column 2 (stamp)") && sorted[0].contains("ignore: [stamp]"),
            "\(sorted)")
        // Where the rows are mixed, their order tells nothing.
        #expect(try reading(column, "stamp", sorted: false).warnings.isEmpty)
        #expect(try reading(Self.noise.reversed(), "stamp").warnings.isEmpty)
    }

    @Test(arguments: [["0", "1", "2"], ["7", "3", "9"], ["0.5", "1.5", "0.25"]])
    func theLabelByAnotherName(codes: [String]) throws {
        let column = (0..<60).map { codes[$0 / 20] }
        let warnings = try reading(column, "class_id").warnings
        #expect(
            warnings.count == 1 && warnings[0].contains("tells the class alone")
                && warnings[0].contains("ignore: [class_id]"),
            "\(warnings)")
        // Finer than the classes is as bad; a value of two classes is a feature.
        #expect(try reading((0..<60).map { "\($0 / 10 * 13 % 7)" }, "kind").warnings.count == 1)
        #expect(try reading((0..<60).map { "\($0 % 4)" }, "kind").warnings.isEmpty)
    }

    @Test func oneColumnPerClass() throws {
        let features = (0..<30).map { "0.\(($0 * 37 + 11) % 97 + 100)" }
        let places = (0..<30).map { ($0 * 7) % 3 }
        let columns = [features] + (0..<3).map { place in places.map { $0 == place ? "1" : "0" } }
        let text = TableLayoutTests.table(columns, heading: "a,is_0,is_1,is_2")
        let error = #expect(throws: DatasetError.self) { try CSVTests.read(text) }
        #expect(error?.description.contains("column 2 (is_0), column 3 (is_1), column 4 (is_2)") == true)
        // One of them alone would be told by the others.
        let named = #expect(throws: DatasetError.self) {
            try CSVTests.parts(text, DatasetLayout(label: .name("is_1")))
        }
        #expect(named?.description.contains("ignore: [is_0, is_2]") == true)
        #expect(named?.description.contains("label: 2-4") == true)
        #expect(
            try CSVTests.parts(text, DatasetLayout(label: .name("is_1"), ignored: [.name("is_0"), .name("is_2")]))
                .reading.warnings
                .isEmpty)
    }

    @Test func emptyColumnsAreLeftOut() throws {
        // Beyond what a Float tells apart.
        let ids = (0..<60).map { "\(($0 * 131 + 7) % 1009 + 842_300_000)" }
        let columns = [ids, Self.noise, Self.classes, Array(repeating: "", count: 60)]
        let text = TableLayoutTests.table(columns, heading: "id,a,class,Unnamed: 32")
        let parts = try CSVTests.parts(text)
        #expect(parts.training.featureCount == 1)
        #expect(
            parts.reading.leftOut == ["column 1 (id) (it names the rows)", "column 4 (Unnamed: 32) (it is empty)"])
        // What a study leaves out adds to what leaves itself out.
        for ignored in [DatasetLayout.Column.number(4), .name("Unnamed: 32")] {
            #expect(try CSVTests.parts(text, DatasetLayout(ignored: [ignored])).training == parts.training)
        }
        #expect(try CSVTests.parts(text, DatasetLayout(ignored: [])).training.featureCount == 2)
    }

    @Test func doubtfulClasses() throws {
        func warnings(_ labels: [String]) throws -> [String] {
            let noise = labels.indices.map { "0.\(($0 * 37 + 11) % 97 + 100)" }
            let parts = try CSVTests.parts(TableLayoutTests.table([noise, labels], heading: "a,class"))
            return try Dataset("t", parts, files: ["t.csv"]).reading.warnings
        }
        let words = ["Yes", "yes", "no", "no"]
        let twice = try warnings((0..<40).map { words[$0 % 4] })
        #expect(twice.count == 1 && twice[0].contains("\"Yes\" and \"yes\""), "\(twice)")
        let single = try warnings((0..<40).map { $0 == 17 ? "3" : "\($0 % 2)" })
        #expect(single.count == 1 && single[0].contains("class \"3\" has one sample"), "\(single)")
        let quantity = try warnings((0..<120).map { "\(20 + ($0 * 37) % 55)" })
        #expect(quantity.contains { $0.contains("55 different whole numbers in 120 rows") }, "\(quantity)")
        #expect(try warnings((0..<40).map { "\($0 % 4)" }).isEmpty)
    }
}

extension String {
    fileprivate subscript(place: Int) -> String { String(self[index(startIndex, offsetBy: place)]) }
}
