import Foundation

/// Gets the published files of a data set into a folder: each resumes where it was cut off, is tried at one mirror after
/// the other, and takes its name only when its checksum is the published one.
public struct DatasetDownload: Sendable {
    /// How far one file is.
    public struct Progress: Sendable {
        /// Its published name.
        public let file: String
        /// Of how many files, counted from 1.
        public let number: Int
        /// Files of the whole set.
        public let files: Int
        /// Bytes that are there.
        public let received: Int
        /// Bytes there will be, when the server says it.
        public let total: Int?
    }

    /// A file that is in its place.
    public struct Fetched: Sendable, Equatable {
        /// Where it lies: the folder that was asked for, and its published name.
        public let path: String
        /// In bytes.
        public let size: Int
        /// Where it was got from; nil when it was there.
        public let url: String?
        /// Bytes that an earlier run had got.
        public let resumedAfter: Int
    }

    private let name: String
    private let files: [PublishedFile]
    private let folder: String
    private let mirrors: [URL]
    private let patience: Double

    /// - Parameters:
    ///   - folder: made if it is not there.
    ///   - mirrors: URLs of folders, tried in order in place of the set's own.
    public init(_ set: NamedDataset, to folder: String, mirrors: [String] = []) throws(DownloadError) {
        guard !set.isBuiltIn else { throw .builtIn(set: set.rawValue) }
        try self.init(
            name: set.rawValue, files: set.publishedFiles, to: folder, mirrors: mirrors.isEmpty ? set.mirrors : mirrors)
    }

    /// - Parameter patience: how long a server may be silent [s].
    init(
        name: String, files: [PublishedFile], to folder: String, mirrors: [String], patience: Double = 60
    ) throws(DownloadError) {
        guard !mirrors.isEmpty else { throw .noMirrors(set: name) }
        var urls: [URL] = []
        for mirror in mirrors {
            guard let url = URL(string: mirror), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false
            else {
                throw .badMirror(mirror)
            }
            #if canImport(FoundationNetworking)
                // swift-corelibs-foundation answers such URLs with NSURLErrorBadURL.
                if url.host?.contains(":") == true { throw .numericMirror(mirror) }
            #endif
            urls.append(url)
        }
        self.name = name
        self.files = files
        self.folder = folder
        self.mirrors = urls
        self.patience = patience
    }

    /// Gets what is not there yet.
    /// - Parameter progress: called about ten times a second, on this thread.
    public func run(
        isCancelled: () -> Bool = { false }, progress: (Progress) -> Void = { _ in }
    ) throws(DownloadError) -> [Fetched] {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: folder, reason: "the folder cannot be made")
        }
        var fetched: [Fetched] = []
        for (index, file) in files.enumerated() {
            fetched.append(
                try fetch(file, isCancelled: isCancelled) { received, total in
                    progress(
                        Progress(
                            file: file.name, number: index + 1, files: files.count, received: received, total: total))
                })
        }
        return fetched
    }

    private func fetch(
        _ file: PublishedFile, isCancelled: () -> Bool, progress: (Int, Int?) -> Void
    ) throws(DownloadError) -> Fetched {
        let path = "\(folder)/\(file.name)"
        if FileManager.default.fileExists(atPath: path) {
            guard try check(file, path) == nil else { throw .occupied(path: path) }
            return Fetched(path: path, size: Self.size(path), url: nil, resumedAfter: 0)
        }
        let part = try PartFile(for: path)
        defer { part.unlock() }
        let earlier = part.size
        // Cut off between the last byte and the new name.
        if earlier > 0, try check(file, part.path) == nil {
            try part.complete()
            return Fetched(path: path, size: earlier, url: nil, resumedAfter: earlier)
        }
        var attempts: [DownloadError.Attempt] = []
        for mirror in mirrors {
            let url = mirror.appendingPathComponent(file.name)
            switch try get(url, file, part, isCancelled: isCancelled, progress: progress) {
            case .success(let resumedAfter):
                return Fetched(path: path, size: Self.size(path), url: Self.shown(url), resumedAfter: resumedAfter)
            case .failure(let trouble):
                attempts.append(DownloadError.Attempt(url: Self.shown(url), trouble: trouble))
            }
        }
        throw .failed(file: file.name, attempts: attempts, kept: kept(part))
    }

    /// Gets the file at one mirror; the rest of it if there is a part, and all of it if the two do not fit.
    /// - Returns: the bytes that were there before.
    private func get(
        _ url: URL, _ file: PublishedFile, _ part: PartFile, isCancelled: () -> Bool, progress: (Int, Int?) -> Void
    ) throws(DownloadError) -> Result<Int, MirrorTrouble> {
        while true {
            let outcome = HTTPTransfer.run(
                url, into: part, limit: file.largestSize, patience: patience, isCancelled: isCancelled,
                progress: progress)
            switch outcome {
            case .complete(let start):
                guard let trouble = try check(file, part.path) else {
                    try part.complete()
                    return .success(start)
                }
                try part.empty()
                if start == 0 { return .failure(trouble) }
            case .partRefused: try part.empty()
            case .trouble(let trouble):
                if case .tooLarge = trouble { try part.empty() }
                return .failure(trouble)
            case .unwritable(let error): throw error
            case .cancelled: throw .cancelled(kept: kept(part))
            }
        }
    }

    /// What is left behind: nothing when nothing came.
    private func kept(_ part: PartFile) -> DownloadError.Kept? {
        let size = part.size
        if size == 0 { part.remove() }
        return size > 0 ? DownloadError.Kept(path: part.path, bytes: size) : nil
    }

    /// How a file differs from the published one; nil when it does not.
    private func check(_ file: PublishedFile, _ path: String) throws(DownloadError) -> MirrorTrouble? {
        do throws(DatasetError) {
            let found = try file.digest.found(in: ByteFile(path: path), largestSize: file.largestSize)
            return found == file.digest.md5 ? nil : .altered(md5: found, expected: file.digest.md5)
        } catch {
            if case .unreadable(let path, let reason) = error { throw .unwritable(path: path, reason: reason) }
            return .notPacked("\(error)")
        }
    }

    /// A URL without the name and password that may stand in it.
    static func shown(_ url: URL) -> String {
        guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else {
            return url.host ?? "the mirror"
        }
        parts.user = nil
        parts.password = nil
        return parts.string ?? url.host ?? "the mirror"
    }

    private static func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }
}
