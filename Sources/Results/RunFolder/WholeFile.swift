import Foundation
import Studies

/// Writes files so that no reader ever sees a half-written one, and nothing outside a folder is touched.
enum WholeFile {
    /// Writes a file below a folder, and makes the folders in its name.
    ///
    /// The bytes go aside under a random name that nobody can have put there before, which then takes the file's place.
    /// A link below `folder` is never followed, and what is no file is never replaced.
    ///
    /// - Parameter name: below `folder`; folders in it are parted by "/".
    static func write(_ data: Data, to name: String, in folder: String) throws(FileTrouble) {
        var names = name.split(separator: "/").map(String.init)
        guard let last = names.popLast(), !names.contains(".."), last != ".." else {
            throw FileTrouble("\"\(name)\" is no name of a file in the folder")
        }
        var descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble(code: errno) }
        defer { close(descriptor) }
        for name in names {
            guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else { throw FileTrouble(code: errno) }
            let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { throw FileTrouble("\(name) is a link or a file, not a folder: remove it") }
            close(descriptor)
            descriptor = inner
        }
        try write(data, to: last, at: descriptor)
    }

    private static func write(_ data: Data, to name: String, at folder: Int32) throws(FileTrouble) {
        var status = stat()
        if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
            let kind = FileTrouble.foreignKind(status.st_mode)
        {
            throw FileTrouble("\(kind) stands there, which is not written over: remove it, or choose another name")
        }
        let aside = asideName()
        let descriptor = openat(folder, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileTrouble(code: errno) }
        var code = fill(descriptor, with: data)
        if close(descriptor) != 0, code == 0 { code = errno }
        if code == 0, renameat(folder, aside, folder, name) != 0 { code = errno }
        if code != 0 {
            unlinkat(folder, aside, 0)
            throw FileTrouble(code: code)
        }
    }

    private static func fill(_ descriptor: Int32, with data: Data) -> Int32 {
        data.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                if count < 0, errno != EINTR { return errno }
                if count == 0 { return ENOSPC }
                written += max(0, count)
            }
            return 0
        }
    }

    private static func asideName() -> String {
        // A name to avoid others', not a result: the run's seed has no part in it.
        ".memspike-\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
    }

    /// Whether a file is one that a killed run has left aside.
    static func isAside(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".part") }
}
