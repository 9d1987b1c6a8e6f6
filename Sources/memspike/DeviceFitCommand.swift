import ArgumentParser
import Devices
import Foundation
import Quantities
import Results

struct DeviceFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fit a model to measurements.",
        discussion: """
            Reads tables as instruments and programs save them: an I–V sweep (time, voltage, current), pulses (pulse, \
            conductance, and the voltage if it changes; otherwise give --amplitude), retention (time, conductance), endurance \
            (cycle, R_HRS, R_LRS) or write–verify (target, conductance). Columns that repeat a quantity name a device or a \
            cycle; their mean is fitted, and their spread named. It says what it understood. What no device can give \
            (current against voltage, rows at the compliance, SET at negative voltage, marks of overflow) is refused with the \
            option that helps.

            Writes my-device.yaml, the device as a file that every --device and every study takes. Retention belongs to a device: \
            --model my-device.yaml adds its drift.

            Prints the parameters with their standard errors, which of them the data determine, and a verdict; writes fit.svg, \
            fit.csv and parameters.csv. A parameter is determined if three standard errors are within 5 % of it, it is at no \
            bound, no other minimum fits as well, and the residuals are noise. --set gives values to start from, and those that \
            stay.

            Examples:  memspike device fit sweep.csv --model vteam
                       memspike device fit sweep.csv --model vteam,yakopcic
                       memspike device fit pulses.csv --model aist --width 1us --amplitude 0.3V
                       memspike device fit retention.csv --model fit/my-device.yaml --output with-drift
            """)

    @Argument(help: ArgumentHelp("The measurements.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("A model that `device list` names; retention needs none.", valueName: "name"))
    var model: String?

    @OptionGroup var options: DeviceOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("The pulses' width.", valueName: "time"))
    var width = "1 us"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The pulses' voltage, where the file has no column for it.", valueName: "voltage"))
    var amplitude: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many pulses come before those of --depression.", valueName: "n"))
    var potentiation: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The voltage of the pulses after --potentiation.", valueName: "voltage"))
    var depression: String?

    @Option(
        help: ArgumentHelp(
            "Fit this parameter as well, of those that stay as they are; may be given several times.",
            valueName: "symbol"))
    var free: [String] = []

    @OptionGroup var reading: MeasurementArguments

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "fit"

    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if depression == nil, potentiation != nil {
            throw ValidationError("--potentiation needs --depression, the voltage of the pulses after it")
        }
        if let potentiation, potentiation < 1 {
            throw ValidationError("--potentiation is \(potentiation), but must be at least 1")
        }
    }

    func run() throws {
        let measurement = try reading.measurement(in: file, needsPolarity: needsPolarity, isQuiet: printing.json)
        if !measurement.statistics.isEmpty {
            let report = MeasurementStatisticsReport(measurement: measurement, file: file, folder: output)
            try report.write(to: try RunFolder.create(output))
            try printing.show(report.record, report.text)
            return
        }
        let pulses = try pulseProtocol(measurement)
        let folder = try RunFolder.create(output)
        let fits = try fits(to: measurement, pulses: pulses)
        var report = DeviceFitReport(measurement: measurement, fits: fits, file: file, folder: output)
        try report.addDevice(pulses: pulses)
        try report.write(to: folder)
        try printing.show(report.record, report.text())
    }

    /// Devices that forget switch alike at both signs.
    private var needsPolarity: Bool {
        let names = model == "all" ? [] : (model ?? "").split(separator: ",").map(String.init)
        let kinds = names.compactMap { DeviceModel.Name(rawValue: $0).map { DeviceModel($0).description.kind } }
        return kinds.isEmpty || kinds.contains(.nonvolatile)
    }

    /// One fit per model that was asked for.
    private func fits(to measurement: DeviceMeasurement, pulses: PulseProtocol) throws -> [DeviceFitReport.Candidate] {
        var names = model?.split(separator: ",").map(String.init) ?? []
        if case .retention = measurement.kind {
            guard names.count <= 1, model != "all", free.isEmpty, options.set.isEmpty else {
                throw InputError(
                    "\(file): retention follows a law of its own; leave --set and --free out, and name by --model at most the "
                        + "one device that it belongs to")
            }
            return [
                .init(
                    name: "power-law drift", base: try names.first.map { try options.measuredDevice(named: $0) },
                    fit: try DeviceModel(.vteam).fit(to: measurement))
            ]
        }
        guard !names.isEmpty else { throw InputError("--model is missing; memspike device list names the models") }
        if model == "all" {
            names = DeviceModel.Name.allCases.filter { !DeviceModel($0).fittedSymbols(for: measurement.kind).isEmpty }
                .map(\.rawValue)
        }
        if names.count > 1, !free.isEmpty || !options.set.isEmpty {
            throw InputError("--set and --free belong to one model; leave them out to compare \(names.count)")
        }
        return try names.map { name in
            let base = try options.measuredDevice(named: name)
            return .init(name: name, base: base, fit: try base.model.fit(to: measurement, pulses: pulses, free: free))
        }
    }

    private func pulseProtocol(_ measurement: DeviceMeasurement) throws -> PulseProtocol {
        let rows = measurement.rowCount
        let levels: [Voltage]
        if let amplitude {
            if let first = measurement.potentiation, depression == nil {
                throw InputError(
                    "\(file): \(first) pulses of potentiation and \(rows - first) of depression: give --depression too, the "
                        + "voltage of the latter")
            }
            guard let potentiation = potentiation ?? measurement.potentiation ?? (depression == nil ? rows : nil) else {
                throw InputError("\(file): --depression needs --potentiation, the number of pulses before it")
            }
            let first = try Voltage(parsing: amplitude)
            let second = try depression.map { try Voltage(parsing: $0) } ?? first
            levels = (0..<rows).map { $0 < potentiation ? first : second }
        } else {
            levels = []
        }
        let width = try Time(parsing: width)
        guard width > .zero else { throw InputError("--width must be positive") }
        return PulseProtocol(amplitudes: levels, width: width)
    }
}
