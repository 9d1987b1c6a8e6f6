import Foundation
import NumericalMethods

/// The closed-form solutions of a run, component by component, interval by interval: this is its waveform.
///
/// A record is one component over one interval: V_n(t) = c_n + Σ_k c_nk e^(−λ_k (t − start)).
struct SolutionArena {
    struct Record {
        var start: Double
        var end: Double
        var firstState: Int
        var stateCount: Int
        var modes: Int
        /// Where the rates stand; behind them, per state, the constant, the coefficients, and the bounds of the sum.
        var offset: Int
    }

    private(set) var records: [Record] = []
    private var stateList: [Int] = []
    private var values: UnsafeMutablePointer<Double>
    private var used = 0
    private var capacity: Int
    private let owner: Owner

    /// Frees the values when the arena goes.
    private final class Owner {
        var pointer: UnsafeMutablePointer<Double>
        init(_ pointer: UnsafeMutablePointer<Double>) { self.pointer = pointer }
        deinit { pointer.deallocate() }
    }

    init() {
        capacity = 4096
        values = .allocate(capacity: capacity)
        owner = Owner(values)
    }

    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        stateList.removeAll(keepingCapacity: true)
        used = 0
    }

    mutating func begin(states: [Int], modes: Int, at start: Double) -> Int {
        let size = modes + states.count * (modes + 3)
        if used + size > capacity {
            let larger = max(2 * capacity, used + size)
            let moved = UnsafeMutablePointer<Double>.allocate(capacity: larger)
            moved.update(from: values, count: used)
            values.deallocate()
            values = moved
            owner.pointer = moved
            capacity = larger
        }
        records.append(
            Record(
                start: start, end: .infinity, firstState: stateList.count, stateCount: states.count, modes: modes,
                offset: used))
        stateList.append(contentsOf: states)
        used += size
        return records.count - 1
    }

    func rates(_ record: Int) -> UnsafeMutablePointer<Double> { values + records[record].offset }

    /// The constant, then the coefficients.
    func terms(_ record: Int, _ local: Int) -> UnsafeMutablePointer<Double> {
        let item = records[record]
        return values + item.offset + item.modes + local * (item.modes + 3)
    }

    /// What a state's potential never leaves in a record, however long it lasts.
    func bounds(_ record: Int, _ local: Int) -> (low: Double, high: Double) {
        let modes = records[record].modes
        let terms = terms(record, local)
        return (terms[modes + 1], terms[modes + 2])
    }

    /// Finds the bounds of all states of a solved record.
    ///
    /// As 1 ≥ e^(−λ₁t) ≥ e^(−λ₂t) ≥ …, Abel's summation bounds Σ cₖ e^(−λₖt) by 0 and the partial sums of cₖ.
    func bound(_ record: Int) {
        let item = records[record]
        for local in 0..<item.stateCount {
            let terms = terms(record, local)
            var sum = 0.0
            var low = 0.0
            var high = 0.0
            for k in 0..<item.modes {
                sum += terms[1 + k]
                low = min(low, sum)
                high = max(high, sum)
            }
            terms[item.modes + 1] = terms[0] + low
            terms[item.modes + 2] = terms[0] + high
        }
    }

    func forEachState(_ record: Int, _ body: (Int) -> Void) {
        let item = records[record]
        for place in item.firstState..<(item.firstState + item.stateCount) { body(stateList[place]) }
    }

    func states(_ record: Int) -> ArraySlice<Int> {
        let item = records[record]
        return stateList[item.firstState..<(item.firstState + item.stateCount)]
    }

    func isClosed(_ record: Int) -> Bool { records[record].end < .infinity }

    /// Ends a record and tells every member's potential there.
    mutating func close(_ record: Int, at time: Double, _ take: (_ state: Int, _ potential: Double) -> Void) {
        records[record].end = time
        let item = records[record]
        let rates = rates(record)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: item.modes) { decay in
            for k in 0..<item.modes {
                let exponent = rates[k] * (time - item.start)
                decay[k] = exponent < ExponentialSum.deadExponent ? exp(-exponent) : 0
            }
            for local in 0..<item.stateCount {
                let terms = terms(record, local)
                var value = terms[0]
                for k in 0..<item.modes { value += terms[1 + k] * decay[k] }
                take(stateList[item.firstState + local], value)
            }
        }
    }

    /// A state's potential at a time inside a record.
    func potential(_ record: Int, _ local: Int, at time: Double) -> Double {
        let item = records[record]
        let terms = terms(record, local)
        return ExponentialSum.value(
            terms[0], UnsafeBufferPointer(start: terms + 1, count: item.modes),
            UnsafeBufferPointer(start: rates(record), count: item.modes), at: time - item.start)
    }

    /// Solves a record's equations from `start`; the matrix and the vectors are overwritten.
    /// - Parameters:
    ///   - a: conductances, n × n [S]; vectors: room for n × n.
    ///   - root: √C per state; b: inflow per state [A], followed by room for n.
    func fill(
        _ record: Int, matrix a: UnsafeMutablePointer<Double>, vectors v: UnsafeMutablePointer<Double>,
        root: UnsafeMutablePointer<Double>, inflow b: UnsafeMutablePointer<Double>, start: (Int) -> Double
    ) {
        let n = records[record].stateCount
        for i in 0..<n {
            for j in 0..<n { a[i * n + j] /= root[i] * root[j] }
        }
        SymmetricEigensystem.diagonalize(a, eigenvectors: v, count: n)
        let rates = rates(record)
        for i in 0..<n { terms(record, i)[0] = 0 }
        var fastest = 0.0
        for k in 0..<n { fastest = max(fastest, a[k * n + k]) }
        for k in 0..<n {
            // Insertion by rate: modes stand in ascending order.
            let rate = max(0, a[k * n + k])
            var slot = k
            while slot > 0, rates[slot - 1] > rate {
                rates[slot] = rates[slot - 1]
                for i in 0..<n { terms(record, i)[1 + slot] = terms(record, i)[slot] }
                slot -= 1
            }
            rates[slot] = rate
            var drive = 0.0
            var initial = 0.0
            for i in 0..<n {
                drive += v[i * n + k] * b[i] / root[i]
                initial += v[i * n + k] * root[i] * start(i)
            }
            let rests = rate <= NumericalLimits.restingMode * fastest
            let steady = rests ? initial : drive / rate
            for i in 0..<n {
                let shape = v[i * n + k] / root[i]
                terms(record, i)[0] += shape * steady
                terms(record, i)[1 + slot] = shape * (initial - steady)
            }
        }
        bound(record)
    }

    /// The difference of two terminals as one sum of exponentials from `now` on.
    func combine<Result>(
        plus: Terminal, minus: Terminal, records recordOf: [Int], places: [Int], sourceLevels: [Double], at now: Double,
        _ body: (Double, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Result
    ) -> Result {
        var capacity = 0
        if case .state(let state) = plus { capacity += records[recordOf[state]].modes }
        if case .state(let state) = minus { capacity += records[recordOf[state]].modes }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 2 * capacity)) { scratch in
            let coefficients = scratch.baseAddress!
            let rates = coefficients + capacity
            var constant = 0.0
            var count = 0
            func add(_ terminal: Terminal, _ sign: Double) {
                switch terminal {
                case .ground: break
                case .source(let source): constant += sign * sourceLevels[source]
                case .state(let state):
                    let record = recordOf[state]
                    let item = records[record]
                    let terms = terms(record, places[state])
                    let own = self.rates(record)
                    let age = now - item.start
                    constant += sign * terms[0]
                    for k in 0..<item.modes {
                        let exponent = own[k] * age
                        if exponent >= ExponentialSum.deadExponent { break }
                        let value = sign * terms[1 + k] * (exponent == 0 ? 1 : exp(-exponent))
                        if value == 0 { continue }
                        var slot = 0
                        while slot < count, rates[slot] < own[k] { slot += 1 }
                        if slot < count, rates[slot] == own[k] {
                            coefficients[slot] += value
                            continue
                        }
                        for later in stride(from: count, to: slot, by: -1) {
                            rates[later] = rates[later - 1]
                            coefficients[later] = coefficients[later - 1]
                        }
                        rates[slot] = own[k]
                        coefficients[slot] = value
                        count += 1
                    }
                }
            }
            add(plus, 1)
            add(minus, -1)
            return body(
                constant, UnsafeBufferPointer(start: coefficients, count: count),
                UnsafeBufferPointer(start: rates, count: count))
        }
    }
}
