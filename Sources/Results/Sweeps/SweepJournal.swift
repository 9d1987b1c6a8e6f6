import Foundation
import NumericalMethods
import Synchronization

/// Why a journal cannot be continued. It is left as it is.
package enum SweepJournalError: Error, Equatable, CustomStringConvertible {
    case notAJournal(path: String)
    case foreignVersion(path: String, found: String, supported: Int)
    case otherStudy(path: String)
    case damaged(path: String, line: Int)
    case unwritable(path: String, reason: String)

    package var description: String {
        switch self {
        case .notAJournal(let path):
            "\(path) is not a sweep's journal; choose another --output, or remove the folder"
        case .foreignVersion(let path, let found, let supported):
            "\(path) has journal version \(found), but this program continues version \(supported); "
                + "continue it with the program that began it, or choose another --output"
        case .otherStudy(let path):
            "\(path) is the journal of another study, seed or program version; choose another --output"
        case .damaged(let path, let line):
            "\(path):\(line): the line does not match its checksum, and is not the last one that a cut-off run may leave "
                + "torn; the journal was not changed: restore it, or choose another --output"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason); what it holds is intact: make room, then the same command continues"
        }
    }
}

/// An append-only file of finished trials: a header, the names of the columns, then a line a trial, each with its checksum.
///
/// A line is appended by one write; a run that was cut off leaves at most one torn line, at the end, which is dropped
/// when the sweep continues. Nothing else is ever changed.
package final class SweepJournal: Sendable {
    package static let name = "journal"
    static let version = 2
    /// What the second line of a journal says.
    package static let columns = TrialLine.columns

    private struct State {
        var syncedAt: UInt64 = 0
        /// After a write that failed nothing more is appended: what follows a torn line would be lost.
        var isBroken = false
    }

    private let path: String
    private let descriptor: Int32
    private let state = Mutex(State())
    /// Trials that earlier sessions have finished.
    package let finished: [Int: TrialRecord]

    /// Opens a folder's journal, or begins it.
    /// - Parameter identity: of the study and the program: one line.
    package init(in folder: RunFolder, identity: String) throws {
        path = folder.file(Self.name).path
        let header = "memspike-sweep-journal \(Self.version) \(identity)"
        var finished: [Int: TrialRecord] = [:]
        var length = 0
        if folder.has(Self.name) {
            (finished, length) = try Self.read(try folder.bytes(Self.name), path: path, header: header)
        }
        self.finished = finished
        descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw SweepJournalError.unwritable(
                path: path, reason: errno == ELOOP ? "it is a link" : String(cString: strerror(errno)))
        }
        do {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else {
                throw SweepJournalError.unwritable(path: path, reason: "it is no file of this folder alone")
            }
            // The torn line goes before anything is appended behind it.
            guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
                throw SweepJournalError.unwritable(path: path, reason: String(cString: strerror(errno)))
            }
            if length == 0 { try append(Self.opening(header)) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    package func append(_ record: TrialRecord) throws {
        let text = TrialLine.text(record)
        try append(Data("\(text) \(Self.checksum(text))\n".utf8))
    }

    /// Makes what was appended survive a power cut.
    package func synchronize() throws {
        guard fsync(descriptor) == 0 else {
            throw SweepJournalError.unwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private func append(_ line: Data) throws {
        try state.withLock { state in
            guard !state.isBroken else {
                throw SweepJournalError.unwritable(path: path, reason: "an earlier line could not be written")
            }
            let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written == line.count else {
                state.isBroken = true
                let reason = written < 0 ? String(cString: strerror(errno)) : "no space left on device"
                throw SweepJournalError.unwritable(path: path, reason: reason)
            }
            let now = DispatchTime.now().uptimeNanoseconds
            if now - state.syncedAt > 1_000_000_000 {
                state.syncedAt = now
                try synchronize()
            }
        }
    }

    // MARK: Lines

    /// The first two lines.
    private static func opening(_ header: String) -> Data { Data("\(header)\n\(TrialLine.columns)\n".utf8) }

    /// 32-bit FNV-1a, in hexadecimal.
    private static func checksum(_ text: String) -> String {
        var hash = FNV1a<UInt32>()
        hash.feed(text)
        return hash.hexadecimal
    }

    private static func record(_ line: Substring) -> TrialRecord? {
        guard let gap = line.lastIndex(of: " "), checksum(String(line[..<gap])) == line[line.index(after: gap)...]
        else { return nil }
        return TrialLine.record(line[..<gap])
    }

    /// - Returns: the finished trials, and how many bytes of the file are whole lines.
    private static func read(
        _ data: Data, path: String, header: String
    ) throws(SweepJournalError) -> (finished: [Int: TrialRecord], length: Int) {
        var finished: [Int: TrialRecord] = [:]
        var length = 0
        var number = 0
        // A beginning that was cut off is begun anew.
        let opening = opening(header)
        if data.count < opening.count, opening.starts(with: data) { return (finished, 0) }
        while length < data.count {
            let start = data.startIndex + length
            // A torn last line is not an end of the journal's right to be continued.
            guard let end = data[start...].firstIndex(of: 0x0a) else { break }
            let line = Substring(String(decoding: data[start..<end], as: UTF8.self))
            number += 1
            if number == 1 {
                try check(line, against: header, path: path)
            } else if number == 2 {
                guard line == TrialLine.columns else { throw .damaged(path: path, line: number) }
            } else if let record = record(line) {
                finished[record.trial] = record
            } else {
                throw .damaged(path: path, line: number)
            }
            length += end - start + 1
        }
        if number == 0, !data.isEmpty { throw .notAJournal(path: path) }
        return (finished, length)
    }

    private static func check(
        _ line: Substring, against header: String, path: String
    ) throws(SweepJournalError) {
        if line == header { return }
        let fields = line.split(separator: " ")
        guard fields.count >= 3, fields[0] == "memspike-sweep-journal" else { throw .notAJournal(path: path) }
        guard fields[1] == "\(version)" else {
            throw .foreignVersion(path: path, found: String(fields[1]), supported: version)
        }
        throw .otherStudy(path: path)
    }
}
