import Foundation
import Synchronization

/// Runs pieces of work on a number of threads; which thread runs which piece changes nothing.
///
/// A step of a training takes milliseconds and has a few such regions. So the threads live as long as this does, and look
/// for the next region for a moment before they sleep: waking one takes as long as a small region. They fetch pieces from
/// a counter, and no one waits for a thread that has not begun.
final class Workers: Sendable {
    let jobs: Int
    let threads: WorkerThreads?

    init(jobs: Int) {
        self.jobs = jobs
        threads = jobs > 1 ? WorkerThreads() : nil
        guard let threads else { return }
        for thread in 1..<jobs {
            let thread = Thread { threads.serve(thread) }
            thread.name = "training"
            thread.start()
        }
    }

    deinit { threads?.dismiss() }

    func run(_ pieces: Int, _ body: @Sendable (Int) -> Void) { run(pieces) { piece, _ in body(piece) } }

    /// - Parameter body: takes a piece, and which of `jobs` threads runs it: for memory of its own.
    func run(_ pieces: Int, _ body: @Sendable (_ piece: Int, _ thread: Int) -> Void) {
        guard let threads, pieces > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        withoutActuallyEscaping(body) { threads.run(pieces, $0) }
    }
}

/// The threads beside the caller's own.
final class WorkerThreads: @unchecked Sendable {
    // `body` and `pieces` are written while no thread is in a region: hence unchecked.
    private var body: (@Sendable (_ piece: Int, _ thread: Int) -> Void)?
    private var pieces = 0
    private let next = Atomic(0)
    /// Regions so far · 2^17, 2^16 while one is open, and how many threads beside the caller's are in it.
    private let region = Atomic(0)
    private let isDismissed = Atomic(false)
    private let begun = WakeSignal()
    private let left = WakeSignal()

    private static let open = 1 << 16
    private static let number = 1 << 17

    func run(_ pieces: Int, _ body: @escaping @Sendable (_ piece: Int, _ thread: Int) -> Void) {
        let last = region.load(ordering: .acquiring)
        precondition(last % Self.number == 0, "a region was begun within another")
        self.body = body
        self.pieces = pieces
        next.store(0, ordering: .relaxed)
        region.store(last + Self.number + Self.open, ordering: .sequentiallyConsistent)
        begun.ring()
        work(0)
        // No thread enters from here on; those that have entered finish their piece.
        region.subtract(Self.open, ordering: .sequentiallyConsistent)
        left.wait { region.load(ordering: .sequentiallyConsistent) % Self.number == 0 }
        self.body = nil
    }

    func dismiss() {
        isDismissed.store(true, ordering: .sequentiallyConsistent)
        begun.ring()
    }

    /// The life of one thread.
    func serve(_ thread: Int) {
        var seen = 0
        while true {
            begun.wait {
                region.load(ordering: .sequentiallyConsistent) / Self.number != seen
                    || isDismissed.load(ordering: .sequentiallyConsistent)
            }
            if isDismissed.load(ordering: .sequentiallyConsistent) { return }
            var found = region.load(ordering: .sequentiallyConsistent)
            while found & Self.open != 0 {
                let (isIn, present) = region.weakCompareExchange(
                    expected: found, desired: found + 1, ordering: .sequentiallyConsistent)
                if isIn {
                    work(thread)
                    let before = region.subtract(1, ordering: .sequentiallyConsistent).oldValue
                    if before & Self.open == 0 { left.ring() }
                    break
                }
                found = present
            }
            seen = found / Self.number
        }
    }

    private func work(_ thread: Int) {
        guard let body else { return }
        while true {
            let piece = next.add(1, ordering: .relaxed).oldValue
            if piece >= pieces { return }
            body(piece, thread)
        }
    }
}

/// Where threads wait for a condition that others make true: awake for a moment, then asleep.
private final class WakeSignal: Sendable {
    private let condition = NSCondition()
    private let sleepers = Atomic(0)
    /// Some tenths of a millisecond on an idle machine; on a busy one others run between the looks.
    private static let looks = 400

    func wait(until isTrue: () -> Bool) {
        for _ in 0..<Self.looks {
            if isTrue() { return }
            sched_yield()
        }
        condition.lock()
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while !isTrue() { condition.wait() }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        condition.unlock()
    }

    /// Called after the condition became true.
    func ring() {
        // A thread that falls asleep has counted itself before it looks for the last time.
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }
}
