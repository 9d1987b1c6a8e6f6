import Foundation

/// Bytes at rest, read at any offset: a file, or a piece of memory under a name.
///
/// Files are read and not mapped: one that shrinks while it is mapped ends the program.
final class ByteFile: Sendable {
    /// How errors call it.
    let name: String
    /// In bytes.
    let size: Int
    private let storage: Storage

    private enum Storage: Sendable {
        case descriptor(Int32)
        case memory([UInt8])
    }

    init(path: String) throws(DatasetError) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(file: path, reason: "not a file")
        }
        name = path
        size = Int(status.st_size)
        storage = .descriptor(descriptor)
    }

    init(_ bytes: [UInt8], name: String) {
        self.name = name
        size = bytes.count
        storage = .memory(bytes)
    }

    deinit {
        if case .descriptor(let descriptor) = storage { close(descriptor) }
    }

    /// Fills `buffer` from `offset` on, and less only at the end; returns how many bytes there were.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        switch storage {
        case .memory(let bytes):
            let count = min(buffer.count, bytes.count - offset)
            guard count > 0 else { return 0 }
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
            }
            return count
        case .descriptor(let descriptor):
            var filled = 0
            while filled < buffer.count {
                let count = pread(
                    descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
                if count == 0 { break }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw .unreadable(file: name, reason: String(cString: strerror(errno)))
                }
                filled += count
            }
            return filled
        }
    }

    /// The bytes of a range.
    /// - Throws: `truncated` if the file ends before it does.
    func bytes(_ range: Range<Int>) throws(DatasetError) -> [UInt8] {
        guard range.upperBound <= size else { throw .truncated(file: name, needed: range.upperBound, found: size) }
        var bytes = [UInt8](repeating: 0, count: range.count)
        let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
            try read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard count == range.count else {
            throw .truncated(file: name, needed: range.upperBound, found: range.lowerBound + count)
        }
        return bytes
    }
}
