public import Circuits
import SPICEText

/// What the sources of a netlist delivered in ngspice.
public struct SourceEnergies: Hashable, Sendable {
    /// The independent sources, and those controlled ones that delivered.
    public var sources: [SourceEnergy]
    /// What a user has to know of them.
    public var notes: [String]
}

extension NgspiceWorkerPool {
    /// Runs a netlist once more, with meters at its sources.
    ///
    /// A run of its own: meters change the steps, and the user's waveforms and measurements are to be ngspice's own.
    public func energies(of job: NgspiceJob) throws(NgspiceError) -> SourceEnergies {
        var notes: [String] = []
        var netlist = MeteredNetlist(job.deck)
        let record: NgspiceRecord
        do throws(NgspiceError) {
            record = try run(netlist, job)
        } catch {
            guard case .runFailed = error, netlist.isTightened else { throw error }
            // Tolerances that a circuit cannot meet are no reason to go without.
            netlist = MeteredNetlist(job.deck, tightens: false)
            record = try run(netlist, job)
            notes.append(
                "the energies hold to a per cent or so: ngspice could not meet tighter tolerances than its own")
        }
        if netlist.controlledInside > 0 {
            let count = netlist.controlledInside
            notes.append(
                "\(count) controlled source\(count == 1 ? "" : "s") inside subcircuits count as parts of models: what they "
                    + "deliver is not listed")
        }
        if let resistor = netlist.nearShorts.first {
            notes.append(
                "\(resistor) is below 1 µΩ: rounding moves its current by more than 1e-10 A for every volt, and the energies with "
                    + "it; raise it, or join its nodes")
        }
        return SourceEnergies(sources: netlist.energies(record.lastValues), notes: notes)
    }

    private func run(_ netlist: MeteredNetlist, _ job: NgspiceJob) throws(NgspiceError) -> NgspiceRecord {
        // A meter's node is at a volt for a picojoule: no limit tells a broken run here.
        var metered = NgspiceJob(
            title: job.title, deck: netlist.text, vectors: [], stopTime: job.stopTime,
            voltageLimit: .greatestFiniteMagnitude, mode: job.mode)
        metered.lastValuesOf = MeteredNetlist.nodePrefix
        return try run(metered)
    }
}
