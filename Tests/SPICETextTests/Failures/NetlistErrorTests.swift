import SPICEText
import Testing

/// What reading a netlist says, for a text below a title line.
private func trouble(_ lines: String, files: [String: String] = [:]) -> String {
    struct Missing: Error, CustomStringConvertible { var description: String }
    do {
        let statements = try NetlistStatements(text: "title\n" + lines, file: "n.cir") { path in
            guard let text = files[path] else { throw Missing(description: "no such file") }
            return text
        }
        _ = try ReadNetlist(statements, file: "n.cir")
        return "none"
    } catch {
        return "\(error)"
    }
}

private let rest = "\nC9 m 0 1p\nR9 m 0 1k\n.tran 1n 1u uic\n"

@Suite struct NetlistErrorTests {
    /// The message has the line, what is wrong, and what is allowed or near.
    @Test(
        arguments: [
            ("V1 m 0 1\nV2 m 0 2" + rest, ["n.cir:3", "loop of voltage sources", "resistance"]),
            ("R1 a b 1k" + rest, ["n.cir:2", "no path to ground", "connect it"]),
            (
                "Q1 m 0 0 q\nR1 m 0 1k\nL1 m 0 1u" + rest,
                ["n.cir:2: q1: a bipolar", "n.cir:4: l1: an inductor", "--engine"]
            ),
            ("Y1 m 0" + rest, ["n.cir:2", "no element begins with \"y\""]),
            ("S1 m 0 m 0 sw9\n.model sw1 SW(VT=1 VH=.1)" + rest, ["n.cir:2", "no model \"sw9\"", "mean \"sw1\""]),
            ("S1 m 0 m 0 sw1\n.model sw1 SW(VT=1 VX=.1)" + rest, ["n.cir:3", "parameter of SW \"vx\"", "vt"]),
            ("S1 m 0 m 0 sw1\n.model sw1 SW(VT=1 VH=-1)" + rest, ["n.cir:3", "VH is -1.0 V", "0 or more"]),
            ("S1 m 0 m 0 sw1\n.model sw1 VSWITCH(VON=1 VOFF=0)" + rest, ["n.cir:3", "smoothly", "VT and VH"]),
            ("S1 m 0 m 0 sw1 ON\n.model sw1 SW(VT=1 VH=.1)" + rest, ["n.cir:2", "starts ON"]),
            ("D1 m 0 d\n.model d D(IS=1e-14)" + rest, ["n.cir:2: d1", "Ron and Vfwd"]),
            ("R1 m 0 1k x=3" + rest, ["n.cir:2", "parameter of r1 \"x\""]),
            ("R1 m 0 {2*rr}\n.param ra=1" + rest, ["n.cir:2", "no parameter \"rr\"", "did you mean \"ra\""]),
            ("R1 m 0 {2*(3}" + rest, ["n.cir:2", "parenthesis is not closed"]),
            ("R1 m 0 {2+}" + rest, ["n.cir:2", "ends where a value"]),
            ("R1 m 0 ra\n.param ra=1" + rest, ["n.cir:2", "stands in braces", "{ra}"]),
            ("R1 m 0 many" + rest, ["n.cir:2", "\"many\" is not a value"]),
            ("R1 m 0 -5" + rest, ["n.cir:2", "resistance is -5", "positive"]),
            ("R1 m" + rest, ["n.cir:2", "too few nodes"]),
            ("R1 m 0 1k\nR1 m 0 2k" + rest, ["n.cir:3", "\"r1\" is defined already", "n.cir:2"]),
            ("X1 m part" + rest, ["n.cir:2", "no subcircuit \"part\"", "none is defined"]),
            ("X1 m part\n.subckt part a b\nR1 a b 1\n.ends" + rest, ["n.cir:2", "joins 1 nodes", "has 2: a, b"]),
            (
                "X1 m 0 part q=1\n.subckt part a b r=1\nR1 a b {r}\n.ends" + rest,
                ["n.cir:2", "parameter of part \"q\""]
            ),
            ("X1 m part\n.subckt part a\nX2 a part\n.ends" + rest, ["calls are 50 deep", "part call itself"]),
            ("C1 m 0 1p", ["n.cir: there is no .tran", ".tran 1n 1u UIC"]),
            ("C1 m 0 1p\nR1 m 0 1\n.op", ["n.cir:4", ".op alone", "operating point"]),
            ("R1 m 0 2,2k" + rest, ["n.cir:2", "2,2k", "write 2.2k"]),
            (".temp 0 50" + rest, ["n.cir:2", "one temperature", ".step temp"]),
            ("C1 m 0 1p\n.tran 1n", ["n.cir:3", ".tran has 1 number,"]),
            (".ic v(k)=1" + rest, ["n.cir:2", "no node \"k\"", "m"]),
            (".ic m=1" + rest, ["n.cir:2", ".ic v(NODE)=VALUE"]),
            ("V1 a 0 PULSE(0)\nR1 a m 1k" + rest, ["n.cir:2", "2 to 7 numbers, not 1"]),
            ("V1 a 0 PWL(0 1 2)\nR1 a m 1k" + rest, ["n.cir:2", "pairs"]),
            ("V1 a 0 AM(0 1)\nR1 a m 1k" + rest, ["n.cir:2", "\"am\"", "PULSE"]),
            (".step param x 1 2 3" + rest, ["n.cir:2", ".step", "member by member"]),
            (".tram 1n 1u uic" + rest, ["n.cir:2", "no command \".tram\"", "did you mean \".tran\""]),
            (".subckt part a\nR1 a 0 1" + rest, ["n.cir:2", "has no .ends"]),
            (".include other.inc" + rest, ["n.cir:2", "cannot read other.inc", "no such file"]),
            ("+ more" + rest, ["n.cir:2", "continues a statement"]),
            (".control\nrun" + rest, ["n.cir:2", "no .endc"]),
        ] as [(String, [String])])
    func messages(lines: String, parts: [String]) {
        let message = trouble(lines)
        for part in parts { #expect(message.contains(part), "\(message)") }
    }

    @Test func includedFilesHaveTheirOwnLines() {
        let message = trouble(".include sub/a.inc" + rest, files: ["sub/a.inc": "* head\nR1 m 0 {x}\n"])
        #expect(message.contains("sub/a.inc:2"), "\(message)")
        #expect(
            trouble(".include a.inc" + rest, files: ["a.inc": ".include a.inc"]).contains("does one include itself"))
        #expect(trouble(".include a.inc" + rest, files: ["a.inc": "R1 m 0 1k"]) == "none")
    }

    /// Any bytes are an error or a netlist, never a trap.
    @Test func noiseIsNoTrap() {
        let pieces = [
            "R1 ", "m ", "0 ", "{", "}", "(", ")", "=", "\n", "+ ", ".tran ", "1n ", "uic", "V1 ", "PWL", "'", "x",
            ".subckt ", ".ends", ",",
        ]
        var state: UInt64 = 1
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            _ = trouble(text)
        }
    }
}
