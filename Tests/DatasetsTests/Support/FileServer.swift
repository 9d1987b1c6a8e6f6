import Dispatch
import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// Serves one folder's files on loopback, well or badly.
final class FileServer: Sendable {
    struct Manners: Sendable {
        /// Answers a range with that part.
        var ranges = true
        /// Sends this many bytes of a body that is announced whole, then hangs up: once for each number.
        var cuts: [Int] = []
        var status: Int?
        var tag = "\"1\""
        /// Sends another content under the same name.
        var altered = false
        /// Does not announce the size.
        var chunked = false
        /// Answers ranges with this in place of the true range.
        var falseRange: String?
        /// Announces this length.
        var falseLength: Int?
    }

    struct Seen: Equatable, Sendable {
        var name: String
        var range: String?
        var ifRange: String?
    }

    private struct State {
        var manners: Manners
        var seen: [Seen] = []
    }

    let url: String
    private let server: HTTPServer
    private let task: Task<Void, any Error>
    private let state: Mutex<State>

    var manners: Manners {
        get { state.withLock { $0.manners } }
        set { state.withLock { $0.manners = newValue } }
    }

    /// The requests so far.
    var seen: [Seen] { state.withLock { $0.seen } }

    init(_ files: [String: [UInt8]], manners: Manners = Manners()) async throws {
        // An ephemeral port; the shorthand for loopback binds ::1, which URLs must call localhost.
        server = HTTPServer(address: .loopback(port: 0), logger: .disabled)
        let answers = Answers(files: files)
        state = Mutex(State(manners: manners))
        task = Task { [server] in try await server.run() }
        try await server.waitUntilListening()
        guard case .ip6(_, let port)? = await server.listeningAddress else { fatalError("not on ::1") }
        url = "http://localhost:\(port)/files"
        await server.appendRoute("GET /files/*") { [unowned self] request in
            let name = request.path.split(separator: "/").last.map(String.init) ?? ""
            let range = request.headers[.range]
            let ifRange = request.headers[HTTPHeader("If-Range")]
            let (manners, cut) = self.state.withLock { state in
                state.seen.append(Seen(name: name, range: range, ifRange: ifRange))
                return (state.manners, state.manners.cuts.isEmpty ? nil : state.manners.cuts.removeFirst())
            }
            return answers.answer(name, range: range, ifRange: ifRange, manners: manners, cut: cut)
        }
    }

    func stop() async {
        await server.stop()
        task.cancel()
    }
}

private struct Answers: Sendable {
    let files: [String: [UInt8]]

    func answer(
        _ name: String, range: String?, ifRange: String?, manners: FileServer.Manners, cut: Int?
    ) -> HTTPResponse {
        if let status = manners.status { return HTTPResponse(statusCode: HTTPStatusCode(status, phrase: "Status")) }
        guard var bytes = files[name] else { return HTTPResponse(statusCode: .notFound) }
        if manners.altered { bytes[bytes.count / 2] ^= 0xFF }
        var headers: HTTPHeaders = [.eTag: manners.tag]
        var status = HTTPStatusCode.ok
        if manners.ranges, let range, ifRange == nil || ifRange == manners.tag {
            let start = Int(range.dropFirst("bytes=".count).dropLast()) ?? 0
            guard start < bytes.count else { return HTTPResponse(statusCode: HTTPStatusCode(416, phrase: "Range")) }
            headers[.contentRange] = manners.falseRange ?? "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
            bytes.removeFirst(start)
            status = .partialContent
        }
        let body = Body(bytes: bytes, cut: cut)
        if manners.chunked {
            return HTTPResponse(statusCode: status, headers: headers, body: HTTPBodySequence(from: body))
        }
        return HTTPResponse(
            statusCode: status, headers: headers,
            body: HTTPBodySequence(from: body, count: manners.falseLength ?? bytes.count))
    }
}

/// Bytes that may end with an error, upon which the server hangs up.
private struct Body: AsyncBufferedSequence {
    typealias Element = UInt8

    let bytes: [UInt8]
    let cut: Int?

    struct HangUp: Error {}

    func makeAsyncIterator() -> Iterator { Iterator(bytes: bytes, cut: cut) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        let bytes: [UInt8]
        let cut: Int?
        var next = 0

        mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

        mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
            let end = Swift.min(bytes.count, cut ?? .max)
            if next == end {
                if cut != nil { throw HangUp() }
                return nil
            }
            let piece = bytes[next..<Swift.min(end, next + Swift.max(count, 1 << 14))]
            next = piece.endIndex
            return piece
        }
    }
}

/// Runs blocking work on a thread of its own: the server needs the pool's.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try work() }) }.start()
    }
}
