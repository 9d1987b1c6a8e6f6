import SPICEText

/// Small decks in the habits of different people, each with the same circuit written plainly for ngspice.
struct ForeignDeck: Sendable, CustomStringConvertible {
    let dialect: Dialect
    let text: String
    let plain: String
    let description: String
    /// Where a switch that holds itself has two answers, the exact engine refuses.
    let startsFromOperatingPoint: Bool

    /// Every topology with every way to write a source and, in turn, the ways to write values and the analysis.
    static let all: [ForeignDeck] = {
        var decks: [ForeignDeck] = []
        for dialect in [Dialect.ngspice, .ltspice, .pspice] {
            let values = Values.all.filter { $0.dialects.contains(dialect) }
            let analyses = Analysis.all.filter { $0.dialects.contains(dialect) }
            for source in Source.all where source.dialects.contains(dialect) {
                for topology in Topology.all where topology.isCurrent == source.isCurrent {
                    let turn = decks.count
                    decks.append(
                        ForeignDeck(
                            dialect, source, topology, values[turn % values.count],
                            analyses[turn / values.count % analyses.count]))
                }
            }
        }
        return decks
    }()

    private init(_ dialect: Dialect, _ source: Source, _ topology: Topology, _ values: Values, _ analysis: Analysis) {
        self.dialect = dialect
        func deck(_ title: String, _ source: String, _ values: Values, _ analysis: String) -> String {
            var lines = topology.lines
            for (key, value) in [
                "SOURCE": source, "RA": values.ra, "RB": values.rb, "CM": values.cm, "VT": values.vt, "TC": values.tail,
            ] { lines = lines.replacing("<\(key)>", with: value) }
            let measured = """
                .meas tran vpk max v(m)
                .meas tran vavg avg v(m) from=0.2u to=1.8u
                .meas tran vat find v(m) at=0.7u
                .meas tran tx when v(m)=0.2 cross=1
                """
            return [title, values.head, lines, analysis, measured, ".options reltol=1e-5", ".end"].filter {
                !$0.isEmpty
            }.joined(
                separator: "\n") + "\n"
        }
        text = deck("* a deck of \(dialect.title)'s users", source.written, values, analysis.written)
        plain = deck("* plain", source.plain, .plain, analysis.plain)
        startsFromOperatingPoint = analysis.name == "operating point"
        description = "\(dialect.rawValue): \(topology.name), \(source.name), \(values.name), \(analysis.name)"
    }
}

/// A source over 2 µs, behind its nodes.
private struct Source {
    var name: String
    var dialects: [Dialect]
    var written: String
    var plain: String
    var isCurrent = false

