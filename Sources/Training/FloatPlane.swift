import SpikeKernels

/// Single-precision numbers at a fixed, aligned place; what the kernels work on.
final class FloatPlane: @unchecked Sendable {
    // Workers write disjoint parts, and the owner waits for them: hence unchecked.
    let start: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int, repeating value: Float = 0) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
        start = bytes.bindMemory(to: Float.self, capacity: count)
        start.initialize(repeating: value, count: count)
        self.count = count
    }

    /// `[rows × columns]` from unpadded rows, with `padding` in the columns beyond.
    convenience init(_ values: [Float], rows: Int, columns: Int, stride: Int, padding: Float = 0) {
        self.init(count: rows * stride, repeating: padding)
        setRows(values, rows: rows, columns: columns, stride: stride)
    }

    func setRows(_ values: [Float], rows: Int, columns: Int, stride: Int) {
        precondition(values.count == rows * columns && rows * stride <= count)
        values.withUnsafeBufferPointer { values in
            for row in 0..<rows {
                (start + row * stride).update(from: values.baseAddress! + row * columns, count: columns)
            }
        }
    }

    /// The unpadded rows.
    func rows(_ rows: Int, columns: Int, stride: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows * columns) { buffer, filled in
            for row in 0..<rows {
                (buffer.baseAddress! + row * columns).initialize(from: start + row * stride, count: columns)
            }
            filled = rows * columns
        }
    }

    func clear(_ count: Int) { start.update(repeating: 0, count: count) }

    var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: start, count: count) }

    deinit { UnsafeMutableRawPointer(start).deallocate() }
}

/// Spikes as bits, `[rows × words]`, neuron n in bit n mod 64 of word n / 64.
final class SpikePlane: @unchecked Sendable {
    let start: UnsafeMutablePointer<UInt64>
    let count: Int

    init(count: Int) {
        start = .allocate(capacity: max(1, count))
        start.initialize(repeating: 0, count: count)
        self.count = count
    }

    deinit { start.deallocate() }
}

/// Widths as the kernels want them.
enum Padding {
    /// Neurons, padded to whole vectors.
    static func stride(_ neurons: Int) -> Int { (neurons + Int(SPIKE_LANES) - 1) / Int(SPIKE_LANES) * Int(SPIKE_LANES) }
    /// Words of bits.
    static func words(_ neurons: Int) -> Int { (neurons + 63) / 64 }
}
