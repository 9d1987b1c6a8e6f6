import Foundation
import NumericalMethods

/// The closed-form solutions of a run, component by component, interval by interval: this is its waveform.
///
/// A record is one component over one interval: V_n(t) = c_n + Σ_k c_nk e^(−λ_k (t − start)), or a group of states as power
/// series, V_n(t) = Σ_k c_nk ((t − start)/length)^k.
final class SolutionArena {
    struct Record {
        var start: Double
        var end: Double
        /// Where its states stand in `members`.
        var firstState: Int
        /// Where the rates stand; behind them, per state, the constant, the coefficients, and the bounds of the sum;
        /// then the modes' shapes, if they are kept. Of series there stand the terms' vectors over the states, k ascending,
        /// and the vectors of the bounds.
        var offset: Int
        private let states: Int32
        private let terms: Int32
        /// Of series: where `seriesItems` has them; else −1.
        let series: Int32

        init(start: Double, firstState: Int, stateCount: Int, modes: Int, offset: Int, series: Int) {
            self.start = start
            end = .infinity
            self.firstState = firstState
            self.offset = offset
            states = Int32(truncatingIfNeeded: stateCount)
            terms = Int32(truncatingIfNeeded: modes)
            self.series = Int32(truncatingIfNeeded: series)
        }

        @inline(__always)
        var stateCount: Int { Int(states) }
        /// Of series: the terms with the constant.
        @inline(__always)
        var modes: Int { Int(terms) }
        @inline(__always)
        var isSeries: Bool { series >= 0 }

        /// From one state's terms to the next one's.
        var stride: Int { modes + 3 }
    }

    struct Series {
        var group: Int
        /// How long they hold at the most [s].
        var length: Double
        /// From one vector to the next.
        var stride: Int
    }

    /// Whether records hold their modes' shapes, to be driven anew without being solved anew.
    let keepsShapes: Bool
    private(set) var count = 0
    /// Whether the records are also wanted once they are closed.
    private let keepsHistory: Bool
    private var seriesItems: [Series] = []
    /// The states of all records, one record behind the other.
    private(set) var members: UnsafeMutablePointer<Int>
    private var items: UnsafeMutablePointer<Record>
    private var values: UnsafeMutablePointer<Double>
    private var membersUsed = 0
    private var valuesUsed = 0
    private var recordCapacity = 64
    private var memberCapacity = 256
    private var valueCapacity = 4096
    private let memory = TableMemory()

    /// e^(−λ_k T) and 1 − e^(−λ_k T) of the record that was closed last.
    let decay: UnsafeMutablePointer<Double>
    let lost: UnsafeMutablePointer<Double>

    init(states: Int, keepsShapes: Bool, keepsHistory: Bool) {
        self.keepsShapes = keepsShapes
        self.keepsHistory = keepsHistory
        items = memory.block(recordCapacity)
        members = memory.block(memberCapacity)
        values = memory.block(valueCapacity)
        decay = memory.block(states)
        lost = memory.block(states)
    }

    subscript(record: Int) -> Record {
        @inline(__always) get { items[record] }
    }

    /// What a record of series has beside the others.
    func series(_ record: Int) -> Series { seriesItems[Int(items[record].series)] }

    func removeAll() {
        count = 0
        seriesItems.removeAll(keepingCapacity: true)
        membersUsed = 0
        valuesUsed = 0
    }

    /// Opens a record; its states are for the caller to write, its values too.
    func begin(stateCount n: Int, modes: Int, at start: Double) -> Int {
        let size = modes + max(1, n) * (modes + 3) + (keepsShapes ? n * modes : 0)
        return begin(stateCount: n, modes: modes, size: size, series: -1, at: start)
    }

    @inline(__always)
    private func begin(stateCount n: Int, modes: Int, size: Int, series: Int, at start: Double) -> Int {
        if count == recordCapacity { growRecords() }
        if membersUsed + n > memberCapacity { growMembers(by: n) }
        if valuesUsed + size > valueCapacity { growValues(by: size) }
        items[count] = Record(
            start: start, firstState: membersUsed, stateCount: n, modes: modes, offset: valuesUsed, series: series)
        membersUsed += n
        valuesUsed += size
        count += 1
        return count - 1
    }

    /// Opens a record of series, with its states; its values are for the caller to write.
    func beginSeries(
        _ states: UnsafeMutablePointer<Int>, stateCount n: Int, group: Int, terms: Int, stride: Int, at start: Double,
        length: Double
    ) -> Int {
        let record = begin(
            stateCount: n, modes: terms, size: (terms + 2) * stride, series: seriesItems.count, at: start)
        seriesItems.append(Series(group: group, length: length, stride: stride))
        (members + items[record].firstState).update(from: states, count: n)
        return record
    }

    /// Adds what stands still for good, such as ground, as a record without modes or states.
    func addLevel(_ level: Double, at time: Double) -> Int {
        let record = begin(stateCount: 0, modes: 0, at: time)
        items[record].end = time
        terms(record, 0).update(repeating: level, count: items[record].stride)
        return record
    }

