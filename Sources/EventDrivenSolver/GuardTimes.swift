import Foundation
import NumericalMethods

extension EventLoop {
    /// Finds when a guard will switch next, unless its control goes on as it did.
    func updateGuard(_ index: Int, at now: Double) {
        let item = guards[index]
        let plus = recordOfNode[item.plus]
        let minus = recordOfNode[item.minus]
        if guardState[index].plus == plus, guardState[index].minus == minus { return }
        guardState[index].plus = plus
        guardState[index].minus = minus
        guardTime[index] = .infinity
        blockChanged[index / Self.guardBlock] = true
        let isOn = guardState[index].isOn
        let threshold = isOn ? item.offThreshold : item.onThreshold
        let direction: CrossingDirection = isOn ? .falling : .rising
        guard canReach(threshold, direction, item) else { return }
        if network.hasSeries, solutions[plus].isSeries || solutions[minus].isSeries {
            if let wait = seriesReach(index, threshold: threshold, direction: direction, at: now) {
                guardTime[index] = now + wait
            }
            return
        }
        let control =
            plus == minus
            ? withinRecord(plus, placeOfNode[item.plus], placeOfNode[item.minus], at: now)
            : betweenRecords(plus, placeOfNode[item.plus], minus, placeOfNode[item.minus], at: now)
        if let wait = ExponentialSum.nextReach(
            control.constant - threshold, control.coefficients, control.rates, direction: direction,
            horizon: duration - now, resolution: now.ulp)
        {
            guardTime[index] = now + wait
        }
    }

    /// Whether the bounds of both control nodes leave room for a crossing.
    private func canReach(_ threshold: Double, _ direction: CrossingDirection, _ item: FlatNetwork.Guard) -> Bool {
        let plus = solutions.bounds(recordOfNode[item.plus], placeOfNode[item.plus])
        let minus = solutions.bounds(recordOfNode[item.minus], placeOfNode[item.minus])
        switch direction {
        case .rising: return plus.high - minus.low >= threshold - NumericalLimits.threshold
        case .falling: return plus.low - minus.high <= threshold + NumericalLimits.threshold
        }
    }

    /// A sum of exponentials in the scratch memory, rates ascending.
    private struct ControlSum {
        var constant: Double
        var coefficients: UnsafeBufferPointer<Double>
        var rates: UnsafeBufferPointer<Double>
    }

    /// The difference of two states of one record from `now` on.
    private func withinRecord(_ record: Int, _ plus: Int, _ minus: Int, at now: Double) -> ControlSum {
        let item = solutions[record]
        let age = now - item.start
        let rates = solutions.rates(record)
        let first = solutions.terms(record, plus)
        let second = solutions.terms(record, minus)
        let coefficients = scratch
        var count = 0
        while count < item.modes {
            let exponent = rates[count] * age
            if exponent >= ExponentialSum.deadExponent { break }
            let decay = exponent == 0 ? 1 : exp(-exponent)
            coefficients[count] = first[1 + count] * decay - second[1 + count] * decay
            count += 1
        }
        return ControlSum(
            constant: first[0] - second[0], coefficients: UnsafeBufferPointer(start: coefficients, count: count),
            rates: UnsafeBufferPointer(start: rates, count: count))
    }

    /// The difference of two nodes of different records from `now` on.
    private func betweenRecords(
        _ plus: Int, _ placeOfPlus: Int, _ minus: Int, _ placeOfMinus: Int, at now: Double
    ) -> ControlSum {
        let first = (item: solutions[plus], rates: solutions.rates(plus), terms: solutions.terms(plus, placeOfPlus))
        let second = (
            item: solutions[minus], rates: solutions.rates(minus), terms: solutions.terms(minus, placeOfMinus)
        )
        let coefficients = scratch
        let rates = coefficients + first.item.modes + second.item.modes
        var count = 0
        var k = 0
        var l = 0
        while k < first.item.modes || l < second.item.modes {
            let isFirst = l == second.item.modes || k < first.item.modes && first.rates[k] <= second.rates[l]
            let rate = isFirst ? first.rates[k] : second.rates[l]
            let exponent = rate * (now - (isFirst ? first.item.start : second.item.start))
            let decay = exponent == 0 ? 1 : exponent < ExponentialSum.deadExponent ? exp(-exponent) : 0
            let value = decay * (isFirst ? first.terms[1 + k] : -second.terms[1 + l])
            if isFirst { k += 1 } else { l += 1 }
            if value == 0 { continue }
            if count > 0, rates[count - 1] == rate {
                coefficients[count - 1] += value
            } else {
                rates[count] = rate
                coefficients[count] = value
                count += 1
            }
        }
        return ControlSum(
            constant: first.terms[0] - second.terms[0],
            coefficients: UnsafeBufferPointer(start: coefficients, count: count),
            rates: UnsafeBufferPointer(start: rates, count: count))
    }
}

extension ExponentialSum {
    /// The first time from 0 on at which f is beyond zero in `direction`: at once if it is already, or lies on zero and
    /// moves that way. An event's time is rounded to `resolution`, so that far from t = 0 and on a steep slope the control
    /// is known less well than `NumericalLimits.threshold`.
    fileprivate static func nextReach(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        direction: CrossingDirection, horizon: Double, resolution: Double
    ) -> Double? {
        let sign: Double = direction == .rising ? 1 : -1
        var start = constant
        var slope = 0.0
        for k in 0..<rates.count {
            start += coefficients[k]
            slope -= coefficients[k] * rates[k]
        }
        let tolerance = max(NumericalLimits.threshold, 2 * slope.magnitude * resolution)
        if sign * start > tolerance { return 0 }
        if sign * start >= -tolerance, sign * slope > 0 { return 0 }
        return firstCrossing(constant, coefficients, rates, direction: direction, horizon: horizon)
    }
}
