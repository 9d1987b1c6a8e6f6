import Devices
import Quantities
import Testing

@testable import Experiments

/// A cell sees its row's level less its membrane's potential, for as long as both stand there.
@Suite struct CellVoltageTallyTests {
    @Test func cellsSeeTheirRowLessTheirMembrane() {
        var tally = CellVoltageTally(columns: 2, rows: 2, presentations: 1)
        // Column 0 stands at 0.1 V, then at 0.3 V; column 1 at −0.2 V throughout. The first row goes from 1 V to 0 V after
        // two of the three stretches; the second stands at −1 V.
        tally.add(
            [0, 1, 3, 4], membranes: [[0.1, 0.1, 0.1, 0.5], [-0.2, -0.2, -0.2, -0.2]],
            rows: [
                [.init(level: 1, spans: [0..<2]), .init(level: 0, spans: [2..<3])], [.init(level: -1, spans: [0..<3])],
            ])
        func dwell(_ stays: [(Double, Double)]) -> VoltageDwell {
            var dwell = VoltageDwell(presentations: 1)
            for (volts, seconds) in stays { dwell.add(.volts(volts), for: Time(seconds)) }
            return dwell
        }
        let expected = [
            dwell([(0.9, 3), (-0.3, 1)]), dwell([(-1.1, 3), (-1.3, 1)]), dwell([(1.2, 3), (0.2, 1)]),
            dwell([(-0.8, 4)]),
        ]
        // The drift of a device tells distributions apart: it grows steeply with the voltage, and its sign with the voltage's.
        let device = DeviceModel(.yakopcic)
        for (found, wanted) in zip(tally.dwells, expected) {
            let (a, b) = (device.drift(in: found, at: 0.5), device.drift(in: wanted, at: 0.5))
            #expect(abs(a - b) <= 1e-9 * abs(b) && b != 0)
        }
        #expect(abs(tally.largest - 1.3) < 1e-12)
    }
}
