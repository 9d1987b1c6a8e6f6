/// How the numbers of a file are stored.
enum StoredNumber: Hashable, CaseIterable {
    case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64

    /// In bytes.
    var size: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }
}

/// Reads numbers of any kind as `Float`, straight from the stream into place.
enum FloatRows {
    /// Reads `count` numbers, after which the stream must end.
    static func read(
        _ count: Int, from stream: ByteStream, as kind: StoredNumber, bigEndian: Bool = false
    ) throws(DatasetError) -> [Float] {
        var trouble: DatasetError?
        let values = [Float](unsafeUninitializedCapacity: count) { values, filled in
            do throws(DatasetError) {
                let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
                defer { piece.deallocate() }
                while filled < count {
                    let numbers = min(count - filled, piece.count / kind.size)
                    let bytes = UnsafeMutableRawBufferPointer(rebasing: piece[..<(numbers * kind.size)])
                    try stream.readAll(of: bytes)
                    convert(
                        UnsafeRawBufferPointer(bytes), as: kind, bigEndian: bigEndian, to: values.baseAddress! + filled)
                    filled += numbers
                }
                try stream.requireEnd()
            } catch {
                trouble = error
            }
        }
        if let trouble { throw trouble }
        return values
    }

    private static func convert(
        _ bytes: UnsafeRawBufferPointer, as kind: StoredNumber, bigEndian: Bool, to values: UnsafeMutablePointer<Float>
    ) {
        switch kind {
        case .bool: for (index, byte) in bytes.enumerated() { (values + index).initialize(to: byte == 0 ? 0 : 1) }
        case .int8: integers(bytes, Int8.self, bigEndian, values)
        case .uint8: integers(bytes, UInt8.self, bigEndian, values)
        case .int16: integers(bytes, Int16.self, bigEndian, values)
        case .uint16: integers(bytes, UInt16.self, bigEndian, values)
        case .int32: integers(bytes, Int32.self, bigEndian, values)
        case .uint32: integers(bytes, UInt32.self, bigEndian, values)
        case .int64: integers(bytes, Int64.self, bigEndian, values)
        case .uint64: integers(bytes, UInt64.self, bigEndian, values)
        case .float32:
            for index in 0..<bytes.count / 4 {
                let bits = Self.bits(bytes, UInt32.self, bigEndian, index)
                (values + index).initialize(to: Float(bitPattern: bits))
            }
        case .float64:
            for index in 0..<bytes.count / 8 {
                let bits = Self.bits(bytes, UInt64.self, bigEndian, index)
                (values + index).initialize(to: Float(Double(bitPattern: bits)))
            }
        }
    }

    @inline(__always)
    static func bits<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _: Number.Type, _ bigEndian: Bool, _ index: Int
    ) -> Number {
        let stored = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self)
        return bigEndian ? Number(bigEndian: stored) : Number(littleEndian: stored)
    }

    @inline(__always)
    private static func integers<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ type: Number.Type, _ bigEndian: Bool, _ values: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<bytes.count / MemoryLayout<Number>.size {
            (values + index).initialize(to: Float(bits(bytes, type, bigEndian, index)))
        }
    }
}
