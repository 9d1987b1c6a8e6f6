import Reports
import Testing

@Suite struct DeviceReportTests {
    private static func contents(
        _ kind: DeviceReportContents.Kind, _ values: [Double], file: String = "a.csv"
    ) -> DeviceReportContents {
        let x = values.indices.map { Double($0) - (kind == .sweep ? Double(values.count) / 2 : 0) }
        let curves = (1...3).map { DeviceReportContents.Curve(name: "cycle \($0)", x: x, y: values, fitted: values) }
        return DeviceReportContents(
            file: file, kind: kind, model: "vteam", understood: "read as \(file)", verdict: "the model fits",
            curves: curves,
            parameters: [.init(symbol: "V_set", unit: "V", value: 0.7, standardError: 0.01, determination: "yes")],
            models: [
                .init(name: "vteam", akaikeDifference: 0, relativeResidual: 0.01, verdict: "complete"),
                .init(name: "aist", akaikeDifference: 12, relativeResidual: 0.2, verdict: "poor"),
            ], spreads: ["cycle-to-cycle: 2 %"],
            exponents: [
                .init(temperature: 300, value: 0.01, standardError: 0.001),
                .init(temperature: 350, value: 0.02, standardError: 0.001),
            ], activationEnergy: 0.13)
    }

    @Test(arguments: [DeviceReportContents.Kind.sweep, .pulses, .retention, .endurance, .writeVerify])
    func isWellFormedAndEscapesWhatComesFromOutside(kind: DeviceReportContents.Kind) {
        let page = DeviceReport.html(
            Self.contents(kind, (1...20).map { Double($0) * 1e-6 }, file: "<script>alert(1)</script> & \"co\".csv"))
        let reader = PageReader(page)
        #expect(reader.failure == nil)
        #expect(Set(reader.identifiers).count == reader.identifiers.count)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
        #expect(!page.contains("<script"))
        #expect(reader.text.contains("0.7") && reader.text.contains("E_a = 0.130 eV"))
    }

    /// No number that a file may hold stops a page.
    @Test(arguments: [
        [Double](repeating: 0, count: 20), [Double](repeating: .nan, count: 20),
        [1e300, -1e300, 0x1p-1060, 0, .infinity],
        [5e-5], [], [1e30] + [Double](repeating: 1e-30, count: 19),
    ])
    func anyNumberIsDrawnOrLeftOut(values: [Double]) {
        for kind in [DeviceReportContents.Kind.sweep, .pulses, .retention, .endurance, .writeVerify] {
            #expect(PageReader(DeviceReport.html(Self.contents(kind, values))).failure == nil)
        }
    }
}
