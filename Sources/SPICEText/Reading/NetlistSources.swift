import Circuits
import Foundation
import Quantities

/// A source's waveform as the exact engine takes it: levels between steps.
struct HeldWaveform {
    var waveform: SourceWaveform
    /// The largest distance between what was written and what is held. [V]
    var deviation: Double
}

/// A source's waveform as a user writes it.
enum WrittenWaveform {
    case constant(Double)  // [V]
    /// Corners joined by straight lines; the last level stays. [s], [V]
    case polygon([(time: Double, level: Double)])
    /// v = offset + amplitude e^(−damping (t − delay)) sin 2π frequency (t − delay), from the delay on.
    case sine(offset: Double, amplitude: Double, frequency: Double, delay: Double, damping: Double)

    /// The most levels that one source may have.
    static let mostSteps = 200_000

    /// Slopes become steps, each at the level of its middle: at most `pitch` long, and at least four to a slope.
    /// - Returns: nil if that takes more than `mostSteps`.
    func held(pitch: Double, duration: Double) -> HeldWaveform? {
        switch self {
        case .constant(let level): return HeldWaveform(waveform: .constant(Voltage(level)), deviation: 0)
        case .polygon(let corners): return Self.hold(corners, pitch, duration)
        case .sine(let offset, let amplitude, let frequency, let delay, let damping):
            let slice = min(pitch, 1 / (64 * frequency))
            let count = Int(((duration - delay) / slice).rounded(.up))
            guard count <= Self.mostSteps else { return nil }
            var levels = StepLevels(level: offset)
            func value(_ t: Double) -> Double { offset + amplitude * exp(-damping * t) * sin(2 * .pi * frequency * t) }
            for index in 0..<max(0, count) {
                let start = Double(index) * slice
                let level = value(start + slice / 2)
                levels.step(to: level, at: delay + start)
                levels.deviate(by: max(abs(value(start) - level), abs(value(start + slice) - level)))
            }
            return levels.held
        }
    }

    private static func hold(
        _ corners: [(time: Double, level: Double)], _ pitch: Double, _ duration: Double
    ) -> HeldWaveform? {
        var levels = StepLevels(level: corners[0].level)
        for (a, b) in zip(corners, corners.dropFirst()) where a.level != b.level && a.time < duration {
            guard b.time > a.time else {
                levels.step(to: b.level, at: a.time)
                continue
            }
            let count = max(4, Int(((b.time - a.time) / pitch).rounded(.up)))
            guard levels.count + count <= mostSteps else { return nil }
            let (length, rise) = ((b.time - a.time) / Double(count), (b.level - a.level) / Double(count))
            for index in 0..<count {
                levels.step(to: a.level + rise * (Double(index) + 0.5), at: a.time + length * Double(index))
            }
            levels.step(to: b.level, at: b.time)
            levels.deviate(by: abs(rise) / 2)
        }
        return levels.held
    }
}

/// Levels in the making.
private struct StepLevels {
    private var waveform: SourceWaveform
    private var deviation = 0.0  // [V]

    init(level: Double) { waveform = .constant(Voltage(level)) }

    var count: Int { waveform.steps.count }
    var held: HeldWaveform { HeldWaveform(waveform: waveform, deviation: deviation) }

    mutating func deviate(by distance: Double) { deviation = max(deviation, distance) }

    mutating func step(to level: Double, at time: Double) {
        if time <= 0 {
            waveform.initial = Voltage(level)
        } else if let last = waveform.steps.last, last.time.value >= time {
            waveform.steps[waveform.steps.count - 1].level = Voltage(level)
        } else {
            waveform.steps.append(SourceWaveform.Step(time: Time(time), level: Voltage(level)))
        }
    }
}

/// Reads what stands behind a source's nodes.
struct SourceReader {
    let name: String
    let expression: NetlistExpression
    /// The `.tran` line's step and end, PULSE's defaults. [s]
    let step: Double
    let stop: Double

    private static let shapes = ["dc", "pulse", "pwl", "sin"]

