import Devices
import Foundation
import Quantities
import Reports
import Results
import Studies

/// What a fit has found, as text, JSON, tables and a figure.
struct DeviceFitReport {
    struct Candidate {
        var name: String
        /// What the fit began with; nil for retention of a device that was not named.
        var base: MeasuredDevice?
        var fit: DeviceFit
    }

    let measurement: DeviceMeasurement
    /// The best first, by the corrected Akaike criterion.
    let candidates: [Candidate]
    let file: String
    let folder: String
    /// What is now known of the device; nil where no law was named or fitted.
    private(set) var device: MeasuredDevice?
    /// Why the spread from cycle to cycle is not told, if it is not.
    private(set) var spreadRemark: String?

    static let deviceFile = "my-device.yaml"

    init(measurement: DeviceMeasurement, fits: [Candidate], file: String, folder: String) {
        self.measurement = measurement
        candidates = fits.sorted { $0.fit.correctedAkaike < $1.fit.correctedAkaike }
        self.file = file
        self.folder = folder
    }

    private var name: String { candidates[0].name }
    private var fit: DeviceFit { candidates[0].fit }

    /// Puts together what the best fit and its base know, with the spread of the parameters over devices and cycles.
    mutating func addDevice(pulses: PulseProtocol?) throws {
        spreadRemark = measurement.reasonAgainstCycleSpread(pulses: pulses)
        guard let base = candidates[0].base else { return }
        var device = try base.model.measured(
            measurement, fit: fit, pulses: pulses,
            name: URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent)
        if device.sources.isEmpty { device.sources = [.init(file: file, understood: measurement.words)] }
        if fit.model == nil {
            // Retention adds to what was known.
            (device, device.drift, device.sources) = (base, fit.drift, base.sources + device.sources)
        } else {
            device.drift = base.drift
        }
        self.device = device
    }

    // MARK: Files

    func write(to folder: RunFolder) throws {
        let (axes, x): (DeviceFigure.FitAxes, [Double]) =
            switch measurement.kind {
            case .sweep(_, let voltage): (.currentOverVoltage, voltage)
            case .pulses(let numbers, _): (.conductanceOverPulses, numbers)
            case .retention(let time): (.conductanceOverTime, time)
            case .endurance(let cycles): (.conductanceOverPulses, cycles)
            case .writeVerify(let target, _): (.conductanceOverPulses, target.indices.map { Double($0 + 1) })
            }
        let residual = String(format: "%.2f %% of the range", fit.rangeRMS * 100)
        let rows = x.indices.filter { fit.residuals[$0].isFinite }
        try folder.write(
            DeviceFigure.fit(
                title: "\(name) fitted to \(measurement.words), residual \(residual)", axes: axes,
                x: rows.map { x[$0] }, measured: measurement.columns.map { column in rows.map { column.values[$0] } },
                fitted: rows.map { fit.fitted[$0] }, residuals: rows.map { fit.residuals[$0] }),
            to: "fit.svg")
        let page = measurement.page(file: file, fits: candidates, spreadRemark: spreadRemark)
        try folder.write(DeviceReport.html(page), to: "report.html")
        let mean = measurement.mean
        let unit = measurement.unit
        func cell(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }
        let lines = x.indices.map {
            [x[$0], mean[$0], fit.fitted[$0], fit.residuals[$0]].map(cell).joined(separator: ",")
        }
        try folder.write(
            (["abscissa,measured (\(unit)),fitted (\(unit)),relative residual"] + lines).joined(separator: "\n") + "\n",
            to: "fit.csv")
        let parameters = fit.parameters.map {
            "\($0.symbol),\($0.value),\(cell($0.standardError)),\($0.unit),\($0.determination.word)"
        }
        try folder.write(
            (["symbol,value,standard error,unit,determination"] + parameters).joined(separator: "\n") + "\n",
            to: "parameters.csv")
        if let device { try folder.write(device.yaml(), to: Self.deviceFile) }
    }

    // MARK: Text

