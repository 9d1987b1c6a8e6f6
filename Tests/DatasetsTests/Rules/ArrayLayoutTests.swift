import Foundation
import TestedProgram
import Testing

@testable import Datasets

/// How stored numbers become inputs, and what the axes of arrays are.
struct ArrayLayoutTests {
    static func load(
        x: [UInt8], labels: [UInt8], names: (String, String) = ("x", "y"), more: [WrittenFiles.Entry] = [],
        axes: DatasetLayout.Axes = .automatic
    ) throws -> Dataset {
        let folder = try TemporaryFolder()
        let y = WrittenFiles.npy(shape: "(\(labels.count),)", bytes: labels)
        let entries = [
            WrittenFiles.Entry(name: "\(names.0).npy", content: x), .init(name: "\(names.1).npy", content: y),
        ]
        return try Dataset.load(
            .path(folder.write(WrittenFiles.zip(entries + more), to: "a.npz")), layout: DatasetLayout(axes: axes))
    }

    /// The range decides, not the type.
    @Test(
        arguments: [
            ([0, 1, 1, 0], 1), ([0, 16, 4, 8], 16), ([0, 255, 3, 200], 255), ([0, 128, 3, 20], 255),
        ] as [([UInt8], Float)])
    func bytes(values: [UInt8], divisor: Float) throws {
        let set = try Self.load(x: WrittenFiles.npy(shape: "(2, 2)", bytes: values), labels: [0, 1])
        #expect(set.training.features == values.map { Float($0) / divisor })
        #expect(!set.needsScaling)
        let truths = try Self.load(
            x: WrittenFiles.npy(type: "|b1", shape: "(2, 2)", bytes: values.map { min($0, 1) }), labels: [0, 1])
        #expect(truths.training.features == values.map { Float(min($0, 1)) })
    }

    /// All parts are brought to one scale, though one of them uses less of it.
    @Test func partsShareTheirScale() throws {
        let more = [
            ("val_images", [UInt8](repeating: 51, count: 4)), ("test_images", [UInt8](repeating: 255, count: 4)),
        ].map { WrittenFiles.Entry(name: "\($0.0).npy", content: WrittenFiles.npy(shape: "(1, 2, 2)", bytes: $0.1)) }
        let labels = ["val_labels", "test_labels"].map {
            WrittenFiles.Entry(name: "\($0).npy", content: WrittenFiles.npy(shape: "(1, 1)", bytes: [1]))
        }
        let set = try Self.load(
            x: WrittenFiles.npy(shape: "(2, 2, 2)", bytes: [0, 1, 0, 1, 1, 1, 0, 0]), labels: [0, 1],
            names: ("train_images", "train_labels"), more: more + labels)
        #expect(set.training.features == [0, 1, 0, 1, 1, 1, 0, 0].map { $0 / 255 })
        #expect(set.validation?.features == [0.2, 0.2, 0.2, 0.2])
        #expect(set.test?.features == [1, 1, 1, 1])
        #expect(set.validation?.labels == [1])
    }