    static let all = [
        Source(name: "level", dialects: [.ngspice, .ltspice, .pspice], written: "1.5Vdc", plain: "DC 1.5"),
        Source(
            name: "pulse", dialects: [.ngspice, .pspice], written: "PULSE 0V 1.5V 0.1us 10ns\n+ 20NS, 0.8us 5us",
            plain: "PULSE(0 1.5 100n 10n 20n 800n 5u)"),
        Source(
            name: "pulse with defaults", dialects: [.ngspice], written: "DC 3 AC 1 PULSE(0 {3/2} 0.2u)",
            plain: "PULSE(0 1.5 200n 2n 2n 2u 2u)"),
        Source(
            name: "sine with phase", dialects: [.ngspice, .pspice], written: "SIN(0.5, 1, 1MEG, 100n, 1e5, 30)",
            plain: "SIN(0.5 1 1e6 1e-7 1e5 30)"),
        Source(
            name: "exponentials", dialects: [.ngspice, .ltspice, .pspice],
            written: "EXP(0 1.5 0.1u 0.1u 1u 0.2u)", plain: "EXP(0 1.5 1e-7 1e-7 1e-6 2e-7)"),
        Source(
            name: "repeated corners", dialects: [.ngspice],
            written: "PWL(0 0 100n 1 300n 1.5 500n 0)\n* a remark between\n+ r=0",
            plain: "PWL(0 0 .1u 1 .3u 1.5 .5u 0 .6u 1 .8u 1.5 1u 0 1.1u 1 1.3u 1.5 1.5u 0 1.6u 1 1.8u 1.5 2u 0)"),
        Source(
            name: "relative corners", dialects: [.ltspice], written: "PWL(0 0 +0.1u 0 +10n 1.5 +1.2u 1.5 +20n 0)",
            plain: "PWL(0 0 100n 0 110n 1.5 1310n 1.5 1330n 0)"),
        Source(
            name: "relative corners in pairs", dialects: [.pspice],
            written: "PWL TIME_SCALE_FACTOR=1n VALUE_SCALE_FACTOR=1.5\n+ (0,0) (+100,0) (+10,1) (+1200,1) (+20,0)",
            plain: "PWL(0 0 100n 0 110n 1.5 1310n 1.5 1330n 0)"),
        Source(
            name: "counted pulses", dialects: [.ltspice], written: "PULSE(0 1.5 0.1µ 10n 10n 0.3µ 0.5µ 2)",
            plain: "PWL(0 0 100n 0 110n 1.5 410n 1.5 420n 0 600n 0 610n 1.5 910n 1.5 920n 0)"),
        Source(
            name: "pulses end to end", dialects: [.ltspice], written: "PULSE(0 1.5 0 10n 10n 0.3u 0.32u 3)",
            plain: "PWL(0 0 10n 1.5 310n 1.5 320n 0 330n 1.5 630n 1.5 640n 0 650n 1.5 950n 1.5 960n 0)"),
        Source(
            name: "repetition", dialects: [.ltspice, .pspice],
            written: "PWL REPEAT FOREVER (0 0 100n 1.5 600n 1.5 700n 0) ENDREPEAT",
            plain: "PWL(0 0 .1u 1.5 .6u 1.5 .7u 0 .8u 1.5 1.3u 1.5 1.4u 0 1.5u 1.5 2u 1.5)"),
        Source(
            name: "two repetitions", dialects: [.ltspice],
            written: "PWL(0 0 0.2u 0 REPEAT FOR 2 (0 0 +0.1u 1.5 +0.3u 1.5 +0.1u 0) ENDREPEAT)",
            plain: "PWL(0 0 .2u 0 .3u 1.5 .6u 1.5 .7u 0 .8u 1.5 1.1u 1.5 1.2u 0)"),
        Source(
            name: "current", dialects: [.ngspice, .ltspice, .pspice], written: "DC 8uA", plain: "8u", isCurrent: true),
        Source(
            name: "current pulse", dialects: [.ngspice, .ltspice, .pspice],
            written: "PULSE(0 12u 0.1u 20n 20n 0.5u 0.9u)", plain: "PULSE(0 12u .1u 20n 20n .5u .9u)",
            isCurrent: true),
    ]
}

/// How resistances, a capacitance and a threshold are written: 47 kΩ, 300 kΩ, 2.2 pF, 0.5 V.
private struct Values {
    var name: String
    var dialects: [Dialect]
    var head = ""
    var ra: String
    var rb: String
    var cm: String
    var vt: String
    var tail = ""

    static let plain = Values(
        name: "plain", dialects: [.ngspice, .ltspice, .pspice], ra: "47000", rb: "3e5", cm: "2.2e-12", vt: "0.5")

    static let all = [
        plain,
        Values(
            name: "suffixes", dialects: [.ngspice, .ltspice, .pspice], ra: "47KOhm", rb: "0.3MEG", cm: "2200fF",
            vt: "500mV"),
        Values(
            name: "forward parameters", dialects: [.ngspice, .ltspice, .pspice],
            head: ".param ra = {rb*47/300}, cm=2.2p\n.PARAM rb = (2+1)*100k vth={ra/94k}", ra: "{ra}", rb: "{RB}",
            cm: "{cm}", vt: "{vth}"),
        Values(
            name: "functions", dialects: [.ngspice],
            head: ".func par(x,y) {x*y/(x+y)}\n.param half='par(1,1)' big='2**3**2'", ra: "{94k*half}",
            rb: "{300k*big/64}", cm: "'4.4p*half'", vt: "{1>0 ? half : 3}"),
        Values(
            name: "functions of LTspice", dialects: [.ltspice],
            head: ".param half=if(2>1, 0.5, 9) lim=limit(7, 0, 1)", ra: "{94k*half}", rb: "{300k*lim}",
            cm: "{4.4p*half*u(1)}", vt: "{half}"),
        Values(name: "letters for points", dialects: [.ltspice], ra: "47k0", rb: "300k", cm: "2p2", vt: "0.5"),
        Values(
            name: "temperature coefficients", dialects: [.pspice], ra: "47k", rb: "300k", cm: "2.2p", vt: "0.5",
            tail: " TC=0,0"),
        Values(
            name: "remarks", dialects: [.ngspice], ra: "47k $ ohms", rb: "300k ; a leak", cm: "2.2p // farads",
            vt: "0.5"),
    ]
}

