import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One GET of a file or its rest into a part file.
final class HTTPTransfer: NSObject, URLSessionDataDelegate, Sendable {
    enum Outcome: Equatable {
        /// After this many bytes that were there before; 0 when the server sent all of it.
        case complete(after: Int)
        case trouble(MirrorTrouble)
        case unwritable(DownloadError)
        /// The server has no such part: begin anew.
        case partRefused
        case cancelled
    }

    private struct State {
        /// Where the first byte that came went.
        var start: Int
        /// Where the next byte goes.
        var position: Int
        /// The size of the whole file, when the server says it.
        var total: Int?
        var outcome: Outcome?
    }

    private let part: PartFile
    private let url: URL
    private let offset: Int
    private let limit: Int
    private let state: Mutex<State>
    private let done = DispatchSemaphore(value: 0)

    private init(_ url: URL, into part: PartFile, limit: Int) {
        self.part = part
        self.url = url
        self.limit = limit
        offset = part.size
        state = Mutex(State(start: part.size, position: part.size))
    }

    /// Gets what `part` lacks; `progress` is told the bytes there are and will be, on this thread.
    static func run(
        _ url: URL, into part: PartFile, limit: Int, patience: Double, isCancelled: () -> Bool,
        progress: (Int, Int?) -> Void
    ) -> Outcome {
        let transfer = HTTPTransfer(url, into: part, limit: limit)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = patience
        let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        let task = session.dataTask(with: transfer.request())
        task.resume()
        while transfer.done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            let (position, total) = transfer.state.withLock { ($0.position, $0.total) }
            progress(position, total)
            if isCancelled() {
                transfer.state.withLock { $0.outcome = $0.outcome ?? .cancelled }
                task.cancel()
            }
        }
        return transfer.state.withLock { state in
            progress(state.position, state.total)
            return state.outcome ?? .complete(after: state.start)
        }
    }

    private func request() -> URLRequest {
        var request = URLRequest(url: url)
        // The file as it is stored: a decoded one would have neither its size nor its checksum.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        guard offset > 0 else { return request }
        request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range")
        if let source = part.source, source.url == DatasetDownload.shown(url) {
            request.setValue(source.validator, forHTTPHeaderField: "If-Range")
        }
        return request
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let outcome = begin(response)
        state.withLock { $0.outcome = $0.outcome ?? outcome }
        completionHandler(outcome == nil ? .allow : .cancel)
    }

    /// What is wrong with the answer; nil when its body is wanted.
    private func begin(_ response: URLResponse) -> Outcome? {
        guard let response = response as? HTTPURLResponse else { return .trouble(.connection("no HTTP answer")) }
        // What is labelled as encoded arrives decoded: its length is another, and no part of it can be asked for.
        let isEncoded =
            response.value(forHTTPHeaderField: "Content-Encoding").map { $0.lowercased() != "identity" } == true
        let length = isEncoded ? nil : response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
        let total: Int?
        switch response.statusCode {
        case 200:
            do throws(DownloadError) { try part.empty() } catch { return .unwritable(error) }
            state.withLock { state in
                state.start = 0
                state.position = 0
            }
            total = length
        case 206:
            let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
            guard range.hasPrefix("bytes \(offset)-") else { return .trouble(.wrongRange(range)) }
            // A length beyond the limit is refused as it is: added to what is there it might be no number.
            total =
                range.split(separator: "/").last.flatMap { Int($0) } ?? length.map { $0 > limit ? $0 : offset + $0 }
        case 416 where offset > 0: return .partRefused
        default: return .trouble(.status(response.statusCode))
        }
        if let total, total > limit { return .trouble(.tooLarge(bytes: total, limit: limit)) }
        state.withLock { $0.total = total }
        let tag = response.value(forHTTPHeaderField: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
        if let validator = tag ?? response.value(forHTTPHeaderField: "Last-Modified"), !isEncoded {
            part.source = PartFile.Source(url: DatasetDownload.shown(url), validator: validator)
        }
        return nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isWanted = state.withLock { state in
            guard state.outcome == nil else { return false }
            guard state.position + data.count <= limit else {
                state.outcome = .trouble(.tooLarge(bytes: state.position + data.count, limit: limit))
                return false
            }
            do throws(DownloadError) {
                try part.append(data, at: state.position)
                state.position += data.count
                return true
            } catch {
                state.outcome = .unwritable(error)
                return false
            }
        }
        if !isWanted { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        state.withLock { state in
            guard state.outcome == nil else { return }
            if let error {
                state.outcome =
                    state.position > state.start
                    ? .trouble(.cutOff(received: state.position, expected: state.total))
                    : .trouble(.connection(Self.reason(error, of: url)))
            } else if let total = state.total, state.position != total {
                state.outcome = .trouble(.cutOff(received: state.position, expected: total))
            } else {
                state.outcome = .complete(after: state.start)
            }
        }
        done.signal()
    }

    private static func reason(_ error: any Error, of url: URL?) -> String {
        guard let error = error as? URLError else { return "\(error)" }
        return switch error.code {
        case .cannotFindHost, .dnsLookupFailed: "no such host"
        case .cannotConnectToHost: "cannot connect"
        case .timedOut: "no answer in time"
        case .networkConnectionLost: "connection lost"
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasUnknownRoot,
            .serverCertificateHasBadDate, .serverCertificateNotYetValid, .clientCertificateRejected:
            "no secure connection: the server's certificate is not trusted, has run out, or is for another host"
        case .httpTooManyRedirects: "too many redirects"
        case .unsupportedURL, .badURL: "it is no URL that can be read"
        // Foundation has no name for what libcurl says of a certificate.
        case .unknown where url?.scheme == "https":
            "no secure connection could be made: the server's certificate is not trusted, or the server speaks no TLS"
        default: "cannot be read (URL error \(error.code.rawValue))"
        }
    }
}