    /// A network that learnt from 0…255 decides nothing of 0…1.
    @Test(
        arguments: [
            ("|u1", [0, 255], "|u1", [0, 1], true), ("|u1", [0, 1], "|u1", [0, 255], true),
            ("<f4", [0, 255], "<f4", [0, 1], true), ("<f4", [0, 1], "<f4", [0, 255], true),
            ("|u1", [0, 255], "<f4", [0, 255], true), ("|u1", [0, 255], "<f4", [0, 1], false),
            ("|u1", [0, 255], "|u1", [0, 255], false), ("<f4", [0, 1], "<f4", [0, 1], false),
            ("<f4", [0, 3], "<f4", [0, 1], false),
        ] as [(String, [Float], String, [Float], Bool)])
    func partsOfOtherScales(
        type: String, values: [Float], testType: String, testValues: [Float], isWarned: Bool
    ) throws {
        func array(_ type: String, _ values: [Float]) -> [UInt8] {
            let bytes = values.flatMap { value in
                type == "|u1" ? [UInt8(value)] : (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
            }
            return WrittenFiles.npy(type: type, shape: "(2, 1)", bytes: bytes)
        }
        let set = try Self.load(
            x: array(type, values), labels: [0, 1], names: ("x_train", "y_train"),
            more: [
                .init(name: "x_test.npy", content: array(testType, testValues)),
                .init(name: "y_test.npy", content: WrittenFiles.npy(shape: "(2,)", bytes: [0, 1])),
            ])
        let warned = set.reading.warnings.contains { $0.contains("x_train") && $0.contains("x_test") }
        #expect(warned == isWarned, "\(set.reading.warnings)")
    }

    @Test func anAxisThatMayBeTimeIsRefused() throws {
        let steps = WrittenFiles.npy(shape: "(2, 4, 3)", bytes: [UInt8](repeating: 1, count: 24))
        #expect(throws: DatasetError.self) { try Self.load(x: steps, labels: [0, 1]) }
        let flat = try Self.load(x: steps, labels: [0, 1], axes: .features)
        #expect(flat.training.imageShape == nil)
        #expect(flat.training.featureCount == 12)
        let pictures = try Self.load(x: steps, labels: [0, 1], axes: .pictures)
        #expect(pictures.training.imageShape == ImageShape(height: 4, width: 3))
        // Names and squares tell as well.
        let named = try Self.load(x: steps, labels: [0, 1], names: ("images", "labels"))
        #expect(named.training.imageShape == ImageShape(height: 4, width: 3))
        let square = WrittenFiles.npy(shape: "(2, 2, 2)", bytes: [UInt8](repeating: 1, count: 8))
        #expect(try Self.load(x: square, labels: [0, 1]).training.imageShape == ImageShape(height: 2, width: 2))
    }

    /// As Python 2 and other writers put it.
    @Test(arguments: [
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }  \n",
        "{'shape': (2, 3), 'fortran_order': False, 'descr': '|u1'}\n",
        "{u'descr':u'|u1',u'shape':(2,3),u'fortran_order':False}",
    ])
    func headers(text: String) throws {
        let bytes =
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + [1, 2, 3, 4, 5, 6]
        let array = try NPYArray(ByteStream(ByteFile(bytes, name: "x.npy")))
        #expect(array.shape == [2, 3])
        #expect(try array.floats() == [1, 2, 3, 4, 5, 6])
    }

    @Test func archivesOfOneArrayEach() throws {
        let folder = try TemporaryFolder()
        for (name, shape, bytes) in [
            ("train-imgs", "(2, 1, 2)", [UInt8(0), 255, 255, 0]), ("train-labels", "(2,)", [5, 7]),
            ("test-imgs", "(1, 1, 2)", [255, 255]), ("test-labels", "(1,)", [7]),
        ] {
            let entry = WrittenFiles.Entry(name: "arr_0.npy", content: WrittenFiles.npy(shape: shape, bytes: bytes))
            try folder.write(WrittenFiles.zip([entry]), to: "kmnist-\(name).npz")
        }
        let set = try Dataset.load(.path(folder.path("kmnist-train-imgs.npz")), layout: DatasetLayout(axes: .pictures))
        #expect(set.training.features == [0, 1, 1, 0])
        #expect(set.training.classNames == ["5", "7"])
        #expect(set.test?.labels == [1])
    }

    @Test func namesInFrontOfIDXFiles() throws {
        let folder = try TemporaryFolder()
        for set in ["emnist-letters", "emnist-digits"] {
            for part in ["train", "test"] {
                try folder.write(
                    WrittenFiles.gzip(WrittenFiles.idx(sizes: [2, 1, 2], bytes: [0, 255, 255, 0])),
                    to: "\(set)-\(part)-images-idx3-ubyte.gz")
                try folder.write(WrittenFiles.idx(sizes: [2], bytes: [1, 26]), to: "\(set)-\(part)-labels-idx1-ubyte")
            }
        }
        let letters = try Dataset.load(.path(folder.path("emnist-letters")))
        #expect(letters.name == "emnist-letters")
        #expect(letters.test?.features == [0, 1, 1, 0])
        #expect(letters.training.classNames == ["1", "26"])
        #expect(
            throws: DatasetError.severalSets(folder: folder.url.path, sets: ["emnist-digits", "emnist-letters"])
        ) { try Dataset.load(.path(folder.url.path)) }
    }

    /// A thousandfold of one byte is no data; the error comes before the memory is taken.
    @Test func bombs() throws {
        let commas = WrittenFiles.gzip([UInt8](repeating: UInt8(ascii: ","), count: 1 << 26))
        #expect(throws: DatasetError.self) {
            try CSVTable.read(ByteFile(commas, name: "b.csv.gz"), layout: DatasetLayout())
        }
        let zeros = WrittenFiles.deflated([UInt8](repeating: 0, count: 1 << 26), window: 31)
        let error = #expect(throws: DatasetError.self) {
            try ByteStream(ByteFile(zeros, name: "b")).forEachPiece { _ in }
        }
        guard case .bomb(_, let size)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(size < 1 << 26)
        #expect(throws: DatasetError.memory(file: "i", needed: 48, available: 40)) {
            try IDXFile.images(ByteFile(DamagedFileTests.images, name: "i"), memory: 40)
        }
    }
}