private struct Analysis {
    var name: String
    var dialects: [Dialect]
    var written: String
    var plain: String

    private static let start = ".tran 2n 2u 0 2n uic"
    static let all = [
        Analysis(name: "UIC", dialects: [.ngspice], written: ".TRAN 2N 2us 0 2n UIC", plain: start),
        Analysis(
            name: "operating point", dialects: [.ngspice, .pspice], written: ".tran 2n 2u 0 2n",
            plain: ".tran 2n 2u 0 2n"),
        Analysis(
            name: "control block", dialects: [.ngspice],
            written: ".control\nlet dt = 2n\ntran $&dt 2u 0 2n uic\nplot v(m)\n.endc", plain: start),
        Analysis(name: "end alone", dialects: [.ltspice], written: ".tran 2u uic\n.backanno", plain: start),
        Analysis(
            name: "no step", dialects: [.ltspice], written: ".lib C:\\lib\\standard.dio\n.tran 0 2u 0 2n uic",
            plain: start),
        Analysis(name: "SKIPBP", dialects: [.pspice], written: ".TRAN 0 2us 0 2n SKIPBP", plain: start),
    ]
}

private struct Topology {
    var name: String
    var isCurrent = false
    var lines: String

    static let all = [
        Topology(
            name: "leaky membrane",
            lines: """
                Vin in 0 <SOURCE>
                Rin in m <RA>
                Cm m 0 <CM>
                Rleak m 0 <RB>
                """),
        Topology(
            name: "two membranes by subcircuits",
            lines: """
                X1 in m cell
                X2 m n cell PARAMS: r={2*150k}
                Vin in 0 <SOURCE>
                .subckt cell a b params: r=47k
                Ra a b {r}
                Cb b GND 2.2p
                .ends cell
                Rn N 0 <RB>
                """),
        Topology(
            name: "ammeter in the path",
            lines: """
                V_V1 vdd 0 <SOURCE>
                Vam vdd n1 0
                Ra n1 x <RA>
                Vm x m 0
                Cm m 0 <CM>
                Rb m 0 <RB>
                """),
        Topology(
            name: "neuron that resets itself",
            lines: """
                Vin in 0 <SOURCE>
                Rin in m <RA>
                Cm m 0 <CM>
                Sth m 0 m 0 ts
                .model ts SW(VT=<VT> VH=0.3 RON=20k ROFF=10MEG)
                """),
        Topology(
            name: "output that a membrane switches",
            lines: """
                Vin in 0 <SOURCE>
                Rin in x <RA>
                Cx x 0 <CM>
                Rx x 0 <RB>
                Vdd vdd 0 1.2
                Rup vdd m 50k
                Cm m 0 1p
                Sd m 0 x 0 sw OFF
                .model sw SW(VT=<VT> VH=0.1 RON=5k ROFF=1G)
                """),
        Topology(
            name: "charged membranes",
            lines: """
                Vin in 0 <SOURCE>
                Rin in m <RB>
                Cm m 0 <CM>
                C2 m 0 1p
                .global in
                X1 m part
                .subckt part p
                R1 p q 100k
                C1 q 0 1p
                R2 in q 400k
                .ends
                """),
        Topology(
            name: "membrane driven by a current", isCurrent: true,
            lines: """
                Iin 0 m <SOURCE>
                Cm m 0 <CM>
                Rleak m 0 <RA><TC>
                """),
        Topology(
            name: "current between membranes", isCurrent: true,
            lines: """
                Iin n m <SOURCE>
                I2 0 m 2u
                Cm m 0 <CM><TC>
                Rleak m 0 <RA>
                Cn n 0 3p
                Rn n 0 <RA>
                """),
    ]
}
