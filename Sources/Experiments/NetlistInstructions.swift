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
        case (.pspice, true):
            """
            PSPICE has no `.MEASURE`, so the circuit measures itself: the last row of the table in the output file is
            `V(winner)`, `V(fired)` (1 if anyone did), `V(spike_time_ns)` and `V(energy_pj)`, the integral of all sources'
            v·i over the presentation. In Probe, the expressions at the end of the top file give the same.
            """
        case (.pspice, false):
            """
            PSPICE has no `.MEASURE`, so the circuit measures itself: the last row of the table in the output file is
            `V(fired)` (1 if anyone did), `V(spike_time_ns)` and `V(energy_pj)`, the integral of all sources' v·i over the
            presentation, then for every output `V(fired_K)` and `V(spike_K_ns)`, its first spike. The answer is the output
            that spikes most often: count the spikes of `output_spike_K`.
            """
        case (_, true):
            """
            `winner`, the number of the neuron that fires, −1 if none does; `spike_time`, when its output passes half of a
            spike [s]; `energy`, the integral of all sources' v·i over the presentation [J]; `peak_K`, the highest voltage
            of every output, which shows that only one spiked.
            """
        case (_, false):
            """
            `spike_time`, the first spike of all outputs [s]; `energy`, the integral of all sources' v·i over the
            presentation [J]; `spike_K`, the first spike of output K [s], which fails for a silent one. The answer is the
            output that spikes most often: count the spikes of `output_spike_K`.
            """
        }
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
