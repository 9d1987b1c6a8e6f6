import Circuits
import Foundation
import Quantities

/// A source's waveform as the exact engine takes it: levels between steps.
struct HeldWaveform {
    var waveform: SourceWaveform
    /// The largest distance between what was written and what is held. [V] or [A]
    var deviation: Double
}

/// A source's waveform as a user writes it; levels in V, or in A of a current source.
enum WrittenWaveform: Sendable {
    case constant(Double)
    /// Corners joined by straight lines; the last level stays. [s]
    case polygon([(time: Double, level: Double)])
    case curve(Curve)

    /// Smooth pieces.
    struct Curve: Sendable {
        /// Where pieces begin; before the first the level is constant. Ascending, not empty. [s]
        var corners: [Double]
        /// A time in which the level changes by little. [s]
        var pitch: Double
        var level: @Sendable (Double) -> Double
    }

    /// The most levels that one source may have.
    static let mostSteps = 200_000

    /// Slopes become steps to the level of each step's middle, so that the area under them stays, and the ends keep their levels:
    /// an operating point is that of the level at 0.
    ///
    /// A slope takes 16 to 256 steps: a capacitor that follows at once loses a 256th of its energy more.
    /// - Parameters:
    ///   - pitch: the longest step. [s]
    ///   - refinement: how many times finer than that, and than usual, the steps are.
    /// - Returns: nil if that takes more than `mostSteps` for each refinement.
    func held(pitch: Double, duration: Double, refinement: Int) -> HeldWaveform? {
        switch self {
        case .constant(let level): HeldWaveform(waveform: .constant(Voltage(level)), deviation: 0)
        case .polygon(let corners): Self.hold(corners, pitch, duration, refinement)
        case .curve(let curve): Self.hold(curve, pitch, duration, refinement)
        }
    }

    private static func hold(
        _ corners: [(time: Double, level: Double)], _ pitch: Double, _ duration: Double, _ refinement: Int
    ) -> HeldWaveform? {
        var levels = StepLevels(level: corners[0].level)
        let slopes = zip(corners, corners.dropFirst()).count { $0.level != $1.level && $0.time < duration }
        let least = min(max(65_536 / max(slopes, 1), 16), 256)
        for (a, b) in zip(corners, corners.dropFirst()) where a.level != b.level && a.time < duration {
            guard b.time > a.time else {
                levels.step(to: b.level, at: a.time)
                continue
            }
            // Of a slope that outlasts the run only the part inside matters.
            let part = min(b.time, duration) - a.time
            let count = Double(refinement) * max(Double(least), (part / pitch).rounded(.up))
            guard count < Double(refinement * mostSteps - levels.count) else { return nil }
            let (length, rise) = (part / count, (b.level - a.level) * (part / (b.time - a.time)) / count)
            for index in 0..<Int(saturating: count) {
                levels.step(to: a.level + rise * Double(index + 1), at: a.time + length * (Double(index) + 0.5))
            }
            levels.deviate(by: abs(rise) / 2)
        }
        return levels.held
    }

    private static func hold(_ curve: Curve, _ pitch: Double, _ duration: Double, _ refinement: Int) -> HeldWaveform? {
        var levels = StepLevels(level: curve.level(curve.corners[0]))
        for (index, start) in curve.corners.enumerated() where start < duration {
            let end = index + 1 < curve.corners.count ? min(curve.corners[index + 1], duration) : duration
            let exact = Double(refinement) * ((end - start) / min(pitch, curve.pitch)).rounded(.up)
            guard exact < Double(refinement * mostSteps - levels.count) else { return nil }
            let slice = (end - start) / exact
            levels.step(to: curve.level(start), at: start)
            for place in 0..<Int(exact) {
                let time = start + (Double(place) + 0.5) * slice
                let level = curve.level(time + slice / 2)
                levels.step(to: level, at: time)
                levels.deviate(by: max(abs(curve.level(time) - level), abs(curve.level(time + slice) - level)))
            }
        }
        return levels.held
    }

    /// Between these moments of a run straight lines follow the level: its corners, and the samples of a curve.
    func moments(until stop: Double) -> [Double] {
        switch self {
        case .constant: return []
        case .polygon(let corners):
            // On both sides of a jump.
            let jumps = zip(corners, corners.dropFirst()).filter { $0.time == $1.time }.map { $0.0.time.nextDown }
            return (corners.map(\.time) + jumps).filter { $0 <= stop }
        case .curve(let curve):
            let pitch = max(curve.pitch, stop / Double(Self.mostSteps))
            return curve.corners.enumerated().flatMap { index, start in
                let end = index + 1 < curve.corners.count ? min(curve.corners[index + 1], stop) : stop
                return start < end ? Array(stride(from: start, to: end, by: pitch)) : []
            }
        }
    }

    /// What is written, at a time.
    func level(at time: Double) -> Double {
        switch self {
        case .constant(let level): return level
        case .curve(let curve): return curve.level(max(time, curve.corners[0]))
        case .polygon(let corners):
            var (next, end) = (0, corners.count)
            while next < end {
                let middle = (next + end) / 2
                if corners[middle].time > time { end = middle } else { next = middle + 1 }
            }
            guard next < corners.count else { return corners[corners.count - 1].level }
            guard next > 0 else { return corners[0].level }
            let (a, b) = (corners[next - 1], corners[next])
            return a.level + (b.level - a.level) * (time - a.time) / (b.time - a.time)
        }
    }
}

/// Levels in the making.
private struct StepLevels {
    private var waveform: SourceWaveform
    private var deviation = 0.0

    init(level: Double) { waveform = .constant(Voltage(level)) }

    var count: Int { waveform.steps.count }
    var held: HeldWaveform { HeldWaveform(waveform: waveform, deviation: deviation) }

    mutating func deviate(by distance: Double) { deviation = max(deviation, distance) }

    mutating func step(to level: Double, at time: Double) {
        guard level != (waveform.steps.last?.level ?? waveform.initial).value else { return }
        if time <= 0 {
            waveform.initial = Voltage(level)
        } else if let last = waveform.steps.last, last.time.value >= time {
            waveform.steps[waveform.steps.count - 1].level = Voltage(level)
        } else {
            waveform.steps.append(SourceWaveform.Step(time: Time(time), level: Voltage(level)))
        }
    }
}
