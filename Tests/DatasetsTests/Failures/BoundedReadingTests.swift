import Foundation
import TestedProgram
import Testing

@testable import Datasets

/// Files that promise or unpack to more than a reader may take.
struct BoundedReadingTests {
    private static let tooWide = "at most 1048576 are read, separated by comma, semicolon, tab or blanks"

    /// A heading, a row of numbers, or a row behind the first one, of more columns than are read: some kB as a file.
    @Test(arguments: [("", "a,"), ("", "1,"), ("1,2\n", "1,")])
    func rowsWithoutEnd(start: String, field: String) throws {
        let folder = try TemporaryFolder()
        let text = Array(start.utf8) + (0..<(1 << 21)).flatMap { _ in Array(field.utf8) }
        try Data(WrittenFiles.gzip(text)).write(to: folder.url.appendingPathComponent("wide.csv"))
        let path = folder.path("wide.csv")
        let error = DatasetError.unsupported(
            file: "\(path):\(start.isEmpty ? 1 : 2)", found: "more than 1048576 columns", allowed: Self.tooWide)
        #expect(throws: error) { try NumberMatrix(file: path) }
        #expect(throws: error) { try Dataset.load(.path(path)) }
    }

    /// A terabyte is asked for; what there is comes without room for the rest.
    @Test func whatIsThereIsTaken() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919) }
        #expect(try ByteStream(ByteFile(bytes, name: "a")).bytes(atMost: 1 << 40) == bytes)
        #expect(throws: DatasetError.truncated(file: "a", needed: 1 << 40, found: 3_000_000)) {
            try ByteStream(ByteFile(bytes, name: "a")).bytes(1 << 40)
        }
    }

    /// Opening a pipe would wait for somebody to write into it.
    @Test func pipesAreRefusedAtOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: DatasetError.unreadable(file: path, reason: "not a file")) { try ByteFile(path: path) }
    }
}
