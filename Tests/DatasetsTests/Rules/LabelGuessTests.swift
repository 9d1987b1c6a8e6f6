import Foundation
import Testing

@testable import Datasets

/// A label column is guessed only where no other column can be the labels as well.
struct LabelGuessTests {
    /// Sixty rows without an order.
    private static func column(_ values: [String], by factor: Int) -> [String] {
        (0..<60).map { values[($0 * factor + $0 / 7) % values.count] }
    }

    private static let words = column(["no", "yes"], by: 7)
    private static let kinds = column(["a", "b", "c"], by: 5)
    private static let binary = column(["0", "1"], by: 11)
    private static let ages = column((30..<55).map(String.init), by: 13)
    private static let scale = column((1...5).map(String.init), by: 3)
    private static let other = column((1...5).map(String.init), by: 2)
    private static let lengths = (0..<60).map { "0.\(($0 * 37 + 11) % 97 + 100)" }
    private static let digits = column((0...9).map(String.init), by: 7)

    private static func table(_ columns: [[String]], _ heading: String? = nil) -> String {
        TableLayoutTests.table(columns, heading: heading)
    }

    static let refused: [(text: String, named: [Int])] = [
        // A text feature beside numbers of few values, with and without headings.
        (table([ages, words, lengths, binary], "age,smoker,bp,ill"), [2, 4]),
        (table([words, ages, lengths, binary], "sex,age,bp,ill"), [1, 4]),
        (table([kinds, lengths, lengths, scale]), [1, 4]), (table([binary, lengths, words, lengths]), [1, 3]),
        (table([binary, lengths, words], "ill,length,sex"), [1, 3]),
        (table([kinds, words, lengths, binary], "land,sex,income,left"), [1, 2, 4]),
        // Answers of 1 to 5 with a name of their own.
        (table([words, scale, other, scale], "sex,one,two,content"), [1, 4]),
        // Either end, one of them not numbered from 0 or 1.
        (table([binary, lengths, column(["3", "4", "6", "8"], by: 5)], "sex,length,rank"), [1, 3]),
        // A heading in the middle.
        (table([lengths, scale, lengths], "a,Type,c"), [2]), (table([words, scale, lengths], "sex,Type,c"), [1, 2]),
        (table([kinds, lengths, scale], "type,acid,quality"), [1, 3]),
        // A class that passengers travel in.
        (table([binary, scale, lengths], "survived,class,fare"), [1, 2]),
        // Many whole numbers in front are an age.
        (table([ages, lengths, lengths], "age,a,b"), [1]),
    ]

