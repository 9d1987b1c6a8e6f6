import Crossbars
import Quantities
import Testing

struct MeasurementErrorTests {
    private func file(_ heading: String, _ row: (Int) -> String) -> String {
        "# measured\n\(heading)\n" + (1...9).map { row($0) + "\n" }.joined()
    }

    private let sweep = "time (ms), voltage (mV), current (µA)"

    @Test func unitsAndLabelsAreRead() throws {
        let measurement = try MeasurementCSV.parse(
            file("time (ms),voltage (V),current (µA) device 2 cycle 1,current device 2 cycle 3 (nA)") {
                "\($0),\($0),2,3"
            }, file: "a.csv")
        guard case .sweep(let time, let voltage) = measurement.kind else {
            Issue.record("not a sweep")
            return
        }
        #expect(abs(time[8] - 9e-3) < 1e-15 && voltage[8] == 9)
        #expect(measurement.columns.map(\.cycle) == [1, 3] && measurement.columns.map(\.device) == [2, 2])
        #expect(abs(measurement.columns[1].values[0] - 3e-9) < 1e-20)
    }

    @Test func everyErrorNamesItsLine() {
        func expect(_ text: String, _ error: MeasurementError, line: Int?) {
            #expect(throws: error) { try MeasurementCSV.parse(text, file: "a.csv") }
            if let line { #expect(error.description.hasPrefix("a.csv:\(line): ")) }
        }
        expect("", .empty(file: "a.csv"), line: 1)
        expect(
            file(sweep) { $0 == 4 ? "4,1,nan" : "\($0),1,1" },
            .notANumber(file: "a.csv", line: 6, heading: "current (µA)", text: "nan"), line: 6)
        expect(
            file(sweep) { $0 == 4 ? "4,1" : "\($0),1,1" }, .fieldCount(file: "a.csv", line: 6, found: 2, expected: 3),
            line: 6)
        expect(
            file(sweep) { $0 == 5 ? "4,1,1" : "\($0),1,1" },
            .notAscending(file: "a.csv", line: 7, heading: "time (ms)", value: 4, previous: 4), line: 7)
        expect(
            file("pulse,conductance (S)") { "\($0),\($0 == 2 ? -1 : 1)" },
            .notPositive(file: "a.csv", line: 4, heading: "conductance (S)", value: -1), line: 4)
        expect(
            "time (s),conductance (S)\n1,1\n2,1\n", .tooFewRows(file: "a.csv", line: 3, found: 2, needed: 8), line: 3)
        expect(
            file("time (s),voltage (V),current (A),current (A)") { "\($0),1,1,1" },
            .unlabelledRepeats(file: "a.csv", line: 2, heading: "current (A)"), line: 2)
        expect(
            file("time (s),voltage (V)") { "\($0),1" },
            .columns(file: "a.csv", line: 2, found: ["\"time (s)\"", "\"voltage (V)\""]), line: 2)
    }

    /// An oscilloscope's file: no heading, no time.
    @Test func headingsAndTimesAreGiven() throws {
        let text = (0..<9).map { "\($0),\(2 * $0)\n" }.joined()
        let columns = "voltage (mV),current (uA)"
        let measurement = try MeasurementCSV.parse(text, file: "a.csv", headings: columns, interval: .microseconds(50))
        guard case .sweep(let time, let voltage) = measurement.kind else {
            Issue.record("not a sweep")
            return
        }
        #expect(time[0] == 0 && abs(time[8] - 4e-4) < 1e-15 && abs(voltage[8] - 8e-3) < 1e-15)
        #expect(abs(measurement.columns[0].values[8] - 16e-6) < 1e-18)
        #expect(throws: MeasurementError.interval(file: "a.csv", value: .zero)) {
            try MeasurementCSV.parse(text, file: "a.csv", headings: columns, interval: .zero)
        }
        #expect(throws: MeasurementError.intervalBesideTime(file: "a.csv", line: 2)) {
            try MeasurementCSV.parse(
                file("time (s),conductance (S)") { "\($0),1" }, file: "a.csv", interval: .microseconds(1))
        }
    }

    @Test(arguments: [
        "time,conductance (S)", "time (V),conductance (S)", "zeit (s),conductance (S)",
        "time (s) run 2,conductance (S)",
    ])
    func headingsAreChecked(heading: String) {
        #expect {
            try MeasurementCSV.parse(file(heading) { "\($0),1" }, file: "a.csv")
        } throws: {
            guard case MeasurementError.heading("a.csv", 2, _, _) = $0 else { return false }
            return true
        }
    }
}
