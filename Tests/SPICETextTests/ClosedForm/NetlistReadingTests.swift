import Circuits
import Foundation
import Quantities
import SPICEText
import Testing

private func read(_ lines: String) throws -> ReadNetlist {
    try ReadNetlist(NetlistStatements(text: "title\n" + lines, file: "n.cir") { _ in "" }, file: "n.cir")
}

@Suite struct NetlistReadingTests {
    /// The value of a resistor, as written and by hand.
    @Test(
        arguments: [
            ("4.7k", 4.7e3), ("3meg", 3e6), ("10MEGohm", 10e6), ("2.5m", 2.5e-3), ("1e3", 1e3), ("1.5e-2k", 15),
            ("22u", 22e-6), ("5p", 5e-12), ("7Ohm", 7), ("2g", 2e9), ("{2*3+1}", 7), ("{2**3**2}", 64),
            ("{-2**2+10}", 6), ("{(1+2)*(3-1)/4}", 1.5), ("'a*b'", 6), ("{a*1k + b}", 2003), ("{max(a,b)}", 3),
            ("{sqrt(16)}", 4), ("{exp(0)}", 1), ("{1e-3*2e3}", 2), ("{c}", 8), ("{2 * 1meg}", 2e6),
        ] as [(String, Double)])
    func values(word: String, expected: Double) throws {
        let netlist = try read(".param a=2 b=3\n.param c={a**b}\nR1 m 0 \(word)\nC1 m 0 1p\n.tran 1n 1u uic")
        guard case .resistor(_, _, let value) = netlist.circuit.elements[0].kind else { throw Unexpected() }
        // A product of two doubles may differ from the decimal by an ULP.
        #expect(abs(value.value - expected) <= 2 * expected.ulp)
    }

    private struct Unexpected: Error {}

    @Test func callsAreFlattened() throws {
        let netlist = try read(
            """
            Xone m inner r={2*k}
            .param k=5
            * a remark
            Xtwo m inner ; another
            C1 m 0 1p
            .subckt inner a PARAMS: r=3
            R1 a x {r}
            + 
            Cx x 0 {r*1p}
            .ends inner
            .tran 1n 1u 0 0.5n uic
            .end
            nonsense behind the end
            """)
        #expect(netlist.circuit.elements.count == 5)
        let names = Set(netlist.circuit.elements.map(\.name))
        #expect(names.count == 5)
        let nodes = Set(netlist.circuit.elements.flatMap { $0.kind.terminals.map(\.name) })
        #expect(nodes == ["m", "0", "xone.x", "xtwo.x"])
        let resistances = netlist.circuit.elements.compactMap { element -> Double? in
            if case .resistor(_, _, let value) = element.kind { value.value } else { nil }
        }
        #expect(resistances.sorted() == [3, 10])
        #expect(netlist.analysis.maximumStep == .picoseconds(500))
    }

    /// Steps at the middle of slices have the slope's integral, to rounding, and the stated deviation.
    @Test(arguments: ["PWL(0 0 1u 2)", "PULSE(0 2 0 1u 1u 1u)", "SIN(1 0.5 1meg)"])
    func slopesKeepTheirIntegral(wave: String) throws {
        let netlist = try read("V1 a 0 \(wave)\nR1 a m 1k\nC1 m 0 1p\n.tran 10n 1u uic")
        let waveform = netlist.stimulus.waveforms[0]
        var integral = 0.0
        var last = (time: 0.0, level: waveform.initial.value)
        for step in waveform.steps where step.time.value < 1e-6 {
            integral += (step.time.value - last.time) * last.level
            last = (step.time.value, step.level.value)
        }
        integral += (1e-6 - last.time) * last.level
        // Each is 1 V on average; the midpoint rule is exact for slopes, and a whole period of a sine sums to 0.
        #expect(abs(integral - 1e-6) < 1e-14)
        #expect(netlist.notes.contains { $0.contains("held in steps") })
    }

    @Test func initialVoltagesAndNotes() throws {
        let netlist = try read(
            "C1 m 0 1p\nC2 0 k 1p IC=0.25\nR1 m k 1k\n.ic v(m)=0.7\n.options reltol=1e-5\n.save v(m)\n.tran 1n 1u uic"
        )
        #expect(netlist.analysis.initialVoltages == ["m": .volts(0.7), "k": .volts(-0.25)])
        #expect(netlist.notes.contains { $0.contains("options reltol") })
        #expect(netlist.notes.contains { $0.contains(".save") })
    }
}
