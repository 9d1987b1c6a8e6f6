import Circuits
import Foundation
import Quantities
import Testing

@Suite struct WaveformTests {
    @Test(arguments: [101, 400, 5000])
    func crossingsOfASine(samples: Int) {
        // Two and a half periods: level 0.5 is passed upward at 1/12 of each.
        let time = (0...samples).map { 2.5 * Double($0) / Double(samples) }
        let waveforms = Waveforms(time: time, values: [.voltage("a"): time.map { sin(2 * .pi * $0) }])
        let crossings = waveforms.risingCrossings(of: .voltage("a"), level: 0.5, rearm: 0)
        #expect(crossings.count == 3)
        // Linear interpolation: h²/8 max|f″| over the slope.
        let h = 2.5 / Double(samples)
        let tolerance = h * h / 8 * (2 * .pi) * (2 * .pi) / (2 * .pi * 0.8)
        for (period, crossing) in crossings.enumerated() {
            #expect(abs(crossing - (Double(period) + 1.0 / 12)) <= tolerance)
        }
        #expect(waveforms.risingCrossings(of: .voltage("a"), level: 1.1, rearm: 0).isEmpty)
        #expect(waveforms.risingCrossings(of: .voltage("b"), level: 0.5, rearm: 0).isEmpty)
        // Never below the level to rearm: only the first counts.
        #expect(waveforms.risingCrossings(of: .voltage("a"), level: 0.5, rearm: -1.5).count == 1)
    }

    @Test func corners() {
        func crossings(_ samples: [Double], rearm: Double = 0.5) -> [Double] {
            Waveforms(time: samples.indices.map(Double.init), values: [.voltage("a"): samples])
                .risingCrossings(of: .voltage("a"), level: 1, rearm: rearm)
        }
        // Exact: binary fractions throughout.
        #expect(crossings([0, 2]) == [0.5])
        #expect(crossings([0, 1, 2]) == [1])
        #expect(crossings([1, 2]) == [0])
        #expect(crossings([0, 4, 0, 4]) == [0.25, 2.25])
        #expect(crossings([0, 2, 0.75, 2]) == [0.5])
        #expect(crossings([0, 2, 0.5, 2, 0.25, 2.25]) == [0.5, 4.375])
        #expect(crossings([0, 0.5, 0.75]) == [])
        #expect(crossings([]) == [])
    }
}
