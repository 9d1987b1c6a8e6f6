import Circuits
import Quantities

/// What follows the nodes on the line of an independent source: a level, or a polygon.
enum SourceText {
    /// Of every source of a stimulus.
    static func values(
        _ stimulus: Stimulus, of sources: [String], edgeDuration: Time
    ) throws(SPICETextError) -> [String] {
        try corners(stimulus, of: sources, edgeDuration: edgeDuration).map { corners in
            polygon(corners.map { ($0.time, spiceNumber($0.level)) })
        }
    }

    /// Of every source, whichever of the stimuli is chosen: the levels are expressions of the stimuli's names, of which
    /// one is 1 and the others are 0.
    static func values(
        choosing stimuli: [NamedStimulus], of sources: [String], edgeDuration: Time
    ) throws(SPICETextError) -> [String] {
        var waves: [[[SourceCorner]]] = []
        for named in stimuli { waves.append(try corners(named.stimulus, of: sources, edgeDuration: edgeDuration)) }
        return sources.indices.map { source in
            let own = waves.map { $0[source] }
            let times = Set(own.flatMap { $0.map(\.time) }).sorted()
            return polygon(
                times.map { time in (time, chosen(own.map { level(of: $0, at: time) }, stimuli.map(\.name))) })
        }
    }

    private static func corners(
        _ stimulus: Stimulus, of sources: [String], edgeDuration: Time
    ) throws(SPICETextError) -> [[SourceCorner]] {
        guard stimulus.waveforms.count == sources.count else {
            throw .stimulusMismatch(sources: sources, waveforms: stimulus.waveforms.count)
        }
        var result: [[SourceCorner]] = []
        for (source, waveform) in zip(sources, stimulus.waveforms) {
            result.append(try waveform.corners(of: source, edgeDuration: edgeDuration))
        }
        return result
    }

    /// A level, or a polygon whose corners go four to a line.
    static func polygon(_ points: [(time: Double, level: String)]) -> String {
        guard points.count > 1 else { return "DC \(points[0].level)" }
        let words = points.map { "\(spiceNumber($0.time)) \($0.level)" }
        let count = words.contains { $0.contains("{") } ? 1 : 4
        let rows = stride(from: 0, to: words.count, by: count).map { start in
            words[start..<min(start + count, words.count)].joined(separator: "  ")
        }
        return "PWL(" + rows.joined(separator: "\n+ ") + ")"
    }

    private static func level(of corners: [SourceCorner], at time: Double) -> Double {
        guard let next = corners.firstIndex(where: { $0.time >= time }) else { return corners[corners.count - 1].level }
        if corners[next].time == time || next == 0 { return corners[next].level }
        let (a, b) = (corners[next - 1], corners[next])
        return a.level + (b.level - a.level) * (time - a.time) / (b.time - a.time)
    }

    /// Every level times the sum of what stands for it: "{0.1*(pattern_0+pattern_3)-0.1*(pattern_1)}".
    static func chosen(_ levels: [Double], _ names: [String]) -> String {
        guard Set(levels).count > 1 else { return spiceNumber(levels[0]) }
        let terms = Set(levels).subtracting([0]).sorted().map { level in
            let same = zip(levels, names).filter { $0.0 == level }.map(\.1)
            return "\(spiceNumber(level))*(\(same.joined(separator: "+")))"
        }
        return "{" + terms.joined(separator: "+").replacing("+-", with: "-") + "}"
    }
}
