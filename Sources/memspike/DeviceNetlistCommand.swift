import ArgumentParser
import Devices
import Foundation
import Quantities
import Results
import SPICEText

struct DeviceNetlistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netlist",
        abstract: "Write a model as a subcircuit for other simulators, with a symbol and a test bench.",
        discussion: """
            The subcircuit needs no Verilog-A: plain ngspice, LTspice, PSpice and Xyce read it; a Verilog-A module stands beside \
            it. The test bench sets and resets the device and measures five currents, with what they should be; the xschem \
            symbol and schematic are of the same bench.

            Examples:  memspike device netlist sky130 --output sky130-cell
                       cd sky130-cell/ngspice && ngspice -b testbench.cir
            """)

    @Argument(help: ArgumentHelp("A model that `device list` names, or a device file.", valueName: "name"))
    var name: String

    @OptionGroup var options: DeviceOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long a voltage of the test bench rises from 0 to its peak.", valueName: "time"))
    var ramp = "1 ms"

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "device-netlist"

    func run() throws {
        let device = try options.device(named: name)
        let files = try DeviceFiles(
            device, ramp: try Time(parsing: ramp, option: "--ramp", within: DriveBounds.width))
        let folder = try RunFolder.create(output)
        for (path, text) in files.texts { try folder.write(text, to: path) }
        try folder.write(Self.readme(device, files), to: "README.md")
        let peaks = files.drive.corners.map(\.level)
        try StandardOutput.write(
            "\(device.description.title) in \(output): \(files.texts.count) files. The test bench sets by "
                + "\(Voltage(peaks.max()!).formatted(digits: 3)) and resets by \(Voltage(peaks.min()!).formatted(digits: 3)), in "
                + "ramps of \(ramp).")
    }

    private static func readme(_ device: DeviceModel, _ files: DeviceFiles) -> String {
        let rows = files.drive.moments.map {
            "| `\($0.name)` | \(Time($0.time).formatted(digits: 4)) | \(Current($0.current).formatted(digits: 5)) |"
        }
        let description = device.description
        return """
            # \(description.title)

            \(description.source)

            \(description.equations.map { "    \($0)" }.joined(separator: "\n"))

            Terminals `a` and `b`; the state is the voltage of the inner node `x`, 0 at high and 1 at low resistance, and starts at `x0`.
            Every parameter of the subcircuit can be given by its call.

            | file | for |
            |---|---|
            \(files.texts.map { "| `\($0.path)` | \(purpose($0.path)) |" }.joined(separator: "\n"))

            `cd ngspice; ngspice -b testbench.cir` prints, by the equations of the native engine:

            | measurement | at | current |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            Written by Memspike \(Session.program.version). No compiler of Verilog-A and no xschem has read these files.

            """
    }

    private static func purpose(_ path: String) -> String {
        if path.hasSuffix("testbench.cir") { return "a run in plain ngspice" }
        if path.hasSuffix(".sch") { return "the same bench in xschem" }
        if path.hasSuffix(".sym") { return "xschem's symbol" }
        if path.hasSuffix(".va") { return "simulators with Verilog-A" }
        let dialect = path.split(separator: "/").first.flatMap { Dialect(rawValue: String($0)) }
        return dialect?.title ?? ""
    }
}
