import Foundation

/// Reads what stands behind a source's nodes, as its dialect means it.
struct SourceReader {
    let name: String
    let expression: NetlistExpression
    /// The `.tran` line's step, 0 if it leaves it open, and end: defaults of several waveforms. [s]
    let step: Double
    let stop: Double
    /// The text of the source's waveform file, if it names one.
    var waveformFile: String?

    static let keywords: Set = ["dc", "ac", "pulse", "pwl", "sin", "sine", "exp", "sffm"]
    private var dialect: Dialect { expression.scope.dialect }

    func waveform(_ words: [String]) throws(NetlistError) -> WrittenWaveform {
        var rest = words[...]
        var level: Double?
        var shape: WrittenWaveform?
        while let word = rest.popFirst() {
            switch word {
            case "dc":
                if rest.first == "=" { rest.removeFirst() }
                guard let value = rest.popFirst() else { throw failure("DC needs a value") }
                level = try expression.value(value)
            case "ac":
                // Of no account in time.
                for _ in 0..<2 { if let next = rest.first, SPICENumeral(next) != nil { rest.removeFirst() } }
            case "pulse", "pwl", "sin", "sine", "exp", "sffm":
                guard shape == nil else { throw failure("it has two waveforms; leave one") }
                let own = rest.prefix { !Self.keywords.contains($0) }
                rest = rest.dropFirst(own.count)
                shape = try self.shape(word, Array(own))
            case _ where SPICENumeral(word) != nil || word.hasPrefix("{") || word.hasPrefix("'"):
                guard level == nil, shape == nil else { throw failure("\"\(word)\" is one number too many") }
                level = try expression.value(word)
            case _ where rest.first == "=":
                throw failure(
                    "\(word)= is not supported; draw what it stands for as an element of its own (Rser is a resistor)")
            default:
                throw .unknown(
                    expression.place, thing: "waveform of a source", name: word,
                    known: Self.keywords.map { $0.uppercased() }.sorted())
            }
        }
        if let shape { return shape }
        guard let level else { throw failure("a source needs a value, or DC, PULSE, PWL, SIN, EXP or SFFM") }
        return .constant(level)
    }

    private func shape(_ word: String, _ words: [String]) throws(NetlistError) -> WrittenWaveform {
        if let sign = words.firstIndex(of: "="), sign > 0, word != "pwl" || ["rser", "cpar"].contains(words[sign - 1]) {
            throw failure(
                "\(words[sign - 1])= is not supported; draw what it stands for as an element of its own (Rser is a resistor)"
            )
        }
        if word == "pwl" { return try PolygonReader(self, words).polygon() }
        var numbers: [Double] = []
        var depth = 0
        for word in words {
            switch word {
            case "(": depth += 1
            case ")": depth -= 1
            default: numbers.append(try expression.value(word))
            }
        }
        guard depth == 0 else { throw failure("the parenthesis is not closed") }
        switch word {
        case "pulse": return try pulse(numbers)
        case "exp": return try exponential(numbers)
        case "sffm": return try modulated(numbers)
        default: return try sine(numbers)
        }
    }

    /// A time of a waveform, or what stands for it where it is missing or 0.
    private func time(
        _ numbers: [Double], _ index: Int, _ quantity: String, _ standard: Double
    ) throws(NetlistError) -> Double {
        if index < numbers.count, numbers[index] != 0 { return numbers[index] }
        guard dialect == .ngspice || (dialect != .ltspice && standard > 0) else {
            throw failure(
                "\(quantity) is \(index < numbers.count ? "0" : "missing"), and \(dialect.title) chooses it by itself; write it"
            )
        }
        return standard
    }

    // MARK: Waveforms

