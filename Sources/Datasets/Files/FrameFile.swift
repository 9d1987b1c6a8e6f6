public import Foundation
import NumericalMethods

/// Black-and-white frames and their classes as NumPy stores them.
public enum FrameFile {
    /// Reads frames of one shape, `[n][1 or slots]`.
    /// - Parameters:
    ///   - height: of a frame; width: of a frame.
    ///   - slots: of a presentation.
    public static func frames(
        _ path: String, height: Int, width: Int, slots: Int
    ) throws(DatasetError) -> [[Pattern]] {
        let pixels = height * width
        let shapes =
            "frames are 0 (white) or 1 (black), of shape n×\(pixels) or n×\(height)×\(width), or with a frame for every time "
            + "slot n×slots×\(height)×\(width)"
        let array = try NPYArray(ByteStream(ByteFile(path: path)))
        let shape = array.shape
        let perPresentation: Int
        if shape.count == 2, shape[1] == pixels {
            perPresentation = 1
        } else if shape.count >= 3, shape.count <= 4, Array(shape.suffix(2)) == [height, width] {
            perPresentation = shape.count == 3 ? 1 : shape[1]
        } else {
            throw .unsupported(file: path, found: "an array of shape \(NPYFormat.text(shape))", allowed: shapes)
        }
        guard perPresentation == 1 || perPresentation == slots else {
            throw .unsupported(
                file: path, found: "\(perPresentation) frames a presentation, which has \(slots) slots", allowed: shapes
            )
        }
        guard shape[0] > 0 else { throw .noSamples(set: path) }
        let values = try array.floats()
        if let place = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .unsupported(
                file: path, found: "pixel \(place % pixels) of frame \(place / pixels) is \(values[place])",
                allowed: shapes)
        }
        let patterns = stride(from: 0, to: values.count, by: pixels).map { start in
            var bits = BitVector(count: pixels)
            for pixel in 0..<pixels where values[start + pixel] == 1 { bits[pixel] = true }
            return Pattern(height: height, width: width, pixels: bits)
        }
        return stride(from: 0, to: patterns.count, by: perPresentation).map {
            Array(patterns[$0..<($0 + perPresentation)])
        }
    }

    /// Reads the class of every frame.
    public static func labels(_ path: String, count: Int, classes: Int) throws(DatasetError) -> [Int] {
        let array = try NPYArray(ByteStream(ByteFile(path: path)))
        guard array.shape == [count] || array.shape == [count, 1] else {
            throw .unsupported(
                file: path, found: "labels of shape \(NPYFormat.text(array.shape))",
                allowed: "there must be one whole number for each of the \(count) frames")
        }
        let labels = try array.integers()
        if let index = labels.firstIndex(where: { !(0..<classes).contains($0) }) {
            throw .labelOutOfRange(set: path, sample: index, label: labels[index], classes: classes)
        }
        return labels
    }

    /// Reads features of a network's inputs, `[n × inputs]` or pictures of as many pixels, each 0 to 1.
    /// - Parameter labels: the file of their classes; without it all are class 0.
    public static func features(
        _ path: String, labels: String?, inputs: Int, classes: Int, classNames: [String]
    ) throws(DatasetError) -> LabelledSamples {
        let array = try NPYArray(ByteStream(ByteFile(path: path)))
        let shape = array.shape
        guard shape.count >= 2, shape[1...].reduce(1, *) == inputs else {
            throw .unsupported(
                file: path, found: "an array of shape \(NPYFormat.text(shape))",
                allowed: "the network has \(inputs) inputs: features are n×\(inputs), or n×height×width pixels")
        }
        guard shape[0] > 0 else { throw .noSamples(set: path) }
        let values = try array.floats()
        if let place = values.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
            throw .outsideUnitRange(
                set: path, sample: place / inputs, feature: place % inputs, value: values[place])
        }
        return try LabelledSamples(
            name: path, features: values,
            labels: labels.map { file throws(DatasetError) in
                try Self.labels(file, count: shape[0], classes: classes)
            } ?? [Int](repeating: 0, count: shape[0]),
            featureCount: inputs, classes: classes, classNames: classNames,
            imageShape: shape.count == 3 ? ImageShape(height: shape[1], width: shape[2]) : nil)
    }

    /// Frames as bytes of 0 and 1, `[n × height × width]`, or `[n × slots × height × width]` where every slot has its own.
    public static func data(_ frames: [[Pattern]]) -> Data {
        let perPresentation = frames.first?.count ?? 1
        let frame = frames.first?.first
        let shape =
            [frames.count] + (perPresentation == 1 ? [] : [perPresentation]) + [frame?.height ?? 0, frame?.width ?? 0]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(shape.reduce(1, *))
        for pattern in frames.joined() {
            for pixel in 0..<pattern.pixelCount { bytes.append(pattern.isBlack(pixel) ? 1 : 0) }
        }
        return NPYFormat.header(type: "|u1", shape: shape) + Data(bytes)
    }
}

/// How NumPy stores an array (NEP 1, version 1.0): `numpy.load` reads the file.
package enum NPYFormat {
    package static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]

    /// The header's dictionary, of an array whose last index runs fastest.
    /// - Parameter type: byte order, kind and size: `<f4`.
    package static func dictionary(type: String, shape: [Int]) -> String {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        return "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    }

    /// Single-precision numbers, the last index fastest.
    package static func data(_ values: [Float], shape: [Int]) -> Data {
        precondition(values.count == shape.reduce(1, *))
        var data = header(type: "<f4", shape: shape)
        data.reserveCapacity(data.count + 4 * values.count)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    /// Double-precision numbers, the last index fastest.
    package static func data(_ values: [Double], shape: [Int]) -> Data {
        precondition(values.count == shape.reduce(1, *))
        var data = header(type: "<f8", shape: shape)
        data.reserveCapacity(data.count + 8 * values.count)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    /// Reads an array, the last index fastest.
    /// - Parameter shape: what the file must hold.
    package static func floats(_ path: String, shape: [Int]) throws(DatasetError) -> [Float] {
        try array(path, shape: shape).floats()
    }

    /// The same in double precision.
    package static func doubles(_ path: String, shape: [Int]) throws(DatasetError) -> [Double] {
        try array(path, shape: shape).orderedDoubles()
    }

    private static func array(_ path: String, shape: [Int]) throws(DatasetError) -> NPYArray {
        let array = try NPYArray(ByteStream(ByteFile(path: path)))
        guard array.shape == shape else {
            throw .unsupported(
                file: path, found: "an array of shape \(text(array.shape))",
                allowed: "the network needs \(text(shape)) numbers here")
        }
        return array
    }

    fileprivate static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "×") }

    /// Everything before the values, which begin at a multiple of 64 bytes.
    package static func header(type: String, shape: [Int]) -> Data {
        var text = dictionary(type: type, shape: shape)
        text += String(repeating: " ", count: 63 - (magic.count + 2 + text.utf8.count) % 64) + "\n"
        return Data(magic + [UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8)] + Array(text.utf8))
    }
}
