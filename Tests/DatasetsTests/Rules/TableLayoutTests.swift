import Foundation
import Testing

@testable import Datasets

/// Which column is the labels, and which ones are no features, by rules that a reader can follow.
struct TableLayoutTests {
    /// Nine rows of three classes, whose features say nothing of the order.
    static let features = [
        "0.1,7.5", "0.9,6.5", "0.4,3.5", "0.7,1.5", "0.2,2.5", "0.3,9.5", "0.8,8.5", "0.6,4.5", "0.5,5.5",
    ]
    static let numbers = [1, 3, 2, 2, 1, 3, 3, 1, 2]

    /// Joins columns row by row.
    static func table(_ columns: [[String]], heading: String? = nil) -> String {
        let rows = columns[0].indices.map { row in columns.map { $0[row] }.joined(separator: ",") }
        return ([heading].compactMap { $0 } + rows).joined(separator: "\n") + "\n"
    }

    static let labels = numbers.map(String.init)
    static let plain = try! CSVTests.read(table([features, labels]))

    @Test(arguments: [
        table([labels, features]), table([labels, features], heading: "kind,a,b"),
        table([features, labels], heading: "a,b,kind"), table([labels, features], heading: "Class,a,b"),
        table([features, labels]).replacing(",", with: "   "), table([features, labels]).replacing(",", with: ";"),
        "  " + table([features, labels]).replacing(",", with: " \t ").replacing("\n", with: "  \n  "),
        table([features, labels]).replacing(",", with: ";").replacing(".", with: ","),
        "# two columns of features\n" + table([features, labels]),
        table([labels.map { $0 + ".000e+00" }, features]),
    ])
    func labelsAreFound(text: String) throws {
        #expect(try CSVTests.read(text) == Self.plain)
    }

    @Test(arguments: [
        (["0", "1", "2", "3", "4", "5", "6", "7", "8"], nil),
        (["892", "893", "894", "895", "896", "897", "898", "899", "900"], "Id"),
        // Beyond what a Float tells apart.
        ((0..<9).map { "\(20_240_001 + $0)" }, "PassengerId"), ((0..<9).map { "\(90 - 10 * $0)" }, "row"),
        ((0..<9).map { "\(Double($0) / 10)" }, "time"), (["4", "1", "9", "2", "3", "8", "7", "6", "5"], nil),
        (["407", "101", "999", "210", "311", "850", "777", "612", "500"], "Id"),
        (["407", "101", "999", "210", "311", "850", "777", "612", "500"], ""),
        (["ann", "bob", "cyd", "dan", "eve", "fay", "gus", "hal", "ivy"], "name"),
    ])
    func columnsThatNumberTheRowsAreLeftOut(column: [String], heading: String?) throws {
        for place in 0...1 {
            let headings = place == 0 ? heading.map { "\($0),a,b,class" } : heading.map { "class,a,b,\($0)" }
            let columns = place == 0 ? [column, Self.features, Self.labels] : [Self.labels, Self.features, column]
            let parts = try CSVTests.parts(Self.table(columns, heading: headings))
            #expect(parts.training == Self.plain)
            #expect(parts.reading.leftOut.count == 1)
            #expect(parts.reading.leftOut[0].hasPrefix("column \(place == 0 ? 1 : 4)"))
        }
    }

    @Test func theStudyRules() throws {
        let ids = (1...9).map(String.init)
        let text = Self.table([ids, Self.features, Self.labels], heading: "Id,a,b,kind")
        #expect(try CSVTests.parts(text, DatasetLayout(ignored: [])).training.featureCount == 3)
        #expect(
            try CSVTests.parts(text, DatasetLayout(label: .name("kind"), ignored: [.number(2), .name("Id")]))
                .training.features == Self.features.map { Float($0.suffix(3))! })
        let chosen = try CSVTests.parts(text, DatasetLayout(label: .last, features: [.name("Id"), .number(3)])).training
        #expect(chosen.features[..<4] == [1, 7.5, 2, 6.5])
        #expect(chosen.labels == Self.plain.labels)
        #expect(
            throws: DatasetError.noColumn(file: "t.csv", key: "ignore", wanted: "9", columns: ["Id", "a", "b", "kind"])
        ) {
            try CSVTests.parts(text, DatasetLayout(ignored: [.number(9)]))
        }
    }

    @Test(arguments: [
        // Measurements at both ends, or as many classes as samples.
        table([features, features]), table([features, (0..<9).map { "\(($0 * 5) % 9 * 7)" }]),
        // Either end may be the labels.
        table([labels, features, labels]), table([labels, features, labels], heading: "a,b,c,d"),
        // A usual heading over measurements, and two usual headings.
        table([labels, features, features], heading: "kind,a,b,c,target"),
        table([labels, features, labels], heading: "class,a,b,target"),
        // One class, and a text among numbers.
        table([features, Array(repeating: "4", count: 9)]), "1.5,1\n2.5,2\n3.5,a\n4.5,1\n",
    ])
    func doubtfulLabelsAreRefused(text: String) throws {
        let error = #expect(throws: DatasetError.self) { try CSVTests.read(text) }
        guard case .labelUnclear(_, let reasons)? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "no error")")
            return
        }
        #expect(!reasons.isEmpty)
        #expect(error!.description.contains("label: NAME"))
    }

    @Test func textsAndMissingValuesAreNamed() throws {
        let words = ["x", "y", "x", "y", "x", "y", "x", "y", "x"]
        #expect(
            throws: DatasetError.textFeature(file: "t.csv", column: "column 1 (colour)", text: "x")
        ) { try CSVTests.read(Self.table([words, Self.features, Self.labels], heading: "colour,a,b,class")) }
        let gap = Self.table([Self.features, Self.labels]).replacing("0.4,3.5", with: "?,3.5")
        #expect(throws: DatasetError.text(file: "t.csv", line: 3, column: 1, trouble: .missing("?"))) {
            try CSVTests.read(gap)
        }
        // What is left out may be missing.
        #expect(try CSVTests.parts(gap, DatasetLayout(ignored: [.number(1)])).training.featureCount == 1)
        #expect(throws: DatasetError.text(file: "t.csv", line: 2, column: 1, trouble: .mixedDecimalMarks("1.5"))) {
            try CSVTests.read("1,5;a\n1.5;b\n")
        }
    }

    /// As UTF-8 both names would be the replacement character, and one class.
    @Test func latin1NamesStayApart() throws {
        let bytes: [UInt8] = Array("1,".utf8) + [0xE4] + Array("\n2,".utf8) + [0xF6] + Array("\n".utf8)
        let parts = try DatasetParts.table(ByteFile(bytes, name: "t.csv"), name: "t", layout: DatasetLayout())
        #expect(parts.training.classNames == ["ä", "ö"])
        #expect(parts.reading.form.contains("Latin-1 text"))
    }
}
