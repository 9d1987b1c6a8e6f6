import Foundation
import TestedProgram
import Testing

@testable import Datasets

struct NPZTests {
    static let x = WrittenFiles.npy(shape: "(2, 1, 2, 2)", bytes: [0, 51, 102, 153, 204, 255, 0, 51])
    static let y = WrittenFiles.npy(shape: "(2, 1)", bytes: [9, 4])

    static func entries(deflated: Bool) -> [WrittenFiles.Entry] {
        [
            .init(name: "readme.txt", content: [1]), .init(name: "X.npy", content: x, isDeflated: deflated),
            .init(name: "Y.npy", content: y, isDeflated: deflated),
        ]
    }

    @Test(arguments: [false, true])
    func archive(deflated: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(WrittenFiles.zip(Self.entries(deflated: deflated)), to: "a.npz")
        let samples = try Dataset.load(.path(path)).training
        #expect(samples.features == [0, 0.2, 0.4, 0.6, 0.8, 1, 0, 0.2])
        #expect(samples.labels == [1, 0])
        #expect(samples.classNames == ["4", "9"])
        #expect(samples.imageShape == ImageShape(height: 2, width: 2))
    }

    @Test func filesSideBySide() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.x, to: "images.npy")
        try folder.write(Self.y, to: "labels.npy")
        for path in [folder.url.path, folder.path("images.npy")] {
            #expect(try Dataset.load(.path(path)).training.labels == [1, 0])
        }
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        func load(_ entries: [WrittenFiles.Entry]) throws -> Dataset {
            try Dataset.load(.path(folder.write(WrittenFiles.zip(entries), to: "a.npz")))
        }
        let path = folder.path("a.npz")
        var entries = Self.entries(deflated: true)
        #expect(throws: DatasetError.noArrays(file: path, found: ["X"])) { try load(Array(entries[..<2])) }
        entries[2].content = WrittenFiles.npy(shape: "(3,)", bytes: [1, 2, 3])
        #expect(
            throws: DatasetError.countMismatch(
                images: "\(path)(X.npy)", imageCount: 2, labels: "\(path)(Y)", labelCount: 3)
        ) { try load(entries) }
        entries = Self.entries(deflated: true)
        entries[2].flags = 1
        #expect(
            throws: DatasetError.unsupported(
                file: "\(path)(Y.npy)", found: "encrypted", allowed: "archives must not be encrypted")
        ) { try load(entries) }
        entries = Self.entries(deflated: false)
        entries[2].method = 12
        #expect(
            throws: DatasetError.unsupported(
                file: "\(path)(Y.npy)", found: "packed by method 12",
                allowed: "entries must be stored or deflated, as numpy.savez and savez_compressed do")
        ) { try load(entries) }
        // A size that the entry does not have, and a header that promises more than the entry.
        entries = Self.entries(deflated: true)
        entries[1].claimedSize = Self.x.count - 1
        #expect(
            throws: DatasetError.sizeBeyondFile(file: "\(path)(X.npy)", promised: 8, possible: 7)
        ) { try load(entries) }
        entries = Self.entries(deflated: true)
        entries[1].content = WrittenFiles.npy(shape: "(2, 1000000)", bytes: [1])
        #expect(
            throws: DatasetError.sizeBeyondFile(file: "\(path)(X.npy)", promised: 2_000_000, possible: 1)
        ) { try load(entries) }
        entries[1].content = WrittenFiles.npy(shape: "(2, 4611686018427387904)", bytes: [1])
        #expect(
            throws: DatasetError.tooLarge(file: "\(path)(X.npy)", values: "2×4611686018427387904")
        ) { try load(entries) }
        entries[1] = entries[2]
        #expect(
            throws: DatasetError.damaged(file: path, reason: "two entries are called Y.npy")
        ) { try load(entries) }
    }

    @Test func fractionalLabelsAreRefused() throws {
        let half = WrittenFiles.npy(type: "<f4", shape: "(1,)", bytes: [0, 0, 0, 63])
        let array = try NPYArray(ByteStream(ByteFile(half, name: "y.npy")))
        #expect(throws: DatasetError.labelNotInteger(set: "y.npy", sample: 0, value: "0.5")) { try array.integers() }
    }
}
