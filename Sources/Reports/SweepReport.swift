import Quantities
package import Results
import Studies

/// A sweep's points as a table that any program reads; cells are empty where something was not measured.
package enum SweepCSV {
    package static func text(_ results: SweepResults) -> String {
        let keys = results.axes.map(\.key)
        let header =
            keys + [
                "remedy", "mean", "low", "high", "standard_deviation", "p5", "worst", "ceiling", "maps", "draws",
                "no_winner", "energy_J", "decision_time_s", "output_spikes", "multiple_spikes", "observed",
                "networks", "networks_mean", "networks_standard_deviation", "networks_low", "networks_high",
            ]
        let lines = results.points.map { point -> String in
            let values = keys.map { point.axes[$0].map(word) ?? "" }
            let numbers = [
                point.mean, point.low, point.high, point.standardDeviation, point.p5, point.worst,
            ].map { "\($0)" }
            let rest = [point.ceiling.map { "\($0)" } ?? "", "\(point.maps)", "\(point.draws)", "\(point.noWinner)"]
            return ((values + [point.remedy]).map(\.csvField) + numbers + rest).joined(separator: ",")
        }
        return ([header.map(\.csvField).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }

    static func word(_ tree: StudyTree) -> String {
        switch tree {
        case .text(let text): text
        case .number(let number): "\(number)"
        default: ""
        }
    }
}

/// The report of a sweep: one HTML file that needs nothing beside it.
package enum SweepReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML. Long tables are folded.
    package static func html(_ results: SweepResults) -> String {
        let grid = SweepGrid(results)
        let header = SweepHeaderSection(results: results, grid: grid)
        let sections: [Section?] = [
            SweepAccuracySection(results: results, grid: grid).section, SweepHeatMapSection(grid: grid).section,
            SweepDifferenceSection(results: results, grid: grid).section,
            SweepYieldSection(results: results, grid: grid).section,
            SweepMarginSection(results, grid).section, SweepSensitivitySection(results).section,
            SweepWorstSection(results, grid).section, SweepProtocolSection(results: results, grid: grid).section,
            NotesSection(notes: results.notes, study: results.study).section,
        ]
        return ReportPage(title: header.title, header: header.markup, sections: sections.compactMap { $0 }).html
    }
}
