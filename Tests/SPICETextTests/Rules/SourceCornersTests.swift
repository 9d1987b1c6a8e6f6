import Circuits
import NumericalMethods
import Quantities
import Testing

@testable import SPICEText

@Suite struct SourceCornersTests {
    private func waveform(_ initial: Double, _ steps: (Double, Double)...) -> SourceWaveform {
        SourceWaveform(
            initial: .volts(initial), steps: steps.map { .init(time: .nanoseconds($0.0), level: .volts($0.1)) })
    }

    private func corners(_ waveform: SourceWaveform, edge: Time = .nanoseconds(1)) throws -> [[Double]] {
        try waveform.corners(of: "row", edgeDuration: edge).map { [$0.time, $0.level] }
    }

    @Test func constantHasOneCorner() throws {
        #expect(try corners(waveform(3.3)) == [[0, 3.3]])
    }

    @Test func stepBecomesRamp() throws {
        #expect(try corners(waveform(0, (100, 3.3))) == [[0, 0], [1e-7, 0], [1e-7 + 1e-9, 3.3]])
    }

    @Test func stepToTheSameLevelCostsNothing() throws {
        #expect(try corners(waveform(1, (5, 1), (10, 1))) == [[0, 1]])
    }

    @Test func adjoiningRampsShareACorner() throws {
        // 2 ns is a few ULP before or after 1 ns + 1 ns: neither a duplicate point nor an error.
        for start in [1.0, 3, 7, 11, 1000, 12345] {
            let corners = try waveform(0, (start, 1), (start + 1, -1)).corners(of: "row", edgeDuration: .nanoseconds(1))
            #expect(corners.map(\.level) == [0, 0, 1, -1])
            #expect(zip(corners, corners.dropFirst()).allSatisfy { $0.time < $1.time })
        }
    }

    @Test func timesAscendStrictly() throws {
        var generator = RandomStream(seed: 1, purpose: StreamPurpose("tests"))
        for _ in 0..<200 {
            var time = 0.0
            var steps: [SourceWaveform.Step] = []
            for _ in 0..<50 {
                time += Double(Int.random(in: 1...4, using: &generator))
                let level = Double(Int.random(in: -1...1, using: &generator))
                steps.append(.init(time: .nanoseconds(time), level: .volts(level)))
            }
            let corners = try SourceWaveform(initial: .zero, steps: steps)
                .corners(of: "row", edgeDuration: .nanoseconds(1))
            #expect(zip(corners, corners.dropFirst()).allSatisfy { $0.time < $1.time })
        }
    }

    @Test func stepsInsideARampAreAnError() {
        #expect(
            throws: SPICETextError.stepsTooClose(
                source: "row", first: .nanoseconds(10), second: .nanoseconds(10.5), edgeDuration: .nanoseconds(1))
        ) { try corners(waveform(0, (10, 1), (10.5, 2))) }
    }

    @Test func levelMustBeFinite() {
        #expect(throws: SPICETextError.self) { try corners(waveform(.infinity)) }
    }
}
