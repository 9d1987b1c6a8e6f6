public import ArgumentParser
import Experiments
import Foundation
public import NgspiceEngine
import Quantities
import Reports
import SPICEText

/// Who runs a user's netlist.
enum NetlistEngine: String, ExpressibleByArgument, CaseIterable {
    case events
    case ngspice
}

extension NgspiceMode: ExpressibleByArgument {}

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a netlist of your own.",
        discussion: """
            Runs a SPICE netlist in the event-driven engine, exact and without a time step, or as it is in ngspice; prints \
            what switched and the energy of every source, and plots what --plot names.

            The event-driven engine reads R, C to ground with IC, V (DC, PULSE, PWL, SIN), S with .model SW(VT VH RON ROFF), \
            D with .model D(Ron Vfwd), X and .subckt, .param and {expressions}, .ic, .include and .tran … UIC. Anything else \
            is named with its line.

            Examples:  memspike simulate mine.cir
                       memspike simulate mine.cir --plot 'v(membrane_7),i(vin)' --output plots
                       memspike simulate mine.cir --engine ngspice --plot 'v(out)' --output plots
            """)

    @Argument(help: ArgumentHelp("A netlist.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("events or ngspice.", valueName: "engine"))
    var engine = NetlistEngine.events

    @Option(help: ArgumentHelp("Whose netlists ngspice understands: ngspice, ltspice or pspice.", valueName: "mode"))
    var mode: NgspiceMode?

    @Option(
        help: ArgumentHelp(
            "What to plot and to write as a table: v(node) and i(source), by commas.", valueName: "signals"))
    var plot: String?

    @Option(help: ArgumentHelp("The folder for the plot; it must be new or empty.", valueName: "folder"))
    var output = "simulation"

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    func validate() throws {
        if mode != nil, engine == .events { throw ValidationError("--mode belongs to --engine ngspice") }
    }

    func run() throws {
        let signals = try plot.map(PlottedSignal.list) ?? []
        let statements = try Self.read(file)
        let result: NetlistRun
        switch engine {
        case .events: result = try NetlistRun(events: statements, file: file, signals: signals)
        case .ngspice:
            result = try NetlistRun(ngspice: statements, file: file, signals: signals, mode: mode ?? .ngspice)
        }
        var files: [String] = []
        if !signals.isEmpty {
            let folder = try RunFolder.create(output)
            try folder.write(result.csv, to: "waveforms.csv")
            try folder.write(
                WaveformFigure.svg(
                    title: result.title.isEmpty ? file : result.title, time: result.time, traces: result.traces),
                to: "waveforms.svg")
            files = ["\(output)/waveforms.csv", "\(output)/waveforms.svg"]
        }
        if json {
            let report = result.report(engine: engine.rawValue, files: files)
            try StandardOutput.write(json: report)
        } else {
            try StandardOutput.write(result.text(files: files))
        }
    }

    private static func read(_ file: String) throws -> NetlistStatements {
        func load(_ path: String) throws -> String {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw InputError("\(path): cannot be read: no such file, a folder, or no permission")
            }
            guard let text = String(data: data, encoding: .utf8) else {
                throw InputError("\(path): is not text in UTF-8")
            }
            return text
        }
        return try NetlistStatements(text: load(file), file: file, load: load)
    }
}

/// A signal as a user names it.
struct PlottedSignal: Hashable {
    /// As in the netlist, small letters: "membrane_7", "vin".
    var name: String
    var isCurrent: Bool

    var text: String { "\(isCurrent ? "i" : "v")(\(name))" }

    static func list(_ text: String) throws -> [PlottedSignal] {
        let words = text.lowercased().split(separator: ")", omittingEmptySubsequences: true).map {
            $0.drop { $0 == "," || $0.isWhitespace }
        }
        let signals = try words.filter { !$0.isEmpty }.map { word -> PlottedSignal in
            let parts = word.split(separator: "(", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "v" || parts[0] == "i", !parts[1].isEmpty else {
                throw InputError("--plot names \"\(word))\", but signals are written v(node) or i(source), by commas")
            }
            return PlottedSignal(name: String(parts[1]), isCurrent: parts[0] == "i")
        }
        guard !signals.isEmpty, text.hasSuffix(")"), Set(signals).count == signals.count else {
            throw InputError("--plot is \"\(text)\", but must name signals once each: v(node) or i(source), by commas")
        }
        return signals
    }
}
