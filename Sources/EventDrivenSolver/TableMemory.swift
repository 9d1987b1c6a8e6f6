/// Blocks of plain values behind raw pointers, freed with their owner.
final class TableMemory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Room that nothing has been written to.
    func block<Value: BitwiseCopyable>(_ capacity: Int) -> UnsafeMutablePointer<Value> {
        let block = UnsafeMutablePointer<Value>.allocate(capacity: max(1, capacity))
        blocks.append(UnsafeMutableRawPointer(block))
        return block
    }

    func table<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafeMutablePointer<Value> {
        let table: UnsafeMutablePointer<Value> = block(values.count)
        table.initialize(from: values, count: values.count)
        return table
    }

    func table<Value: BitwiseCopyable>(repeating value: Value, count: Int) -> UnsafeMutablePointer<Value> {
        table([Value](repeating: value, count: count))
    }

    /// Moves what a block holds into a larger one.
    func grow<Value: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<Value>, used: Int, capacity: Int
    ) -> UnsafeMutablePointer<Value> {
        let larger: UnsafeMutablePointer<Value> = block(capacity)
        larger.update(from: old, count: used)
        blocks.removeAll { $0 == UnsafeMutableRawPointer(old) }
        old.deallocate()
        return larger
    }
}

/// Lists of plain values, one per key, one behind the other.
struct FlatLists<Value: BitwiseCopyable> {
    private let starts: UnsafeMutablePointer<Int>
    /// All lists.
    let items: UnsafeMutablePointer<Value>

    init(_ lists: [[Value]], in memory: TableMemory) {
        starts = memory.table(lists.reduce(into: [0]) { $0.append($0.last! + $1.count) })
        items = memory.table(lists.flatMap { $0 })
    }

    subscript(key: Int) -> UnsafeMutableBufferPointer<Value> {
        @inline(__always) get {
            let start = starts[key]
            return UnsafeMutableBufferPointer(start: items + start, count: starts[key + 1] - start)
        }
    }

    /// Where a list stands in `items`.
    @inline(__always)
    func range(_ key: Int) -> Range<Int> { starts[key]..<starts[key + 1] }
}

/// Eight neighbours in a table.
@inline(__always)
func loadEight(_ table: UnsafeMutablePointer<Double>, _ place: Int) -> SIMD8<Double> {
    UnsafeRawPointer(table + place).loadUnaligned(as: SIMD8<Double>.self)
}
