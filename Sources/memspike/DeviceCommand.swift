import ArgumentParser
import Crossbars
import Experiments
import Foundation
import Quantities

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Memristor models: list, show, simulate, fit to measurements.",
        discussion: """
            Examples:  memspike device list
                       memspike device show vteam
                       memspike device simulate sky130 --loop 1kHz --amplitude 2.2V
                       memspike device fit sweep.csv --model vteam
            """,
        subcommands: [
            DeviceListCommand.self, DeviceShowCommand.self, DeviceSimulateCommand.self, DeviceFitCommand.self,
        ])
}

/// Values of a model that a user sets.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Set a parameter of the model, in the unit that `device show` names; may be given several times.",
            valueName: "symbol=value"))
    var set: [String] = []

    func device(named name: String) throws -> DeviceModel {
        let device = try DeviceModel(named: name)
        return try device.setting(DeviceModel.values(set, of: device))
    }
}

private struct DeviceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Name every model with its conductances, thresholds and source.")

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    private struct Output: Encodable {
        struct Device: Encodable {
            var name: String
            var title: String
            var kind: String
            var minimumConductance: Conductance
            var maximumConductance: Conductance
            var setThreshold: Voltage
            var resetThreshold: Voltage
            var thresholds: String
            var source: String
        }

        var devices: [Device]
    }

    func run() throws {
        let devices = DeviceModel.Name.allCases.map { name -> Output.Device in
            let device = DeviceModel(name)
            let range = device.conductanceRange(at: .volts(0.1))
            let thresholds = device.writeThresholds
            return .init(
                name: name.rawValue, title: device.description.title, kind: device.description.kind.rawValue,
                minimumConductance: range.low, maximumConductance: range.high, setThreshold: thresholds.set,
                resetThreshold: thresholds.reset, thresholds: thresholds.meaning.rawValue,
                source: device.description.source)
        }
        if json {
            return try StandardOutput.write(json: Output(devices: devices))
        }
        for device in devices {
            let (set, reset) = (device.setThreshold.formatted(digits: 3), device.resetThreshold.formatted(digits: 3))
            try StandardOutput.write("\(device.name)  \(device.title) (\(device.kind))")
            try StandardOutput.write(
                "    \(device.minimumConductance.formatted(digits: 3)) to "
                    + "\(device.maximumConductance.formatted(digits: 3)) at 0.1 V, thresholds \(set) and \(reset) "
                    + "(\(device.thresholds))")
            try StandardOutput.write("    \(device.source)")
        }
    }
}

private struct DeviceShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a model's equations and its parameters with their units.",
        discussion: "Example:  memspike device show stanford-pku")

    @Argument(help: ArgumentHelp("A model that `device list` names.", valueName: "name"))
    var name: String

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    private struct Output: Encodable {
        struct Parameter: Encodable {
            var symbol: String
            var plainSymbol: String
            var value: Double
            var unit: String
            var meaning: String
            var allowed: [Double]
        }

        var name: String
        var title: String
        var kind: String
        var source: String
        var equations: [String]
        var remarks: [String]
        var parameters: [Parameter]
    }

    func run() throws {
        let device = try options.device(named: name)
        let description = device.description
        if json {
            let output = Output(
                name: name, title: description.title, kind: description.kind.rawValue, source: description.source,
                equations: description.equations, remarks: description.remarks,
                parameters: device.parameters.map {
                    .init(
                        symbol: $0.symbol, plainSymbol: $0.plainSymbol, value: $0.value, unit: $0.unit,
                        meaning: $0.meaning, allowed: [$0.allowed.lowerBound, $0.allowed.upperBound])
                })
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
                    + padded("\(String(format: "%g", parameter.value)) \(parameter.unit)", 18) + parameter.meaning)
        }
        if !description.remarks.isEmpty { try StandardOutput.write("") }
        for remark in description.remarks { try StandardOutput.write("  \(remark)") }
    }
}
