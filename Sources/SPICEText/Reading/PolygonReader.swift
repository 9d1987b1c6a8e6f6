/// Reads the corners behind PWL: pairs, relative times, repetitions, scale factors, files.
struct PolygonReader {
    private typealias Corner = (time: Double, level: Double)

    private let source: SourceReader
    private var rest: ArraySlice<String>
    private var timeScale = 1.0
    private var levelScale = 1.0
    private static let most = 200_000

    init(_ source: SourceReader, _ words: [String]) {
        self.source = source
        rest = words[...]
    }

    private var dialect: Dialect { source.expression.scope.dialect }

    func polygon() throws(NetlistError) -> WrittenWaveform {
        var reader = self
        var corners = try reader.read()
        guard let first = corners.first else { throw source.failure("PWL has no corners") }
        for (a, b) in zip(corners, corners.dropFirst()) where a.time > b.time {
            throw source.failure("the times of PWL must ascend, but \(b.time) s follows \(a.time) s")
        }
        guard first.time >= 0 else { throw source.failure("the times of PWL must ascend from 0") }
        if first.time > 0 { corners.insert((0, first.level), at: 0) }
        return .polygon(corners)
    }

    private mutating func read() throws(NetlistError) -> [Corner] {
        var corners: [Corner] = []
        var delay = 0.0
        var repeatsFrom: Double?
        var depth = 0
        while let word = rest.first {
            switch word {
            case "(", ")":
                depth += word == "(" ? 1 : -1
                rest.removeFirst()
            case "time_scale_factor": timeScale = try assignment(word)
            case "value_scale_factor": levelScale = try assignment(word)
            case "r" where dialect == .ngspice: repeatsFrom = try assignment(word)
            case "td" where dialect == .ngspice: delay = try assignment(word)
            case "file":
                guard let text = source.waveformFile else { throw source.failure("PWL's file is not known") }
                rest.removeFirst()
                if rest.first == "=" { rest.removeFirst() }
                rest.removeFirst()
                try append(&corners, words: WaveformFile.words(text), beginning: 0)
            case "repeat" where dialect != .ngspice: try readRepetition(&corners)
            default:
                guard rest.dropFirst().first != "=" else {
                    throw source.failure("\(word)= is not supported; PWL takes pairs of time and level")
                }
                let own = rest.prefix { SPICENumeral($0) != nil || "{'+-".contains($0.first!) || "()".contains($0) }
                guard !own.isEmpty else { throw source.failure("\"\(word)\" is not understood behind PWL") }
                rest = rest.dropFirst(own.count)
                for word in own { depth += word == "(" ? 1 : word == ")" ? -1 : 0 }
                try append(&corners, words: own.filter { $0 != "(" && $0 != ")" }, beginning: 0)
            }
        }
        guard depth == 0 else { throw source.failure("the parenthesis is not closed") }
        if let start = repeatsFrom, start >= 0 { try repeatForever(&corners, from: start, delay: delay) }
        return delay == 0 ? corners : corners.map { ($0.time + delay, $0.level) }
    }

    private mutating func assignment(_ name: String) throws(NetlistError) -> Double {
        guard rest.count >= 3, rest.dropFirst().first == "=" else {
            throw source.failure("\(name) needs \(name)=VALUE")
        }
        defer { rest = rest.dropFirst(3) }
        return try source.expression.value(rest[rest.startIndex + 2])
    }

    /// Appends pairs; "+" before a time adds it to the corner before.
    /// - Parameter beginning: what absolute times count from. [s]
    private func append(
        _ corners: inout [Corner], words: [String], beginning: Double
    ) throws(NetlistError) {
        guard words.count.isMultiple(of: 2) else {
            throw source.failure("PWL needs pairs of time and level, but has \(words.count) numbers")
        }
        for index in stride(from: 0, to: words.count, by: 2) {
            let isRelative = words[index].hasPrefix("+")
            guard !isRelative || dialect != .ngspice else {
                throw source.failure(
                    "the time \(words[index]) counts from the corner before in LTspice and PSPICE, but from 0 in ngspice; say "
                        + "--mode ltspice, or write it without \"+\"")
            }
            let word = isRelative ? String(words[index].dropFirst()) : words[index]
            let time = timeScale * (try source.expression.value(word))
            let level = levelScale * (try source.expression.value(words[index + 1]))
            let base = isRelative ? corners.last?.time ?? beginning : beginning
            if let last = corners.last, base + time == last.time {
                guard dialect != .ngspice else {
                    throw source.failure("the times of PWL must ascend, but \(last.time) s stands there twice")
                }
                if level == last.level { continue }
            }
            corners.append((base + time, level))
            guard corners.count <= Self.most else { throw source.failure("PWL has more than \(Self.most) corners") }
        }
    }

    /// REPEAT FOR n (…) ENDREPEAT, REPEAT FOREVER (…) ENDREPEAT; n = −1 is forever.
    private mutating func readRepetition(_ corners: inout [Corner]) throws(NetlistError) {
        rest.removeFirst()
        var times = Double.infinity
        switch rest.popFirst() {
        case "forever": break
        case "for":
            guard let word = rest.popFirst() else { throw source.failure("REPEAT FOR needs a number") }
            let number = try source.expression.value(word)
            guard number == -1 || number >= 0 && number == number.rounded() else {
                throw source.failure("REPEAT FOR \(word) must be whole, and 0 or more, or -1 for ever")
            }
            if number >= 0 { times = number }
        default: throw source.failure("REPEAT is followed by FOREVER or FOR n")
        }
        guard let end = rest.firstIndex(of: "endrepeat") else { throw source.failure("REPEAT has no ENDREPEAT") }
        let own = rest[..<end].filter { $0 != "(" && $0 != ")" }
        rest = rest[(end + 1)...]
        guard !own.contains("repeat") else { throw source.failure("REPEAT inside REPEAT is not supported") }
        var words = own
        if let file = own.first, file == "file" {
            guard let text = source.waveformFile else { throw source.failure("PWL's file is not known") }
            words = WaveformFile.words(text)
        }
        var count = 0.0
        while count < times, (corners.last?.time ?? 0) < source.stop {
            let beginning = corners.last?.time ?? 0
            try append(&corners, words: words, beginning: beginning)
            guard (corners.last?.time ?? 0) > beginning else {
                throw source.failure("what REPEAT repeats takes no time")
            }
            count += 1
        }
    }

    /// ngspice's r=: what follows the corner at `start` is repeated to the end.
    private func repeatForever(_ corners: inout [Corner], from start: Double, delay: Double) throws(NetlistError) {
        guard let first = corners.firstIndex(where: { $0.time == start }), let last = corners.last, last.time > start
        else {
            throw source.failure("r=\(start) must be the time of a corner before the last")
        }
        guard corners[first].level == last.level else {
            throw source.failure("r= repeats from a corner of another level than the last; make both the same")
        }
        let own = corners[(first + 1)...]
        var offset = last.time - start
        while corners.last!.time + delay < source.stop {
            corners += own.map { ($0.time + offset, $0.level) }
            offset += last.time - start
            guard corners.count <= Self.most else { throw source.failure("PWL has more than \(Self.most) corners") }
        }
    }
}
