import NumericalMethods
import Testing

@testable import NgspiceEngine

@Suite struct MessageTests {
    @Test func requestsComeBack() throws {
        let job = NgspiceJob(
            title: "é", deck: "* a\n.end", vectors: ["a", "v1#branch"], stopTime: 1e-6, voltageLimit: 10, mode: .pspice)
        var metered = job
        metered.lastValuesOf = "e"
        metered.namedVectors = ["a"]
        metered.sampledVectors = ["a", "b"]
        for request in [Request.identify, .run(job), .run(metered)] {
            #expect(try Request(decoding: request.encode()) == request)
        }
    }

    @Test func repliesComeBack() throws {
        let failure = NgspiceRunFailure(
            cause: .aborted, title: "t", detail: "d", messages: ["m", ""], reachedTime: 1e-7, place: "node \"m\"")
        var sampled = NgspiceRecord(time: [0, 1], values: [])
        sampled.absentVectors = ["b"]
        sampled.samples = ["a": [1, 2], "v1#branch": [0, -0.5]]
        let replies: [Reply] = [
            .record(sampled),
            .version("39"), .record(NgspiceRecord(time: [0, 1e-9], values: [[1, 2], [.pi, -0.0]])),
            .record(NgspiceRecord(time: [], values: [])),
            .record(NgspiceRecord(time: [0], values: [], measurements: ["winner": 3, "energy": 4e-9])),
            .record(
                NgspiceRecord(
                    time: [0], values: [], failedMeasurements: ["late": "out of interval"], lastValues: ["x1.e": 2])),
            .failure(.libraryMissing(tried: ["a", "b"], reason: "r")),
            .failure(.libraryUnusable(file: "a", reason: "r")), .failure(.runFailed(failure)),
            .failure(.runFailed(NgspiceRunFailure(cause: .rejected, title: "", detail: ""))),
        ]
        for reply in replies { #expect(try Reply(decoding: reply.encode()) == reply) }
    }

    @Test func truncatedMessagesAreErrors() throws {
        let bytes = Reply.record(NgspiceRecord(time: [0, 1], values: [[1, 2]])).encode()
        for count in bytes.indices {
            #expect(throws: MalformedMessage.self) { try Reply(decoding: Array(bytes[..<count])) }
        }
    }

    @Test func noiseIsAnError() {
        var generator = RandomStream(seed: 1, purpose: StreamPurpose("tests"))
        for _ in 0..<1000 {
            let bytes = (0..<Int.random(in: 8...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            // Must neither trap nor allocate what a random length asks for.
            _ = try? Reply(decoding: [1, 0, 0, 0, 0, 0, 0, 0] + bytes)
            _ = try? Request(decoding: [1, 0, 0, 0, 0, 0, 0, 0] + bytes)
        }
    }
}
