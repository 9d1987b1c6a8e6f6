import Foundation
import TestedProgram
import Testing

@testable import Datasets

struct CSVTests {
    static func read(_ text: String, label: DatasetLayout.Column? = nil) throws -> LabelledSamples {
        try parts(text, DatasetLayout(label: label)).training
    }

    static func parts(_ text: String, _ layout: DatasetLayout = DatasetLayout()) throws -> DatasetParts {
        try .table(ByteFile(Array(text.utf8), name: "t.csv"), name: "t", layout: layout)
    }

    static let rows = try! read("1,2,b\n3,4.5,a\n")

    @Test(arguments: [
        "x,y,kind\n1,2,b\n3,4.5,a\n", "1,2,b\r\n3,4.5,a\r\n", "1,2,b\r3,4.5,a", "\u{FEFF}1;2;b\n3;4.5;a",
        "1\t2\tb\n3\t4.5\ta\n",
        "\n1, 2 ,b\n\n 3,0.45e1,a\n\n", "\"1\",\"2\",\"b\"\n3, \"4.5\" ,a\n", "0,1,kind\n1,2,b\n3,4.5,a\n",
    ])
    func formsOfOneTable(text: String) throws {
        #expect(try Self.read(text) == Self.rows)
        #expect(Self.rows.features == [1, 2, 3, 4.5])
        #expect(Self.rows.labels == [1, 0])
        #expect(Self.rows.classNames == ["a", "b"])
    }

    /// Remarks that name the columns, what tells Excel the separator, and rows of separators alone.
    @Test(arguments: [
        "# x y kind\n1 2 b\n3 4.5 a\n", "# x,y,kind\n1 2 b\n3 4.5 a\n", "#x,y,kind\n1,2,b\n3,4.5,a\n",
        "# made today, by hand\n# x, y, kind\n1,2,b\n3,4.5,a\n", "% x y kind\n1 2 b\n3 4.5 a\n",
        "# four words of remark\nx y kind\n1 2 b\n3 4.5 a\n", "sep=;\nx;y;kind\n1;2;b\n3;4,5;a\n",
        "\u{FEFF}sep=,\r\nx,y,kind\r\n1,2,b\r\n3,4.5,a\r\n", "\"sep=|\"\nx|y|kind\n1|2|b\n3|4.5|a\n",
        "x,y,kind\n1,2,b\n3,4.5,a\n,,\n", ",,\nx,y,kind\n1,2,b\n, ,\n3,4.5,a\n,,,,\n",
    ])
    func linesThatAreNoRows(text: String) throws {
        let parts = try Self.parts(text)
        #expect(parts.training == Self.rows)
        #expect(parts.reading.labels == "column 3 (kind), the only one of texts")
        #expect(try Self.parts(text, DatasetLayout(ignored: [.name("y")])).training.features == [1, 3])
    }

