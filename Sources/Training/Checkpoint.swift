public import Foundation

/// Why a checkpoint is refused.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
    case notACheckpoint
    case version(found: UInt32, supported: UInt32)
    case truncated(found: Int, needed: Int)
    case altered
    /// It belongs to another training.
    case foreign(what: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .notACheckpoint:
            "it is not a checkpoint of this program: its first bytes are not \"\(Checkpoint.magicText)\""
        case .version(let found, let supported):
            "it has format version \(found), but this program reads version \(supported): use the program that wrote it"
        case .truncated(let found, let needed):
            "it is cut off: \(found) bytes are there, \(needed) are needed; remove it to train from the start"
        case .altered: "its checksum is wrong: it was altered or damaged; remove it to train from the start"
        case .foreign(let what, let found, let expected):
            "it belongs to another training: its \(what) is \(found), this one's is \(expected)"
        }
    }
}

/// The bytes of a checkpoint: magic, version, length, what it belongs to, numbers, checksum; little-endian.
enum Checkpoint {
    static let magicText = "MEMSPIKE"
    static let version: UInt32 = 1
    private static let headerSize = 8 + 4 + 8

    /// Wraps a body.
    static func sealed(_ body: Data) -> Data {
        var data = Data(magicText.utf8)
        data.append(littleEndian: version)
        data.append(littleEndian: UInt64(headerSize + body.count + 8))
        data.append(body)
        data.append(littleEndian: checksum(data))
        return data
    }

    /// The body of a checkpoint that is whole.
    static func opened(_ data: Data) throws(CheckpointError) -> Data {
        guard data.prefix(8) == Data(magicText.utf8).prefix(data.count), !data.isEmpty else { throw .notACheckpoint }
        guard data.count >= headerSize + 8 else {
            throw .truncated(found: data.count, needed: headerSize + 8)
        }
        var reader = ByteReader(data: data, place: 8)
        let found: UInt32 = reader.integer()
        guard found == version else { throw .version(found: found, supported: version) }
        let length: UInt64 = reader.integer()
        guard UInt64(data.count) == length else {
            throw UInt64(data.count) < length
                ? .truncated(found: data.count, needed: Int(clamping: length)) : .altered
        }
        let body = data.dropFirst(headerSize).dropLast(8)
        var end = ByteReader(data: data, place: data.count - 8)
        guard end.integer() == checksum(data.dropLast(8)) else { throw .altered }
        return Data(body)
    }

    /// 64-bit FNV-1a over words of eight bytes, then over the rest: it finds damage, not malice.
    static func checksum(_ data: Data) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        data.withUnsafeBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                hash =
                    (hash ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
                    &* 0x0000_0100_0000_01b3
                hash ^= hash >> 29
                place += 8
            }
            while place < bytes.count {
                hash = (hash ^ UInt64(bytes[place])) &* 0x0000_0100_0000_01b3
                place += 1
            }
        }
        return hash
    }
}

/// Reads what `Data.append(littleEndian:)` wrote; the caller has made sure that the bytes are there.
struct ByteReader {
    let data: Data
    var place: Int

    mutating func integer<Value: FixedWidthInteger>() -> Value {
        let start = data.startIndex + place
        place += MemoryLayout<Value>.size
        return data[start..<(data.startIndex + place)].withUnsafeBytes {
            Value(littleEndian: $0.loadUnaligned(as: Value.self))
        }
    }

    mutating func text() -> String {
        let count = Int(integer() as UInt32)
        let start = data.startIndex + place
        place += count
        return String(decoding: data[start..<(start + count)], as: UTF8.self)
    }

    mutating func fill(_ plane: FloatPlane) {
        let start = data.startIndex + place
        place += plane.count * 4
        data[start..<(data.startIndex + place)].withUnsafeBytes { bytes in
            UnsafeMutableRawPointer(plane.start).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        }
    }

    mutating func fill(_ values: inout [Double]) {
        for index in values.indices { values[index] = Double(bitPattern: integer()) }
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

extension NetworkTrainer {
    /// Everything that the next epoch depends on; taken between epochs, it resumes to the same bits.
    public func checkpoint() -> Data {
        var body = Data()
        for (_, value) in identity { body.append(text: value) }
        body.append(littleEndian: UInt64(epoch))
        body.append(littleEndian: UInt64(step))
        for layer in layers { layer.append(to: &body) }
        return Checkpoint.sealed(body)
    }

    /// Takes up a training where `checkpoint()` left it.
    /// - Throws: what is wrong with the checkpoint; the trainer is then as it was.
    public func resume(from data: Data) throws(CheckpointError) {
        var reader = ByteReader(data: try Checkpoint.opened(data), place: 0)
        for (what, expected) in identity {
            let found = reader.text()
            guard found == expected else { throw .foreign(what: what, found: found, expected: expected) }
        }
        epoch = Int(reader.integer() as UInt64)
        step = Int(reader.integer() as UInt64)
        for layer in layers { layer.read(from: &reader) }
    }

    /// What a checkpoint must share with its trainer; with it the lengths of all its parts are given.
    private var identity: [(what: String, value: String)] {
        var cells = Data()
        for layer in stuck {
            for value in (layer?.positive ?? []) + (layer?.negative ?? []) {
                cells.append(littleEndian: value.bitPattern)
            }
        }
        return [
            ("seed", "\(seed)"), ("number of inputs", "\(inputs)"), ("recipe", "\(recipe)"),
            ("map of stuck cells", stuck.isEmpty ? "empty" : String(Checkpoint.checksum(cells), radix: 16)),
        ]
    }
}

extension TrainedLayer {
    fileprivate func append(to body: inout Data) {
        for plane in [weights, firstMoment, secondMoment] { body.append(plane) }
        for parameter in [trainedBias, trainedDecay, trainedThreshold, trainedLeak] {
            body.append(parameter.values)
            body.append(parameter.firstMoment)
            body.append(parameter.secondMoment)
        }
    }

    fileprivate func read(from reader: inout ByteReader) {
        for plane in [weights, firstMoment, secondMoment] { reader.fill(plane) }
        for path in [\TrainedLayer.trainedBias, \.trainedDecay, \.trainedThreshold, \.trainedLeak] {
            reader.fill(&self[keyPath: path].values)
            reader.fill(&self[keyPath: path].firstMoment)
            reader.fill(&self[keyPath: path].secondMoment)
        }
    }
}