    private func growRecords() {
        recordCapacity *= 2
        items = memory.grow(items, used: count, capacity: recordCapacity)
    }

    private func growMembers(by more: Int) {
        memberCapacity = max(2 * memberCapacity, membersUsed + more)
        members = memory.grow(members, used: membersUsed, capacity: memberCapacity)
    }

    private func growValues(by more: Int) {
        valueCapacity = max(2 * valueCapacity, valuesUsed + more)
        values = memory.grow(values, used: valuesUsed, capacity: valueCapacity)
    }

    func states(_ record: Int) -> UnsafeMutableBufferPointer<Int> {
        UnsafeMutableBufferPointer(start: members + items[record].firstState, count: items[record].stateCount)
    }

    func rates(_ record: Int) -> UnsafeMutablePointer<Double> { values + items[record].offset }

    /// Of series: the vectors of the terms.
    func values(_ record: Int) -> UnsafeMutablePointer<Double> { values + items[record].offset }

    /// The constant, the coefficients, and the two potentials that the state never leaves, however long it lasts.
    func terms(_ record: Int, _ place: Int) -> UnsafeMutablePointer<Double> {
        let item = items[record]
        return values + item.offset + item.modes + place * item.stride
    }

    /// Of a solved record that keeps them, `[states × modes]` [1/√F].
    func shapes(_ record: Int) -> UnsafeMutablePointer<Double> { terms(record, items[record].stateCount) }

    /// What a state's potential never leaves in a record, however long it lasts.
    func bounds(_ record: Int, _ place: Int) -> (low: Double, high: Double) {
        let item = items[record]
        if item.isSeries {
            let stride = series(record).stride
            let bounds = values + item.offset + item.modes * stride + place
            return (bounds[0], bounds[stride])
        }
        let bounds = terms(record, place) + item.modes + 1
        return (bounds[0], bounds[1])
    }

    /// Finds the bounds of all states of a solved record.
    ///
    /// As 1 ≥ e^(−λ₁t) ≥ e^(−λ₂t) ≥ …, Abel's summation bounds Σ cₖ e^(−λₖt) by 0 and the partial sums of cₖ.
    func bound(_ record: Int) {
        let item = items[record]
        var terms = terms(record, 0)
        for _ in 0..<item.stateCount {
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
            terms += item.stride
        }
    }

    func isClosed(_ record: Int) -> Bool { items[record].end < .infinity }

    func end(_ record: Int, at time: Double) { items[record].end = time }

    /// Makes room where many records are over that nobody will ask for again.
    /// - Parameter current: the records that go on, ascending.
    func dropHistory(but current: () -> [Int]) {
        guard !keepsHistory, valuesUsed > Self.mostHistory else { return }
        valuesUsed = 0
        for record in current() {
            let item = items[record]
            let size =
                item.isSeries
                ? (item.modes + 2) * series(record).stride
                : item.modes + max(1, item.stateCount) * item.stride + (keepsShapes ? item.stateCount * item.modes : 0)
            (values + valuesUsed).update(from: values + item.offset, count: size)
            items[record].offset = valuesUsed
            valuesUsed += size
        }
    }

    /// Values that are kept whether they are wanted or not: 32 megabytes.
    private static let mostHistory = 1 << 22

    /// Ends a record, writes its states' potentials there, and keeps `decay` and `lost` for its energy.
    func close(_ record: Int, at time: Double, potential: UnsafeMutablePointer<Double>) {
        items[record].end = time
        let item = items[record]
        let duration = time - item.start
        let rates = rates(record)
        for k in 0..<item.modes {
            let exponent = rates[k] * duration
            if exponent >= ExponentialSum.deadExponent {
                decay[k] = 0
                lost[k] = 1
            } else if exponent > 0.5 {
                decay[k] = exp(-exponent)
                lost[k] = 1 - decay[k]
            } else {
                lost[k] = -expm1(-exponent)
                decay[k] = 1 - lost[k]
            }
        }
        var terms = terms(record, 0)
        for state in states(record) {
            var value = terms[0]
            for k in 0..<item.modes { value += terms[1 + k] * decay[k] }
            potential[state] = value
            terms += item.stride
        }
    }

    /// A state's potential at a time inside a record.
    func potential(_ record: Int, _ place: Int, at time: Double) -> Double {
        let item = items[record]
        if item.isSeries {
            let series = series(record)
            let share = (time - item.start) / series.length
            var sum = 0.0
            for k in (0..<item.modes).reversed() {
                sum = sum * share + values[item.offset + k * series.stride + place]
            }
            return sum
        }
        let terms = terms(record, place)
        return ExponentialSum.value(
            terms[0], UnsafeBufferPointer(start: terms + 1, count: item.modes),
            UnsafeBufferPointer(start: rates(record), count: item.modes), at: time - item.start)
    }
}
