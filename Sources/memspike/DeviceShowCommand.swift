import ArgumentParser
import Devices
import Foundation
import Quantities

struct DeviceShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a model's equations and its parameters with their units.",
        discussion: """
            Of a device file also what its measurements say: standard errors, spreads, drift, and a verdict.

            Examples:  memspike device show stanford-pku
                       memspike device show fit/my-device.yaml
            """)

    @Argument(help: ArgumentHelp("A model that `device list` names, or a device file.", valueName: "name"))
    var name: String

    @OptionGroup var options: DeviceOptions

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        struct Parameter: Encodable {
            var symbol: String
            var plainSymbol: String
            var value: Double
            var unit: String
            var meaning: String
            var allowed: [Double]
            /// Whether the model's own value is chosen by this project, not taken from the source.
            var isOwn: Bool
            /// Of a device file, where its data tell something.
            var standardError: Double?
            var determination: String?
            var deviceToDevice: Double?
            var cycleToCycle: Double?
        }

        var name: String
        var title: String
        var kind: String
        var source: String
        var equations: [String]
        var remarks: [String]
        var parameters: [Parameter]
        var verdict: String?
        var sources: [String]
    }

    func run() throws {
        let measured = try options.measuredDevice(named: name)
        let device = measured.model
        let known = Dictionary(uniqueKeysWithValues: measured.parameters.map { ($0.symbol, $0) })
        let own = Dictionary(
            uniqueKeysWithValues: DeviceModel(device.name).parameters.map { ($0.symbol, $0.value) })
        let description = device.description
        if printing.json {
            let output = Output(
                name: name, title: description.title, kind: description.kind.rawValue, source: description.source,
                equations: description.equations, remarks: description.remarks,
                parameters: device.parameters.map {
                    .init(
                        symbol: $0.symbol, plainSymbol: $0.plainSymbol, value: $0.value, unit: $0.unit,
                        meaning: $0.meaning, allowed: [$0.allowed.lowerBound, $0.allowed.upperBound], isOwn: $0.isOwn,
                        standardError: known[$0.symbol]?.standardError, determination: known[$0.symbol]?.determination,
                        deviceToDevice: known[$0.symbol]?.spread?.deviceToDevice,
                        cycleToCycle: known[$0.symbol]?.spread?.cycleToCycle)
                }, verdict: measured.quality?.sentence, sources: measured.sources.map(\.file))
            return try StandardOutput.write(json: output)
        }
        try StandardOutput.write("\(description.title) (\(description.kind.rawValue))\n\(description.source)\n")
        for equation in description.equations { try StandardOutput.write("    \(equation)") }
        try StandardOutput.write("")
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        for parameter in device.parameters {
            let spelling = parameter.plainSymbol == parameter.symbol ? "" : " (\(parameter.plainSymbol))"
            try StandardOutput.write(
                "  " + padded(parameter.symbol + spelling, 22)
                    + padded(Self.value(of: parameter, known[parameter.symbol]), known.isEmpty ? 18 : 34)
                    + parameter.meaning
                    + (parameter.isOwn && parameter.value == own[parameter.symbol] ? ", value ours" : "")
                    + (known[parameter.symbol].map { $0.determination == "determined" ? "" : " (\($0.determination))" }
                        ?? ""))
        }
        if !description.remarks.isEmpty { try StandardOutput.write("") }
        for remark in description.remarks { try StandardOutput.write("  \(remark)") }
        if !measured.sources.isEmpty { try StandardOutput.write("") }
        for line in measured.spreadLines { try StandardOutput.write("  \(line)") }
        if let quality = measured.quality { try StandardOutput.write("  verdict: \(quality.sentence)") }
        for source in measured.sources {
            try StandardOutput.write(
                "  measured in \(source.file)\(source.understood.isEmpty ? "" : ": \(source.understood)")")
        }
    }

    private static func value(of parameter: DeviceParameter, _ known: MeasuredDevice.Parameter?) -> String {
        let value = String(format: "%g", parameter.value)
        let error = known?.standardError.map { String(format: " ± %.2g", $0) } ?? ""
        return "\(value)\(error) \(parameter.unit)"
    }
}

extension MeasuredDevice {
    /// The spreads of parameters and conductances and the drift, one line each.
    var spreadLines: [String] {
        func words(_ spread: ParameterSpread?, _ name: String) -> String? {
            guard let spread else { return nil }
            let parts = [("device to device", spread.deviceToDevice), ("cycle to cycle", spread.cycleToCycle)]
                .compactMap { words, value in value.map { "\(words) \(String(format: "%.1f %%", 100 * $0))" } }
            return parts.isEmpty ? nil : "spread of \(name): \(parts.joined(separator: ", "))"
        }
        var lines = parameters.compactMap { words($0.spread, $0.symbol) }
        lines += [
            words(lowResistanceSpread, "the low-resistance conductance"),
            words(highResistanceSpread, "the high-resistance conductance"),
        ].compactMap { $0 }
        if let drift {
            var line = "drift: ν = \(String(format: "%.3g ± %.1g", drift.exponent, drift.exponentError))"
            if let temperature = drift.temperature { line += " at \(String(format: "%g", temperature)) K" }
            if let energy = drift.activationEnergy {
                line += String(format: ", E_a = %.3g ± %.1g eV", energy, drift.activationEnergyError ?? 0)
            }
            lines.append(line)
        }
        return lines
    }
}
