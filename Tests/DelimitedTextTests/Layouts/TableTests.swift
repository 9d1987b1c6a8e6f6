import DelimitedText
import Testing

struct TableTests {
    private func table(_ text: String) throws -> DelimitedTable { try DelimitedTable(Array(text.utf8), file: "a.csv") }

    /// One table, separated in every way: the numbers are the same.
    @Test(arguments: [
        ("t,v,i\n0,1.5,-2e-6\n1,2.5,3e-6\n", Separator.comma, false),
        ("t;v;i\n0;1,5;-2e-6\n1;2,5;3E-06\n", .semicolon, true),
        ("t\tv\ti\n0\t1,5\t-2e-6\n1\t2,5\t3e-6\n", .tab, true),
        ("  t   v    i \n  0   1.5   -2e-6\n  1   2.5    3d-6\n", .blanks, false),
        ("\"t\",\"v\",\"i\"\n\"0\",\"1,5\",\"-2e-6\"\n\"1\",\"2,5\",\"3e-6\"\n", .comma, true),
        ("t, v, i\n0, 1.5, \u{2212}2e-6\n1, 2.5, +3e-6\n", .comma, false),
        ("0 1,5 -2e-6\n1 2,5 3e-6\n", .blanks, true),
    ])
    func separators(text: String, separator: Separator, hasDecimalComma: Bool) throws {
        let table = try table(text)
        #expect(table.separator == separator && table.hasDecimalComma == hasDecimalComma)
        #expect(table.numbers(0) == [0, 1] && table.numbers(1) == [1.5, 2.5] && table.numbers(2) == [-2e-6, 3e-6])
    }

    @Test func linesAboveAndBelowAreNoTable() throws {
        let table = try table(
            """
            Sample: A7, 12.03.2024
            Compliance,0.001
            Points: 3

            V (V),I (A),remark
            0,0,
            1,1e-6,set?
            2,NaN,
            Operator,nobody
            """)
        #expect(table.headings == ["V (V)", "I (A)", "remark"] && table.headingLine == 5)
        #expect(table.rows.map(\.line) == [6, 7, 8])
        #expect(table.rows[2].cells[1] == .mark("NaN"))
        #expect(table.isNumeric(1) && !table.isNumeric(2))
    }

    @Test func aCommentMayNameTheColumns() throws {
        #expect(try table("# date: today\n# time voltage\n0 1\n1 2\n").headings == ["time", "voltage"])
        #expect(try table("#,V,I\n0,1,2\n1,2,3\n").headings == ["#", "V", "I"])
        #expect(try table("0,1,2\n1,2,3\n").headings == nil)
        #expect(try table("#\n# time voltage\n0 1\n1 2\n").headings == ["time", "voltage"])
    }

    @Test func blankLinesTitlesAndRepeatedHeadingsBeginBlocks() throws {
        let blank = try table("v,i\n0,1\n1,2\n\n\n0,1\n1,2\n2,3\n")
        #expect(blank.blocks.map(\.rows) == [0..<2, 2..<5])
        let repeated = try table("v,i\n0,1\n1,2\nv,i\n0,1\n")
        #expect(repeated.blocks.map(\.rows) == [0..<2, 2..<3])
        let titled = try table("cycle 1\nv i\n0 1\n1 2\ncycle 2\n0 1\n1 2\n")
        #expect(titled.blocks.map(\.title) == ["cycle 1", "cycle 2"] && titled.rows.count == 4)
        // A blank line after each row is a habit, not a block.
        #expect(try table("v,i\n\n0,1\n\n1,2\n\n2,3\n").blocks.count == 1)
    }

    @Test func unitsMayStandBelowTheNames() throws {
        let origin = try table("Time\tVoltage\tCurrent\ns\tV\tµA\n\t\tdevice 1\n0\t1\t2\n1\t2\t3\n")
        #expect(origin.headings == ["Time", "Voltage", "Current"] && origin.units == ["s", "V", "µA"])
        let bracketed = try table("Time,Voltage\n[ms],[V]\n0,1\n1,2\n")
        #expect(bracketed.headings == ["Time", "Voltage"] && bracketed.units == ["[ms]", "[V]"])
    }

    /// EasyEXPERT: tagged lines, and a second sweep variable that repeats the first.
    @Test func taggedLines() throws {
        let table = try table(
            """
            SetupTitle, loop
            TestParameter, Channel.VName, V1
            Dimension1, 2, 2
            Dimension2, 3
            DataName, V1, I1
            DataValue, 0, 1E-9
            DataValue, 1, 2E-9
            DataValue, 0, 1E-9
            DataValue, 1, 2E-9
            DataValue, 0, 1E-9
            DataValue, 1, 199.999E+99
            """)
        #expect(table.origin == .easyEXPERT && table.headings == ["V1", "I1"])
        #expect(table.blocks.map(\.rows) == [0..<2, 2..<4, 4..<6])
        #expect(table.rows[5].cells[1] == .mark("199.999E+99") && table.rows[0].line == 6)
    }

    @Test(arguments: [
        "9.91E+37", "+9.910000E+37", "-9.9E37", "1E+38", "OVERFLOW", "OVLD", "---", "NaN", "#REF!", "O.L",
    ])
    func marksOfInstruments(mark: String) throws {
        let table = try table("v,i\n0,1\n1,\(mark)\n2,3\n")
        #expect(table.rows[1].cells[1] == .mark(mark))
    }

    @Test func errorsNameTheLine() {
        func expect(_ text: String, _ error: DelimitedTableError) {
            #expect(throws: error) { try table(text) }
        }
        expect("", .noTable(file: "a.csv"))
        expect("nothing here\nat all\n", .noTable(file: "a.csv"))
        expect("v,i\n0,1\n1,2\n2\n3,4\n", .fieldCount(file: "a.csv", line: 4, found: 1, expected: 2))
        expect("v,i\n0,1\n1,2x\n3,4\n", .notANumber(file: "a.csv", line: 3, heading: "i", text: "2x"))
        expect("v;i\n0;1,5\n1;2.5\n", .mixedDecimals(file: "a.csv", line: 3, text: "2.5"))
    }
}
