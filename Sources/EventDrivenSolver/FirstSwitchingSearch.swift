import Circuits
import Foundation
import NumericalMethods
import Quantities

/// Finds the first switching of the circuit at rest under constant sources: no event loop, no allocation.
final class FirstSwitchingSearch {
    /// A guard: Σ_k weight_k A_k (1 − e^(−λ_k t)) + Σ_s sourceWeight_s u_s reaches `threshold`.
    private struct Guard {
        var element: Int
        var threshold: Double
        var firstTerm: Int
        var termCount: Int
        var firstSource: Int
        var sourceCount: Int
    }

    /// A state that sources feed, and what it contributes to each mode of its component.
    private struct DrivenState {
        var state: Int
        var firstMode: Int
        var modes: Int
        var firstAmplitude: Int
    }

    private let sourceCount: Int
    private let stride: Int
    private let duration: Double
    private let guards: UnsafeMutablePointer<Guard>
    private let guardCount: Int
    private let guardSources: UnsafeMutablePointer<(source: Int, weight: Double)>
    /// (weight, mode) of every guard's terms, rates ascending.
    private let termWeight: UnsafeMutablePointer<Double>
    private let termMode: UnsafeMutablePointer<Int>
    private let termRate: UnsafeMutablePointer<Double>
    private let driven: UnsafeMutablePointer<DrivenState>
    private let drivenCount: Int
    private let amplitudePerCurrent: UnsafeMutablePointer<Double>
    private let drive: UnsafeMutablePointer<Double>
    private let modeCount: Int
    private let amplitude: UnsafeMutablePointer<Double>
    private let coefficient: UnsafeMutablePointer<Double>
    private let constant: UnsafeMutablePointer<Double>
    private let levels: UnsafeMutablePointer<Double>

