import Foundation
import TestedProgram
import Testing

@testable import Datasets

/// The built executable: `memspike data`.
struct DataCommandTests {
    static func run(_ arguments: [String], home: TemporaryFolder) throws -> (
        status: Int32, output: String, error: String
    ) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: memspikeExecutable)
        process.arguments = ["data"] + arguments
        process.environment = ["XDG_DATA_HOME": home.url.path, "PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        // Files and not pipes: a pipe that nobody empties stops the program.
        let results = try TemporaryFolder()
        for name in ["output", "error"] { try results.write([UInt8](), to: name) }
        process.standardOutput = try FileHandle(forWritingTo: results.url.appendingPathComponent("output"))
        process.standardError = try FileHandle(forWritingTo: results.url.appendingPathComponent("error"))
        try process.run()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: try results.bytes("output"), as: UTF8.self),
            String(decoding: try results.bytes("error"), as: UTF8.self)
        )
    }

    struct Listing: Decodable {
        struct Item: Decodable {
            var name: String
            var builtIn: Bool
            var available: Bool
            var folder: String?
        }

        var datasets: [Item]
    }

    static func listing(home: TemporaryFolder) throws -> [String: Listing.Item] {
        let (status, output, _) = try run(["list", "--json"], home: home)
        #expect(status == 0)
        let listing = try JSONDecoder().decode(Listing.self, from: Data(output.utf8))
        return Dictionary(uniqueKeysWithValues: listing.datasets.map { ($0.name, $0) })
    }

    @Test func list() async throws {
        try await onOwnThread {
            let home = try TemporaryFolder()
            let sets = try Self.listing(home: home)
            #expect(sets.count == NamedDataset.allCases.count)
            #expect(sets["digits"]?.builtIn == true && sets["digits"]?.available == true)
            #expect(sets["mnist"]?.available == false)
            let (status, text, error) = try Self.run(["list"], home: home)
            #expect(status == 0 && error.isEmpty)
            #expect(text.contains("not here: memspike data get mnist"))
        }
    }

    @Test func badUsage() async throws {
        try await onOwnThread {
            let home = try TemporaryFolder()
            for arguments in [["get", "iris"], ["get", "mnist", "--mirror", "ftp://x"], ["get", "nothing"], ["get"]] {
                let (status, output, error) = try Self.run(arguments, home: home)
                #expect(status == 2 || status == 64)
                #expect(output.isEmpty && !error.isEmpty)
            }
        }
    }

    /// MNIST whole, cut off on the way, in the folder where it is found afterwards.
    @Test(.enabled(if: mnistFolder != nil, "MNIST is not here"))
    func getsMNIST() async throws {
        let folder = try #require(mnistFolder)
        let names = NamedDataset.mnist.publishedFiles.map(\.name)
        var files: [String: [UInt8]] = [:]
        for name in names { files[name] = try TemporaryFolder.contents("\(folder)/\(name)") }
        let server = try await FileServer(files, manners: .init(cuts: [5_000_000]))
        let home = try TemporaryFolder()
        let arguments = ["get", "mnist", "--mirror", server.url]
        let (status, output, error) = try await onOwnThread { try Self.run(arguments, home: home) }
        #expect(status == 1)
        #expect(output.isEmpty)
        #expect(error.contains("cut off after 5000000 of \(files[names[0]]!.count) bytes"))
        #expect(error.contains("the same command goes on after them"))
        let second = try await onOwnThread { try Self.run(arguments, home: home) }
        #expect(second.status == 0)
        // Quiet in a pipe: no progress.
        #expect(second.error.isEmpty)
        #expect(second.output.contains("got after the 5000000 bytes that were there"))
        #expect(server.seen.map(\.range) == [nil, "bytes=5000000-", nil, nil, nil])
        let mnist = try await onOwnThread { try Self.listing(home: home)["mnist"] }
        #expect(mnist?.folder == home.path("memspike/mnist"))
        for name in names { #expect(try TemporaryFolder.contents(home.path("memspike/mnist/\(name)")) == files[name]) }
        await server.stop()
    }
}
