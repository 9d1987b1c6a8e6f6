/// An array in NumPy's format, versions 1 to 3 (NEP 1, and `numpy.lib.format`), of numbers, booleans or texts.
struct NPYArray {
    /// How errors call it.
    let name: String
    let shape: [Int]
    /// Of texts, how a character is stored.
    let kind: StoredNumber
    /// Of texts, how many characters each has, zeros behind its end; nil for numbers.
    let textWidth: Int?
    let isBigEndian: Bool
    /// The first index runs fastest.
    let isFortranOrdered: Bool
    private let stream: ByteStream

    /// The number of values; of texts, of all their characters.
    let count: Int

    static let allowed =
        "arrays are of bool, int8 to int64, uint8 to uint64, float32 or float64; convert it with .astype"
    static let allowedLabels =
        "labels are whole numbers, or class names of type str or bytes; convert them with .astype(int) or .astype(str)"

    /// Reads the header; the values follow once.
    /// - Parameter isLabels: whether texts are allowed.
    init(_ stream: ByteStream, isLabels: Bool = false) throws(DatasetError) {
        name = stream.name
        self.stream = stream
        let magic = try stream.bytes(atMost: 8)
        guard magic.count == 8, magic[..<6] == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], (1...3).contains(magic[6]) else {
            throw .wrongMagic(
                file: name, found: magic,
                expected: "a NumPy array begins with 93 4e 55 4d 50 59 and its version, 1 to 3")
        }
        let length = try stream.bytes(magic[6] == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= min(1 << 20, stream.largestSize) else {
            throw .sizeBeyondFile(file: name, promised: length, possible: min(1 << 20, stream.largestSize))
        }
        var header = NPYHeader(try stream.bytes(length))
        guard let entries = header.dictionary() else { throw .damaged(file: name, reason: "its header cannot be read") }
        guard case .text(let type)? = entries["descr"], let (kind, isBigEndian, textWidth) = Self.kind(type),
            textWidth == nil || isLabels
        else {
            let found = entries["descr"].map { "\($0)" } ?? "nothing"
            throw .unsupported(
                file: name, found: "an array of \(found)", allowed: isLabels ? Self.allowedLabels : Self.allowed)
        }
        guard case .truth(let isFortranOrdered)? = entries["fortran_order"], case .tuple(let shape)? = entries["shape"]
        else { throw .damaged(file: name, reason: "its header has no fortran_order or no shape") }
        var count = 1
        for size in shape + [textWidth].compactMap({ $0 }) {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflows, product <= LabelledSamples.featureLimit else {
                throw .tooLarge(file: name, values: shape.map(String.init).joined(separator: "×"))
            }
            count = product
        }
        let possible = stream.largestSize - stream.position
        guard count * kind.size <= possible else {
            throw .sizeBeyondFile(file: name, promised: count * kind.size, possible: possible)
        }
        self.shape = shape
        self.kind = kind
        self.textWidth = textWidth
        self.isBigEndian = isBigEndian
        self.isFortranOrdered = isFortranOrdered
        self.count = count
    }

    /// The values, last index fastest.
    func floats() throws(DatasetError) -> [Float] {
        inOrder(try FloatRows.read(count, from: stream, as: kind, bigEndian: isBigEndian))
    }

    /// The values in double precision, last index fastest.
    func orderedDoubles() throws(DatasetError) -> [Double] { inOrder(try doubles()) }

    /// From the file's order.
    private func inOrder<Value>(_ values: [Value]) -> [Value] {
        guard isFortranOrdered, shape.count > 1, count > 0 else { return values }
        var ordered = values
        var index = [Int](repeating: 0, count: shape.count)
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        var place = 0
        for value in values {
            ordered[place] = value
            for axis in shape.indices {
                index[axis] += 1
                place += strides[axis]
                if index[axis] < shape[axis] { break }
                place -= strides[axis] * shape[axis]
                index[axis] = 0
            }
        }
        return ordered
    }

    /// The values in the file's order, in double precision; the stream must end behind them.
    func doubles() throws(DatasetError) -> [Double] {
        var values: [Double] = []
        while values.count < count {
            let piece = min(count - values.count, 1 << 16)
            let bytes = try stream.bytes(piece * kind.size)
            bytes.withUnsafeBytes { bytes in
                for index in 0..<piece { values.append(double(bytes, index)) }
            }
        }
        try stream.requireEnd()
        return values
    }