    init(_ lowered: LoweredCircuit) {
        sourceCount = lowered.sourceCount
        stride = lowered.sourceStride
        duration = lowered.analysis.duration.value
        let components = lowered.idle.components
        var guards: [Guard] = []
        var guardSources: [(source: Int, weight: Double)] = []
        var driven: [DrivenState] = []
        var firstMode: [Int] = []
        var modes = 0
        for component in components {
            firstMode.append(modes)
            modes += component.rates.count
        }
        modeCount = modes
        var perCurrent: [Double] = []
        for (state, isDriven) in lowered.hasDrive.enumerated() where isDriven {
            let (c, local) = lowered.idle.place[state]
            let n = components[c].rates.count
            driven.append(
                DrivenState(state: state, firstMode: firstMode[c], modes: n, firstAmplitude: perCurrent.count))
            perCurrent += (0..<n).map { components[c].amplitudes[$0 * n + local] }
        }
        var weights: [Double] = []
        var modesOfTerms: [Int] = []
        var rates: [Double] = []
        for branch in lowered.switches {
            var terms: [Int: Double] = [:]
            var sources: [(source: Int, weight: Double)] = []
            for (end, sign) in [(branch.controlPlus, 1.0), (branch.controlMinus, -1.0)] {
                switch end {
                case .ground: break
                case .source(let source): sources.append((source, sign))
                case .state(let state):
                    let (c, local) = lowered.idle.place[state]
                    let n = components[c].rates.count
                    for k in 0..<n { terms[firstMode[c] + k, default: 0] += sign * components[c].shapes[local * n + k] }
                }
            }
            let sorted = terms.map { (mode: $0.key, weight: $0.value, rate: 0.0) }.map { term in
                let c = firstMode.lastIndex { $0 <= term.mode }!
                return (mode: term.mode, weight: term.weight, rate: components[c].rates[term.mode - firstMode[c]])
            }.sorted { ($0.rate, $0.mode) < ($1.rate, $1.mode) }
            guards.append(
                Guard(
                    element: branch.element, threshold: branch.onThreshold, firstTerm: weights.count,
                    termCount: sorted.count, firstSource: guardSources.count, sourceCount: sources.count))
            guardSources += sources
            weights += sorted.map(\.weight)
            modesOfTerms += sorted.map(\.mode)
            rates += sorted.map(\.rate)
        }
        func copy<T>(_ array: [T]) -> UnsafeMutablePointer<T> {
            let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, array.count))
            pointer.initialize(from: array, count: array.count)
            return pointer
        }
        self.guards = copy(guards)
        self.guardSources = copy(guardSources)
        self.driven = copy(driven)
        guardCount = guards.count
        drivenCount = driven.count
        termWeight = copy(weights)
        termMode = copy(modesOfTerms)
        termRate = copy(rates)
        amplitudePerCurrent = copy(perCurrent)
        drive = copy(lowered.drive)
        amplitude = copy([Double](repeating: 0, count: modes))
        coefficient = copy(weights)
        constant = copy([Double](repeating: 0, count: guards.count))
        levels = copy([Double](repeating: 0, count: lowered.sourceStride))
    }

    deinit {
        for pointer in [termWeight, termRate, amplitudePerCurrent, drive, amplitude, coefficient, constant, levels] {
            pointer.deallocate()
        }
        termMode.deallocate()
        guards.deallocate()
        guardSources.deallocate()
        driven.deallocate()
    }

    func run(_ sourceLevels: UnsafeBufferPointer<Double>) -> FirstSwitching {
        precondition(sourceLevels.count == sourceCount)
        levels.update(from: sourceLevels.baseAddress!, count: sourceCount)
        excite()
        let favourite = prepareGuards()
        var best = FirstSwitching(time: .infinity, element: -1, tied: [])
        var horizon = duration
        guard favourite >= 0 else { return best }
        consider(favourite, &best, &horizon)
        for index in 0..<guardCount where index != favourite && constant[index] > -.infinity {
            consider(index, &best, &horizon)
        }
        return best
    }

    /// The modes' amplitudes under the present levels.
    private func excite() {
        for mode in 0..<modeCount { amplitude[mode] = 0 }
        for index in 0..<drivenCount {
            let node = driven[index]
            let row = UnsafeRawPointer(drive + node.state * stride)
            let column = UnsafeRawPointer(levels)
            var lanes = SIMD8<Double>.zero
            for offset in Swift.stride(from: 0, to: stride * 8, by: 64) {
                lanes +=
                    row.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
                    * column.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            }
            let current = lanes.sum()
            let perCurrent = amplitudePerCurrent + node.firstAmplitude
            for k in 0..<node.modes { amplitude[node.firstMode + k] += perCurrent[k] * current }
        }
    }

    /// Every guard's coefficients; returns the guard that starts out fastest for its threshold, or −1 if none can switch.
    private func prepareGuards() -> Int {
        var favourite = -1
        var fastest = 0.0
        for index in 0..<guardCount {
            let item = guards[index]
            var sum = -item.threshold
            for place in item.firstSource..<(item.firstSource + item.sourceCount) {
                sum += guardSources[place].weight * levels[guardSources[place].source]
            }
            var slope = 0.0
            var highest = sum
            for term in item.firstTerm..<(item.firstTerm + item.termCount) {
                let value = termWeight[term] * amplitude[termMode[term]]
                coefficient[term] = -value
                sum += value
                slope += value * termRate[term]
                if value > 0 { highest += value }
            }
            constant[index] = highest < 0 ? -.infinity : sum
            if highest >= 0, slope > fastest * item.threshold || favourite < 0 {
                favourite = index
                fastest = slope / item.threshold
            }
        }
        return favourite
    }

    private func consider(_ index: Int, _ best: inout FirstSwitching, _ horizon: inout Double) {
        let item = guards[index]
        let coefficients = UnsafeBufferPointer(start: coefficient + item.firstTerm, count: item.termCount)
        let rates = UnsafeBufferPointer(start: termRate + item.firstTerm, count: item.termCount)
        guard let time = ExponentialSum.firstReach(constant[index], coefficients, rates, horizon: horizon) else {
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
