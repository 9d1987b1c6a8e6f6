import Synchronization

/// What the targets that run at once have found together.
final class Results: Sendable {
    private let state = Mutex((next: 0, inputs: 0, passed: true))

    var inputs: Int { state.withLock(\.inputs) }
    var passed: Bool { state.withLock(\.passed) }

    func next(below count: Int) -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func add(inputs: Int, passed: Bool) {
        state.withLock { state in
            state.inputs += inputs
            state.passed = state.passed && passed
        }
    }
}
