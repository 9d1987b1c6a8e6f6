import Foundation
import TestedProgram
import Testing

@testable import Datasets

/// What NumPy wrote is read as NumPy meant it.
struct NumPyTests {
    static func floats(_ name: String) throws -> (values: [Float], shape: [Int]) {
        let array = try NPYArray(ByteStream(ByteFile(NumPyFiles.bytes(name), name: name)))
        return (try array.floats(), array.shape)
    }

    @Test(arguments: ["<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", "<i8", ">i8", "version 2", "version 3"])
    func signed(name: String) throws {
        let (values, shape) = try Self.floats(name)
        #expect(values == [-2, -1, 0, 1, 2, 3])
        #expect(shape == [2, 3])
    }

    @Test func unsigned() throws {
        #expect(try Self.floats("|u1").values == [0, 1, 2, 3, 4, 5])
        #expect(try Self.floats("<u2").values == [0, 1, 2, 3, 4, 5])
        #expect(try Self.floats("|b1").values == [0, 1, 0, 1, 0, 1])
    }

    @Test func fortranOrder() throws {
        #expect(try Self.floats("fortran").values == [-2, -1, 0, 1, 2, 3])
        let (values, shape) = try Self.floats("fortran3")
        #expect(values == (0..<24).map { Float($0) })
        #expect(shape == [2, 3, 4])
    }

    @Test(arguments: ["<f4", ">f8", "|i1", "<i2", ">i8", "<i4"])
    func wholeNumbers(name: String) throws {
        #expect(
            try NPYArray(ByteStream(ByteFile(NumPyFiles.bytes(name), name: name))).integers() == [-2, -1, 0, 1, 2, 3])
    }

    @Test func storedArchive() throws {
        let folder = try TemporaryFolder()
        let set = try Dataset.load(.path(folder.write(NumPyFiles.bytes("stored.npz"), to: "small.npz")))
        #expect(set.name == "small")
        #expect(set.training.features == (0..<8).map { Float($0) / 8 })
        #expect(set.training.labels == [0, 1, 0, 1])
        #expect(set.training.classNames == ["3", "5"])
        #expect(set.training.imageShape == nil)
        #expect(set.test == nil)
    }

    @Test func deflatedArchive() throws {
        let folder = try TemporaryFolder()
        let set = try Dataset.load(.path(folder.write(NumPyFiles.bytes("deflated.npz"), to: "small.npz")))
        #expect(set.training.features == (0..<48).map { Float($0) / 255 })
        #expect(set.training.imageShape == ImageShape(height: 4, width: 4))
        #expect(set.test?.features == [Float](repeating: 1, count: 16))
        #expect(set.test?.labels == [1])
    }

    @Test(arguments: ["names", "names >", "names bytes"])
    func classNames(name: String) throws {
        let array = try NPYArray(ByteStream(ByteFile(NumPyFiles.bytes(name), name: name)), isLabels: true)
        #expect(array.shape == [3])
        #expect(try array.texts() == ["ä b", "cat", "Ω"])
    }

    @Test func namedClasses() throws {
        let folder = try TemporaryFolder()
        let set = try Dataset.load(.path(folder.write(NumPyFiles.bytes("named.npz"), to: "small.npz")))
        #expect(set.training.classNames == ["setosa", "versicolor", "virginica"])
        #expect(set.training.labels == [0, 2, 0, 1])
        #expect(set.test?.labels == [2])
    }

    @Test func structuredLabelsAreRefusedWithARemedyForLabels() {
        #expect(
            throws: DatasetError.unsupported(
                file: "structured", found: "an array of a structured type", allowed: NPYArray.allowedLabels)
        ) { try NPYArray(ByteStream(ByteFile(NumPyFiles.bytes("structured"), name: "structured")), isLabels: true) }
    }

    @Test(arguments: [("text", "type '<U3'"), ("structured", "a structured type")])
    func otherTypesAreRefused(name: String, found: String) throws {
        #expect(
            throws: DatasetError.unsupported(file: name, found: "an array of \(found)", allowed: NPYArray.allowed)
        ) { try Self.floats(name) }
    }
}
