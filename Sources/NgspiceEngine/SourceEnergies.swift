package import Circuits
import Foundation
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
            // No number that a period could be a multiple of, and some tens a period where that is known.
            let first = min(max(211.7, 31.7 * netlist.highestFrequency * job.stopTime), 2.5e5)
            do throws(NgspiceError) {
                let (refined, change) = try refinedEnergies(
                    of: job, tightens: netlist.isTightened, first...1e6, by: 3.7)
                sources = refined
                if change > Self.settled {
                    notes.append(
                        "the energies still move by \(Self.percent(change)) as the steps become finer, so they hold to no more: "
                            + "sources vary too fast for the length of the run")
                }
            } catch {
                guard case .runFailed = error else { throw error }
                // A rate with a kink, met by a sine, may stop finer steps: the first run's are better than none.
                notes.append(
                    "the energies are of the netlist's own steps: ngspice could not run it in finer ones, so that what they hold to is "
                        + "not known")
            }
        }
        // Finer steps that a circuit cannot meet are no reason to go without either.
        if !netlist.hasSmoothSources, let steps = Self.steps(of: job),
            let (refined, change) = try? refinedEnergies(
                of: job, tightens: netlist.isTightened, (4 * steps)...max(15 * steps, Self.mostSteps(of: job)), by: 4,
                sources)
        {
            sources = refined
            if change > Self.settled {
                notes.append(
                    "the energies still move by \(Self.percent(change)) as the steps become finer, so they hold to no more: what "
                        + "happens is too fast for the step of .tran")
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

    private static func percent(_ part: Double) -> String { String(format: "%.2g %%", part * 100) }

    private static let firstTolerance = 1e-4

    /// Finer steps change no source's energy by more than this part of all.
    private static let settled = 1e-3

    /// How many longest steps the run has; nil for one that takes too long to be made several times finer.
    private static func steps(of job: NgspiceJob) -> Double? {
        guard let step = MeteredNetlist.longestStep(of: job.deck) else { return nil }
        let steps = job.stopTime / step
        return 3 * steps <= mostSteps(of: job) ? steps : nil
    }

    /// How many steps of the netlist take some seconds.
    private static func mostSteps(of job: NgspiceJob) -> Double { 3e6 / Double(job.deck.count { $0 == "\n" } + 1) }

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
        var points = 0
        var tolerance = Self.firstTolerance
        while true {
            func metered(_ tolerance: Double) -> MeteredNetlist {
                MeteredNetlist(
                    job.deck, tightens: tightens, relativeTolerance: tolerance,
                    timing: (job.stopTime, job.stopTime / steps))
            }
            var netlist = metered(tolerance)
            var record: NgspiceRecord
            do throws(NgspiceError) {
                record = try run(netlist, job)
            } catch {
                guard case .runFailed = error, tolerance < Self.firstTolerance else { throw error }
                netlist = metered(Self.firstTolerance)
                record = try run(netlist, job)
            }
            // Error control chooses the steps where things happen fast: an eighth halves them.
            tolerance = max(tolerance / 8, 1e-7)
            let sources = netlist.energies(record.lastValues)
            let before = change
            if let last { change = Self.change(last, sources) }
            // Where error control asks for shorter steps than the longest, nothing was refined, and nothing is told.
            let isFiner = Double(record.time.count) > 1.5 * Double(points)
            points = record.time.count
            // Each run is longer than all before it: what does not begin to settle is not followed to the end.
            let most =
                change < before / 2 || !isFiner
                ? range.upperBound : min(range.upperBound, max(Self.mostUnsettledSteps, 4 * range.lowerBound))
            if change <= Self.settled && isFiner || steps > most { return (sources, change) }
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
