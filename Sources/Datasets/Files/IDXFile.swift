/// IDX files of unsigned bytes, plain or gzip'd, as the MNIST family has them: big-endian, a magic number 0 0 8 n,
/// n sizes of 32 bits, the bytes (Y. LeCun, C. Cortes, "The MNIST database of handwritten digits").
enum IDXFile {
    struct Images {
        /// `[count × featureCount]`, 0…255.
        var features: [Float]
        var count: Int
        var featureCount: Int
        /// Nil when the file has two dimensions.
        var shape: ImageShape?
    }

    /// Two dimensions, samples of features, or three, pictures in rows.
    static func images(_ file: ByteFile, memory: Int = .max) throws(DatasetError) -> Images {
        let stream = try ByteStream(file)
        let sizes = try header(stream, dimensions: 2...3)
        let (featureCount, overflows) = sizes[1].multipliedReportingOverflow(by: sizes.count == 3 ? sizes[2] : 1)
        let (total, totalOverflows) = sizes[0].multipliedReportingOverflow(by: featureCount)
        guard !overflows, !totalOverflows, total <= LabelledSamples.featureLimit else {
            throw .tooLarge(file: file.name, values: sizes.map(String.init).joined(separator: "×"))
        }
        try check(stream, total)
        guard total <= memory / MemoryLayout<Float>.size else {
            throw .memory(file: file.name, needed: total * MemoryLayout<Float>.size, available: memory)
        }
        return Images(
            features: try FloatRows.read(total, from: stream, as: .uint8), count: sizes[0], featureCount: featureCount,
            shape: sizes.count == 3 ? ImageShape(height: sizes[1], width: sizes[2]) : nil)
    }

    /// How many samples a file of pictures promises.
    static func count(_ file: ByteFile) throws(DatasetError) -> Int {
        try header(ByteStream(file), dimensions: 2...3)[0]
    }

    /// One dimension.
    /// - Parameter images: the file with the pictures, and how many it has.
    static func labels(_ file: ByteFile, of images: (name: String, count: Int)? = nil) throws(DatasetError) -> [Int] {
        let stream = try ByteStream(file)
        let count = try header(stream, dimensions: 1...1)[0]
        if let images, images.count != count {
            throw .countMismatch(images: images.name, imageCount: images.count, labels: file.name, labelCount: count)
        }
        try check(stream, count)
        let bytes = try stream.bytes(count)
        try stream.requireEnd()
        return bytes.map(Int.init)
    }

    private static func header(_ stream: ByteStream, dimensions: ClosedRange<Int>) throws(DatasetError) -> [Int] {
        let magic = try stream.bytes(atMost: 4)
        guard magic.count == 4, magic[0] == 0, magic[1] == 0, magic[2] == 8, dimensions.contains(Int(magic[3])) else {
            let last = dimensions.map { "0\($0)" }.joined(separator: " or ")
            throw .wrongMagic(
                file: stream.name, found: magic,
                expected: "IDX \(dimensions.upperBound == 1 ? "labels begin" : "images begin") with 00 00 08 \(last)")
        }
        let bytes = try stream.bytes(4 * Int(magic[3]))
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
    }

    /// Refuses a size that the file cannot hold before memory is taken for it.
    private static func check(_ stream: ByteStream, _ count: Int) throws(DatasetError) {
        let possible = stream.largestSize - stream.position
        if count > possible { throw .sizeBeyondFile(file: stream.name, promised: count, possible: possible) }
    }
}
