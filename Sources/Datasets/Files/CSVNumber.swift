/// Decimal numbers in text.
enum CSVNumber {
    private static let powers: [Float] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]
    /// What stands for a value that is not there, besides nothing.
    private static let missing: Set<String> = ["?", "NA", "N/A", "n/a", "na", "null", "NULL", "None"]

    static func isMissing(_ text: String) -> Bool { text.isEmpty || missing.contains(text) }

    /// The `Float` nearest to a decimal number.
    /// - Parameter mark: the decimal mark, a point or a comma.
    static func read(
        _ bytes: UnsafeRawBufferPointer, mark: UInt8 = UInt8(ascii: ".")
    ) throws(CSVTrouble) -> Float {
        guard !bytes.isEmpty else { throw .missingValue }
        // Both below 2²⁴ and a power up to 10¹⁰ are exact, so one division rounds correctly.
        var mantissa: UInt32 = 0
        var decimals = 0
        var hasPoint = false
        var digits = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        var isShort = bytes.count <= 12
        if isShort {
            for byte in bytes[(isNegative ? 1 : 0)...] {
                if (48...57).contains(byte), mantissa < 1_000_000 {
                    mantissa = mantissa * 10 + UInt32(byte - 48)
                    digits += 1
                    if hasPoint { decimals += 1 }
                } else if byte == mark, !hasPoint {
                    hasPoint = true
                } else {
                    isShort = false
                    break
                }
            }
        }
        if isShort, digits > 0, decimals <= 10 {
            let value = Float(mantissa) / powers[decimals]
            return isNegative ? -value : value
        }
        return try readLong(bytes, mark: mark)
    }

    private static func readLong(_ bytes: UnsafeRawBufferPointer, mark: UInt8) throws(CSVTrouble) -> Float {
        let text = String(decoding: bytes, as: UTF8.self)
        let isDecimal = bytes.allSatisfy { (48...57).contains($0) || "+-eE".utf8.contains($0) || $0 == mark }
        let pointed = String(decoding: bytes.map { $0 == mark ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
        guard let value = Float(pointed), isDecimal || !value.isFinite else {
            throw missing.contains(text) ? .missing(text) : .notANumber(text)
        }
        guard value.isFinite else { throw .notFinite(text) }
        return value
    }
}
