import CZlib
import Foundation
import TestedProgram

@testable import Datasets

/// Writers of what the readers read, each from the format's own description.
enum WrittenFiles {
    static func idx(type: UInt8 = 8, sizes: [Int], bytes: [UInt8]) -> [UInt8] {
        [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { size in (0..<4).map { UInt8(size >> (24 - 8 * $0) & 255) } }
            + bytes
    }

    /// An array of unsigned bytes, version 1.
    static func npy(type: String = "|u1", shape: String, bytes: [UInt8]) -> [UInt8] {
        let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
        let header = Array((text + String(repeating: " ", count: 64 - (text.utf8.count + 11) % 64) + "\n").utf8)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)] + header
            + bytes
    }

    /// - Parameter window: as zlib names it: 31 for gzip, −15 for bare data.
    static func deflated(_ bytes: [UInt8], window: Int32) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        return input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
                return Array(output[..<Int(stream.total_out)])
            }
        }
    }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, window: 31) }

    struct Entry {
        var name: String
        var content: [UInt8]
        var isDeflated = false
        /// Another method's number, or flags.
        var method: Int?
        var flags = 0
        /// What the directory says in place of the true size.
        var claimedSize: Int?
    }

    static func zip(_ entries: [Entry]) -> [UInt8] {
        func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(value >> (8 * $0) & 255) } }
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let data = entry.isDeflated ? deflated(entry.content, window: -15) : entry.content
            let sum = Int(crc32(0, entry.content, UInt32(entry.content.count)))
            let fields =
                number(20, 2) + number(entry.flags, 2) + number(entry.method ?? (entry.isDeflated ? 8 : 0), 2)
                + number(0, 4) + number(sum, 4) + number(data.count, 4)
                + number(entry.claimedSize ?? entry.content.count, 4) + number(entry.name.utf8.count, 2) + number(0, 2)
            directory +=
                number(0x0201_4B50, 4) + number(20, 2) + fields + number(0, 10) + number(archive.count, 4)
                + Array(entry.name.utf8)
            archive += number(0x0403_4B50, 4) + fields + Array(entry.name.utf8) + data
        }
        return archive + directory + number(0x0605_4B50, 4) + number(0, 4) + number(entries.count, 2)
            + number(entries.count, 2) + number(directory.count, 4) + number(archive.count, 4) + number(0, 2)
    }
}

extension TemporaryFolder {
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: url.appendingPathComponent(name))
        return path(name)
    }

    func bytes(_ name: String) throws -> [UInt8] { try Self.contents(path(name)) }

    static func contents(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// What is in it, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}
