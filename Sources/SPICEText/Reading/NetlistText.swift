/// The characters of a netlist, from the bytes of its file.
package struct NetlistText: Hashable, Sendable {
    package enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case utf16 = "UTF-16"
        /// As Windows writes western text; every byte is a character.
        case latin1 = "Latin-1"
    }

    package let text: String
    package let encoding: Encoding

    /// Reads UTF-8, UTF-16 in either byte order, and Latin-1; a byte order mark is dropped.
    /// - Throws: `NetlistError.notANetlist` for the files of schematic editors and for what is no text.
    package init(_ bytes: [UInt8], file: String) throws(NetlistError) {
        (text, encoding) = Self.decode(bytes)
        guard !text.unicodeScalars.contains("\0") else {
            throw .notANetlist(file: file, "it holds zero bytes, so it is no text; give the netlist, a text file")
        }
        if let remedy = Self.schematicRemedy(text) { throw .notANetlist(file: file, remedy) }
    }

    private static func decode(_ bytes: [UInt8]) -> (String, Encoding) {
        func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
            let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { place -> UInt16 in
                let (a, b) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
                return bigEndian ? a << 8 | b : b << 8 | a
            }
            return String(decoding: units, as: UTF16.self)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]), let text = String(validating: bytes.dropFirst(3), as: UTF8.self) {
            return (text, .utf8)
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return (utf16(bytes.dropFirst(2), bigEndian: false), .utf16) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (utf16(bytes.dropFirst(2), bigEndian: true), .utf16) }
        // LTspice also writes UTF-16 without a mark: of western text every second byte is zero.
        let head = bytes.prefix(64)
        if head.count >= 4, head.count.isMultiple(of: 2) {
            let zeros = head.enumerated().filter { $0.element == 0 }.map { $0.offset % 2 }
            if zeros.count * 4 > head.count, Set(zeros).count == 1 {
                return (utf16(bytes[...], bigEndian: zeros[0] == 0), .utf16)
            }
        }
        if let text = String(validating: bytes, as: UTF8.self) { return (text, .utf8) }
        return (String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })), .latin1)
    }

    /// What to do with a schematic, whose first words tell it apart.
    private static func schematicRemedy(_ text: String) -> String? {
        let head = text.prefix(400)
        if head.hasPrefix("Version 4"), head.contains(where: \.isNewline), head.contains("SHEET ") {
            return
                "it is a schematic of LTspice; export its netlist: View > SPICE Netlist, or LTspice -netlist FILE.asc, "
                + "and give the .net file with --mode ltspice"
        }
        if head.hasPrefix("(kicad_sch") {
            return "it is a schematic of KiCad; export its netlist: File > Export > Netlist > Spice"
        }
        if head.hasPrefix("<Qucs Schematic") {
            return "it is a schematic of Qucs; export its netlist: Simulation > Save netlist"
        }
        return nil
    }
}
