import Crossbars
import Devices
import Foundation
import Quantities
import TestedProgram
import Testing

@testable import Studies

/// The same table in any unit is the same σ(G).
@Suite struct ProgrammingTableTests {
    private func points(_ table: String) throws -> [[Double]] {
        let folder = try TemporaryFolder()
        try Data(table.utf8).write(to: folder.url.appendingPathComponent("t.csv"))
        let study = try SweepStudy.parse(
            "effects: {programming: {table: t.csv}}", file: folder.url.appendingPathComponent("s.yaml").path)
        return study.effects.programming.table.points.map { [$0.siemens, $0.sigma] }
    }

    @Test(arguments: [
        "conductance (S),deviation (S)\n1e-8,2e-8\n1e-6,2e-8\n", "1e-8,2e-8\n1e-6,2e-8\n",
        "conductance (nS),deviation (nS)\n10,20\n1000,20\n", "G [µS];sigma [nS]\n0.01;20\n1;20\n",
        "conductance / uS\tdeviation / nS\n0.01\t20\n1\t20\n", "deviation (nS),conductance (nS)\n20,10\n20,1000\n",
        "conductance,deviation\n10 nS,20 nS\n1 µS,20 nS\n",
        "# chip 7, 25 °C\nconductance;deviation\nnS;nS\n10,0;20,0\n1000,0;20,0\n",
        "\"conductance (nS)\",\"deviation (nS)\"\n\"10\",\"20\"\n\"1000\",\"20\"\n",
    ])
    func units(table: String) throws {
        #expect(try points(table) == [[1e-8, 2e-8], [1e-6, 2e-8]])
    }

    @Test(arguments: [
        ("conductance (kOhm),deviation (nS)\n10,20\n", ":1: \"conductance (kOhm)\""),
        ("conductance,deviation\n10,20\n1000,20\n", "say the unit in the heading"),
        ("conductance (nS),deviation (nS)\n10,20\n10,20\n", "conductances must rise"),
        ("conductance,deviation\n10 nS,20\n1000 nS,20\n", "some values have a unit and some have none"),
        ("log10(G),deviation (nS)\n-8,20\n-6,20\n", "no plain conductance"),
        ("conductance (nS),deviation (nS),n\n10,20,3\n20,20,3\n", "3 columns"),
    ])
    func refusals(table: String, reason: String) throws {
        let error = #expect(throws: StudyError.self) { try points(table) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    /// As a spreadsheet saves it.
    @Test func utf16() throws {
        let folder = try TemporaryFolder()
        let text = "conductance (µS)\tdeviation (nS)\r\n0.01\t20\r\n1\t20\r\n"
        try Data([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            .write(to: folder.url.appendingPathComponent("t.csv"))
        let study = try SweepStudy.parse(
            "effects: {programming: {table: t.csv}}", file: folder.url.appendingPathComponent("s.yaml").path)
        let points = study.effects.programming.table.points.map { [$0.siemens, $0.sigma] }
        #expect(points == [[1e-8, 2e-8], [1e-6, 2e-8]])
    }

    /// Other values of an axis keep its unit, however that is spelt.
    @Test(arguments: ["5 ohm", "5 Ohm", "0.005 kohms", "5 Ω", "5"])
    func unitsOfAxes(text: String) throws {
        let half = SweepSetting(key: "lineResistance.perSegment", value: SweepAxis.Value(text: text)).replacing(2.5)
        #expect(half.value.number == 2.5)
        #expect(half.value.text == (text == "5" ? "2.5" : "2.5 Ω"))
        let plan = EffectsPlan()
        guard text != "5" else { return }
        #expect(
            try plan.setting(half, file: "s").lineResistance.perSegment.value == 2.5)
    }
}
