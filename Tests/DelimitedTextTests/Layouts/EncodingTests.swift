import DelimitedText
import Testing

struct EncodingTests {
    private static let text = "time (µs),current (µA)\n1,2.5\n2,-3\n"

    private static func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return littleEndian ? [low, high] : [high, low]
        }
    }

    private static let files: [(bytes: [UInt8], encoding: DecodedText.Encoding)] = [
        (Array(text.utf8), .utf8),
        ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8),
        ([0xFF, 0xFE] + utf16(text, littleEndian: true), .utf16LittleEndian),
        ([0xFE, 0xFF] + utf16(text, littleEndian: false), .utf16BigEndian),
        (utf16(text, littleEndian: true), .utf16LittleEndian),
        (utf16(text, littleEndian: false), .utf16BigEndian),
        // Every character of the text is below U+0100: its number is its byte.
        (text.unicodeScalars.map { UInt8($0.value) }, .latin1),
    ]

    @Test(arguments: files.indices) func sameTableInEveryEncoding(index: Int) throws {
        let table = try DelimitedTable(Self.files[index].bytes, file: "a.csv")
        #expect(table.encoding == Self.files[index].encoding)
        #expect(table.headings == ["time (µs)", "current (µA)"])
        #expect(table.numbers(0) == [1, 2] && table.numbers(1) == [2.5, -3])
    }

    /// The first line by which Excel is told the separator.
    @Test(arguments: [
        "sep=;\nt;v\n1,5;2,5\n3,5;4,5\n", "\u{FEFF}sep=,\r\nt,v\r\n1.5,2.5\r\n3.5,4.5\r\n",
        "\"sep=\t\"\nt\tv\n1.5\t2.5\n3.5\t4.5\n", "SEP=,\n1.5,2.5\n3.5,4.5\n",
    ])
    func separatorToldToExcel(text: String) throws {
        let table = try DelimitedTable(Array(text.utf8), file: "a.csv")
        #expect(table.headings == (text.hasPrefix("SEP") ? nil : ["t", "v"]))
        #expect(table.numbers(0) == [1.5, 3.5] && table.numbers(1) == [2.5, 4.5])
        #expect(table.rows[0].line == (text.hasPrefix("SEP") ? 2 : 3))
    }

    @Test func ohmsAreReadInEveryEncodingThatHasThem() throws {
        let text = "R (kΩ)\tV (V)\n1\t2\n3\t4\n"
        for bytes in [Array(text.utf8), [0xFF, 0xFE] + Self.utf16(text, littleEndian: true)] {
            let heading = ColumnHeading(try DelimitedTable(bytes, file: "a.txt").headings![0])
            #expect(heading.unit.flatMap { MeasuredUnit($0) } == MeasuredUnit(.resistance, factor: 1000))
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func lineEnds(end: String) throws {
        let text = ["# measured", "a,b", "1,2", "3,4"].joined(separator: end)
        let table = try DelimitedTable(Array(text.utf8), file: "a.csv")
        #expect(table.rows.map(\.line) == [3, 4] && table.headingLine == 2 && table.headings == ["a", "b"])
    }

    @Test func binaryFilesAreRefused() {
        #expect(throws: DelimitedTableError.notText(file: "a.xls")) {
            try DelimitedTable([0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 7, 0, 0, 1, 0, 0], file: "a.xls")
        }
    }
}
