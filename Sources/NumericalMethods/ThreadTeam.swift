import Foundation

/// Threads for one piece of work.
public enum ThreadTeam {
    /// Runs `body` on up to so many threads at once, the caller's among them, and waits for all.
    ///
    /// A system that refuses threads gives fewer: `body` must fetch its pieces from a shared counter until none is left,
    /// so that the threads there are do all the work. (Dispatch would wait for more threads, for ever.)
    public static func run(_ threads: Int, _ body: @Sendable () -> Void) {
        withoutActuallyEscaping(body) { body in
            let work = Work(body)
            var started: [pthread_t] = []
            for _ in 1..<max(threads, 1) {
                guard let thread = start(work) else { break }
                started.append(thread)
            }
            body()
            for thread in started { pthread_join(thread, nil) }
            work.body = nil
        }
    }

    // `body` is set before the threads begin and forgotten after they end: hence unchecked.
    private final class Work: @unchecked Sendable {
        var body: (@Sendable () -> Void)?

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Returns: nil if the system refuses a thread.
    private static func start(_ work: Work) -> pthread_t? {
        let argument = Unmanaged.passRetained(work).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        guard pthread_create(&thread, nil, serve, argument) == 0 else {
            Unmanaged<Work>.fromOpaque(argument).release()
            return nil
        }
        return thread
    }

    #if canImport(Darwin)
        private static let serve: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { argument in
            Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body?()
            return nil
        }
    #else
        private static let serve: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body?() }
            return nil
        }
    #endif
}
