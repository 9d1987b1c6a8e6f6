import NumericalMethods

extension EventLoop {
    /// Until when a guard with a control node in a series waits, or nil if it does not switch as long as the series holds.
    func seriesReach(_ index: Int, threshold: Double, direction: CrossingDirection, at now: Double) -> Double? {
        let item = guards[index]
        let (plus, minus) = (recordOfNode[item.plus], recordOfNode[item.minus])
        let record = solutions[plus].isSeries ? plus : minus
        let count = solutions[record].modes
        let coefficients = scratch
        coefficients.update(repeating: 0, count: count)
        coefficients[0] = -threshold
        add(1, plus, placeOfNode[item.plus], to: coefficients)
        add(-1, minus, placeOfNode[item.minus], to: coefficients)
        let buffer = UnsafeBufferPointer(start: coefficients, count: count)
        let sign: Double = direction == .rising ? 1 : -1
        let (start, length) = (solutions[record].start, solutions.series(record).length)
        let age = max(0, (now - start) / length)
        let (value, slope) = PowerSeries.slope(buffer, at: age)
        // As for a sum of exponentials, `ExponentialSum.nextReach`.
        let tolerance = max(NumericalLimits.threshold, 2 * (slope / length).magnitude * now.ulp)
        if sign * value > tolerance { return 0 }
        if sign * value >= -tolerance, sign * slope > 0 { return 0 }
        // Abel's summation: 1 ≥ s ≥ s² ≥ …
        var (sum, highest) = (0.0, -Double.infinity)
        for k in 0..<count {
            sum += sign * coefficients[k]
            highest = max(highest, sum)
        }
        guard highest >= 0, let share = PowerSeries.firstCrossing(buffer, from: age, direction: direction) else {
            return nil
        }
        return max(0, start + share * length - now)
    }

    /// A control's other node stands in the same record, or still: a group holds all states that switch together.
    private func add(_ factor: Double, _ record: Int, _ place: Int, to coefficients: UnsafeMutablePointer<Double>) {
        let item = solutions[record]
        guard item.isSeries else {
            precondition(item.modes == 0)
            coefficients[0] += factor * solutions.terms(record, 0)[0]
            return
        }
        let values = solutions.values(record) + place
        let stride = solutions.series(record).stride
        for k in 0..<item.modes { coefficients[k] += factor * values[k * stride] }
    }
}
