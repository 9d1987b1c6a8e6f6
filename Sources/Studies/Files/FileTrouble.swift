package import Foundation

/// Why the file system refused, in plain words.
package struct FileTrouble: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }

    /// The system's own words for an error number.
    package init(code: Int32) { description = String(cString: strerror(code)) }

    /// What stands at a path where a file is needed; nil for a file and for nothing.
    package static func foreignKind(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        case S_IFLNK: "a link"
        default: "a device"
        }
    }

    /// A short reason in plain words, without Foundation's wrapping.
    package static func reason(_ error: any Error, path: String) -> String {
        if let trouble = error as? FileTrouble { return trouble.description }
        var status = stat()
        if stat(path, &status) == 0, let kind = foreignKind(status.st_mode) { return "it is \(kind), not a file" }
        let error = error as NSError
        let posix = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
        if posix.domain == NSPOSIXErrorDomain { return FileTrouble(code: Int32(posix.code)).description }
        if error.code == CocoaError.fileReadNoSuchFile.rawValue || error.code == CocoaError.fileNoSuchFile.rawValue {
            return "no such file"
        }
        if error.code == CocoaError.fileReadInapplicableStringEncoding.rawValue { return "it is not text in UTF-8" }
        return error.localizedDescription
    }
}

/// Files that are read whole: those that a user names, and those of a run folder.
package enum InputFile {
    /// What is larger is no study, table or record [bytes].
    package static let textLimit = 256 << 20

    /// - Parameter limit: the most bytes that the file may have.
    package static func bytes(_ path: String, limit: Int = .max) throws(FileTrouble) -> Data {
        // Opening a pipe would wait for somebody to write into it.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? FileTrouble("no such file") : FileTrouble(code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileTrouble(code: errno) }
        if let kind = FileTrouble.foreignKind(status.st_mode) { throw FileTrouble("it is \(kind), not a file") }
        guard status.st_size <= limit else {
            throw FileTrouble("it has \(status.st_size) bytes, but at most \(limit) are read")
        }
        // What a growing file gets meanwhile is left out; a shrinking one is shorter.
        var bytes = Data(count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let rest = bytes.count - filled
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, rest) }
            if count < 0, errno != EINTR { throw FileTrouble(code: errno) }
            if count == 0 { break }
            filled += max(0, count)
        }
        return bytes.prefix(filled)
    }

    /// Text in UTF-8.
    /// - Parameter limit: the most bytes that the file may have; 256 MiB if left out.
    package static func text(_ path: String, limit: Int = textLimit) throws(FileTrouble) -> String {
        guard let text = String(data: try bytes(path, limit: limit), encoding: .utf8) else {
            throw FileTrouble("it is not text in UTF-8")
        }
        return text
    }
}