    @Test func remarksOverNumbers() throws {
        // "#" counts the rows here, and is a colour's mark there.
        #expect(try Self.parts("# V kind\n7 0.5 a\n9 0.25 b\n").training.features == [7, 0.5, 9, 0.25])
        #expect(
            try Self.read("#ff0000,1.5,0\n#00ff00,2.5,1\n", label: .number(1)).classNames == ["#00ff00", "#ff0000"])
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("sep=;\n# a b\n1;2\n3;4\n;\n".utf8), to: "m.csv")
        #expect(try NumberMatrix(file: path).values == [1, 2, 3, 4])
        #expect(try NumberMatrix(file: path).headings == ["a", "b"])
    }

    @Test func packedTable() throws {
        let packed = ByteFile(WrittenFiles.gzip(Array("1,2,b\n3,4.5,a\n".utf8)), name: "t.csv.gz")
        #expect(try DatasetParts.table(packed, name: "t", layout: DatasetLayout()).training == Self.rows)
    }

    @Test func labelColumns() throws {
        let text = "label,x,y\n10,1,2\n9,3,4\n"
        for label in [nil, DatasetLayout.Column.name("label"), .number(1)] {
            let samples = try Self.read(text, label: label)
            #expect(samples.features == [1, 2, 3, 4])
            // Numbers are ordered by value: as texts, 10 would come first.
            #expect(samples.classNames == ["9", "10"])
            #expect(samples.labels == [1, 0])
        }
        #expect(try Self.read(text, label: .last).features == [10, 1, 9, 3])
        #expect(try Self.read("5,1.0\n6,2\n", label: .last).classNames == ["1", "2"])
        #expect(
            throws: DatasetError.noColumn(
                file: "t.csv", key: "label", wanted: "\"z\"", columns: ["label", "x", "y"])
        ) { try Self.read(text, label: .name("z")) }
        #expect(
            throws: DatasetError.noColumn(
                file: "t.csv", key: "label", wanted: "4", columns: ["label", "x", "y"])
        ) { try Self.read(text, label: .number(4)) }
    }

    @Test func quotes() throws {
        let samples = try Self.read("1,\"a \"\"b\"\", c\"\n2,\"two\nlines\"\n")
        #expect(samples.classNames == ["a \"b\", c", "two\nlines"])
    }

    static let troubles: [(String, DatasetError)] = [
        ("1,2,a\n1,nan,b\n", .text(file: "t.csv", line: 2, column: 2, trouble: .notFinite("nan"))),
        ("1,2,a\n-inf,2,b\n", .text(file: "t.csv", line: 2, column: 1, trouble: .notFinite("-inf"))),
        ("1,2,a\n1,1e99,b\n", .text(file: "t.csv", line: 2, column: 2, trouble: .notFinite("1e99"))),
        ("1,2,a\n\n1,two,b\n", .text(file: "t.csv", line: 3, column: 2, trouble: .notANumber("two"))),
        ("1,2,a\r\n0x10,2,b\r\n", .text(file: "t.csv", line: 2, column: 1, trouble: .notANumber("0x10"))),
        ("1,2,a\n1,.,b\n", .text(file: "t.csv", line: 2, column: 2, trouble: .notANumber("."))),
        ("1,2,a\n1,-,b\n", .text(file: "t.csv", line: 2, column: 2, trouble: .notANumber("-"))),
        ("1,2,a\n1,,b\n", .text(file: "t.csv", line: 2, column: 2, trouble: .missingValue)),
        ("1,2,a\n1,2,\n", .text(file: "t.csv", line: 2, column: 3, trouble: .missingLabel)),
        ("1,2,a\n1,b\n", .text(file: "t.csv", line: 2, column: 0, trouble: .raggedRow(found: 2, expected: 3))),
        ("1,2,a\n1,2,3,b\n", .text(file: "t.csv", line: 2, column: 0, trouble: .raggedRow(found: 4, expected: 3))),
        ("1,2,a\n1,2,\"b\n", .text(file: "t.csv", line: 2, column: 3, trouble: .openQuote)),
        ("1,2,\"a\"x\n", .text(file: "t.csv", line: 1, column: 3, trouble: .textAfterQuote)),
        ("1,2,\0a\n", .text(file: "t.csv", line: 1, column: 3, trouble: .notText)),
        ("", .noSamples(set: "t.csv")), ("x,y\n", .noSamples(set: "t.csv")),
        ("1,2,a\n1,2,a\n", .tooFewClasses(set: "t", classes: 1)),
    ]

    @Test(arguments: troubles.indices)
    func refusals(index: Int) throws {
        let (text, error) = Self.troubles[index]
        #expect(throws: error) { try Self.read(text) }
    }

    @Test func labelsThatAreNone() throws {
        #expect(throws: DatasetError.text(file: "t.csv", line: 1, column: 3, trouble: .labelNotAClass("0.5"))) {
            try Self.read("1,2,0.5\n", label: .last)
        }
        #expect(throws: DatasetError.text(file: "t.csv", line: 2, column: 3, trouble: .mixedLabels("b"))) {
            try Self.read("1,2,0\n1,2,b\n", label: .last)
        }
        // 16,777,216 and 16,777,217 are one Float.
        #expect(throws: DatasetError.text(file: "t.csv", line: 2, column: 2, trouble: .labelNotAClass("16777216.0"))) {
            try Self.read("1,5\n2,16777217\n", label: .last)
        }
    }

    /// The short way through decimal numbers gives the nearest Float, as the standard library does.
    @Test func numbersRoundCorrectly() throws {
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let digits = String(state % 10_000_000)
            let point = Int(state >> 40) % (digits.count + 1)
            let text =
                (state >> 60 & 1 == 1 ? "-" : "") + digits.prefix(point)
                + (point < digits.count && point > 0 ? "." : "") + digits.dropFirst(point)
            let read = try Array(text.utf8).withUnsafeBytes { try CSVNumber.read($0) }
            #expect(read == Float(text))
        }
    }
}
