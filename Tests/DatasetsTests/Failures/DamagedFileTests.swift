import Foundation
import NumericalMethods
import TestedProgram
import Testing

@testable import Datasets

/// Truncated, lengthened and altered files end in an error, or in samples that are valid; never in a crash.
struct DamagedFileTests {
    static let images = WrittenFiles.idx(sizes: [3, 2, 2], bytes: (0..<12).map { UInt8($0 * 20) })

    /// Each file with the reader that must take it.
    static let files: [(name: String, bytes: [UInt8], read: @Sendable (ByteFile) throws -> Void)] = [
        ("idx", images, { _ = try IDXFile.images($0) }),
        ("idx.gz", WrittenFiles.gzip(images), { _ = try IDXFile.images($0) }),
        ("labels", WrittenFiles.idx(sizes: [3], bytes: [1, 2, 3]), { _ = try IDXFile.labels($0) }),
        ("npy", NumPyFiles.bytes("fortran"), { _ = try NPYArray(ByteStream($0)).floats() }),
        (
            "npy texts", NumPyFiles.bytes("names"),
            {
                let array = try NPYArray(ByteStream($0), isLabels: true)
                _ = array.textWidth == nil ? [] : try array.texts()
            }
        ),
        ("npz", NumPyFiles.bytes("deflated.npz"), readArchive),
        ("stored npz", NumPyFiles.bytes("stored.npz"), readArchive),
    ]

    @Sendable private static func readArchive(_ file: ByteFile) throws {
        let archive = try ZIPArchive(file)
        for entry in archive.entries.values { _ = try NPYArray(archive.open(entry)).floats() }
    }

    @Test(arguments: files.indices)
    func everyPrefixIsRefused(index: Int) throws {
        let (name, bytes, read) = Self.files[index]
        try read(ByteFile(bytes, name: name))
        for length in 0..<bytes.count {
            #expect(throws: DatasetError.self, "the first \(length) bytes of \(name)") {
                try read(ByteFile(Array(bytes[..<length]), name: name))
            }
        }
    }

    @Test(arguments: files.indices)
    func alteredBytesDoNotCrash(index: Int) throws {
        let (name, bytes, read) = Self.files[index]
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("test: altered bytes"), trial: index)
        for round in 0..<4000 {
            var altered = bytes
            // Every position once, then several at random.
            let positions = round < bytes.count ? [round] : (0..<4).map { _ in stream.below(bytes.count) }
            for position in positions { altered[position] = UInt8(stream.below(256)) }
            do { try read(ByteFile(altered, name: name)) } catch is DatasetError {}
        }
    }

    @Test func exactErrors() throws {
        let bytes = Self.images
        func images(_ bytes: [UInt8]) throws { _ = try IDXFile.images(ByteFile(bytes, name: "i")) }
        #expect(throws: DatasetError.sizeBeyondFile(file: "i", promised: 12, possible: 11)) {
            try images(Array(bytes.dropLast()))
        }
        #expect(throws: DatasetError.trailingBytes(file: "i", after: 28)) { try images(bytes + [0]) }
        #expect(throws: DatasetError.trailingBytes(file: "i", after: 28)) { try images(WrittenFiles.gzip(bytes + [0])) }
        let packed = WrittenFiles.gzip(bytes)
        #expect(throws: DatasetError.trailingBytes(file: "i", after: packed.count)) { try images(packed + [0]) }
        #expect(throws: DatasetError.truncated(file: "i", needed: 29, found: 28)) {
            try images(Array(packed.dropLast(3)))
        }
        var wrongSum = packed
        wrongSum[packed.count - 6] ^= 1
        #expect(throws: DatasetError.damaged(file: "i", reason: "compressed data: incorrect data check")) {
            try images(wrongSum)
        }
        #expect(
            throws: DatasetError.wrongMagic(
                file: "i", found: [0, 0, 8, 1], expected: "IDX images begin with 00 00 08 02 or 03")
        ) { try images(WrittenFiles.idx(sizes: [3], bytes: [1, 2, 3])) }
        #expect(
            throws: DatasetError.wrongMagic(
                file: "i", found: [0, 0, 0x0D, 3], expected: "IDX images begin with 00 00 08 02 or 03")
        ) { try images(WrittenFiles.idx(type: 0x0D, sizes: [1, 1, 1], bytes: [1, 2, 3, 4])) }
        // Sizes that overflow, and a small file that promises a large one.
        #expect(throws: DatasetError.tooLarge(file: "i", values: "4294967295×4294967295×4294967295")) {
            try images(WrittenFiles.idx(sizes: [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], bytes: []))
        }
        let bomb = WrittenFiles.gzip(WrittenFiles.idx(sizes: [10_000, 28, 28], bytes: []))
        #expect(
            throws: DatasetError.sizeBeyondFile(file: "i", promised: 7_840_000, possible: bomb.count * 1032 - 16)
        ) { try images(bomb) }
        #expect(
            throws: DatasetError.wrongMagic(
                file: "n", found: [0, 0, 8, 3, 0, 0, 0, 3],
                expected: "a NumPy array begins with 93 4e 55 4d 50 59 and its version, 1 to 3")
        ) { _ = try NPYArray(ByteStream(ByteFile(bytes, name: "n"))) }
    }

    @Test func foldersThatDoNotFit() throws {
        let folder = try IDXTests.folder(images: Self.images, labels: WrittenFiles.idx(sizes: [2], bytes: [0, 1]))
        #expect(
            throws: DatasetError.countMismatch(
                images: folder.path("train-images-idx3-ubyte"), imageCount: 3,
                labels: folder.path("train-labels-idx1-ubyte"), labelCount: 2)
        ) { try Dataset.load(.path(folder.url.path)) }
        try folder.write(WrittenFiles.idx(sizes: [3], bytes: [0, 1, 0]), to: "train-labels-idx1-ubyte")
        try folder.write(WrittenFiles.idx(sizes: [3], bytes: [0, 1, 2]), to: "t10k-labels-idx1-ubyte")
        #expect(
            throws: DatasetError.labelOnlyInTest(set: folder.url.lastPathComponent, sample: 2, label: "2")
        ) { try Dataset.load(.path(folder.url.path)) }
        try folder.write(WrittenFiles.idx(sizes: [3], bytes: [0, 1, 0]), to: "t10k-labels-idx1-ubyte")
        try folder.write(WrittenFiles.idx(sizes: [3, 1, 1], bytes: [0, 1, 2]), to: "t10k-images-idx3-ubyte")
        #expect(
            throws: DatasetError.testDiffersFromTraining(set: folder.url.lastPathComponent, training: 4, test: 1)
        ) { try Dataset.load(.path(folder.url.path)) }
    }

    @Test func whatIsMissingIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.images, to: "train-images-idx3-ubyte")
        let error = #expect(throws: DatasetError.self) {
            try Dataset.load(.named(.mnist), from: DatasetLocations(folders: [folder.url.path]))
        }
        let expected = DatasetError.missingFiles(
            set: "mnist",
            files: ["train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
            folders: ["\(folder.url.path)/mnist", folder.url.path])
        #expect(error == expected)
        #expect(expected.description.contains("memspike data get mnist"))
        #expect(expected.description.contains("--data FOLDER"))
        #expect(throws: DatasetError.unreadable(file: "/nowhere/x.csv", reason: "no such file")) {
            try Dataset.load(.path("/nowhere/x.csv"))
        }
        try folder.write([1], to: "x.bin")
        #expect(throws: DatasetError.unknownFormat(path: folder.path("x.bin"))) {
            try Dataset.load(.path(folder.path("x.bin")))
        }
    }
}