    func waveform(_ words: [String]) throws(NetlistError) -> WrittenWaveform {
        var words = words
        var shape: WrittenWaveform?
        while let word = words.first {
            words.removeFirst()
            switch word {
            case "dc":
                guard let value = words.first else { throw failure("DC needs a value") }
                words.removeFirst()
                if shape == nil { shape = .constant(try expression.value(value)) }
            case "pulse", "pwl", "sin":
                let numbers = try arguments(&words)
                shape = try self.shape(word, numbers)
            case _ where NetlistExpression.number(word) != nil || word.hasPrefix("{") || word.hasPrefix("'"):
                if shape == nil { shape = .constant(try expression.value(word)) }
            default:
                throw .unknown(
                    expression.place, thing: "waveform of a source", name: word,
                    known: Self.shapes.map { $0.uppercased() })
            }
        }
        guard let shape else { throw failure("a source needs a value, or DC, PULSE, PWL or SIN") }
        return shape
    }

    private func arguments(_ words: inout [String]) throws(NetlistError) -> [Double] {
        var numbers: [Double] = []
        let hasParenthesis = words.first == "("
        if hasParenthesis { words.removeFirst() }
        while let word = words.first, word != ")" {
            numbers.append(try expression.value(word))
            words.removeFirst()
        }
        if hasParenthesis {
            guard words.first == ")" else { throw failure("the parenthesis is not closed") }
            words.removeFirst()
        }
        return numbers
    }

    private func shape(_ word: String, _ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        func number(_ index: Int, _ standard: Double) -> Double { index < numbers.count ? numbers[index] : standard }
        switch word {
        case "pwl":
            guard numbers.count >= 2, numbers.count % 2 == 0 else {
                throw failure("PWL needs pairs of time and level, but has \(numbers.count) numbers")
            }
            let corners = stride(from: 0, to: numbers.count, by: 2).map { (time: numbers[$0], level: numbers[$0 + 1]) }
            guard zip(corners, corners.dropFirst()).allSatisfy({ $0.time <= $1.time }), corners[0].time >= 0 else {
                throw failure("the times of PWL must ascend from 0")
            }
            return .polygon(corners[0].time > 0 ? [(time: 0, level: corners[0].level)] + corners : corners)
        case "sin":
            guard (2...5).contains(numbers.count), number(2, 1 / stop) > 0 else {
                throw failure("SIN is offset, amplitude, frequency, delay and damping, the frequency above 0")
            }
            return .sine(
                offset: numbers[0], amplitude: numbers[1], frequency: number(2, 1 / stop), delay: number(3, 0),
                damping: number(4, 0))
        default: return try pulse(numbers)
        }
    }

    private func pulse(_ numbers: [Double]) throws(NetlistError) -> WrittenWaveform {
        guard (2...7).contains(numbers.count) else {
            throw failure(
                "PULSE is low, high, delay, rise, fall, width and period: 2 to 7 numbers, not \(numbers.count)")
        }
        // SPICE's defaults: an edge of a step, a width and a period of the whole run. An edge of 0 means the default too.
        func time(_ index: Int, _ standard: Double) -> Double {
            index < numbers.count && numbers[index] != 0 ? numbers[index] : standard
        }
        let (low, high, delay) = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
        let (rise, fall) = (time(3, step), time(4, step))
        let (width, period) = (time(5, stop), time(6, stop))
        guard delay >= 0, rise > 0, fall > 0, width > 0, period > 0 else {
            throw failure("a time of PULSE is negative")
        }
        guard period >= stop || rise + width + fall <= period * (1 + 1e-9) else {
            throw failure("PULSE's rise, width and fall take longer than its period of \(period) s")
        }
        guard stop / period <= 50_000 else { throw failure("PULSE repeats \(Int(stop / period)) times; at most 50000") }
        var corners = [(time: 0.0, level: low)]
        var start = delay
        while start < stop {
            corners += [
                (start, low), (start + rise, high), (start + rise + width, high), (start + rise + width + fall, low),
            ]
            start += period
        }
        return .polygon(corners)
    }

    private func failure(_ text: String) -> NetlistError { .malformed(expression.place, "source \(name): \(text)") }
}
