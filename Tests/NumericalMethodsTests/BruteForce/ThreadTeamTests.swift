import NumericalMethods
import Synchronization
import Testing

@Suite("A team of threads")
struct ThreadTeamTests {
    @Test("does every piece once, however many threads there are", arguments: [-1, 0, 1, 2, 7])
    func doesEveryPieceOnce(threads: Int) {
        let next = Atomic<Int>(0)
        let done = Mutex([Int](repeating: 0, count: 1000))
        ThreadTeam.run(threads) {
            while case let piece = next.add(1, ordering: .relaxed).oldValue, piece < 1000 {
                done.withLock { $0[piece] += 1 }
            }
        }
        #expect(done.withLock { $0 } == [Int](repeating: 1, count: 1000))
    }
}
