import ArgumentParser
import Devices
import Foundation
import Quantities
import Studies

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Memristor models: list, show, simulate, fit to measurements, write for other simulators.",
        discussion: """
            Examples:  memspike device list
                       memspike device show vteam
                       memspike device simulate sky130 --loop 1kHz --amplitude 2.2V
                       memspike device fit sweep.csv --model vteam
                       memspike device netlist sky130 --output sky130-cell
            """,
        subcommands: [
            DeviceListCommand.self, DeviceShowCommand.self, DeviceSimulateCommand.self, DeviceFitCommand.self,
            DeviceNetlistCommand.self,
        ])
}

/// Values of a model that a user sets.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Set a parameter of the model, in the unit that `device show` names; may be given several times.",
            valueName: "symbol=value"))
    var set: [String] = []

    /// A model that `device list` names, or a file that `device fit` has written.
    func device(named name: String) throws -> DeviceModel { try measuredDevice(named: name).model }

    func measuredDevice(named name: String) throws -> MeasuredDevice {
        var device = try DeviceFile.resolve(name)
        device.model = try device.model.setting(DeviceModel.values(set, of: device.model))
        return device
    }
}

private struct DeviceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Name every model with its conductances, thresholds and source.",
        discussion: """
            With --volatile: threshold switches as they were published, for a neuron's own: what they leak, how fast they are \
            and how far their thresholds spread (effects.neurons in a sweep).
            """)

    @Flag(help: "Published volatile threshold switches instead.")
    var volatile = false

    @OptionGroup var printing: PrintOptions

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
        if volatile { return try PublishedSwitchList(printing: printing).show() }
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
        if printing.json {
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
