import SPICEText

/// What a README tells the users of each simulator.
extension Dialect {
    /// - Parameters:
    ///   - top: a top file, with its ending.
    ///   - folder: where it is, "" for beside the README.
    ///   - hasAll: whether `all.cir` stands beside it.
    func running(_ top: String, in folder: String, hasAll: Bool) -> String {
        let place = folder.isEmpty ? "" : folder + "/"
        func both(_ command: (String) -> String) -> String {
            ([top] + (hasAll ? ["all.cir"] : [])).map { "    " + command($0) }.joined(separator: "\n")
        }
        return switch self {
        case .ngspice:
            """
            \(both { "ngspice -b \(place)\($0)" })

            ngspice 39 was the version at hand.
            """
        case .ltspice:
            """
            File, Open, choose `\(place)\(top)` (all file types), Run; results stand in the log (Ctrl-L). Or:

            \(both { "LTspice -b \(place)\($0)" })
            """
        case .pspice:
            """
            File, Open Simulation, choose `\(place)\(top)`\(hasAll ? " or `\(place)all.cir`" : "") in PSpice A/D, Run; View,
            Output File has the table. A limited edition may refuse a circuit of this size.
            """
        case .xyce:
            """
            \(both { (folder.isEmpty ? "" : "cd \(folder) && ") + "Xyce \($0)" })

            From inside the folder, since older versions look for included files where Xyce was started.
            """
        }
    }

    /// - Parameter isRace: whether the first output to spike is the answer.
    func printing(isRace: Bool) -> String {
        let all =
            switch self {
            case .ngspice: "`all.cir` prints a line for each, with the values to expect, and leaves ngspice."
            case .ltspice:
                "For `all.cir` the log has a table of every measurement, a row a step, also of what to expect."
            case .xyce:
                "For `all.cir` there is a file of measurements for every step (`.mt0`, `.mt1`, …), also of what to expect."
            case .pspice: "For `all.cir` there is a table for every step; the last columns are what to expect."
            }
        return "\(measured(isRace: isRace))\n\n\(all)"
    }

    private func measured(isRace: Bool) -> String {
        switch (self, isRace) {
        case (.pspice, _):
            """
            PSPICE has no `.MEASURE`, so the circuit measures itself: the last row of the table in the output file is
            \(isRace ? "`V(winner)`, " : "")`V(fired)` (1 if anyone did), `V(spike_time_ns)`, the first spike of all, `V(energy_pj)`, the
            integral of all sources' v·i over the presentation, and `V(spikes)` and `V(spikes_K)`, how often all outputs and
            output K spiked. \(answer(isRace)) In Probe, the expressions at the end of the top file give the same.
            """
        default:
            """
            \(isRace ? "`winner`, the number of the output that spikes first, −1 if none does; " : "")`spike_time`, when the first
            output passes half of a spike [s], which fails if none does; `energy`, the integral of all sources' v·i over the
            presentation [J]; `spikes` and `spikes_K`, how often all outputs and output K spiked. \(answer(isRace))
            """
        }
    }

    private func answer(_ isRace: Bool) -> String {
        isRace
            ? "The first spike is the answer and is kept: later ones, of any output, change `spikes` alone; a `winner` that is no "
                + "whole number tells of outputs that spiked within picoseconds of each other."
            : "The answer is the output that spikes most often."
    }

    var checked: String {
        switch self {
        case .ngspice: "The tests of Memspike run such files in ngspice."
        case .ltspice:
            "The tests of Memspike run such files in ngspice 39 with `set ngbehavior=lta`, its mode for LTspice netlists, and "
                + "`all.cir` with its parameter set by hand; LTspice itself was not at hand."
        case .pspice:
            "The tests of Memspike run such files in ngspice 39 with `set ngbehavior=psa`, its mode for PSPICE netlists, with "
                + "`UIC` in place of `SKIPBP`, which that mode does not know, and `all.cir` with its parameter set by hand; "
                + "PSPICE itself was not at hand."
        case .xyce:
            "The tests of Memspike check such files for what Xyce does not have, and run them in plain ngspice, which reads all "
                + "but their options and `.STEP`; Xyce itself was not at hand."
        }
    }
}
