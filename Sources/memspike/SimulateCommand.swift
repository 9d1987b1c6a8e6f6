import ArgumentParser
package import NgspiceEngine
import Quantities
import Reports
import Results
import SPICEText

/// Who runs a user's netlist.
enum NetlistEngine: String, ExpressibleByArgument, CaseIterable {
    case events
    case ngspice
}

extension NgspiceMode: ExpressibleByArgument {
    var dialect: Dialect {
        switch self {
        case .ngspice: .ngspice
        case .ltspice: .ltspice
        case .pspice: .pspice
        }
    }
}

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a netlist of your own.",
        discussion: """
            Runs a SPICE netlist in the event-driven engine, exact and without a time step, or in ngspice; prints \
            what switched and the energy of every source, and plots what --plot names.

            The event-driven engine reads R, C to ground with IC, V (DC, PULSE, PWL, SIN, EXP, SFFM), S with \
            .model SW(VT VH RON ROFF), LTspice's ideal D(Ron Vfwd), X and .subckt, .param, .func and {expressions}, .ic, \
            .global, .temp with TC, .include, .lib, .step param and .tran … UIC. Anything else is named with its line.

            What a netlist means depends on whose it is: --mode ltspice and --mode pspice read relative PWL times, .tran T, \
            pulse counts, 4k7 and the like as those simulators do. Other files are read from the netlist's folder, and \
            from folders that --library names. No command of a .control block is carried out, but its tran and meas are read.

            Examples:  memspike simulate mine.cir
                       memspike simulate mine.cir --plot 'v(membrane_7),i(vin)' --output plots
                       memspike simulate mine.cir --engine ngspice --plot 'v(out)' --output plots
                       memspike simulate Draft1.net --mode ltspice --library ~/models
            """)

    @Argument(help: ArgumentHelp("A netlist.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("events or ngspice.", valueName: "engine"))
    var engine = NetlistEngine.events

    @Option(help: ArgumentHelp("Whose netlist it is: ngspice, ltspice or pspice.", valueName: "mode"))
    var mode = NgspiceMode.ngspice

    @Option(
        help: ArgumentHelp(
            "A folder in which .include and .lib look for what is not beside the netlist; may be repeated.",
            valueName: "folder"))
    var library: [String] = []

    @Option(
        help: ArgumentHelp(
            "What to plot and to write as a table: v(node) and i(source), by commas.", valueName: "signals"))
    var plot: String?

    @Option(help: ArgumentHelp("The folder for the plot; it must be new or empty.", valueName: "folder"))
    var output = "simulation"

    @OptionGroup var printing: PrintOptions

    @OptionGroup var limit: TimeLimitOption

    func run() throws {
        let signals = try plot.map(PlottedSignal.list) ?? []
        let read = try NetlistFiles.read(file)
        let files = NetlistFiles(netlist: file, libraries: library)
        let statements = try NetlistStatements(
            text: read.text, file: file, dialect: mode.dialect, libraries: library, load: files.text)
        let understood = statements.summary + (read.encoding == .utf8 ? "" : "; text in \(read.encoding.rawValue)")
        do {
            let members = try statements.members()
            let results = try members.map { try result(of: $0, signals) }
            try show(results, members, understood)
        } catch let error as NetlistError {
            for note in statements.notes { StandardError.write("Note: \(note)") }
            throw error
        }
    }

    private func result(of member: NetlistMember, _ signals: [PlottedSignal]) throws -> NetlistRun {
        switch engine {
        case .events: try NetlistRun(events: member.statements, file: file, signals: signals)
        case .ngspice:
            try NetlistRun(
                ngspice: member.statements, file: file, signals: signals, mode: mode, timeLimit: limit.duration)
        }
    }

    private func show(_ results: [NetlistRun], _ members: [NetlistMember], _ understood: String) throws {
        let folder = plot == nil ? nil : try RunFolder.create(output)
        var reports: [FamilyReport.Member] = []
        if !printing.json { try StandardOutput.write(understood) }
        for (index, (var result, member)) in zip(results, members).enumerated() {
            var written: [String] = []
            if let folder {
                let name = members.count == 1 ? "waveforms" : "waveforms-\(index + 1)"
                let title = [result.title.isEmpty ? file : result.title, member.label].filter { !$0.isEmpty }
                try folder.write(result.csv, to: "\(name).csv")
                try folder.write(
                    WaveformFigure.svg(
                        title: title.joined(separator: ": "), time: result.time, traces: result.traces),
                    to: "\(name).svg")
                written = ["\(output)/\(name).csv", "\(output)/\(name).svg"]
            }
            if printing.json {
                result.notes.insert(understood, at: 0)
                reports.append(
                    .init(values: member.values, run: result.report(engine: engine.rawValue, files: written)))
            } else {
                if !member.label.isEmpty {
                    try StandardOutput.write("\n\(index + 1) of \(members.count): \(member.label)")
                }
                try StandardOutput.write(result.text(files: written))
            }
        }
        guard printing.json else { return }
        if members.count == 1 {
            try StandardOutput.write(json: reports[0].run)
        } else {
            try StandardOutput.write(json: FamilyReport(runs: reports))
        }
    }
}

/// The runs of a `.step` family.
private struct FamilyReport: Encodable {
    struct Member: Encodable {
        /// Of the stepped parameters, by name.
        var values: [String: Double]
        var run: NetlistRun.Report
    }

    var runs: [Member]
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
