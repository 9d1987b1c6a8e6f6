import Circuits
import Foundation
import NumericalMethods
import Quantities

/// Finds the first switching of the circuit at rest under constant sources: no event loop, no allocation.
final class FirstSwitchingSearch {
    /// A guard: Σ_k weight_k A_k (1 − e^(−λ_k t)) + Σ_s sourceWeight_s u_s reaches `threshold`.
    private struct Guard {
        var element: Int
        var guardClass: Int
        var threshold: Double
        var firstTerm: Int
        var termCount: Int
        var firstSource: Int
        var sourceCount: Int
    }

    /// A state that sources feed, and what it contributes to each mode of its component.
    private struct DrivenState {
        var firstConductance: Int
        var firstMode: Int
        var modes: Int
        var firstAmplitude: Int
    }

    /// A guard that may switch under the present levels.
    private struct Candidate {
        var index: Int
        var constant: Double
        /// Its control rises all the time.
        var isRising: Bool
    }

    private let memory = TableMemory()
    private let sourceCount: Int
    private let stride: Int
    private let duration: Double
    private let modeCount: Int
    private let guardCount: Int
    private let drivenCount: Int
    private let guards: UnsafeMutablePointer<Guard>
    private let guardSources: UnsafeMutablePointer<(source: Int, weight: Double)>
    /// The terms of every guard, rates ascending.
    private let termWeight: UnsafeMutablePointer<Double>
    private let termMode: UnsafeMutablePointer<Int>
    private let termRate: UnsafeMutablePointer<Double>
    private let driven: UnsafeMutablePointer<DrivenState>
    private let amplitudePerCurrent: UnsafeMutablePointer<Double>
    private let drive: UnsafeMutablePointer<Double>
    private let amplitude: UnsafeMutablePointer<Double>
    private let coefficient: UnsafeMutablePointer<Double>
    private let levels: UnsafeMutablePointer<Double>
    private let candidates: UnsafeMutablePointer<Candidate>

    init(_ lowered: LoweredCircuit) {
        sourceCount = lowered.sourceCount
        let sources = lowered.sourceCount + lowered.switchedSources.count
        stride = (sources + 7) / 8 * 8
        duration = lowered.analysis.duration.value
        let idle = lowered.completeIdle()
        let components = idle.components
        var guards: [Guard] = []
        var guardSources: [(source: Int, weight: Double)] = []
        var driven: [DrivenState] = []
        var firstMode: [Int] = []
        var modes = 0
        for component in components {
            firstMode.append(modes)
            modes += component.rates.count
        }
        var perCurrent: [Double] = []
        var rows: [Double] = []
        var isExcited = [Bool](repeating: false, count: components.count)
        for (state, drives) in lowered.groupDrives.enumerated() where drives.contains(where: { !$0.edges.isEmpty }) {
            let (c, local) = idle.place[state]
            let n = components[c].rates.count
            isExcited[c] = true
            driven.append(
                DrivenState(
                    firstConductance: rows.count, firstMode: firstMode[c], modes: n,
                    firstAmplitude: perCurrent.count))
            rows += [Double](repeating: 0, count: stride)
            for edge in drives.lazy.flatMap(\.edges) { rows[rows.count - stride + edge.source] += edge.conductance }
            perCurrent += (0..<n).map { components[c].amplitudes[$0 * n + local] }
        }
        var weights: [Double] = []
        var modesOfTerms: [Int] = []
        var rates: [Double] = []
        let items =
            lowered.switches.map { ($0.element, $0.guardClass) }
            + lowered.switchedSources.map { ($0.element, $0.guardClass) }
        for (element, guardClass) in items {
            let condition = lowered.conditions[guardClass]
            var terms: [Int: Double] = [:]
            var sources: [(source: Int, weight: Double)] = []
            for (end, sign) in [(condition.controlPlus, 1.0), (condition.controlMinus, -1.0)] {
                switch end {
                case .ground: break
                case .source(let source): sources.append((source, sign))
                case .state(let state):
                    // Nothing moves in a component that no source feeds.
                    let (c, local) = idle.place[state]
                    let n = isExcited[c] ? components[c].rates.count : 0
                    for k in 0..<n { terms[firstMode[c] + k, default: 0] += sign * components[c].shapes[local * n + k] }
                }
            }
            let sorted = terms.map { (mode: $0.key, weight: $0.value, rate: 0.0) }.map { term in
                let c = firstMode.lastIndex { $0 <= term.mode }!
                return (mode: term.mode, weight: term.weight, rate: components[c].rates[term.mode - firstMode[c]])
            }.sorted { ($0.rate, $0.mode) < ($1.rate, $1.mode) }
            if sorted.isEmpty, sources.isEmpty, condition.onThreshold > 0 { continue }
            guards.append(
                Guard(
                    element: element, guardClass: guardClass, threshold: condition.onThreshold,
                    firstTerm: weights.count,
                    termCount: sorted.count, firstSource: guardSources.count, sourceCount: sources.count))
            guardSources += sources
            weights += sorted.map(\.weight)
            modesOfTerms += sorted.map(\.mode)
            rates += sorted.map(\.rate)
        }
        modeCount = modes
        guardCount = guards.count
        drivenCount = driven.count
        self.guards = memory.table(guards)
        self.guardSources = memory.table(guardSources)
        self.driven = memory.table(driven)
        termWeight = memory.table(weights)
        termMode = memory.table(modesOfTerms)
        termRate = memory.table(rates)
        amplitudePerCurrent = memory.table(perCurrent)
        drive = memory.table(rows)
        amplitude = memory.table(repeating: 0, count: modes)
        coefficient = memory.table(weights)
        levels = memory.table(repeating: 0, count: stride)
        for (index, source) in lowered.switchedSources.enumerated() { levels[sourceCount + index] = source.low }
        candidates = memory.block(guards.count)
    }

