package import Circuits
import SPICEText

/// What the sources of a netlist delivered in ngspice.
package struct SourceEnergies: Hashable, Sendable {
    /// The independent sources, and those controlled ones that delivered.
    package var sources: [SourceEnergy]
    /// What a user has to know of them.
    package var notes: [String]
}

extension NgspiceWorkerPool {
    /// Runs a netlist once more, with meters at its sources.
    ///
    /// A run of its own: meters change the steps, and the user's waveforms and measurements are to be ngspice's own.
    package func energies(of job: NgspiceJob) throws(NgspiceError) -> SourceEnergies {
        var notes: [String] = []
        var netlist = MeteredNetlist(job.deck)
        var record: NgspiceRecord
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
        var sources = netlist.energies(record.lastValues)
        if netlist.hasSmoothSources {
            // No number that a period could be a multiple of.
            let (refined, change) = try refinedEnergies(of: job, tightens: netlist.isTightened, 211.7...1e6, by: 3.7)
            sources = refined
            if change > Self.settled {
                notes.append(
                    "the energies still move by \(change * 100) % as the steps become finer, so they hold to no more: sources vary "
                        + "too fast for the length of the run")
            }
        }
        // Finer steps that a circuit cannot meet are no reason to go without either.
        if !netlist.hasSmoothSources, netlist.hasSteps, let steps = Self.steps(of: job),
            let (refined, change) = try? refinedEnergies(
                of: job, tightens: netlist.isTightened, (4 * steps)...(15 * steps), by: 4, sources)
        {
            sources = refined
            if change > Self.settled {
                notes.append(
                    "the energies still move by \(change * 100) % as the steps become finer, so they hold to no more: what switches "
                        + "is too fast for the step of .tran")
            }
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
        return SourceEnergies(sources: sources, notes: notes)
    }

    /// Finer steps change no source's energy by more than this part of all.
    private static let settled = 1e-3

    /// How many longest steps the run has; nil for one that takes too long to be made several times finer.
    private static func steps(of job: NgspiceJob) -> Double? {
        guard let step = MeteredNetlist.longestStep(of: job.deck) else { return nil }
        let steps = job.stopTime / step
        return steps * Double(job.deck.split(separator: "\n").count) <= 1e6 ? steps : nil
    }

    /// Of one run while the energies do not come to rest: steps are then longer than a period, and the sources vary too fast.
    private static let mostUnsettledSteps = 1e5

    /// The energies under ever shorter longest steps, until they settle: error control sees a sine only where steps are
    /// shorter than its period, and what switches not at all.
    private func refinedEnergies(
        of job: NgspiceJob, tightens: Bool, _ range: ClosedRange<Double>, by factor: Double,
        _ first: [SourceEnergy]? = nil
    ) throws(NgspiceError) -> (sources: [SourceEnergy], change: Double) {
        var steps = range.lowerBound
        var last = first
        var change = Double.infinity
        while true {
            let netlist = MeteredNetlist(
                job.deck, tightens: tightens, timing: (job.stopTime, job.stopTime / steps))
            let sources = netlist.energies(try run(netlist, job).lastValues)
            let before = change
            if let last { change = Self.change(last, sources) }
            // Each run is longer than all before it: what does not begin to settle is not followed to the end.
            let most = change < before / 2 ? range.upperBound : min(range.upperBound, Self.mostUnsettledSteps)
            if change <= Self.settled || steps > most { return (sources, change) }
            last = sources
            steps *= factor
        }
    }

    /// The largest difference of a source's energies, as a part of all.
    private static func change(_ a: [SourceEnergy], _ b: [SourceEnergy]) -> Double {
        let before = Dictionary(a.map { ($0.source, $0.energy) }) { $1 }
        let all = b.reduce(0) { $0 + abs($1.energy) }
        let largest = b.map { abs($0.energy - (before[$0.source] ?? 0)) }.max() ?? 0
        return all > 0 ? largest / all : 0
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
