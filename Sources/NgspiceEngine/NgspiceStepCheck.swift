import Circuits
package import SPICEText

/// Whether a run's steps were short enough: once more with a quarter of the longest one.
///
/// ngspice finds that a switch turns at the end of a step, and its control of errors does not see by how much that is late. The
/// error is of the first order, so that a quarter of the step shows three quarters of it.
package struct NgspiceStepCheck {
    private let outline: NetlistOutline
    private let pool: NgspiceWorkerPool

    package init(outline: NetlistOutline, pool: NgspiceWorkerPool) {
        self.outline = outline
        self.pool = pool
    }

    /// Of a signal's height, or of the run's length where the signal is steep; of a measurement.
    private static let tolerance = 0.0025
    /// Longest steps times lines of the netlist: a run of more takes too long to be made four times as long.
    private static let mostWork = 3e6

    /// What to tell the user; nil if nothing moves, or nothing is compared.
    /// - Parameter finer: the same run with a quarter of the longest step.
    package func note(_ record: NgspiceRecord, finer: NgspiceJob) -> String? {
        let work = outline.stopTime / outline.longestStep * Double(finer.deck.count { $0 == "\n" })
        guard outline.hasSteps, work <= Self.mostWork,
            !finer.vectors.isEmpty || !record.measurements.isEmpty
        else { return nil }
        guard let other = (try? pool.run(finer))?.measured(by: outline) else { return nil }
        var moved: [String] = []
        for (index, vector) in finer.vectors.enumerated()
        where differs(record.time, record.values[index], other.time, other.values[index]) { moved.append(vector) }
        for (name, value) in record.measurements {
            guard let now = other.measurements[name] else { continue }
            if abs(now - value) > Self.tolerance * abs(now) { moved.append(name) }
        }
        guard !moved.isEmpty else { return nil }
        return
            "ngspice's steps of up to \(outline.longestStep) s are too long for what switches here: with a quarter of them "
            + "\(moved.sorted().joined(separator: ", ")) moved by more than \(Self.tolerance * 100) %; give .tran a shorter longest "
            + "step (its fourth number)"
    }

    private func differs(_ timeA: [Double], _ a: [Double], _ timeB: [Double], _ b: [Double]) -> Bool {
        let height = b.reduce(0) { max($0, abs($1)) }
        guard height > 0, let start = timeA.first, let end = timeA.last, end > start else { return false }
        let width = Self.tolerance * outline.stopTime
        for place in 1..<400 {
            let time = start + (end - start) * Double(place) / 400
            let value = Waveforms.level(of: a, over: timeA, at: time)
            let near = (-10...10).map { Waveforms.level(of: b, over: timeB, at: time + Double($0) / 10 * width) }
            if value < near.min()! - Self.tolerance * height || value > near.max()! + Self.tolerance * height {
                return true
            }
        }
        return false
    }
}

extension NgspiceRecord {
    /// With the measurements that are taken of waveforms.
    package func measured(by outline: NetlistOutline) -> NgspiceRecord {
        let (found, failed) = outline.measured(time, samples, known: measurements)
        var result = self
        result.measurements.merge(found) { $1 }
        result.failedMeasurements.merge(failed) { $1 }
        return result
    }
}
