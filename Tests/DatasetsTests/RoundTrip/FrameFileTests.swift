import Datasets
import Foundation
import NumericalMethods
import TestedProgram
import Testing

/// Frames as NumPy writes them, by their bytes: header and values as `numpy.save` of NumPy 2.1 lays them out.
@Suite struct FrameFileTests {
    private static func array(_ type: String, _ shape: String, _ values: [UInt8]) -> Data {
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
        header += String(repeating: " ", count: 117 - header.count) + "\n"
        return Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0] + Array(header.utf8) + values)
    }

    private static func withFile(_ data: Data, _ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("frames.npy")
        try data.write(to: URL(fileURLWithPath: path))
        try withExtendedLifetime(folder) { try body(path) }
    }

    private static let bits: [UInt8] = (0..<60).map { $0 % 7 == 0 || $0 > 50 ? 1 : 0 }
    private static let patterns = [0, 30].map { start in
        Pattern(
            height: 6, width: 5,
            pixels: BitVector(count: 30, word: (0..<30).reduce(0) { $0 | UInt64(bits[start + $1]) << UInt64($1) }))
    }

    @Test(arguments: ["(2, 30)", "(2, 6, 5)", "(2, 1, 6, 5)"], ["|u1", "|b1", "|i1"])
    func formsOfTheSameFrames(shape: String, type: String) throws {
        try Self.withFile(Self.array(type, shape, Self.bits)) { path in
            let read = try FrameFile.frames(path, height: 6, width: 5, slots: 20)
            #expect(read == Self.patterns.map { [$0] })
        }
    }

    @Test func framesOfEverySlot() throws {
        try Self.withFile(Self.array("|u1", "(1, 2, 6, 5)", Self.bits)) { path in
            let read = try FrameFile.frames(path, height: 6, width: 5, slots: 2)
            #expect(read == [Self.patterns])
            #expect(throws: DatasetError.self) { try FrameFile.frames(path, height: 6, width: 5, slots: 3) }
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        for frames in [Self.patterns.map { [$0] }, [Self.patterns, Self.patterns.reversed()]] {
            try Self.withFile(FrameFile.data(frames)) { path in
                let read = try FrameFile.frames(path, height: 6, width: 5, slots: 2)
                #expect(read == frames)
            }
        }
    }

    @Test func otherValuesAndShapesAreRefused() throws {
        var bits = Self.bits
        bits[41] = 255
        try Self.withFile(Self.array("|u1", "(2, 30)", bits)) { path in
            let error = #expect(throws: DatasetError.self) {
                try FrameFile.frames(path, height: 6, width: 5, slots: 20)
            }
            #expect(error?.description.contains("pixel 11 of frame 1 is 255") == true)
            try Self.withFile(Self.array("|u1", "(10, 6)", Self.bits)) { square in
                #expect(throws: DatasetError.self) { try FrameFile.frames(square, height: 6, width: 5, slots: 20) }
            }
        }
    }

    @Test func labelsAreOnePerFrame() throws {
        try Self.withFile(Self.array("|u1", "(3,)", [0, 9, 4])) { path in
            let read = try FrameFile.labels(path, count: 3, classes: 10)
            #expect(read == [0, 9, 4])
            #expect(throws: DatasetError.self) { try FrameFile.labels(path, count: 2, classes: 10) }
            #expect(throws: DatasetError.labelOutOfRange(set: path, sample: 1, label: 9, classes: 9)) {
                try FrameFile.labels(path, count: 3, classes: 9)
            }
        }
    }

    @Test func featuresAreOfTheNetworksWidth() throws {
        try Self.withFile(Self.array("|u1", "(2, 6, 5)", Self.bits)) { path in
            let samples = try FrameFile.features(path, labels: nil, inputs: 30, classes: 2, classNames: ["a", "b"])
            #expect(samples.features == Self.bits.map(Float.init))
            #expect(samples.imageShape == ImageShape(height: 6, width: 5))
            #expect(throws: DatasetError.self) {
                try FrameFile.features(path, labels: nil, inputs: 31, classes: 2, classNames: ["a", "b"])
            }
        }
    }
}
