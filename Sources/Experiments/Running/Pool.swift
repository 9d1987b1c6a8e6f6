import Synchronization

/// Things that only one thread at a time may use, made once: each is lent out while it works.
final class Pool<Item>: Sendable {
    private struct Shelf: @unchecked Sendable {
        // An item is off the shelf while a thread uses it: hence unchecked.
        var items: [Item]
    }

    private let shelf: Mutex<Shelf>

    /// - Parameter items: as many as there will be threads, or more.
    init(_ items: [Item]) { shelf = Mutex(Shelf(items: items)) }

    func withItem<Result>(_ body: (inout Item) throws -> Result) rethrows -> Result {
        var taken = shelf.withLock { Shelf(items: [$0.items.removeLast()]) }
        defer { shelf.withLock { [taken] in $0.items += taken.items } }
        return try body(&taken.items[0])
    }
}
