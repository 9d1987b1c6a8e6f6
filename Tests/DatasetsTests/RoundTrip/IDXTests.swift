import Foundation
import TestedProgram
import Testing

@testable import Datasets

struct IDXTests {
    /// Every byte once, so that a wrong level shows.
    static let pixels = (0..<256).map { UInt8($0) } + [7, 8]
    static let labels: [UInt8] = [3, 5, 3]

    static func folder(images: [UInt8], labels: [UInt8], packed: Bool = false) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for part in IDXFolder.parts {
            for (name, bytes) in [(part.images, images), (part.labels, labels)] {
                try folder.write(packed ? WrittenFiles.gzip(bytes) : bytes, to: packed ? name + ".gz" : name)
            }
        }
        return folder
    }

    @Test(arguments: [false, true])
    func picturesAndLabels(packed: Bool) throws {
        let folder = try Self.folder(
            images: WrittenFiles.idx(sizes: [3, 2, 43], bytes: Self.pixels),
            labels: WrittenFiles.idx(sizes: [3], bytes: Self.labels), packed: packed)
        let set = try Dataset.load(.path(folder.url.path))
        for part in [set.training, try #require(set.test)] {
            // The nearest Float to byte / 255, so exactly equal.
            #expect(part.features == Self.pixels.map { Float($0) / 255 })
            #expect(part.labels == [0, 1, 0])
            #expect(part.classNames == ["3", "5"])
            #expect(part.imageShape == ImageShape(height: 2, width: 43))
            #expect(part.featureCount == 86)
        }
        #expect(!set.needsScaling)
        #expect(set.files.count == 4)
    }

    @Test func namedSetsAreFoundInTheirFolderFirst() throws {
        let inner = try Self.folder(
            images: WrittenFiles.idx(sizes: [2, 1, 2], bytes: [1, 2, 3, 4]),
            labels: WrittenFiles.idx(sizes: [2], bytes: [0, 1]))
        let outer = try Self.folder(
            images: WrittenFiles.idx(sizes: [2, 1, 1], bytes: [1, 2]),
            labels: WrittenFiles.idx(sizes: [2], bytes: [0, 1]))
        try FileManager.default.copyItem(atPath: inner.url.path, toPath: outer.path("fashion-mnist"))
        let locations = DatasetLocations(folders: ["/nowhere", outer.url.path])
        #expect(try Dataset.load(.named(.fashionMNIST), from: locations).training.featureCount == 2)
        #expect(try Dataset.load(.named(.mnist), from: locations).training.featureCount == 1)
        #expect(NamedDataset.mnist.folder(in: locations) == outer.url.path)
    }

    @Test func severalGzipMembersAreOneFile() throws {
        let bytes = WrittenFiles.idx(sizes: [3, 2, 43], bytes: Self.pixels)
        let file = ByteFile(
            WrittenFiles.gzip(Array(bytes[..<100])) + WrittenFiles.gzip(Array(bytes[100...])), name: "m")
        #expect(try IDXFile.images(file).features == Self.pixels.map { Float($0) })
    }
}
