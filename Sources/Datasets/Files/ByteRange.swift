/// Brings unsigned bytes to 0…1 by the range that they use: 0 and 1 in bytes are no grey levels of 255.
struct ByteRange {
    private let largest: Float

    /// - Parameter parts: all parts of a set, so that they are brought to one scale.
    init(of parts: [[Float]]) {
        largest = parts.reduce(0) { max($0, $1.max() ?? 0) }
    }

    /// Bytes above half of what they could hold are grey levels.
    private var divisor: Float { largest <= 1 ? 1 : largest > 127 ? 255 : largest }

    func scale(_ values: inout [Float]) {
        let divisor = divisor
        guard divisor != 1 else { return }
        values.withUnsafeMutableBufferPointer { all in
            for index in all.indices { all[index] /= divisor }
        }
    }

    /// What was done, for the line that says it.
    var text: String {
        switch divisor {
        case 1: "bytes 0 and 1, as they are"
        case 255: "bytes divided by 255"
        default: "bytes divided by \(Int(largest)), the largest of them"
        }
    }
}
