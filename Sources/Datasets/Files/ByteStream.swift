import CZlib

/// The bytes of a file or a part of it, in order, inflated on the way.
final class ByteStream {
    enum Compression {
        case none
        /// One or more gzip members.
        case gzip
        /// Bare deflated data, as in ZIP archives.
        case deflate
    }

    /// How errors call it.
    let name: String
    /// The most bytes that can come out: deflated data grow 1,032-fold at most (zlib's technical details).
    let largestSize: Int
    /// Nothing is refused before as many bytes have come out.
    private static let harmlessSize = 1 << 25
    /// Tables and pictures shrink to a tenth, sparse ones to a hundredth.
    static let largestGrowth = 250
    /// The bytes that are taken before any has come.
    private static let firstPiece = 1 << 20
    /// How many came out so far.
    private(set) var position = 0

    private let file: ByteFile
    private let compression: Compression
    private let expected: (size: Int, sum: UInt32)?
    private var sum: UInt = 0
    private let start: Int
    private var next: Int
    private let end: Int
    private var hasEnded = false
    private let inflation: UnsafeMutablePointer<z_stream>?
    private let input: UnsafeMutableRawBufferPointer

    /// - Parameters:
    ///   - range: the part of the file; all of it if left out.
    ///   - compression: found by the file's first two bytes if left out: gzip or none.
    ///   - name: the file's if left out.
    ///   - expected: the size and CRC-32 of what comes out, when they are known.
    init(
        _ file: ByteFile, range: Range<Int>? = nil, compression: Compression? = nil, name: String? = nil,
        expecting expected: (size: Int, sum: UInt32)? = nil
    ) throws(DatasetError) {
        let range = range ?? 0..<file.size
        let kind: Compression
        if let compression { kind = compression } else { kind = try Self.isGzip(file, range) ? .gzip : .none }
        self.file = file
        self.name = name ?? file.name
        self.compression = kind
        start = range.lowerBound
        next = start
        end = range.upperBound
        self.expected = expected
        let possible = kind == .none ? range.count : range.count.multipliedReportingOverflow(by: 1032).partialValue
        largestSize = min(possible, expected?.size ?? .max)
        guard kind != .none else {
            inflation = nil
            input = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard zlib_inflate_begin(stream, kind == .gzip ? zlib_gzip_window : zlib_bare_window) == Z_OK else {
            preconditionFailure("zlib does not start: wrong version or no memory")
        }
        inflation = stream
        input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit {
        if let inflation {
            inflateEnd(inflation)
            inflation.deallocate()
        }
        input.deallocate()
    }

    private static func isGzip(_ file: ByteFile, _ range: Range<Int>) throws(DatasetError) -> Bool {
        guard range.count >= 2 else { return false }
        return try file.bytes(range.lowerBound..<range.lowerBound + 2) == [0x1F, 0x8B]
    }

    /// Fills `buffer`, and less only at the end; returns how many bytes there were.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        let count = try inflation == nil ? copy(into: buffer) : inflate(into: buffer)
        position += count
        if expected != nil, count > 0 { sum = crc32_z(sum, buffer.baseAddress, count) }
        return count
    }

    /// Fills `buffer` or throws `truncated`.
    func readAll(of buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) {
        let start = position
        let count = try read(into: buffer)
        if count < buffer.count { throw .truncated(file: name, needed: start + buffer.count, found: start + count) }
    }

    /// The next `count` bytes, or `truncated`.
    func bytes(_ count: Int) throws(DatasetError) -> [UInt8] {
        let start = position
        let bytes = try bytes(atMost: count)
        if bytes.count < count { throw .truncated(file: name, needed: start + count, found: position) }
        return bytes
    }

    /// The next `count` bytes, or what there is.
    func bytes(atMost count: Int) throws(DatasetError) -> [UInt8] {
        // Grows as bytes come: what a header promises may be gigabytes that no file of this size unpacks to.
        var bytes: [UInt8] = []
        while bytes.count < count {
            let start = bytes.count
            let piece = min(count - start, max(Self.firstPiece, start))
            bytes.append(contentsOf: repeatElement(0, count: piece))
            let found = try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
                try read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[start...]))
            }
            guard found == piece else {
                bytes.removeLast(piece - found)
                break
            }
        }
        return bytes
    }

    /// Checks that nothing follows, and the sum of what came out if one is known.
    func requireEnd() throws(DatasetError) {
        let position = position
        var byte: UInt8 = 0
        let count = try withUnsafeMutableBytes(of: &byte) { buffer throws(DatasetError) in try read(into: buffer) }
        if count > 0 { throw .trailingBytes(file: name, after: position) }
        if let expected, expected.size != position || UInt(expected.sum) != sum {
            throw .damaged(file: name, reason: "size or checksum differ from the archive's directory")
        }
    }

    /// Passes what is left to `body` in pieces of at most 256 KiB.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws(DatasetError) -> Void) throws(DatasetError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = try read(into: piece)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        let wanted = min(buffer.count, end - next)
        let count = try file.read(at: next, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        next += count
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        guard let inflation else { return 0 }
        var filled = 0
        while filled < buffer.count, !hasEnded {
            if inflation.pointee.avail_in == 0, try !refill() {
                throw .truncated(file: name, needed: position + filled + 1, found: position + filled)
            }
            let room = min(buffer.count - filled, Self.harmlessSize)
            inflation.pointee.next_out = (buffer.baseAddress! + filled).assumingMemoryBound(to: UInt8.self)
            inflation.pointee.avail_out = UInt32(room)
            let code = CZlib.inflate(inflation, Z_NO_FLUSH)
            filled += room - Int(inflation.pointee.avail_out)
            let size = position + filled
            guard size <= Self.harmlessSize || size / Self.largestGrowth <= next - start else {
                throw .bomb(file: name, size: size)
            }
            switch code {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: try endMember()
            default:
                let reason = inflation.pointee.msg.map { String(cString: $0) } ?? "zlib says \(code)"
                throw .damaged(file: name, reason: "compressed data: \(reason)")
            }
        }
        return filled
    }

    /// Reads compressed bytes; false at their end.
    private func refill() throws(DatasetError) -> Bool {
        guard let inflation else { return false }
        let wanted = min(input.count, end - next)
        let count = try file.read(at: next, into: UnsafeMutableRawBufferPointer(rebasing: input[..<wanted]))
        next += count
        inflation.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        inflation.pointee.avail_in = UInt32(count)
        return count > 0
    }

    /// Another gzip member may follow a member; anything else may not.
    private func endMember() throws(DatasetError) {
        guard let inflation else { return }
        if inflation.pointee.avail_in == 0, try !refill() {
            hasEnded = true
            return
        }
        guard compression == .gzip, inflation.pointee.next_in.pointee == 0x1F else {
            throw .trailingBytes(file: name, after: next - Int(inflation.pointee.avail_in))
        }
        inflateReset(inflation)
    }
}