    func text() -> String {
        var lines = [
            "\(name), \(measurement.words), \(fit.rowCount) rows: residual "
                + String(
                    format: "%.2f %% of the value, %.2f %% of the range", fit.relativeRMS * 100, fit.rangeRMS * 100)
                + " (root mean squares)"
        ]
        for parameter in fit.parameters {
            let error = parameter.standardError.isFinite ? String(format: "%.2g", parameter.standardError) : "unknown"
            lines.append(
                "  \(parameter.symbol) = \(String(format: "%.5g", parameter.value)) ± \(error) \(parameter.unit)"
                    + (parameter.isIdentified ? "" : "   \(parameter.determination)"))
        }
        if measurement.words != "retention" {
            lines.append(
                "  noise: \(String(format: "%.2g %%", 100 * fit.noise.relative)) of the value and "
                    + "\(String(format: "%.2g", fit.noise.additive)) \(measurement.unit)")
        }
        lines.append("  verdict: \(fit.verdictSentence)")
        if candidates.count > 1 {
            lines.append(
                "  models by the corrected Akaike criterion (differences; below 2 they are as good as each other):")
            for candidate in candidates {
                let difference = candidate.fit.correctedAkaike - fit.correctedAkaike
                let bayesian = candidate.fit.bayesian - fit.bayesian
                lines.append(
                    "    \(candidate.name): AICc +\(String(format: "%.1f", difference)), BIC "
                        + "\(String(format: "%+.1f", bayesian)), residual "
                        + "\(String(format: "%.2f %%", 100 * candidate.fit.relativeRMS)), \(candidate.fit.verdict.rawValue)"
                )
            }
        }
        let spreads = measurement.spreads
        for spread in spreads {
            lines.append(
                "  \(spread.origin.rawValue) spread: \(String(format: "%.2f", spread.relative * 100)) % of the mean, "
                    + "\(String(format: "%.3g", spread.absolute)) \(spread.unit) root mean square"
                    + (spread.caveat.map { "; \($0)" } ?? ""))
        }
        if spreads.isEmpty, measurement.series.count == 1 {
            lines.append("  one column: nothing to tell the spread by")
        }
        if let spreadRemark { lines.append("  \(spreadRemark)") }
        if let device {
            lines += device.spreadLines.map { "  " + $0 }
            lines.append("  device file: \(folder)/\(Self.deviceFile)")
        } else {
            lines.append("  no device file: --model names the device that this belongs to")
        }
        lines.append("  report, figure and tables in \(folder)")
        return lines.joined(separator: "\n")
    }

    // MARK: JSON

    struct Record: Encodable {
        struct Parameter: Encodable {
            var symbol: String
            var unit: String
            var value: Double
            /// nil where the data say nothing.
            var standardError: Double?
            var start: Double
            var identified: Bool
            /// In one word, why or why not.
            var determination: String
        }

        struct Noise: Encodable {
            var relative: Double
            var additive: Double
        }

        struct Spread: Encodable {
            var origin: String
            var relative: Double
            var absolute: Double
            var unit: String
            var caveat: String?
        }

        struct Model: Encodable {
            var model: String
            /// nil with too few rows.
            var correctedAkaike: Double?
            var bayesian: Double
            var relativeResidual: Double
            var verdict: FitVerdict
        }

        var file: String
        var model: String
        var measurement: String
        var rows: Int
        var parameters: [Parameter]
        /// Of the parameters, in their order.
        var covariance: [[Double]]
        var noise: Noise
        var relativeResidual: Double
        var residualOfRange: Double
        var residualAutocorrelation: Double
        var residualsAreSystematic: Bool
        var verdict: FitVerdict
        var verdictSentence: String
        var models: [Model]
        var spreads: [Spread]
        /// Why the spread from cycle to cycle is not told; nil where it is, or where nothing was measured twice.
        var spreadRemark: String?
        /// The path of the device file; nil without one.
        var deviceFile: String?
        var folder: String
    }

    var record: Record {
        Record(
            file: file, model: name, measurement: measurement.words, rows: fit.rowCount,
            parameters: fit.parameters.map {
                .init(
                    symbol: $0.symbol, unit: $0.unit, value: $0.value,
                    standardError: $0.standardError.isFinite ? $0.standardError : nil, start: $0.start,
                    identified: $0.isIdentified, determination: $0.determination.word)
            }, covariance: fit.covariance, noise: .init(relative: fit.noise.relative, additive: fit.noise.additive),
            relativeResidual: fit.relativeRMS, residualOfRange: fit.rangeRMS,
            residualAutocorrelation: fit.autocorrelation, residualsAreSystematic: fit.isSystematic,
            verdict: fit.verdict, verdictSentence: fit.verdictSentence,
            models: candidates.map {
                .init(
                    model: $0.name, correctedAkaike: $0.fit.correctedAkaike.isFinite ? $0.fit.correctedAkaike : nil,
                    bayesian: $0.fit.bayesian, relativeResidual: $0.fit.relativeRMS, verdict: $0.fit.verdict)
            },
            spreads: measurement.spreads.map {
                .init(
                    origin: $0.origin.rawValue, relative: $0.relative, absolute: $0.absolute, unit: $0.unit,
                    caveat: $0.caveat)
            }, spreadRemark: spreadRemark, deviceFile: device.map { _ in "\(folder)/\(Self.deviceFile)" },
            folder: folder)
    }
}