    @Test(arguments: refused.indices)
    func severalMayBeTheLabels(index: Int) throws {
        let (text, named) = Self.refused[index]
        let error = #expect(throws: DatasetError.self) { try CSVTests.read(text) }
        guard case .labelUnclear(_, let reasons)? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "no error")")
            return
        }
        for column in named {
            #expect(reasons.contains { $0.hasPrefix("column \(column)") && $0.contains("may be") }, "\(reasons)")
        }
        for column in named {
            // What the message asks for is enough, but for texts that are no features.
            do {
                _ = try CSVTests.read(text, label: .number(column))
            } catch DatasetError.textFeature {
            }
        }
    }

    static let found: [(text: String, column: Int)] = [
        // Texts at an end, beside measurements and what is a measurement as its neighbours are.
        (table([lengths, lengths, kinds]), 3), (table([kinds, lengths, lengths]), 1),
        (table([lengths, words, lengths]), 2), (table([ages, lengths, words], "age,length,group"), 3),
        (table([kinds, scale, other, scale, other]), 1), (table([scale, other, scale, other, kinds], "a,b,c,d,e"), 5),
        (table([kinds, binary, words.map { $0 == "no" ? "0" : "1" }, binary], "letter,pixel1,pixel2,pixel3"), 1),
        // Outcomes by their headings.
        (table([scale, lengths, binary], "children,length,Outcome"), 3),
        (table([binary, lengths, words], "sex,length,diagnosis"), 3), (table([binary, lengths], "survived,fare"), 1),
        (table([lengths, scale, lengths, binary], "a,kind_of,c,target"), 4),
        // A class beside its own number.
        (table([lengths, kinds, kinds.map { $0 == "a" ? "7" : $0 == "b" ? "8" : "9" }], "a,class,class_type"), 2),
        // Pixels of 0 and 255, or of 0 and 1, with ten digits at one end.
        (table([digits] + [5, 7, 11, 13].map { column(["0", "255"], by: $0) }), 1),
        (table([5, 7, 11, 13].map { column(["0", "1"], by: $0) } + [digits]), 5),
        // An age in front, an answer behind that looks as the symptoms do.
        (table([ages] + [5, 7, 11, 13].map { column(["0", "1"], by: $0) }, "age,ache,cough,fever,ill"), 5),
    ]

    @Test(arguments: found.indices)
    func oneColumnAlone(index: Int) throws {
        let (text, column) = Self.found[index]
        let layout = DatasetLayout(ignored: [])
        #expect(try CSVTests.parts(text, layout).reading.labels.hasPrefix("column \(column)"))
        #expect(
            try CSVTests.read(text).labels
                == CSVTests.parts(text, DatasetLayout(label: .number(column), ignored: [])).training.labels)
    }

    /// Sixteen pixels of 0 and 1, then a column of 0 and 1 for each of four classes.
    @Test(arguments: [",", " "], [true, false])
    func oneHotColumnsBesidePixels(separator: String, isLast: Bool) throws {
        let classes = (0..<80).map { ($0 * 7 + $0 / 9) % 4 }
        let rows = classes.enumerated().map { row, own in
            let pixels = (0..<16).map { ($0 * own + row * ($0 + 3) / 5) % 3 == 0 ? "1" : "0" }
            let ones = (0..<4).map { $0 == own ? "1" : "0" }
            return (isLast ? pixels + ones : ones + pixels).joined(separator: separator)
        }
        let text = rows.joined(separator: "\n")
        let columns = isLast ? 17...20 : 1...4
        let remedy = "label: \(columns.lowerBound)-\(columns.upperBound)"
        let guessed = #expect(throws: DatasetError.self) { try CSVTests.read(text) }
        #expect(guessed?.description.contains(remedy) == true)
        for column in columns {
            let named = #expect(throws: DatasetError.self) { try CSVTests.read(text, label: .number(column)) }
            #expect(named?.description.contains(remedy) == true)
        }
        let joined = try CSVTests.parts(text, DatasetLayout(label: .init(String(remedy.dropFirst(7)))))
        #expect(joined.training.labels == classes)
        #expect(joined.training.classNames == ["0", "1", "2", "3"])
        #expect(joined.training.featureCount == 16)
        // One class against all others, said in full.
        let others = columns.dropLast().map(DatasetLayout.Column.number)
        let single = try CSVTests.parts(
            text, DatasetLayout(label: .number(columns.upperBound), ignored: Array(others)))
        #expect(single.training.labels == classes.map { $0 == 3 ? 1 : 0 })
        #expect(single.training.featureCount == 16)
        #expect(throws: DatasetError.self) { try CSVTests.read(text, label: .numbers(5...16)) }
    }

    @Test func joinedColumnsTakeTheirHeadings() throws {
        let text = "a,ant,bee,cat\n0.5,1,0,0\n0.25,0,0,1\n0.75,0,1,0\n"
        let samples = try CSVTests.read(text, label: .numbers(2...4))
        #expect(samples.classNames == ["ant", "bee", "cat"])
        #expect(samples.labels == [0, 2, 1])
        #expect(samples.features == [0.5, 0.25, 0.75])
        #expect(
            try CSVTests.parts(text, DatasetLayout(label: .number(4), ignored: [.numbers(2...3)])).training.featureCount
                == 1)
        #expect(throws: DatasetError.self) { try CSVTests.read(text + "0.5,1,1,0\n", label: .numbers(2...4)) }
        #expect(DatasetLayout.Column("5-7") == .numbers(5...7))
        #expect(DatasetLayout.Column("7-5") == .name("7-5"))
    }
}
