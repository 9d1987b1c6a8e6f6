import NumericalMethods
import Results
import Studies
import Synchronization

/// Runs trials in parallel, each once: what the journal holds is not run again.
///
/// Trials are numbered in the order in which they are asked for; a sweep asks in the same order each time, since all that
/// it decides on the way depends on results alone.
final class SweepTrials {
    private let subject: any SweepSubject
    private let journal: SweepJournal?
    private let context: RunContext
    private let meter: StageMeter
    private var next = 0

    init(subject: any SweepSubject, journal: SweepJournal?, context: RunContext, meter: StageMeter) {
        self.subject = subject
        self.journal = journal
        self.context = context
        self.meter = meter
    }

    /// - Parameters:
    ///   - arrays: points that share their arrays, group by group.
    ///   - maps: the arrays' numbers.
    /// - Returns: records of every group and map, `[groups × maps]`.
    func run(
        _ arrays: [[SweepPoint]], maps: Range<Int>, draws: Int, stage: String
    ) throws -> [TrialRecord] {
        let count = arrays.count * maps.count
        let first = next
        next += count
        let known = journal?.finished ?? [:]
        var open: [Int] = []
        var found = [TrialRecord?](repeating: nil, count: count)
        for place in 0..<count {
            found[place] = known[first + place]
            if found[place] == nil { open.append(place) }
        }
        meter.skip(count - open.count)
        let (places, subject, journal) = (open, subject, journal)
        let records = try meter.run(trials: places.count) { turn in
            let (group, map) = places[turn].quotientAndRemainder(dividingBy: maps.count)
            var record = try subject.trial(arrays[group], map: maps.lowerBound + map, draws: draws)
            record.trial = first + places[turn]
            try journal?.append(record)
            return record
        }
        for (place, record) in zip(places, records) { found[place] = record }
        try journal?.synchronize()
        return found.map { $0! }
    }
}

extension TrialRecord.Score {
    init(_ tally: RecognitionTally, observed: ObservedRaces) {
        self.init(
            presentations: tally.presentations, score: tally.score, noWinner: tally.noWinner, ties: tally.ties,
            posterior: tally.shortfall.count == tally.presentations
                ? TrialRecord.Posterior(
                    relative: 1 - tally.shortfall.value, standardError: tally.shortfall.standardError,
                    best: tally.shortfall.meanDenominator) : nil, observed: observed)
    }
}
