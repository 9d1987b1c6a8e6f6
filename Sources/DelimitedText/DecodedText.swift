/// The text of a file, whatever program on whatever system wrote it, and how its characters were stored.
package struct DecodedText: Hashable, Sendable {
    package enum Encoding: String, Hashable, Sendable {
        case utf8 = "UTF-8"
        case utf16LittleEndian = "UTF-16 LE"
        case utf16BigEndian = "UTF-16 BE"
        /// Windows-1252: ISO 8859-1 with characters where that has controls.
        case latin1 = "Latin-1"
    }

    package var text: String
    package var encoding: Encoding

    /// Reads a byte order mark if there is one; without it, UTF-16 is told by its zero bytes, and what is no UTF-8 is Latin-1.
    ///
    /// - Returns: nil for bytes that are no text: zeros that no UTF-16 has.
    package init?(_ bytes: [UInt8]) {
        switch (bytes.first, bytes.dropFirst().first) {
        case (0xFF, 0xFE): self.init(utf16: bytes.dropFirst(2), .utf16LittleEndian)
        case (0xFE, 0xFF): self.init(utf16: bytes.dropFirst(2), .utf16BigEndian)
        default:
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let content = hasMark ? bytes.dropFirst(3) : bytes[...]
            if content.contains(0) {
                guard let encoding = Self.unmarkedUTF16(content) else { return nil }
                self.init(utf16: content, encoding)
            } else if let text = String(validating: content, as: UTF8.self) {
                self.init(text, .utf8)
            } else {
                self.init(String(String.UnicodeScalarView(content.map { Self.windows1252($0) })), .latin1)
            }
        }
    }

    private init(_ text: String, _ encoding: Encoding) { (self.text, self.encoding) = (text, encoding) }

    private init?(utf16 bytes: ArraySlice<UInt8>, _ encoding: Encoding) {
        let bytes = Array(bytes)
        // A byte too many is a file that was cut off.
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return encoding == .utf16LittleEndian ? first | second << 8 : first << 8 | second
        }
        if units.contains(0) { return nil }
        self.init(String(decoding: units, as: UTF16.self), encoding)
    }

    /// Digits, blanks and Latin letters have their zero byte always on the same side.
    private static func unmarkedUTF16(_ bytes: ArraySlice<UInt8>) -> Encoding? {
        var zeros = (even: 0, odd: 0)
        for (offset, byte) in bytes.enumerated() where byte == 0 {
            if offset % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let pairs = bytes.count / 2
        if zeros.even == 0, zeros.odd > pairs / 2 { return .utf16LittleEndian }
        if zeros.odd == 0, zeros.even > pairs / 2 { return .utf16BigEndian }
        return nil
    }

    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(upperHalf[Int(byte) - 0x80]) ?? "\u{FFFD}"
    }

    private static let upperHalf: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    /// The lines with their ends cut off, whether those are LF, CRLF or CR.
    package var lines: [Substring] {
        var lines: [Substring] = []
        let utf8 = text.utf8
        var start = utf8.startIndex
        var index = start
        while index < utf8.endIndex {
            let byte = utf8[index]
            let next = utf8.index(after: index)
            if byte == 0x0A || byte == 0x0D {
                lines.append(text[start..<index])
                start = byte == 0x0D && next < utf8.endIndex && utf8[next] == 0x0A ? utf8.index(after: next) : next
                index = start
            } else {
                index = next
            }
        }
        if start < utf8.endIndex { lines.append(text[start...]) }
        return lines
    }
}
