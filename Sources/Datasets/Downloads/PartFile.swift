import Foundation

/// A file that is not complete yet: `NAME.part` beside where it will be, and `NAME.part.source`, which says where its
/// bytes are from.
final class PartFile: Sendable {
    /// What a server calls this version of a file, and the server.
    struct Source: Equatable {
        var url: String
        /// A strong entity tag or a date of modification.
        var validator: String
    }

    let path: String
    private let target: String
    private let sourcePath: String
    private let descriptor: Int32

    /// Opens what there is, or creates an empty one.
    init(for target: String) throws(DownloadError) {
        self.target = target
        path = target + ".part"
        sourcePath = target + ".part.source"
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .unwritable(path: path, reason: errno == ELOOP ? "it is a link" : String(cString: strerror(errno)))
        }
        var status = stat()
        // Bytes that go into another file's second name would destroy that file.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else {
            close(descriptor)
            throw .unwritable(path: path, reason: "it is no file of this folder alone")
        }
        // Two programs that write one file would mix their bytes.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .unwritable(path: path, reason: "another program is writing it")
        }
    }

    deinit { close(descriptor) }

    /// In bytes.
    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    func append(_ data: Data, at offset: Int) throws(DownloadError) {
        var reason: String?
        data.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = pwrite(
                    descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(offset + written))
                if count < 0 {
                    if errno == EINTR { continue }
                    reason = String(cString: strerror(errno))
                    return
                }
                written += count
            }
        }
        if let reason { throw .unwritable(path: path, reason: reason) }
    }

    /// Forgets all bytes.
    func empty() throws(DownloadError) {
        guard size == 0 || ftruncate(descriptor, 0) == 0 else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        unlink(sourcePath)
    }

    var source: Source? {
        get {
            guard let file = try? ByteFile(path: sourcePath), file.size < 1 << 16,
                let bytes = try? file.bytes(0..<file.size)
            else { return nil }
            let text = String(decoding: bytes, as: UTF8.self)
            let lines = text.split(separator: "\n")
            return lines.count == 2 ? Source(url: String(lines[0]), validator: String(lines[1])) : nil
        }
        set {
            // Without it the download goes on all the same; the checksum tells whether the parts fit.
            if let newValue {
                try? Data("\(newValue.url)\n\(newValue.validator)\n".utf8).write(
                    to: URL(fileURLWithPath: sourcePath), options: .atomic)
            } else {
                unlink(sourcePath)
            }
        }
    }

    /// Gives the complete file its name, in one step.
    func complete() throws(DownloadError) {
        var status = stat()
        if lstat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw .unwritable(path: target, reason: "what stands there is no file")
        }
        guard fsync(descriptor) == 0, rename(path, target) == 0 else {
            throw .unwritable(path: target, reason: String(cString: strerror(errno)))
        }
        unlink(sourcePath)
    }

    /// Lets another program write it: a session that is ending may keep this value for a while.
    func unlock() { flock(descriptor, LOCK_UN) }

    func remove() {
        unlink(path)
        unlink(sourcePath)
    }
}
