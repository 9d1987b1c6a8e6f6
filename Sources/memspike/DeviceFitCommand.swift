import ArgumentParser
import Crossbars
import Experiments
import Foundation
import Quantities
import Reports

struct DeviceFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fit a model to measurements.",
        discussion: """
            Reads an I–V sweep (time (s),voltage (V),current (A)), pulses (pulse,voltage (V),conductance (S); without the \
            voltage, give --amplitude) or retention (time (s),conductance (S)). Units may carry a prefix. Columns that repeat \
            a quantity end in "device N", "cycle N" or both; their mean is fitted, and their spread named.

            Prints the parameters with their standard errors, and writes fit.svg, fit.csv and parameters.csv. --set gives \
            values to start from, and those that stay.

            Examples:  memspike device fit sweep.csv --model vteam
                       memspike device fit pulses.csv --model aist --width 1us --amplitude 0.3V
                       memspike device fit retention.csv
            """)

    @Argument(help: ArgumentHelp("The measurements.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("A model that `device list` names; retention needs none.", valueName: "name"))
    var model: String?

    @OptionGroup var options: DeviceOptions

    @Option(help: ArgumentHelp("The pulses' width.", valueName: "time"))
    var width = "1 us"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The pulses' voltage, where the file has no column for it.", valueName: "voltage"))
    var amplitude: String?

    @Option(help: ArgumentHelp("How many pulses come before those of --depression.", valueName: "n"))
    var potentiation: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The voltage of the pulses after --potentiation.", valueName: "voltage"))
    var depression: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The voltage at which the pulses' conductances were read.", valueName: "voltage"))
    var read = "0.1 V"

    @Option(
        help: ArgumentHelp(
            "Fit this parameter as well, of those that stay as they are; may be given several times.",
            valueName: "symbol"))
    var free: [String] = []

    @Option(
        help: ArgumentHelp(
            "The columns of a file without a heading, such as 'voltage (V),current (uA)'.", valueName: "headings"))
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "The time from row to row, for a sweep or retention without a column for it.", valueName: "time"))
    var interval: String?

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "fit"

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    private struct Output: Encodable {
        struct Parameter: Encodable {
            var symbol: String
            var unit: String
            var value: Double
            /// nil where the data say nothing.
            var standardError: Double?
            var start: Double
            var identified: Bool
        }

        struct Spread: Encodable {
            var origin: String
            var relative: Double
            var absolute: Double
            var unit: String
            var caveat: String?
        }

        var file: String
        var model: String
        var measurement: String
        var rows: Int
        var parameters: [Parameter]
        var relativeResidual: Double
        var residualOfRange: Double
        var residualAutocorrelation: Double
        var residualsAreSystematic: Bool
        var spreads: [Spread]
        var folder: String
    }

    func validate() throws {
        if (depression == nil) != (potentiation == nil) {
            throw ValidationError("--depression and --potentiation belong together")
        }
        if let potentiation, potentiation < 1 {
            throw ValidationError("--potentiation is \(potentiation), but must be at least 1")
        }
    }

    func run() throws {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw InputError("cannot read \(file): it is missing or not UTF-8 text")
        }
        let measurement = try MeasurementCSV.parse(
            text, file: file, headings: columns, interval: try interval.map { try Time(parsing: $0) })
        let pulses = try pulseProtocol(rows: measurement.columns[0].values.count)
        let name: String
        let fit: DeviceFit
        if case .retention = measurement.kind {
            if model != nil || !free.isEmpty || !options.set.isEmpty {
                throw InputError("\(file): retention follows a law of its own; leave --model, --set and --free out")
            }
            name = "power-law drift"
            fit = try DeviceModel(.vteam).fit(to: measurement)
        } else {
            guard let model else { throw InputError("--model is missing; memspike device list names the models") }
            name = model
            fit = try options.device(named: model).fit(to: measurement, pulses: pulses, free: free)
        }
        let folder = try RunFolder.create(output)
        try write(fit, measurement, name, to: folder)
        try report(fit, measurement, name)
    }

    private func pulseProtocol(rows: Int) throws -> PulseProtocol {
        let levels: [Voltage]
        if let amplitude {
            let first = try Voltage(parsing: amplitude)
            let second = try depression.map { try Voltage(parsing: $0) } ?? first
            levels = (0..<rows).map { $0 < potentiation ?? rows ? first : second }
        } else {
            levels = []
        }
        let width = try Time(parsing: width)
        let read = try Voltage(parsing: read)
        guard width > .zero, read.value != 0 else {
            throw InputError("--width must be positive, and --read must not be 0 V")
        }
        return PulseProtocol(amplitudes: levels, width: width, readVoltage: read)
    }

    private static func words(_ kind: DeviceMeasurement.Kind) -> String {
        switch kind {
        case .sweep: "I–V sweep"
        case .pulses: "pulses"
        case .retention: "retention"
        case .endurance: "endurance"
        case .writeVerify: "write–verify"
        }
    }

    private func write(
        _ fit: DeviceFit, _ measurement: DeviceMeasurement, _ name: String, to folder: RunFolder
    ) throws {
        let (axes, x): (DeviceFigure.FitAxes, [Double]) =
            switch measurement.kind {
            case .sweep(_, let voltage): (.currentOverVoltage, voltage)
            case .pulses(let numbers, _): (.conductanceOverPulses, numbers)
            case .retention(let time): (.conductanceOverTime, time)
            case .endurance(let cycles): (.conductanceOverPulses, cycles)
            case .writeVerify(let target, _): (.conductanceOverPulses, target.indices.map { Double($0 + 1) })
            }
        let residual = String(format: "%.2f %% of the range", fit.rangeRMS * 100)
        try folder.write(
            DeviceFigure.fit(
                title: "\(name) fitted to \(Self.words(measurement.kind)), residual \(residual)", axes: axes, x: x,
                measured: measurement.columns.map(\.values), fitted: fit.fitted, residuals: fit.residuals),
            to: "fit.svg")
        let mean = measurement.mean
        let unit = measurement.unit
        let rows = x.indices.map { "\(x[$0]),\(mean[$0]),\(fit.fitted[$0]),\(fit.residuals[$0])" }
        try folder.write(
            (["abscissa,measured (\(unit)),fitted (\(unit)),relative residual"] + rows).joined(separator: "\n") + "\n",
            to: "fit.csv")
        let parameters = fit.parameters.map { "\($0.symbol),\($0.value),\($0.standardError),\($0.unit)" }
        try folder.write(
            (["symbol,value,standard error,unit"] + parameters).joined(separator: "\n") + "\n", to: "parameters.csv")
    }

    private func report(_ fit: DeviceFit, _ measurement: DeviceMeasurement, _ name: String) throws {
        let spreads = measurement.spreads
        if json {
            let result = Output(
                file: file, model: name, measurement: Self.words(measurement.kind), rows: measurement.mean.count,
                parameters: fit.parameters.map {
                    .init(
                        symbol: $0.symbol, unit: $0.unit, value: $0.value,
                        standardError: $0.standardError.isFinite ? $0.standardError : nil, start: $0.start,
                        identified: $0.isIdentified)
                }, relativeResidual: fit.relativeRMS, residualOfRange: fit.rangeRMS,
                residualAutocorrelation: fit.autocorrelation, residualsAreSystematic: fit.isSystematic,
                spreads: spreads.map {
                    .init(
                        origin: $0.origin.rawValue, relative: $0.relative, absolute: $0.absolute, unit: $0.unit,
                        caveat: $0.caveat)
                }, folder: output)
            return try StandardOutput.write(json: result)
        }
        try StandardOutput.write(
            "\(name), \(Self.words(measurement.kind)), \(measurement.mean.count) rows: residual "
                + String(
                    format: "%.2f %% of the value, %.2f %% of the range", fit.relativeRMS * 100, fit.rangeRMS * 100)
                + " (root mean squares)")
        for parameter in fit.parameters {
            let error = parameter.standardError.isFinite ? String(format: "%.2g", parameter.standardError) : "unknown"
            try StandardOutput.write(
                "  \(parameter.symbol) = \(String(format: "%.5g", parameter.value)) ± \(error) \(parameter.unit)"
                    + (parameter.isIdentified ? "" : "   not determined to 5 % by these data"))
        }
        if fit.isSystematic {
            try StandardOutput.write(
                "  neighbouring residuals go together (autocorrelation \(String(format: "%.2f", fit.autocorrelation))): "
                    + "the model lacks something of these data, or a better minimum exists; the errors above are too small"
            )
        }
        for spread in spreads {
            try StandardOutput.write(
                "  \(spread.origin.rawValue) spread: \(String(format: "%.2f", spread.relative * 100)) % of the mean, "
                    + "\(String(format: "%.3g", spread.absolute)) \(spread.unit) root mean square"
                    + (spread.caveat.map { "; \($0)" } ?? ""))
        }
        if spreads.isEmpty { try StandardOutput.write("  one column: nothing to tell the spread by") }
        try StandardOutput.write("  figure and tables in \(output)")
    }
}
