import Devices
import Foundation
import Quantities
import Reports
import Results

extension DeviceMeasurement {
    /// The page of this measurement, with what a fit or its own statistics say.
    /// - Parameters:
    ///   - fits: the best first; none for tables that no model is fitted to.
    ///   - spreadRemark: why a spread is not told.
    func page(
        file: String, fits: [DeviceFitReport.Candidate], spreadRemark: String? = nil
    ) -> DeviceReportContents {
        let best = fits.first
        let parameters =
            best.map { candidate in
                candidate.fit.parameters.map {
                    DeviceReportContents.Parameter(
                        symbol: $0.symbol, unit: $0.unit, value: $0.value, standardError: $0.standardError,
                        determination: $0.isIdentified ? "yes" : "\($0.determination)")
                }
            }
            ?? statistics.map {
                .init(symbol: $0.name, unit: $0.unit, value: $0.value, standardError: $0.standardError)
            }
        return DeviceReportContents(
            file: file, kind: pageKind, model: best?.name ?? "", understood: source?.understood ?? "",
            verdict: best?.fit.verdictSentence ?? "no model: statistics of the table", curves: curves(best?.fit),
            parameters: parameters,
            models: fits.map {
                .init(
                    name: $0.name,
                    akaikeDifference: $0.fit.correctedAkaike - (best?.fit.correctedAkaike ?? 0),
                    relativeResidual: $0.fit.relativeRMS, verdict: $0.fit.verdict.rawValue)
            },
            spreads: spreads.map {
                "\($0.origin.rawValue): \(String(format: "%.2f", $0.relative * 100)) % of the mean, "
                    + "\(String(format: "%.3g", $0.absolute)) \($0.unit)" + ($0.caveat.map { "; \($0)" } ?? "")
            } + [spreadRemark].compactMap { $0 }, exponents: exponents,
            activationEnergy: best?.fit.drift?.activationEnergy)
    }

    private var pageKind: DeviceReportContents.Kind {
        switch kind {
        case .sweep: .sweep
        case .pulses: .pulses
        case .retention: .retention
        case .endurance: .endurance
        case .writeVerify: .writeVerify
        }
    }

    private func curves(_ fit: DeviceFit?) -> [DeviceReportContents.Curve] {
        columns.indices.flatMap { column in
            series.indices.map { index in
                let part = part(column: column, series: index)
                let rows = series[index].rows
                let values = part.columns[0].values.indices.map {
                    part.leftOut.contains($0) ? .nan : part.columns[0].values[$0]
                }
                let (x, target): ([Double], [Double]) =
                    switch part.kind {
                    case .sweep(_, let voltage): (voltage, [])
                    case .pulses(let numbers, _): (numbers, [])
                    case .retention(let time): (time, [])
                    case .endurance(let cycles): (cycles, [])
                    case .writeVerify(let target, _): (rows.map { Double($0 + 1) }, target)
                    }
                let isEndurance = if case .endurance = kind { true } else { false }
                // Columns share one fit, of their mean.
                return DeviceReportContents.Curve(
                    name: Self.name(part.columns[0]), x: x, y: isEndurance ? values.map { 1 / $0 } : values,
                    fitted: column == 0 ? fit.map { Array($0.fitted[rows]) } ?? [] : [], target: target)
            }
        }
    }

    private static func name(_ column: Column) -> String {
        let words = [
            column.state?.rawValue, column.device.map { "device \($0)" }, column.cycle.map { "cycle \($0)" },
            column.temperature.map { String(format: "%.5g K", $0) },
        ].compactMap { $0 }
        return words.isEmpty ? "measured" : words.joined(separator: ", ")
    }

    /// The drift's exponent, temperature by temperature.
    private var exponents: [DeviceReportContents.Exponent] {
        guard case .retention = kind else { return [] }
        let groups = Dictionary(grouping: parts) { $0.columns[0].temperature }
        return groups.sorted { $0.key ?? 0 < $1.key ?? 0 }.compactMap { temperature, parts in
            guard let temperature else { return nil }
            var (times, values): ([Double], [Double]) = ([], [])
            for part in parts {
                guard case .retention(let time) = part.kind else { continue }
                let rows = time.indices.filter { !part.leftOut.contains($0) && time[$0] > 0 }
                times += rows.map { time[$0] }
                values += rows.map { part.columns[0].values[$0] }
            }
            guard times.count > 2 else { return nil }
            let alone = DeviceMeasurement(kind: .retention(time: times), columns: [.init(values: values)])
            guard let fit = try? DeviceModel(.vteam).fit(to: alone),
                let exponent = fit.parameters.first(where: { $0.symbol == "ν" })
            else { return nil }
            return .init(temperature: temperature, value: exponent.value, standardError: exponent.standardError)
        }
    }
}

/// Tables that no model is fitted to: their statistics as text, JSON and a page.
struct MeasurementStatisticsReport {
    let measurement: DeviceMeasurement
    let file: String
    let folder: String

    private struct Record: Encodable {
        struct Statistic: Encodable {
            var name: String
            /// nil where it is not a finite number.
            var value: Double?
            var standardError: Double?
            var unit: String
        }

        var file: String
        var understood: String
        var measurement: String
        var statistics: [Statistic]
        var folder: String
    }

    func write(to folder: RunFolder) throws {
        func cell(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }
        let rows = measurement.statistics.map {
            "\"\($0.name)\",\(cell($0.value)),\(cell($0.standardError)),\($0.unit)"
        }
        try folder.write(
            (["statistic,value,standard error,unit"] + rows).joined(separator: "\n") + "\n", to: "statistics.csv")
        try folder.write(DeviceReport.html(measurement.page(file: file, fits: [])), to: "report.html")
    }

    var record: some Encodable {
        Record(
            file: file, understood: measurement.source?.understood ?? "", measurement: measurement.words,
            statistics: measurement.statistics.map {
                .init(
                    name: $0.name, value: $0.value.isFinite ? $0.value : nil,
                    standardError: $0.standardError.isFinite ? $0.standardError : nil, unit: $0.unit)
            }, folder: folder)
    }

    var text: String {
        measurement.statistics.map { statistic in
            let error = statistic.standardError.isFinite ? " ± " + String(format: "%.2g", statistic.standardError) : ""
            let unit = statistic.unit.isEmpty ? "" : " " + statistic.unit
            return "  \(statistic.name): \(String(format: "%.4g", statistic.value))\(error)\(unit)"
        }.joined(separator: "\n") + "\n  report and table in \(folder)"
    }
}