    private func double(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Double {
        switch kind {
        case .bool: bytes[index] == 0 ? 0 : 1
        case .uint8: Double(bytes[index])
        case .int8: Double(Int8(bitPattern: bytes[index]))
        case .int16: Double(FloatRows.bits(bytes, Int16.self, isBigEndian, index))
        case .uint16: Double(FloatRows.bits(bytes, UInt16.self, isBigEndian, index))
        case .int32: Double(FloatRows.bits(bytes, Int32.self, isBigEndian, index))
        case .uint32: Double(FloatRows.bits(bytes, UInt32.self, isBigEndian, index))
        case .int64: Double(FloatRows.bits(bytes, Int64.self, isBigEndian, index))
        case .uint64: Double(FloatRows.bits(bytes, UInt64.self, isBigEndian, index))
        case .float32: Double(Float(bitPattern: FloatRows.bits(bytes, UInt32.self, isBigEndian, index)))
        case .float64: Double(bitPattern: FloatRows.bits(bytes, UInt64.self, isBigEndian, index))
        }
    }

    /// The texts of a vector.
    func texts() throws(DatasetError) -> [String] {
        precondition(textWidth != nil)
        let width = textWidth!
        let bytes = try stream.bytes(count * kind.size)
        try stream.requireEnd()
        let samples = shape.reduce(1, *)
        var texts: [String] = []
        texts.reserveCapacity(samples)
        for sample in 0..<samples {
            let characters = bytes[(sample * width * kind.size)..<((sample + 1) * width * kind.size)]
            guard let text = kind == .uint8 ? Self.text(Array(characters)) : unicode(Array(characters)) else {
                throw .damaged(file: name, reason: "the text of sample \(sample) is not Unicode")
            }
            texts.append(text)
        }
        return texts
    }

    /// Bytes as UTF-8, or as Latin-1 if they are not that.
    private static func text(_ bytes: [UInt8]) -> String {
        let bytes = bytes.prefix { $0 != 0 }
        return String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private func unicode(_ bytes: [UInt8]) -> String? {
        var text = String.UnicodeScalarView()
        for index in 0..<(bytes.count / 4) {
            let code = bytes.withUnsafeBytes { FloatRows.bits($0, UInt32.self, isBigEndian, index) }
            if code == 0 { break }
            guard let scalar = Unicode.Scalar(code) else { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    /// The values of a vector, which must be whole.
    func integers() throws(DatasetError) -> [Int] {
        let bytes = try stream.bytes(count * kind.size)
        try stream.requireEnd()
        var integers: [Int] = []
        integers.reserveCapacity(count)
        for index in 0..<count {
            let value: Int? = bytes.withUnsafeBytes { bytes in
                switch kind {
                case .bool: bytes[index] == 0 ? 0 : 1
                case .uint8: Int(bytes[index])
                case .int8: Int(Int8(bitPattern: bytes[index]))
                case .int16: Int(FloatRows.bits(bytes, Int16.self, isBigEndian, index))
                case .uint16: Int(FloatRows.bits(bytes, UInt16.self, isBigEndian, index))
                case .int32: Int(FloatRows.bits(bytes, Int32.self, isBigEndian, index))
                case .uint32: Int(FloatRows.bits(bytes, UInt32.self, isBigEndian, index))
                case .int64: Int(FloatRows.bits(bytes, Int64.self, isBigEndian, index))
                case .uint64: Int(exactly: FloatRows.bits(bytes, UInt64.self, isBigEndian, index))
                case .float32:
                    Int(exactly: Float(bitPattern: FloatRows.bits(bytes, UInt32.self, isBigEndian, index)))
                case .float64:
                    Int(exactly: Double(bitPattern: FloatRows.bits(bytes, UInt64.self, isBigEndian, index)))
                }
            }
            guard let value else {
                throw .labelNotInteger(set: name, sample: index, value: Self.text(bytes, kind, isBigEndian, index))
            }
            integers.append(value)
        }
        return integers
    }

    /// A value that is no `Int`.
    private static func text(_ bytes: [UInt8], _ kind: StoredNumber, _ bigEndian: Bool, _ index: Int) -> String {
        bytes.withUnsafeBytes { bytes in
            switch kind {
            case .float32: "\(Float(bitPattern: FloatRows.bits(bytes, UInt32.self, bigEndian, index)))"
            case .float64: "\(Double(bitPattern: FloatRows.bits(bytes, UInt64.self, bigEndian, index)))"
            default: "\(FloatRows.bits(bytes, UInt64.self, bigEndian, index))"
            }
        }
    }

    /// A type such as `<f4`, `<U7` or `|S7`: byte order, kind, size.
    private static func kind(_ text: String) -> (StoredNumber, isBigEndian: Bool, textWidth: Int?)? {
        guard let order = text.first, "<>|=".contains(order) else { return nil }
        let kind: StoredNumber
        if let letter = text.dropFirst().first, "US".contains(letter), let width = Int(text.dropFirst(2)), width > 0 {
            return (letter == "U" ? .uint32 : .uint8, order == ">", width)
        }
        switch text.dropFirst() {
        case "b1": kind = .bool
        case "i1": kind = .int8
        case "u1": kind = .uint8
        case "i2": kind = .int16
        case "u2": kind = .uint16
        case "i4": kind = .int32
        case "u4": kind = .uint32
        case "i8": kind = .int64
        case "u8": kind = .uint64
        case "f4": kind = .float32
        case "f8": kind = .float64
        default: return nil
        }
        return (kind, order == ">", nil)
    }
}

/// The header of an array: a Python dictionary of texts, truths and tuples of whole numbers.
struct NPYHeader {
    enum Value: CustomStringConvertible {
        case text(String)
        case truth(Bool)
        case tuple([Int])
        /// A list, as structured types have it.
        case list

        var description: String {
            switch self {
            case .text(let text): "type '\(text)'"
            case .truth(let truth): "\(truth)"
            case .tuple(let sizes): "\(sizes)"
            case .list: "a structured type"
            }
        }
    }

    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for anything that NumPy does not write.
    mutating func dictionary() -> [String: Value]? {
        var entries: [String: Value] = [:]
        guard take("{") else { return nil }
        while !take("}") {
            guard let key = text(), take(":"), let value = value() else { return nil }
            entries[key] = value
            // What a list holds is of no interest.
            if case .list = value { return entries }
            guard take(",") || peek() == UInt8(ascii: "}") else { return nil }
        }
        return peek() == nil ? entries : nil
    }

    private mutating func value() -> Value? {
        switch peek() {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "u"), UInt8(ascii: "b"): return text().map(Value.text)
        case UInt8(ascii: "["): return .list
        case UInt8(ascii: "("): return tuple().map(Value.tuple)
        default:
            for (word, truth) in [("True", true), ("False", false)] where bytes[next...].starts(with: word.utf8) {
                next += word.utf8.count
                return .truth(truth)
            }
            return nil
        }
    }

    private mutating func tuple() -> [Int]? {
        guard take("(") else { return nil }
        var sizes: [Int] = []
        while !take(")") {
            guard peek() != nil else { return nil }
            let digits = bytes[next...].prefix { (48...57).contains($0) }
            guard let size = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
            next += digits.count
            // A long integer of Python 2.
            if next < bytes.count, bytes[next] == UInt8(ascii: "L") { next += 1 }
            sizes.append(size)
            guard take(",") || peek() == UInt8(ascii: ")") else { return nil }
        }
        return sizes
    }

    private mutating func text() -> String? {
        // Python 2 and 3 mark texts and bytes in front of the quote, each in its own way.
        if let mark = peek(), "ub".utf8.contains(mark) { next += 1 }
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let body = bytes[(next + 1)...].prefix { $0 != quote }
        guard body.endIndex < bytes.endIndex else { return nil }
        next = body.endIndex + 1
        return String(decoding: body, as: UTF8.self)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        next += 1
        return true
    }

    /// The next byte that is no white space.
    private mutating func peek() -> UInt8? {
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
        return next < bytes.count ? bytes[next] : nil
    }
}
