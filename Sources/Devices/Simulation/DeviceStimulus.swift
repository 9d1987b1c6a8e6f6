import Foundation
public import Quantities

/// The voltage that a device is driven with.
public enum DeviceStimulus: Hashable, Sendable {
    /// A point that the voltage passes.
    public struct Corner: Hashable, Sendable {
        /// From the stimulus' start.
        public var time: Time
        /// The voltage there.
        public var level: Voltage

        /// - Parameter time: from the stimulus' start.
        public init(time: Time, level: Voltage) {
            self.time = time
            self.level = level
        }
    }

    /// A sin(2π f t), from 0.
    case sine(amplitude: Voltage, frequency: Frequency, cycles: Double)
    /// Straight lines between corners: at least two, times ascending strictly from 0.
    case polygon([Corner])

    /// Pulses that begin at regular times, with edges of equal length before and after their flat part.
    /// - Parameters:
    ///   - amplitudes: one per pulse, of either sign.
    ///   - width: of the flat part.
    ///   - period: from the start of one pulse to the start of the next; longer than the width and both edges.
    public static func pulses(amplitudes: [Voltage], width: Time, period: Time, edge: Time) -> DeviceStimulus {
        precondition(!amplitudes.isEmpty && width > .zero && edge > .zero && period > width + edge * 2)
        var corners = [Corner(time: .zero, level: .zero)]
        for (index, amplitude) in amplitudes.enumerated() {
            let start = period * Double(index) + (period - width) * 0.5 - edge
            corners.append(Corner(time: start, level: .zero))
            corners.append(Corner(time: start + edge, level: amplitude))
            corners.append(Corner(time: start + edge + width, level: amplitude))
            corners.append(Corner(time: start + edge * 2 + width, level: .zero))
        }
        corners.append(Corner(time: period * Double(amplitudes.count), level: .zero))
        return .polygon(corners)
    }

    /// When the stimulus ends; it starts at 0.
    public var duration: Time {
        switch self {
        case .sine(_, let frequency, let cycles): Time(cycles / frequency.value)
        case .polygon(let corners): corners[corners.count - 1].time
        }
    }

    /// The voltage at an instant within the duration.
    public func voltage(at time: Time) -> Voltage {
        let t = time.value  // [s]
        switch self {
        case .sine(let amplitude, let frequency, _):
            return amplitude * sin(2 * .pi * frequency.value * t)
        case .polygon(let corners):
            var (low, high) = (0, corners.count - 1)
            while high - low > 1 {
                let middle = (low + high) / 2
                if corners[middle].time.value <= t { low = middle } else { high = middle }
            }
            let (a, b) = (corners[low], corners[high])
            let part = min(max((t - a.time.value) / (b.time.value - a.time.value), 0), 1)
            return a.level + (b.level - a.level) * part
        }
    }
}

/// A stretch of a stimulus on which the voltage is one smooth function and crosses no corner of the device.
struct DrivePiece {
    enum Shape {
        /// A sin(ω t).
        case sine(amplitude: Double, omega: Double)
        /// v + s (t − start).
        case line(level: Double, slope: Double)
    }

    var start: Double  // [s]
    var end: Double  // [s]
    var shape: Shape

    var isConstant: Bool {
        if case .line(_, 0) = shape { true } else { false }
    }

    @inline(__always)
    func voltage(_ t: Double) -> Double {
        switch shape {
        case .sine(let amplitude, let omega): amplitude * sin(omega * t)
        case .line(let level, let slope): level + slope * (t - start)
        }
    }
}

extension DeviceStimulus {
    /// The stimulus cut where it has a corner itself, and where it passes one of the device's voltages.
    func pieces(cutAt levels: [Double]) -> [DrivePiece] {
        switch self {
        case .sine(let amplitude, let frequency, _):
            let (a, omega) = (amplitude.value, 2 * .pi * frequency.value)
            let end = duration.value
            var cuts: [Double] = []
            for level in levels where abs(level) < abs(a) {
                let first = asin(level / a)
                for phase in [first, .pi - first] {
                    var t = phase / omega
                    if t < 0 { t += 2 * .pi / omega }
                    while t < end {
                        cuts.append(t)
                        t += 2 * .pi / omega
                    }
                }
            }
            return Self.split(0, end, at: cuts, shape: { _, _ in .sine(amplitude: a, omega: omega) })
        case .polygon(let corners):
            var pieces: [DrivePiece] = []
            pieces.reserveCapacity(corners.count)
            for (from, to) in zip(corners, corners.dropFirst()) {
                let (start, end) = (from.time.value, to.time.value)
                let (low, high) = (from.level.value, to.level.value)
                let slope = (high - low) / (end - start)
                // A fit asks for the pieces of thousands of corners thousands of times, and few corners have a cut between them.
                guard levels.contains(where: { ($0 - low) * ($0 - high) < 0 }) else {
                    if end > start {
                        pieces.append(DrivePiece(start: start, end: end, shape: .line(level: low, slope: slope)))
                    }
                    continue
                }
                let cuts = levels.compactMap { level -> Double? in
                    (level - low) * (level - high) < 0 ? start + (level - low) / slope : nil
                }
                pieces += Self.split(start, end, at: cuts) { time, _ in
                    .line(level: low + slope * (time - start), slope: slope)
                }
            }
            return pieces
        }
    }

    private static func split(
        _ start: Double, _ end: Double, at cuts: [Double], shape: (Double, Double) -> DrivePiece.Shape
    ) -> [DrivePiece] {
        var times = [start]
        for cut in cuts.sorted() + [end] where cut > times[times.count - 1] && cut <= end { times.append(cut) }
        return zip(times, times.dropFirst()).map { DrivePiece(start: $0, end: $1, shape: shape($0, $1)) }
    }
}
