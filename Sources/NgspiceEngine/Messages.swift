/// What the pool asks of a worker.
enum Request: Equatable {
    case identify
    case run(NgspiceJob)
}

/// What a worker answers.
enum Reply: Equatable {
    case version(String)
    case record(NgspiceRecord)
    case failure(NgspiceError)
}

/// Bytes that are not a message of this protocol.
struct MalformedMessage: Error, Equatable {
    var reason: String
}

extension Request {
    func encode() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .identify:
            writer.write(UInt64(0))
        case .run(let job):
            writer.write(UInt64(1))
            writer.write(job.title)
            writer.write(job.deck)
            writer.write(job.vectors)
            writer.write([job.stopTime, job.voltageLimit])
            writer.write(job.mode.rawValue)
            writer.write(job.lastValuesOf)
            writer.write(job.namedVectors)
            writer.write(job.sampledVectors)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(MalformedMessage) {
        var reader = ByteReader(bytes)
        switch try reader.integer() {
        case 0: self = .identify
        case 1:
            let title = try reader.string()
            let deck = try reader.string()
            let vectors = try reader.strings()
            let numbers = try reader.doubles()
            guard numbers.count == 2 else { throw MalformedMessage(reason: "a job with \(numbers.count) numbers") }
            let name = try reader.string()
            guard let mode = NgspiceMode(rawValue: name) else {
                throw MalformedMessage(reason: "a job in the unknown mode \"\(name)\"")
            }
            var job = NgspiceJob(
                title: title, deck: deck, vectors: vectors, stopTime: numbers[0], voltageLimit: numbers[1], mode: mode)
            job.lastValuesOf = try reader.string()
            job.namedVectors = try reader.strings()
            job.sampledVectors = try reader.strings()
            self = .run(job)
        case let kind: throw MalformedMessage(reason: "a request of unknown kind \(kind)")
        }
    }
}

extension Reply {
    func encode() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .version(let version):
            writer.write(UInt64(0))
            writer.write(version)
        case .record(let record):
            writer.reserve(64 + (record.values.count + 1) * (record.time.count + 1) * 8)
            writer.write(UInt64(1))
            writer.write(record.time)
            writer.write(UInt64(record.values.count))
            for row in record.values { writer.write(row) }
            writer.write(record.measurements)
            writer.write(record.lastValues)
            let failed = record.failedMeasurements.sorted { $0.key < $1.key }
            writer.write(failed.map(\.key))
            writer.write(failed.map(\.value))
            writer.write(record.absentVectors)
            let sampled = record.samples.keys.sorted()
            writer.write(sampled)
            for name in sampled { writer.write(record.samples[name]!) }
        case .failure(.libraryMissing(let tried, let reason)):
            writer.write(UInt64(2))
            writer.write(tried)
            writer.write(reason)
        case .failure(.libraryUnusable(let file, let reason)):
            writer.write(UInt64(3))
            writer.write(file)
            writer.write(reason)
        case .failure(.runFailed(let failure)):
            writer.write(UInt64(4))
            writer.write(failure.cause.rawValue)
            writer.write(failure.title)
            writer.write(failure.detail)
            writer.write(failure.messages)
            writer.write(failure.reachedTime.map { [$0] } ?? [])
            writer.write(failure.place.map { [$0] } ?? [])
        case .failure(.workerNotStarted), .failure(.workerLost), .failure(.timeLimitReached):
            preconditionFailure("a worker cannot report its own end")
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(MalformedMessage) {
        var reader = ByteReader(bytes)
        switch try reader.integer() {
        case 0: self = .version(try reader.string())
        case 1:
            let time = try reader.doubles()
            var values: [[Double]] = []
            for _ in 0..<(try reader.integer()) { values.append(try reader.doubles()) }
            let measurements = try reader.table()
            let lastValues = try reader.table()
            var record = NgspiceRecord(
                time: time, values: values, measurements: measurements,
                failedMeasurements: try reader.pairs(reader.strings(), reader.strings()), lastValues: lastValues)
            record.absentVectors = try reader.strings()
            let sampled = try reader.strings()
            var samples: [[Double]] = []
            for _ in sampled { samples.append(try reader.doubles()) }
            record.samples = try reader.pairs(sampled, samples)
            self = .record(record)
        case 2: self = .failure(.libraryMissing(tried: try reader.strings(), reason: try reader.string()))
        case 3: self = .failure(.libraryUnusable(file: try reader.string(), reason: try reader.string()))
        case 4:
            let name = try reader.string()
            guard let cause = NgspiceRunFailure.Cause(rawValue: name) else {
                throw MalformedMessage(reason: "a failure of unknown cause \"\(name)\"")
            }
            self = .failure(
                .runFailed(
                    NgspiceRunFailure(
                        cause: cause, title: try reader.string(), detail: try reader.string(),
                        messages: try reader.strings(), reachedTime: try reader.doubles().first,
                        place: try reader.strings().first)))
        case let kind: throw MalformedMessage(reason: "a reply of unknown kind \(kind)")
        }
    }
}

/// Both ends' reading of bytes, for the fuzzer.
package enum WorkerMessage {
    /// Reads bytes as a request and as a reply.
    /// - Throws: what is malformed, if they are neither.
    package static func read(_ bytes: [UInt8]) throws {
        if (try? Request(decoding: bytes)) == nil { _ = try Reply(decoding: bytes) }
    }
}

/// Numbers in the machine's own byte order (both ends run on it), everything else with its length in front.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func write(_ value: UInt64) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }

    mutating func write(_ text: String) {
        write(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ texts: [String]) {
        write(UInt64(texts.count))
        for text in texts { write(text) }
    }

    mutating func write(_ table: [String: Double]) {
        let names = table.keys.sorted()
        write(names)
        write(names.map { table[$0]! })
    }

    mutating func write(_ numbers: [Double]) {
        write(UInt64(numbers.count))
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func integer() throws(MalformedMessage) -> Int {
        let range = try take(8)
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self) }
        guard let number = Int(exactly: value) else { throw MalformedMessage(reason: "the length \(value)") }
        return number
    }

    mutating func string() throws(MalformedMessage) -> String {
        String(decoding: bytes[try take(try integer())], as: UTF8.self)
    }

    mutating func strings() throws(MalformedMessage) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try integer()) { texts.append(try string()) }
        return texts
    }

    mutating func doubles() throws(MalformedMessage) -> [Double] {
        let count = try integer()
        guard count <= bytes.count / 8 else {
            throw MalformedMessage(reason: "\(count) numbers in \(bytes.count) bytes")
        }
        // All empty arrays share one storage, into which this would write its 0 from every thread.
        guard count > 0 else { return [] }
        let range = try take(count * 8)
        return [Double](unsafeUninitializedCapacity: count) { target, filled in
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: .init(rebasing: $0[range])) }
            filled = count
        }
    }

    mutating func table() throws(MalformedMessage) -> [String: Double] { try pairs(strings(), doubles()) }

    /// - Throws: for lists of unequal lengths, and names that repeat.
    func pairs<Value>(_ names: [String], _ values: [Value]) throws(MalformedMessage) -> [String: Value] {
        guard names.count == values.count, Set(names).count == names.count else {
            throw MalformedMessage(reason: "\(names.count) names with \(values.count) results")
        }
        return Dictionary(uniqueKeysWithValues: zip(names, values))
    }

    private mutating func take(_ count: Int) throws(MalformedMessage) -> Range<Int> {
        guard count <= bytes.count - position else {
            throw MalformedMessage(reason: "a message of \(bytes.count) bytes that ends too early")
        }
        defer { position += count }
        return position..<(position + count)
    }
}