    private func pulse(_ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        guard (2...8).contains(numbers.count) else {
            throw failure(
                "PULSE is low, high, delay, rise, fall, width and period: 2 to 7 numbers, not \(numbers.count)")
        }
        guard numbers.count < 8 || dialect == .ltspice else {
            throw failure(
                "the eighth number of PULSE is how many pulses there are in LTspice and in ngspice from version 40 on, a "
                    + "phase before; say --mode ltspice, or write the pulses as PWL")
        }
        let (low, high, delay) = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
        if low == high { return .constant(low) }
        let (rise, fall) = (try time(numbers, 3, "the rise", step), try time(numbers, 4, "the fall", step))
        // A width or a period that is left out lasts as long as the run.
        let width = numbers.count > 5 ? try time(numbers, 5, "the width", stop) : stop
        let period = numbers.count > 6 ? try time(numbers, 6, "the period", stop) : max(stop, rise + width + fall)
        guard delay >= 0, rise > 0, fall > 0, width > 0, period > 0 else {
            throw failure("a time of PULSE is negative")
        }
        guard period >= stop || rise + width + fall <= period * (1 + 1e-9) else {
            throw failure("PULSE's rise, width and fall take longer than its period of \(period) s")
        }
        let limit = 50_000.0
        guard stop / period <= limit else {
            throw failure("PULSE has \((stop / period).rounded()) pulses; at most 50000")
        }
        var most = limit
        // 0 is no limit.
        if numbers.count == 8, numbers[7] > 0 { most = numbers[7] }
        guard most == most.rounded(), numbers.count < 8 || numbers[7] >= 0 else {
            throw failure("the number of pulses must be whole, and 0 or more, but is \(numbers[7])")
        }
        var corners = [(time: 0.0, level: low)]
        for index in 0..<Int(min(most, limit + 1)) {
            let start = delay + Double(index) * period
            if start >= stop { break }
            corners += [
                (start, low), (start + rise, high), (start + rise + width, high), (start + rise + width + fall, low),
            ]
        }
        return .polygon(corners)
    }

    /// v = offset + amplitude e^(−damping (t − delay)) sin(2π frequency (t − delay) + phase), from the delay on.
    private func sine(_ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        guard (2...(dialect == .ltspice ? 7 : 6)).contains(numbers.count) else {
            throw failure(
                "SIN is offset, amplitude, frequency, delay, damping and phase: 2 to 6 numbers, not \(numbers.count)")
        }
        func number(_ index: Int) -> Double { index < numbers.count ? numbers[index] : 0 }
        let (offset, amplitude) = (numbers[0], numbers[1])
        let frequency = try time(numbers, 2, "the frequency", 1 / stop)
        let (delay, damping, phase) = (number(3), number(4), number(5) * .pi / 180)
        guard frequency > 0, delay >= 0, number(6) >= 0 else {
            throw failure("frequency, delay and number of cycles of SIN must not be negative")
        }
        // LTspice's seventh number: after so many cycles it stands still; 0 is no limit.
        let duration = number(6) > 0 ? number(6) / frequency : .infinity
        return .curve(
            .init(corners: [delay] + (duration < stop ? [delay + duration] : []), pitch: 1 / (512 * frequency)) {
                (time: Double) in
                let t = min(time - delay, duration)
                return offset + amplitude * Foundation.exp(-damping * t) * sin(2 * .pi * frequency * t + phase)
            })
    }

    private func exponential(_ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        guard (2...6).contains(numbers.count), dialect == .ngspice || numbers.count == 6 else {
            throw failure(
                "EXP is two levels, delay and time constant of the rise, then of the fall: "
                    + "\(dialect == .ngspice ? "2 to 6" : "all 6") numbers, not \(numbers.count)")
        }
        let (v1, v2) = (numbers[0], numbers[1])
        func number(_ index: Int, _ standard: Double) -> Double {
            index < numbers.count && (numbers[index] != 0 || dialect != .ngspice) ? numbers[index] : standard
        }
        let (rise, riseTau) = (number(2, step), number(3, step))
        let (fall, fallTau) = (number(4, rise + step), number(5, step))
        guard riseTau > 0, fallTau > 0, rise >= 0, fall >= rise else {
            throw failure("EXP needs time constants above 0, and a fall behind the rise")
        }
        return .curve(
            .init(corners: [rise, fall], pitch: min(riseTau, fallTau) / 128) { t in
                v1 + (v2 - v1) * (1 - Foundation.exp(-(t - rise) / riseTau))
                    + (t > fall ? (v1 - v2) * (1 - Foundation.exp(-(t - fall) / fallTau)) : 0)
            })
    }

    private func modulated(_ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        guard numbers.count == 5, numbers[2] > 0, numbers[4] > 0 else {
            throw failure("SFFM is offset, amplitude, carrier, index and signal frequency, the frequencies above 0")
        }
        let (offset, amplitude, carrier, index, signal) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        return .curve(
            .init(corners: [0], pitch: 1 / (512 * (carrier + abs(index) * signal))) { t in
                offset + amplitude * sin(2 * .pi * carrier * t + index * sin(2 * .pi * signal * t))
            })
    }

    func failure(_ text: String) -> NetlistError { .malformed(expression.place, "source \(name): \(text)") }
}
