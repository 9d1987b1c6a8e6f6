import Circuits
import SPICEText
import Testing

@Suite struct MeteredNetlistTests {
    private func lines(_ statements: String) -> [String] {
        MeteredNetlist("t\n\(statements)\n.end\n", tightens: false).text.split(separator: "\n").map(String.init)
    }

    @Test func aSourceHasAnAmmeterAndACapacitor() {
        #expect(
            lines("V1 in 0 PULSE(0 1\n+ 1n 1n 1n 1u)") == [
                "t", "V1 memspike_n0 0 PULSE(0 1", "+ 1n 1n 1n 1u)", "Vmemspike_m0 in memspike_n0 0",
                "Bmemspike_p0 0 memspike_e0 I = time > 0 ? -1e6*v(in,0)*i(Vmemspike_m0) : -v(memspike_e0)",
                "Cmemspike_e0 memspike_e0 0 1e-6 IC=0", ".end",
            ])
    }

    /// Continuations, parentheses and commas part words as blanks do; names that an expression could not hold get a sensor.
    @Test(
        arguments: [
            ("I1 (a,b) 1u", "I1 (memspike_n0,b) 1u"), ("E1\n+ a b c d 2", "E1\n+ memspike_n0 b c d 2"),
            ("  i2 a b SIN(0 1 1k)", "  i2 memspike_n0 b SIN(0 1 1k)"), ("V3 out+ 0 1", "V3 memspike_n0 0 1"),
        ] as [(String, String)])
    func nodesAreFound(statement: String, replaced: String) {
        let text = lines(statement).joined(separator: "\n")
        #expect(text.contains(replaced))
        #expect(text.contains("Ememspike_d0 memspike_d0 0 out+ 0 1") == statement.contains("out+"))
    }

    /// Ammeters, what is no source, `.save` lines, controlled sources and idealised diodes inside subcircuits.
    @Test func whatHasNoMeter() {
        let statements = "Vam a b 0\nVam2 a b DC 0\nR1 a b 1\nC1 v 0 1p\n.model vmodel d\n* V1 a 0 1"
        #expect(!lines(statements).joined().contains("memspike"))
        #expect(!lines(".save v(a)").joined().contains(".save"))
        let inside = ".subckt s a b\nB1 a b I=v(a)\n.ends\n.subckt pwl_diode a c\nVdrop a c 1\n.ends"
        #expect(!lines(inside).joined().contains("memspike"))
        #expect(MeteredNetlist("t\n\(inside)\n").controlledInside == 1)
        #expect(lines("Vzero in 0 0").joined().contains("memspike_e0"))
    }

    @Test func onlyToleranceThatTheNetlistLacksIsTightened() {
        let own = MeteredNetlist("t\n.options RELTOL=1e-6\nV1 a 0 1\n.end\n")
        #expect(!own.text.contains("reltol=1e-4") && own.text.contains("trtol=1") && own.isTightened)
    }

    @Test func energiesBearTheirSourcesNames() {
        let netlist = MeteredNetlist(
            "t\n.subckt s a\nVin a 0 1\n.ends\nX1 a s\nI1 0 b 1\nB1 c 0 V=1\nB2 d 0 V=1\n.end\n")
        let energies = netlist.energies([
            "x1.memspike_e0": 2, "memspike_e1": -3, "memspike_e2": 1, "memspike_e3": -1, "a": 7,
        ])
        // A picojoule a volt; a controlled source is listed where it delivers.
        #expect(
            energies.map(\.source) == ["i1", "b1", "x1.vin"]
                && zip(energies, [-3e-12, 1e-12, 2e-12]).allSatisfy { abs($0.energy - $1) < 1e-26 })
    }

    @Test func nearShortsAreNamed() {
        let text = "t\nR1 a b 1p\nR2 a b 0.5u\nR3 a b 10u\nR4 a b 1\nR5 a b {x}\nR6 a b 1meg\nR7 a b 1e-9\n"
        #expect(MeteredNetlist(text).nearShorts == ["r1", "r2", "r7"])
    }
}
