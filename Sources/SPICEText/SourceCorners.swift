import Circuits
import Quantities

/// A corner of a piecewise-linear source.
struct SourceCorner: Equatable {
    var time: Double  // [s]
    var level: Double  // [V]
}

extension SourceWaveform {
    /// The waveform as a polygon: every step becomes a ramp that begins at the step's time. Times ascend strictly.
    ///
    /// A step to the level that the source already has makes no corner: breakpoints are what a simulator pays for.
    /// - Returns: one corner for a constant waveform.
    /// - Throws: `stepsTooClose` if a ramp would begin before the one before it ends.
    func corners(of source: String, edgeDuration: Time) throws(SPICETextError) -> [SourceCorner] {
        guard initial.value.isFinite else { throw .invalidLevel(source: source, level: initial) }
        let edge = edgeDuration.value  // [s]
        // Steps that are an edge apart in decimals may be a few ULP closer in binary.
        let slack = edge * 1e-6
        var corners = [SourceCorner(time: 0, level: initial.value)]
        var level = initial.value  // [V]
        var previous: Time?
        for step in steps {
            guard step.level.value.isFinite else { throw .invalidLevel(source: source, level: step.level) }
            guard step.level.value != level else { continue }
            var start = step.time.value  // [s]
            if let previous, start - corners[corners.count - 1].time < slack {
                guard start - corners[corners.count - 1].time > -slack else {
                    throw .stepsTooClose(
                        source: source, first: previous, second: step.time, edgeDuration: edgeDuration)
                }
                start = corners[corners.count - 1].time
            } else {
                corners.append(SourceCorner(time: start, level: level))
            }
            corners.append(SourceCorner(time: start + edge, level: step.level.value))
            level = step.level.value
            previous = step.time
        }
        return corners
    }
}
