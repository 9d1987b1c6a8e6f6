import Circuits
import Foundation
import Quantities
import Reports

/// What a run of a user's netlist showed.
struct NetlistRun {
    var title: String
    var time: [Double]  // [s]
    var traces: [WaveformFigure.Trace]
    /// nil from ngspice, which reports none.
    var switchings: [SwitchingRecord]?
    /// Delivered by every source over the whole run; nil if that is not known, for which a note gives the reason.
    var energies: [SourceEnergy]?
    /// nil where nothing integrates both sides.
    var conservationError: Double?
    var measurements: [String: Double] = [:]
    /// By name, with the simulator's reason.
    var failedMeasurements: [String: String] = [:]
    var notes: [String]

    struct SwitchingRecord: Encodable {
        var element: String
        var seconds: Double
        var turnsOn: Bool
    }

    struct Report: Encodable {
        var title: String
        var engine: String
        var duration: Double
        var switchings: [SwitchingRecord]?
        /// Of the independent sources [J].
        var energy: [String: Double]?
        /// Of controlled sources that delivered [J].
        var controlledEnergy: [String: Double]?
        var conservationError: Double?
        var measurements: [String: Double]
        var failedMeasurements: [String: String]
        var files: [String]
        var notes: [String]
    }

    func report(engine: String, files: [String]) -> Report {
        func table(_ controlled: Bool) -> [String: Double]? {
            energies.map { energies in
                Dictionary(energies.filter { $0.isControlled == controlled }.map { ($0.source, $0.energy) }) { $1 }
            }
        }
        return Report(
            title: title, engine: engine, duration: time.last ?? 0,
            switchings: switchings, energy: table(false),
            controlledEnergy: table(true).flatMap { $0.isEmpty ? nil : $0 },
            conservationError: conservationError, measurements: measurements, failedMeasurements: failedMeasurements,
            files: files, notes: notes)
    }

    func text(files: [String]) -> String {
        var lines = [title.onOneLine]
        if let switchings {
            lines.append(switchings.isEmpty ? "Nothing switched." : "\(switchings.count) switchings:")
            let shown = 40
            lines += switchings.prefix(shown).map {
                "  \(Time($0.seconds).formatted(digits: 7))  \($0.element) turns \($0.turnsOn ? "on" : "off")"
            }
            if switchings.count > shown { lines.append("  … and \(switchings.count - shown) more; --json lists all") }
        }
        lines += energyLines
        if let conservationError { lines.append("Conservation error: \(format("%.1e", conservationError))") }
        if !measurements.isEmpty || !failedMeasurements.isEmpty {
            lines.append("Measurements:")
            let found = measurements.map { (name: $0.key, text: "= \($0.value)") }
            let failed = failedMeasurements.map { (name: $0.key, text: "failed: \($0.value)") }
            lines += (found + failed).sorted { $0.name < $1.name }.map { "  \($0.name) \($0.text)" }
        }
        lines += notes.map { "Note: \($0)" } + files.map { "Written: \($0)" }
        return lines.joined(separator: "\n")
    }

    private var energyLines: [String] {
        guard let energies else { return ["Energy delivered: not known, see the note"] }
        func line(_ name: String, _ energy: Double) -> String { "  \(name)  \(Energy(energy).formatted(digits: 5))" }
        let independent = energies.filter { !$0.isControlled }
        var lines = ["Energy delivered:"] + independent.map { line($0.source, $0.energy) }
        if independent.isEmpty { lines.append("  there is no independent source") }
        if independent.count > 1 { lines.append(line("in all", independent.reduce(0) { $0 + $1.energy })) }
        let controlled = energies.filter(\.isControlled)
        if !controlled.isEmpty {
            lines += ["Energy delivered by controlled sources:"] + controlled.map { line($0.source, $0.energy) }
        }
        return lines
    }

    var csv: String {
        let head = ["time (s)"] + traces.map { "\($0.name) (\($0.isCurrent ? "A" : "V"))".csvField }
        let rows = time.indices.map { index in
            ([time[index]] + traces.map { $0.values[index] }).map { "\($0)" }.joined(separator: ",")
        }
        return ([head.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }
}