    func setThreshold(ofGuard guardClass: Int, _ threshold: Double) {
        for index in 0..<guardCount where guards[index].guardClass == guardClass { guards[index].threshold = threshold }
    }

    func run(_ sourceLevels: UnsafeBufferPointer<Double>) -> FirstSwitching {
        precondition(sourceLevels.count == sourceCount)
        levels.update(from: sourceLevels.baseAddress!, count: sourceCount)
        excite()
        let (count, favourite) = prepareGuards()
        var best = FirstSwitching(time: .infinity, element: -1, tied: [])
        var horizon = duration
        guard count > 0 else { return best }
        consider(candidates[favourite], &best, &horizon)
        for place in 0..<count where place != favourite && !isTooSlow(candidates[place], horizon) {
            consider(candidates[place], &best, &horizon)
        }
        return best
    }

    /// The modes' amplitudes under the present levels: two states at a time share the levels that are read.
    private func excite() {
        for mode in 0..<modeCount { amplitude[mode] = 0 }
        for index in Swift.stride(from: 0, to: drivenCount, by: 2) {
            let (one, two) = (driven[index], driven[min(index + 1, drivenCount - 1)])
            var first = SIMD8<Double>.zero
            var second = SIMD8<Double>.zero
            var block = 0
            while block < stride {
                let level = loadEight(levels, block)
                first += loadEight(drive + one.firstConductance, block) * level
                second += loadEight(drive + two.firstConductance, block) * level
                block &+= 8
            }
            excite(one, first.sum())
            if index + 1 < drivenCount { excite(two, second.sum()) }
        }
    }

    @inline(__always)
    private func excite(_ node: DrivenState, _ current: Double) {
        let perCurrent = amplitudePerCurrent + node.firstAmplitude
        let modes = amplitude + node.firstMode
        for k in 0..<node.modes { modes[k] += perCurrent[k] * current }
    }

    /// Lists the guards that can switch; the favourite starts out fastest for its threshold.
    private func prepareGuards() -> (count: Int, favourite: Int) {
        var count = 0
        var favourite = 0
        var fastest = -Double.infinity
        for index in 0..<guardCount {
            let item = guards[index]
            var constant = -item.threshold
            for place in item.firstSource..<(item.firstSource + item.sourceCount) {
                constant += guardSources[place].weight * levels[guardSources[place].source]
            }
            let weights = termWeight + item.firstTerm
            let modes = termMode + item.firstTerm
            var highest = constant
            for k in 0..<item.termCount {
                let value = weights[k] * amplitude[modes[k]]
                highest += value > 0 ? value : 0
            }
            if highest < 0 { continue }
            let rates = termRate + item.firstTerm
            let coefficients = coefficient + item.firstTerm
            var slope = 0.0
            var flattest = 0.0
            for k in 0..<item.termCount {
                let value = weights[k] * amplitude[modes[k]]
                coefficients[k] = -value
                constant += value
                slope += value * rates[k]
                // Abel's summation, as in `ExponentialSum`: f′ is nowhere below its least partial sum.
                flattest = min(flattest, slope)
            }
            candidates[count] = Candidate(index: index, constant: constant, isRising: flattest >= 0)
            if slope > fastest * item.threshold {
                favourite = count
                fastest = slope / item.threshold
            }
            count += 1
        }
        return (count, favourite)
    }

    /// Whether a rising control is below its threshold at `horizon` for certain, told without an exponential:
    /// e^(−x) ≥ 1 − x + x²/2 − x³/6 + x⁴/24 − x⁵/120 for x ≥ 0.
    private func isTooSlow(_ candidate: Candidate, _ horizon: Double) -> Bool {
        guard candidate.isRising else { return false }
        let item = guards[candidate.index]
        var highest = candidate.constant
        for term in item.firstTerm..<(item.firstTerm + item.termCount) {
            let c = coefficient[term]
            let x = termRate[term] * horizon
            if c > 0 {
                highest += c
            } else if x < 1.5 {
                highest += c * (1 - x * (1 - x * (1 / 2.0 - x * (1 / 6.0 - x * (1 / 24.0 - x * (1 / 120.0))))))
            }
        }
        // Room for rounding.
        return highest < -1e-9 * item.threshold.magnitude
    }

    private func consider(_ candidate: Candidate, _ best: inout FirstSwitching, _ horizon: inout Double) {
        let item = guards[candidate.index]
        let coefficients = UnsafeBufferPointer(start: coefficient + item.firstTerm, count: item.termCount)
        let rates = UnsafeBufferPointer(start: termRate + item.firstTerm, count: item.termCount)
        guard let time = ExponentialSum.firstReach(candidate.constant, coefficients, rates, horizon: horizon) else {
            return
        }
        if best.element >= 0, time >= best.time * (1 - 1e-13) {
            best.tied.append(item.element)
        } else {
            best = FirstSwitching(time: time, element: item.element, tied: [])
            horizon = time * (1 + 1e-13)
        }
    }
}

extension ExponentialSum {
    /// The first time in [0, horizon] at which f is at or above zero.
    fileprivate static func firstReach(
        _ constant: Double, _ coefficients: UnsafeBufferPointer<Double>, _ rates: UnsafeBufferPointer<Double>,
        horizon: Double
    ) -> Double? {
        var start = constant
        for coefficient in coefficients { start += coefficient }
        if start >= 0 { return 0 }
        return firstCrossing(constant, coefficients, rates, direction: .rising, horizon: horizon)
    }
}
