/// What one trial found: an array, shown its presentations at every point that shares it.
package struct TrialRecord: Hashable, Sendable {
    package var trial: Int
    package var stuckCells: Int
    /// Cells whose programming error would have left the range.
    package var clippedCells: Int
    /// One for each point of the trial, in their order.
    package var scores: [Score]

    package init(trial: Int, stuckCells: Int, clippedCells: Int, scores: [Score]) {
        self.trial = trial
        self.stuckCells = stuckCells
        self.clippedCells = clippedCells
        self.scores = scores
    }

    package struct Score: Hashable, Sendable {
        package var presentations: Int
        /// One for a right decision, a share for a tie.
        package var score: Double
        package var noWinner: Int
        package var ties: Int
        /// By the winners' probabilities; nil where nobody knows them.
        package var posterior: Posterior?
        /// Whole presentations in the events engine; of few trials.
        package var observed = ObservedRaces()

        package init(
            presentations: Int, score: Double, noWinner: Int, ties: Int, posterior: Posterior? = nil,
            observed: ObservedRaces = ObservedRaces()
        ) {
            self.presentations = presentations
            self.score = score
            self.noWinner = noWinner
            self.ties = ties
            self.posterior = posterior
            self.observed = observed
        }

        /// The part of right decisions.
        package var accuracy: Double { score / Double(presentations) }
    }

    /// P(named class | what was shown) against the largest such probability.
    package struct Posterior: Hashable, Sendable {
        /// Σ of the winners' over Σ of the largest, with its standard error over presentations.
        package var relative: Double
        package var standardError: Double
        /// Mean of the largest.
        package var best: Double

        package init(relative: Double, standardError: Double, best: Double) {
            self.relative = relative
            self.standardError = standardError
            self.best = best
        }
    }
}

// MARK: Lines

/// A trial as a line of the journal: three numbers, then for every point of the trial its score, numbers with commas between
/// and points with semicolons.
enum TrialLine {
    /// The columns, as the journal names them in its second line.
    static let columns =
        "# trial stuck_cells clipped_cells points(;): presentations,score,no_winner,ties,relative,relative_error,best,"
        + "observed,agreeing,fired,output_spikes,multiple_spikes,decision_time_sum_s,energy_sum_J checksum"

    static func text(_ record: TrialRecord) -> String {
        let scores = record.scores.map { score -> String in
            let (posterior, observed) = (score.posterior, score.observed)
            let known = posterior.map { "\($0.relative),\($0.standardError),\($0.best)" } ?? "-,-,-"
            return "\(score.presentations),\(score.score),\(score.noWinner),\(score.ties),\(known),"
                + "\(observed.presentations),\(observed.agreeing),\(observed.fired),\(observed.outputSpikes),"
                + "\(observed.multipleSpikes),\(observed.decisionTime),\(observed.energy)"
        }
        return "\(record.trial) \(record.stuckCells) \(record.clippedCells) \(scores.joined(separator: ";"))"
    }

    /// What no trial can have found was written by somebody else; so large a count would overflow sums.
    private static let most = 1_000_000_000

    /// - Returns: nil for a line that is not a trial's.
    static func record(_ text: Substring) -> TrialRecord? {
        let fields = text.split(separator: " ")
        guard fields.count == 4, let trial = Int(fields[0]), let stuck = Int(fields[1]), let clipped = Int(fields[2]),
            trial >= 0, (0...most).contains(stuck), (0...most).contains(clipped)
        else { return nil }
        var scores: [TrialRecord.Score] = []
        for text in fields[3].split(separator: ";") {
            guard let score = score(text.split(separator: ",")) else { return nil }
            scores.append(score)
        }
        return TrialRecord(trial: trial, stuckCells: stuck, clippedCells: clipped, scores: scores)
    }

    private static func score(_ parts: [Substring]) -> TrialRecord.Score? {
        guard parts.count == 14, let presentations = Int(parts[0]), let score = Double(parts[1]),
            let noWinner = Int(parts[2]), let ties = Int(parts[3]),
            (1...most).contains(presentations), (0...Double(presentations)).contains(score),
            (0...presentations).contains(noWinner), (0...presentations).contains(ties),
            let observed = observed(parts[7...])
        else { return nil }
        var own = TrialRecord.Score(presentations: presentations, score: score, noWinner: noWinner, ties: ties)
        own.observed = observed
        if parts[4] == "-" { return own }
        guard let relative = Double(parts[4]), let error = Double(parts[5]), let best = Double(parts[6]),
            (-1e-9...(1 + 1e-9)).contains(relative), error >= 0, error.isFinite, (0...(1 + 1e-9)).contains(best)
        else { return nil }
        own.posterior = TrialRecord.Posterior(relative: relative, standardError: error, best: best)
        return own
    }

    private static func observed(_ parts: ArraySlice<Substring>) -> ObservedRaces? {
        let counts = parts.prefix(5).compactMap { Int($0) }
        let sums = parts.dropFirst(5).compactMap { Double($0) }
        guard counts.count == 5, sums.count == 2, counts.allSatisfy((0...most).contains), sums.allSatisfy(\.isFinite)
        else { return nil }
        var observed = ObservedRaces()
        observed.presentations = counts[0]
        observed.agreeing = counts[1]
        observed.fired = counts[2]
        observed.outputSpikes = counts[3]
        observed.multipleSpikes = counts[4]
        observed.decisionTime = sums[0]
        observed.energy = sums[1]
        return observed
    }
}
