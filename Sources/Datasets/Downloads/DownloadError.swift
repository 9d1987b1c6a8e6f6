/// Why a mirror did not give a file.
public enum MirrorTrouble: Error, Equatable, Sendable {
    /// An HTTP status that is no success.
    case status(Int)
    case connection(String)
    /// Fewer bytes came than were announced; they are kept.
    case cutOff(received: Int, expected: Int?)
    /// All came, but their checksum is another; they are removed.
    case altered(md5: String, expected: String)
    case notPacked(String)
    case tooLarge(bytes: Int, limit: Int)
    /// A part was asked for and another was sent.
    case wrongRange(String)
}

/// Why a data set is not in its folder after all.
public enum DownloadError: Error, Equatable {
    /// Built-in sets need no download.
    case builtIn(set: String)
    case badMirror(String)
    /// An IPv6 address, which Foundation's HTTP does not take outside macOS.
    case numericMirror(String)
    case noMirrors(set: String)
    case unwritable(path: String, reason: String)
    /// Another file of that name is there; it is left alone.
    case occupied(path: String)
    /// No mirror gave the file.
    case failed(file: String, attempts: [Attempt], kept: Kept?)
    case cancelled(kept: Kept?)

    /// One mirror's answer.
    public struct Attempt: Equatable, Sendable {
        /// What was asked for.
        public let url: String
        /// Why the answer was of no use.
        public let trouble: MirrorTrouble
    }

    /// What came so far; the next run goes on after it.
    public struct Kept: Equatable, Sendable {
        /// The unfinished file's.
        public let path: String
        /// How many of them are there.
        public let bytes: Int
    }
}

extension MirrorTrouble: CustomStringConvertible {
    /// What the mirror did wrong, and what became of the bytes.
    public var description: String {
        switch self {
        case .status(let code): "HTTP status \(code)"
        case .connection(let reason): reason
        case .cutOff(let received, let expected):
            "cut off after \(received)" + (expected.map { " of \($0)" } ?? "") + " bytes"
        case .altered(let md5, let expected):
            "altered: its content has MD5 \(md5), but the published file has \(expected); it was removed"
        case .notPacked(let reason): "altered: \(reason); it was removed"
        case .tooLarge(let bytes, let limit): "altered: \(bytes) bytes, but the file has \(limit) at most"
        case .wrongRange(let range): "sent the range \"\(range)\", which was not asked for"
        }
    }
}

extension DownloadError: CustomStringConvertible {
    /// Which file is missing, what every mirror said, and what to do.
    public var description: String {
        switch self {
        case .builtIn(let set): "\(set) is part of the program; there is nothing to get"
        case .badMirror(let text):
            "\"\(text)\" is no mirror; a mirror is the http or https URL of the folder that holds the files"
        case .numericMirror(let text):
            "\"\(text)\" names its host by an IPv6 address, which is not supported on this system; write the host's name "
                + "(localhost for this machine)"
        case .noMirrors(let set): "\(set): no mirror is known; name one with --mirror URL"
        case .unwritable(let path, let reason): "\(path): \(reason)"
        case .occupied(let path):
            "\(path): is there and is not the published file; move it away, or choose another folder with --to FOLDER"
        case .failed(let file, let attempts, let kept):
            "\(file): no mirror gave it\n"
                + attempts.map { "  \($0.url): \($0.trouble)" }.joined(separator: "\n") + "\n"
                + (kept.map { "\($0.bytes) bytes are kept in \($0.path); the same command goes on after them" }
                    ?? "name another mirror with --mirror URL, or a folder that holds the files with --data FOLDER")
        case .cancelled(let kept):
            "interrupted"
                + (kept.map { "; \($0.bytes) bytes are kept in \($0.path); the same command goes on after them" } ?? "")
        }
    }
}
