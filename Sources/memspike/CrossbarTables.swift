import Crossbars
import Quantities

/// What `memspike solve` shows.
struct CrossbarTables {
    let problem: CrossbarProblem
    let points: [CrossbarOperatingPoint]

    struct Report: Encodable {
        var rows: Int
        var columns: Int
        /// [Ω]
        var wordLine: Double
        var bitLine: Double
        /// `[inputs][columns]`, out of the bit lines [A].
        var columnCurrents: [[Double]]
        /// `[inputs][rows]`, out of the drivers [A].
        var rowCurrents: [[Double]]
        var balanceError: Double
        var files: [String]
        var notes: [String]
    }

    func report(files: [String]) -> Report {
        Report(
            rows: problem.crossbar.rows, columns: problem.crossbar.columns,
            wordLine: problem.crossbar.lines.wordLine.value, bitLine: problem.crossbar.lines.bitLine.value,
            columnCurrents: points.map(\.columnCurrents), rowCurrents: points.map(\.rowCurrents),
            balanceError: balanceError, files: files, notes: problem.understood + problem.notes)
    }

    /// What the drivers give less what the bit lines take, as a part of all currents: 0 by Kirchhoff's law.
    private var balanceError: Double {
        points.map { point in
            let given = point.rowCurrents.reduce(0, +)
            let taken = point.columnCurrents.reduce(0, +)
            let all = (point.rowCurrents + point.columnCurrents).reduce(0) { $0 + abs($1) }
            return all > 0 ? abs(given - taken) / all : 0
        }.max() ?? 0
    }

    func text(files: [String]) -> String {
        let shown = 8
        var lines = problem.understood
        lines.append("Currents out of the bit lines:")
        for (input, point) in points.prefix(shown).enumerated() {
            let values = point.columnCurrents.prefix(shown).map { Current($0).formatted(digits: 6) }
            let more = point.columnCurrents.count > shown ? ", …" : ""
            lines.append("  input \(input): \(values.joined(separator: ", "))\(more)")
        }
        if points.count > shown || problem.crossbar.columns > shown {
            lines.append(
                "  \(points.count) inputs × \(problem.crossbar.columns) bit lines in all; --output and --json give all")
        }
        return (lines + problem.notes.map { "Note: \($0)" } + files.map { "Written: \($0)" }).joined(separator: "\n")
    }

    var currents: String {
        let head = ["input"] + (0..<problem.crossbar.columns).map { "column_\($0) (A)" }
        let rows = points.enumerated().map { input, point in
            (["\(input)"] + point.columnCurrents.map { "\($0)" }).joined(separator: ",")
        }
        return ([head.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }

    var voltages: String {
        let (rows, columns) = (problem.crossbar.rows, problem.crossbar.columns)
        var lines = ["input,row,column,word line (V),bit line (V)"]
        for (input, point) in points.enumerated() where !point.wordLinePotentials.isEmpty {
            for row in 0..<rows {
                for column in 0..<columns {
                    let place = column * rows + row
                    lines.append(
                        "\(input),\(row),\(column),\(point.wordLinePotentials[place]),\(point.bitLinePotentials[place])"
                    )
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
