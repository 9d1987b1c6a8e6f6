import CZlib
package import Foundation

/// Why bytes are not those that a ``SealedFormat`` wrote.
package enum SealedFormatError: Error, Equatable {
    /// They do not begin with the format's magic text.
    case otherMagic
    case version(found: Int, supported: Int)
    /// - needed: at least so many bytes.
    case truncated(found: Int, needed: Int)
    /// The checksum is wrong, or there are more bytes than were written.
    case altered
}

/// A file of this program's own: magic text, version (4 bytes), length of all (8), body, CRC-32 of all before it (4);
/// integers are little-endian.
package struct SealedFormat: Sendable {
    package let magic: String
    package let version: Int

    package init(magic: String, version: Int) {
        self.magic = magic
        self.version = version
    }

    private var headerSize: Int { magic.utf8.count + 12 }

    /// Wraps a body.
    package func sealed(_ body: Data) -> Data {
        var data = Data(magic.utf8)
        data.reserveCapacity(headerSize + body.count + 4)
        data.append(littleEndian: UInt32(version))
        data.append(littleEndian: UInt64(headerSize + body.count + 4))
        data.append(body)
        data.append(littleEndian: Self.checksum(data))
        return data
    }

    /// The body of a file that is whole.
    package func opened(_ data: Data) throws(SealedFormatError) -> Data {
        let magic = Data(magic.utf8)
        guard !data.isEmpty, data.prefix(magic.count) == magic.prefix(data.count) else { throw .otherMagic }
        guard data.count >= headerSize + 4 else { throw .truncated(found: data.count, needed: headerSize + 4) }
        var reader = ByteReader(data: data, place: magic.count)
        let found = Int(try reader.integer() as UInt32)
        guard found == version else { throw .version(found: found, supported: version) }
        let length: UInt64 = try reader.integer()
        guard UInt64(data.count) == length else {
            throw UInt64(data.count) < length
                ? .truncated(found: data.count, needed: Int(clamping: length)) : .altered
        }
        var end = ByteReader(data: data, place: data.count - 4)
        guard try end.integer() == Self.checksum(data.dropLast(4)) else { throw .altered }
        return Data(data.dropFirst(headerSize).dropLast(4))
    }

    /// CRC-32 as zlib computes it (that of gzip): it finds damage, not malice.
    static func checksum(_ data: Data) -> UInt32 {
        data.withUnsafeBytes { bytes in
            UInt32(crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
        }
    }
}

/// Reads what `Data.append(littleEndian:)` wrote. A checksum tells damage, not malice: every length is checked.
struct ByteReader {
    let data: Data
    var place: Int

    var left: Int { data.count - place }

    private mutating func bytes(_ count: Int) throws(SealedFormatError) -> Data {
        guard (0...left).contains(count) else { throw .altered }
        let start = data.startIndex + place
        place += count
        return data[start..<(start + count)]
    }

    mutating func integer<Value: FixedWidthInteger>() throws(SealedFormatError) -> Value {
        try bytes(MemoryLayout<Value>.size).withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(as: Value.self)) }
    }

    mutating func text() throws(SealedFormatError) -> String {
        String(decoding: try bytes(Int(try integer() as UInt32)), as: UTF8.self)
    }

    mutating func fill(_ plane: FloatPlane) throws(SealedFormatError) {
        try bytes(plane.count * 4).withUnsafeBytes { bytes in
            if let start = bytes.baseAddress {
                UnsafeMutableRawPointer(plane.start).copyMemory(from: start, byteCount: bytes.count)
            }
        }
    }

    mutating func fill(_ values: inout [Double]) throws(SealedFormatError) {
        for index in values.indices { values[index] = Double(bitPattern: try integer()) }
    }
}

extension Data {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    mutating func append(text: String) {
        append(littleEndian: UInt32(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    mutating func append(_ plane: FloatPlane) {
        append(UnsafeBufferPointer(start: plane.start, count: plane.count))
    }

    mutating func append(_ values: [Double]) {
        for value in values { append(littleEndian: value.bitPattern) }
    }
}
