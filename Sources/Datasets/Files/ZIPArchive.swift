import CZlib

/// The directory of a ZIP archive, as NPZ files are: stored or deflated entries, 64-bit sizes, no encryption
/// (PKWARE, "APPNOTE.TXT – .ZIP File Format Specification", 6.3.3, §4.3).
struct ZIPArchive {
    struct Entry {
        var name: String
        var method: UInt16
        var sum: UInt32
        var compressedSize: Int
        var size: Int
        var headerOffset: Int
    }

    /// By name.
    let entries: [String: Entry]
    private let file: ByteFile

    init(_ file: ByteFile) throws(DatasetError) {
        self.file = file
        let start = try file.bytes(0..<min(4, file.size))
        guard start == [0x50, 0x4B, 3, 4] || start == [0x50, 0x4B, 5, 6] else {
            throw .wrongMagic(file: file.name, found: start, expected: "an NPZ archive begins with 50 4b 03 04")
        }
        let (range, count) = try Self.directory(file)
        var directory = Fields(try file.bytes(range))
        var entries: [String: Entry] = [:]
        for _ in 0..<count {
            guard let entry = try Self.entry(&directory, file) else {
                throw .damaged(file: file.name, reason: "its directory ends early")
            }
            guard entries.updateValue(entry, forKey: entry.name) == nil else {
                throw .damaged(file: file.name, reason: "two entries are called \(entry.name)")
            }
        }
        self.entries = entries
    }

    /// The content of an entry; its end checks size and sum.
    func open(_ entry: Entry) throws(DatasetError) -> ByteStream {
        let name = "\(file.name)(\(entry.name))"
        let compression: ByteStream.Compression
        switch entry.method {
        case 0: compression = .none
        case 8: compression = .deflate
        default:
            throw .unsupported(
                file: name, found: "packed by method \(entry.method)",
                allowed: "entries must be stored or deflated, as numpy.savez and savez_compressed do")
        }
        let (fixedEnd, overflows) = entry.headerOffset.addingReportingOverflow(30)
        guard !overflows, fixedEnd <= file.size else {
            throw .truncated(file: name, needed: overflows ? Int.max : fixedEnd, found: file.size)
        }
        var header = Fields(try file.bytes(entry.headerOffset..<fixedEnd))
        guard header.integer(4) == 0x0403_4B50, header.skip(22), let nameLength = header.integer(2),
            let extraLength = header.integer(2)
        else { throw .damaged(file: name, reason: "no local header where the directory says") }
        let dataStart = fixedEnd + nameLength + extraLength
        let (dataEnd, endOverflows) = dataStart.addingReportingOverflow(entry.compressedSize)
        guard !endOverflows, dataEnd <= file.size else {
            throw .truncated(file: name, needed: endOverflows ? Int.max : dataEnd, found: file.size)
        }
        return try ByteStream(
            file, range: dataStart..<dataEnd, compression: compression, name: name,
            expecting: (size: entry.size, sum: entry.sum))
    }

    /// Where the directory is, and how many entries it has.
    private static func directory(_ file: ByteFile) throws(DatasetError) -> (Range<Int>, count: Int) {
        // The end record has 22 bytes and a comment of at most 65,535.
        let tailStart = max(0, file.size - 22 - 65_535)
        let tail = try file.bytes(tailStart..<file.size)
        var place = tail.count - 22
        while place >= 0, tail[place..<place + 4] != [0x50, 0x4B, 5, 6] { place -= 1 }
        guard place >= 0 else {
            throw .damaged(file: file.name, reason: "its directory is missing, so its end was cut off")
        }
        var end = Fields(Array(tail[place...]))
        guard end.skip(10), var count = end.integer(2), var size = end.integer(4), var offset = end.integer(4) else {
            throw .damaged(file: file.name, reason: "its end record is cut off")
        }
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            // The record's 64-bit form; a locator before it says where.
            let locatorStart = tailStart + place - 20
            guard locatorStart >= 0 else { throw .damaged(file: file.name, reason: "no 64-bit locator") }
            var locator = Fields(try file.bytes(locatorStart..<locatorStart + 20))
            guard locator.integer(4) == 0x0706_4B50, locator.skip(4), let record = locator.integer(8),
                record <= file.size - 56
            else { throw .damaged(file: file.name, reason: "its 64-bit locator leads nowhere") }
            var end64 = Fields(try file.bytes(record..<record + 56))
            guard end64.integer(4) == 0x0606_4B50, end64.skip(28), let count64 = end64.integer(8),
                let size64 = end64.integer(8), let offset64 = end64.integer(8)
            else { throw .damaged(file: file.name, reason: "its 64-bit end record cannot be read") }
            (count, size, offset) = (count64, size64, offset64)
        }
        guard size <= file.size, offset <= file.size - size, count <= size / 46 else {
            throw .damaged(file: file.name, reason: "its directory lies outside the file")
        }
        return (offset..<offset + size, count)
    }

    private static func entry(_ fields: inout Fields, _ file: ByteFile) throws(DatasetError) -> Entry? {
        guard fields.integer(4) == 0x0201_4B50, fields.skip(4), let flags = fields.integer(2),
            let method = fields.integer(2), fields.skip(4), let sum = fields.integer(4),
            var compressedSize = fields.integer(4), var size = fields.integer(4), let nameLength = fields.integer(2),
            let extraLength = fields.integer(2), let commentLength = fields.integer(2), fields.skip(8),
            var offset = fields.integer(4), let nameBytes = fields.bytes(nameLength),
            let extraBytes = fields.bytes(extraLength), fields.skip(commentLength)
        else { return nil }
        let name = String(decoding: nameBytes, as: UTF8.self)
        guard flags & 1 == 0 else {
            throw .unsupported(
                file: "\(file.name)(\(name))", found: "encrypted", allowed: "archives must not be encrypted")
        }
        var extra = Fields(extraBytes)
        while let tag = extra.integer(2), let length = extra.integer(2), let body = extra.bytes(length) {
            guard tag == 1 else { continue }
            // The 64-bit values stand in for those that are all ones, in this order.
            var wide = Fields(body)
            if size == 0xFFFF_FFFF, let value = wide.integer(8) { size = value }
            if compressedSize == 0xFFFF_FFFF, let value = wide.integer(8) { compressedSize = value }
            if offset == 0xFFFF_FFFF, let value = wide.integer(8) { offset = value }
        }
        return Entry(
            name: name, method: UInt16(method), sum: UInt32(sum), compressedSize: compressedSize, size: size,
            headerOffset: offset)
    }

    /// Little-endian fields, one after the other; nil past the end, or where a number exceeds `Int`.
    private struct Fields {
        let all: [UInt8]
        var next = 0

        init(_ bytes: [UInt8]) { all = bytes }

        mutating func integer(_ size: Int) -> Int? {
            guard let bytes = bytes(size) else { return nil }
            return Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }

        mutating func bytes(_ count: Int) -> [UInt8]? {
            guard count <= all.count - next else { return nil }
            defer { next += count }
            return Array(all[next..<next + count])
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count <= all.count - next else { return false }
            next += count
            return true
        }
    }
}
