import Foundation
import Synchronization
import Testing

@testable import Training

@Suite struct WorkersTests {
    /// Also with more threads than cores, and regions shorter than it takes to wake a thread.
    @Test(arguments: [1, 2, 3, 8]) func everyPieceRunsOnceBeforeARegionEnds(jobs: Int) {
        let workers = Workers(jobs: jobs)
        var expected = [Int](repeating: 0, count: 40)
        let runs = Mutex([Int](repeating: 0, count: 40))
        let strangers = Atomic(0)
        for region in 0..<3000 {
            let pieces = region % 41
            workers.run(pieces) { piece, thread in
                if !(0..<jobs).contains(thread) { strangers.add(1, ordering: .relaxed) }
                runs.withLock { $0[piece] += 1 }
            }
            for piece in 0..<pieces { expected[piece] += 1 }
            // Threads that fell asleep are woken.
            if region % 1000 == 999 { Thread.sleep(forTimeInterval: 0.02) }
            #expect(runs.withLock { $0 } == expected)
        }
        #expect(strangers.load(ordering: .relaxed) == 0)
    }

    /// Two pieces that wait for each other need two threads.
    @Test(.timeLimit(.minutes(1))) func piecesRunAtOnce() {
        let workers = Workers(jobs: 2)
        let arrived = Atomic(0)
        for region in 1...100 {
            workers.run(2) { _ in
                arrived.add(1, ordering: .sequentiallyConsistent)
                while arrived.load(ordering: .sequentiallyConsistent) < 2 * region { sched_yield() }
            }
        }
        #expect(arrived.load(ordering: .relaxed) == 200)
    }

    /// The threads alone hold their threads once the workers are gone.
    @Test func threadsEndWithTheirWorkers() {
        weak var threads: WorkerThreads?
        do {
            let workers = Workers(jobs: 4)
            threads = workers.threads
            workers.run(16) { _ in }
        }
        // Ten seconds: threads of other tests may have to run first.
        for _ in 0..<1000 where threads != nil { Thread.sleep(forTimeInterval: 0.01) }
        #expect(threads == nil)
    }
}
