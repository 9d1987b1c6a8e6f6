import Foundation
import NumericalMethods
import Synchronization
import TestedProgram
import Testing

@testable import Datasets

/// Downloads from a server on loopback.
struct DownloadTests {
    /// Two files that do not compress, so that every byte counts.
    static let contents: [String: [UInt8]] = {
        var stream = RandomStream(seed: 3, purpose: StreamPurpose("test: downloads"))
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) } }
        return ["a.gz": WrittenFiles.gzip(bytes(300_000)), "b.gz": WrittenFiles.gzip(bytes(1000))]
    }()

    static let a = contents["a.gz"]!

    static func published(_ content: ContentDigest.Content = .inflated, _ names: [String] = ["a.gz"]) throws
        -> [PublishedFile]
    {
        try names.map { name in
            let digest = ContentDigest(content: content, md5: "")
            let md5 = try digest.found(in: ByteFile(contents[name]!, name: name), largestSize: .max)
            return PublishedFile(
                name: name, digest: ContentDigest(content: content, md5: md5), largestSize: 400_000)
        }
    }

    static func download(
        _ folder: TemporaryFolder, _ mirrors: [String], files: [PublishedFile]? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> [DatasetDownload.Fetched] {
        let download = try DatasetDownload(
            name: "set", files: files ?? published(), to: folder.url.path, mirrors: mirrors, patience: 20)
        return try await onOwnThread { try download.run(isCancelled: isCancelled) }
    }

    @Test(arguments: [ContentDigest.Content.inflated, .stored], [false, true])
    func whole(content: ContentDigest.Content, chunked: Bool) async throws {
        let server = try await FileServer(Self.contents, manners: .init(chunked: chunked))
        let folder = try TemporaryFolder()
        let files = try Self.published(content, ["a.gz", "b.gz"])
        let fetched = try await Self.download(folder, [server.url], files: files)
        #expect(fetched.map(\.path) == [folder.path("a.gz"), folder.path("b.gz")])
        #expect(fetched.map(\.url) == ["\(server.url)/a.gz", "\(server.url)/b.gz"])
        #expect(try folder.bytes("a.gz") == Self.a)
        #expect(folder.names == ["a.gz", "b.gz"])
        // What is there is not got again.
        let again = try await Self.download(folder, [server.url], files: files)
        #expect(again.map(\.url) == [nil, nil])
        #expect(server.seen.count == 2)
        await server.stop()
    }

    @Test func resumesAfterACut() async throws {
        let server = try await FileServer(Self.contents, manners: .init(cuts: [200_000, 50_000]))
        let folder = try TemporaryFolder()
        for kept in [200_000, 250_000] {
            let error = await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
            let expected = DownloadError.failed(
                file: "a.gz",
                attempts: [.init(url: "\(server.url)/a.gz", trouble: .cutOff(received: kept, expected: Self.a.count))],
                kept: .init(path: folder.path("a.gz.part"), bytes: kept))
            #expect(error == expected)
            #expect(expected.description.contains("the same command goes on after them"))
            #expect(folder.names == ["a.gz.part", "a.gz.part.source"])
        }
        let fetched = try await Self.download(folder, [server.url])
        #expect(fetched.map(\.resumedAfter) == [250_000])
        #expect(try folder.bytes("a.gz") == Self.a)
        #expect(folder.names == ["a.gz"])
        #expect(
            server.seen == [
                .init(name: "a.gz"), .init(name: "a.gz", range: "bytes=200000-", ifRange: "\"1\""),
                .init(name: "a.gz", range: "bytes=250000-", ifRange: "\"1\""),
            ])
        await server.stop()
    }

    @Test func nextMirrorGoesOnWhereOneWasCut() async throws {
        let first = try await FileServer(Self.contents, manners: .init(cuts: [123_456]))
        let second = try await FileServer(Self.contents)
        let folder = try TemporaryFolder()
        let fetched = try await Self.download(folder, [first.url, second.url])
        #expect(
            fetched == [
                .init(path: folder.path("a.gz"), size: Self.a.count, url: "\(second.url)/a.gz", resumedAfter: 123_456)
            ])
        // The tag is the first server's.
        #expect(second.seen == [.init(name: "a.gz", range: "bytes=123456-")])
        #expect(try folder.bytes("a.gz") == Self.a)
        await first.stop()
        await second.stop()
    }

    @Test(arguments: [
        FileServer.Manners(ranges: false), .init(tag: "\"2\""),
    ])
    func beginsAnewWhereThePartDoesNotFit(manners: FileServer.Manners) async throws {
        let server = try await FileServer(Self.contents, manners: .init(cuts: [200_000]))
        let folder = try TemporaryFolder()
        await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        server.manners = manners
        let fetched = try await Self.download(folder, [server.url])
        #expect(fetched.map(\.resumedAfter) == [0])
        #expect(try folder.bytes("a.gz") == Self.a)
        #expect(folder.names == ["a.gz"])
        await server.stop()
    }

    /// A part of something else, which no tag tells.
    @Test(arguments: [100, 200_000, 350_000])
    func foreignPartIsReplaced(size: Int) async throws {
        let server = try await FileServer(Self.contents)
        let folder = try TemporaryFolder()
        try folder.write([UInt8](repeating: 7, count: size), to: "a.gz.part")
        _ = try await Self.download(folder, [server.url])
        #expect(try folder.bytes("a.gz") == Self.a)
        #expect(folder.names == ["a.gz"])
        await server.stop()
    }

    @Test func completePartNeedsNoServer() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.a, to: "a.gz.part")
        let fetched = try await Self.download(folder, ["http://localhost:1/"])
        #expect(fetched.map(\.url) == [nil])
        #expect(folder.names == ["a.gz"])
    }

    @Test(arguments: [ContentDigest.Content.inflated, .stored])
    func alteredContentIsRefused(content: ContentDigest.Content) async throws {
        let server = try await FileServer(Self.contents, manners: .init(altered: true))
        let good = try await FileServer(Self.contents)
        let folder = try TemporaryFolder()
        let files = try Self.published(content)
        let error = await #expect(throws: DownloadError.self) {
            try await Self.download(folder, [server.url], files: files)
        }
        guard case .failed("a.gz", let attempts, nil)? = error, attempts.count == 1 else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect("\(attempts[0].trouble)".hasPrefix("altered: "))
        #expect(folder.names == [])
        // The mirror after it is asked for all of it.
        _ = try await Self.download(folder, [server.url, good.url], files: files)
        #expect(good.seen == [.init(name: "a.gz")])
        #expect(try folder.bytes("a.gz") == Self.a)
        await server.stop()
        await good.stop()
    }

    @Test func mirrorsAreTriedInOrder() async throws {
        let missing = try await FileServer([:])
        let broken = try await FileServer(Self.contents, manners: .init(status: 503))
        let good = try await FileServer(Self.contents)
        let folder = try TemporaryFolder()
        let error = await #expect(throws: DownloadError.self) {
            try await Self.download(folder, [missing.url, broken.url, "http://localhost:1/x"])
        }
        let expected = DownloadError.failed(
            file: "a.gz",
            attempts: [
                .init(url: "\(missing.url)/a.gz", trouble: .status(404)),
                .init(url: "\(broken.url)/a.gz", trouble: .status(503)),
                .init(url: "http://localhost:1/x/a.gz", trouble: .connection("cannot connect")),
            ], kept: nil)
        #expect(error == expected)
        #expect(folder.names == [])
        let fetched = try await Self.download(folder, [missing.url, broken.url, good.url])
        #expect(fetched.map(\.url) == ["\(good.url)/a.gz"])
        for server in [missing, broken, good] { await server.stop() }
    }

    @Test func otherRangesAreRefused() async throws {
        let server = try await FileServer(Self.contents, manners: .init(cuts: [1000], falseRange: "bytes 0-9/300000"))
        let folder = try TemporaryFolder()
        await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        let error = await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        #expect(
            error
                == .failed(
                    file: "a.gz",
                    attempts: [.init(url: "\(server.url)/a.gz", trouble: .wrongRange("bytes 0-9/300000"))],
                    kept: .init(path: folder.path("a.gz.part"), bytes: 1000)))
        await server.stop()
    }

    @Test(arguments: [false, true])
    func endlessContentIsStopped(chunked: Bool) async throws {
        let server = try await FileServer(
            ["a.gz": [UInt8](repeating: 1, count: 2_000_000)], manners: .init(chunked: chunked))
        let folder = try TemporaryFolder()
        let error = await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        guard case .failed(_, let attempts, nil)? = error, case .tooLarge(_, limit: 400_000) = attempts[0].trouble
        else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(folder.names == [])
        await server.stop()
    }

    /// A part of almost 2⁶³ bytes behind those that are there is longer than any count; from 2⁶³ − 512 on the length ends the
    /// process within FoundationNetworking.
    @Test func enormousPartIsRefused() async throws {
        let server = try await FileServer(Self.contents, manners: .init(cuts: [200_000]))
        let folder = try TemporaryFolder()
        await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        let length = Int.max - 599
        server.manners = .init(falseRange: "bytes 200000-/*", falseLength: length)
        let error = await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        #expect(
            error
                == .failed(
                    file: "a.gz",
                    attempts: [
                        .init(url: "\(server.url)/a.gz", trouble: .tooLarge(bytes: length, limit: 400_000))
                    ], kept: nil))
        await server.stop()
    }

    @Test func anotherFileIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1, 2, 3], to: "a.gz")
        await #expect(throws: DownloadError.occupied(path: folder.path("a.gz"))) {
            try await Self.download(folder, ["http://localhost:1/"])
        }
        #expect(try folder.bytes("a.gz") == [1, 2, 3])
    }

    @Test func refusingDisk() async throws {
        let server = try await FileServer(Self.contents)
        // A folder where a file stands; and a link to a device.
        let folder = try TemporaryFolder()
        try folder.write([1], to: "file")
        let download = try DatasetDownload(
            name: "set", files: Self.published(), to: folder.path("file/inner"), mirrors: [server.url])
        await #expect(
            throws: DownloadError.unwritable(path: folder.path("file/inner"), reason: "the folder cannot be made")
        ) { try await onOwnThread { try download.run() } }
        #if os(Linux)
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("a.gz.part"), withDestinationPath: "/dev/full")
            await #expect(
                throws: DownloadError.unwritable(path: folder.path("a.gz.part"), reason: "it is a link")
            ) { try await Self.download(folder, [server.url]) }
            #expect(!folder.names.contains("a.gz"))
        #endif
        await server.stop()
    }

    @Test func oneProgramWritesAtATime() async throws {
        let folder = try TemporaryFolder()
        let part = try PartFile(for: folder.path("a.gz"))
        await #expect(
            throws: DownloadError.unwritable(path: part.path, reason: "another program is writing it")
        ) { try await Self.download(folder, ["http://localhost:1/"]) }
        withExtendedLifetime(part) {}
    }

    @Test func cancelledDownloadKeepsItsPart() async throws {
        let server = try await FileServer(Self.contents, manners: .init(cuts: [100_000]))
        let folder = try TemporaryFolder()
        await #expect(throws: DownloadError.self) { try await Self.download(folder, [server.url]) }
        // Nobody listens there, or the answer comes first: either way the part stays.
        await #expect(throws: DownloadError.self) {
            try await Self.download(folder, ["http://localhost:1/"], isCancelled: { true })
        }
        #expect(try folder.bytes("a.gz.part") == Array(Self.a[..<100_000]))
        await server.stop()
    }

    @Test(arguments: ["ftp://host/x", "host/x", "", "http://"])
    func whatIsNoMirror(text: String) {
        #expect(throws: DownloadError.badMirror(text)) { try DatasetDownload(.mnist, to: "x", mirrors: [text]) }
    }

    #if canImport(FoundationNetworking)
        @Test func addressesOfVersion6AreRefused() {
            #expect(throws: DownloadError.numericMirror("http://[::1]:80/x")) {
                try DatasetDownload(.mnist, to: "x", mirrors: ["http://[::1]:80/x"])
            }
        }
    #endif

    @Test func builtInSetsNeedNoDownload() {
        #expect(throws: DownloadError.builtIn(set: "iris")) { try DatasetDownload(.iris, to: "x") }
    }
}
