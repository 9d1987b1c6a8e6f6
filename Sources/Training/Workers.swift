import Dispatch

/// Runs pieces of work on a number of threads; which thread runs which piece changes nothing.
struct Workers: Sendable {
    let jobs: Int

    func run(_ pieces: Int, _ body: @Sendable (Int) -> Void) { run(pieces) { piece, _ in body(piece) } }

    /// - Parameter body: takes a piece, and which of `jobs` threads runs it: for memory of its own.
    func run(_ pieces: Int, _ body: @Sendable (_ piece: Int, _ thread: Int) -> Void) {
        if jobs == 1 || pieces == 1 {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        let threads = min(jobs, pieces)
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            var piece = thread
            while piece < pieces {
                body(piece, thread)
                piece += threads
            }
        }
    }
}
