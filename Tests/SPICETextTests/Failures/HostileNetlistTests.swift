import Circuits
import SPICEText
import Testing

private struct Missing: Error, CustomStringConvertible { var description: String { "no such file" } }

private func statements(
    _ lines: String, _ dialect: Dialect = .ngspice, files: [String: String] = [:]
) throws -> NetlistStatements {
    try NetlistStatements(text: "title\n" + lines, file: "n.cir", dialect: dialect) { path in
        guard let text = files[path] else { throw Missing() }
        return text
    }
}

private func deck(_ lines: String, _ dialect: Dialect = .ngspice, files: [String: String] = [:]) throws -> String {
    try NetlistOutline(statements(lines, dialect, files: files), file: "n.cir").deck
}

private let rest = "\nV1 in 0 1\nR9 in m 1k\nC9 m 0 1p\n.tran 1n 1u uic\n"

@Suite struct HostileNetlistTests {
    /// One line or a million continuations: neither is taken apart.
    @Test func statementsOfMegabytesAreRefused() {
        let digits = String(repeating: "1", count: 5 << 20)
        let corners = (0..<400_000).map { "+ \($0)n 1\n" }.joined()
        for line in ["R1 in 0 \(digits)", "V2 b 0 PWL(\n\(corners)+ )"] {
            let start = ContinuousClock.now
            #expect {
                try statements(line + rest)
            } throws: {
                "\($0)".contains("more than 4 MB")
            }
            // A loaded machine takes a second.
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    /// Whatever way a control block comes in, none of its commands reaches ngspice.
    @Test(
        arguments: [
            (".lib evil.lib tt", "evil.lib", ".lib tt\n.control\nshell touch x\n.endc\n.endl"),
            (".lib evil.lib", "evil.lib", ".control\nshell touch x\n.endc"),
            (".include evil.inc", "evil.inc", "  .CONTROL\nshell touch x\n.endc"),
            (".inc 'a.inc'", "a.inc", ".lib \"a.inc\" s\n.lib s\n.control\nshell touch x\n.endc\n.endl s"),
            (".control\nshell touch x\nrun\n.endc", "", ""),
            ("*# shell touch x\n*#shell touch x", "", ""),
        ] as [(String, String, String)])
    func noCommandGoesThrough(line: String, file: String, text: String) throws {
        for dialect in [Dialect.ngspice, .ltspice, .pspice] {
            // A file that includes itself is an error, which is fine as well.
            guard let deck = try? deck(line + rest, dialect, files: [file: text]) else { continue }
            #expect(!deck.contains("shell") && !deck.lowercased().contains(".control"), "\(deck)")
        }
    }

    /// Lines that do not describe a circuit are refused, with the line.
    @Test(
        arguments: [
            ".exec shell touch x", ".model a d_process(process_file=\"sh\")", ".savebias x",
            ".wave \"x.wav\" 16 1 v(m)",
            ".hdl x", ".unknown x", ",", "#shell", "R1. a b 1e400",
        ])
    func refused(line: String) throws {
        #expect(throws: NetlistError.self) { try ReadNetlist(statements(line + rest), file: "n.cir") }
        do {
            _ = try deck(line + rest)
            #expect(line.contains("1e400") || line.hasPrefix("."), "\(line)")
        } catch {
            #expect("\(error)".contains("n.cir:2"), "\(error)")
        }
    }

    @Test func aNameThatEndsInADotIsAName() throws {
        #expect(try ReadNetlist(statements("R1. m 0 1k" + rest), file: "n.cir").circuit.elements.count == 4)
    }

    /// Small texts that would grow without end stop at once.
    @Test func bombs() throws {
        let parts = (0..<40).map { ".subckt s\($0) a b\nx1 a b s\($0 + 1)\nx2 a b s\($0 + 1)\n.ends\n" }.joined()
        let calls = "x0 m 0 s0\n" + parts + ".subckt s40 a b\nr1 a b 1k\n.ends"
        #expect(throws: NetlistError.self) { try ReadNetlist(statements(calls + rest), file: "n.cir") }
        #expect(throws: NetlistError.self) { try deck(calls + rest) }

        var files: [String: String] = [:]
        for index in 0..<18 { files["f\(index)"] = String(repeating: ".include f\(index + 1)\n", count: 8) }
        files["f18"] = "* end\n"
        #expect(throws: NetlistError.self) { try statements(".include f0" + rest, files: files) }

        let nested = String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
        #expect(throws: NetlistError.self) { try ReadNetlist(statements("R1 m 0 {\(nested)}" + rest), file: "n.cir") }
        let signs = String(repeating: "-", count: 80_000)
        #expect(throws: NetlistError.self) { try ReadNetlist(statements("R1 m 0 {\(signs)1}" + rest), file: "n.cir") }
        let endless = ".func f(x) {f(x)+1}\nR1 m 0 {f(1)}"
        #expect(throws: NetlistError.self) { try ReadNetlist(statements(endless + rest), file: "n.cir") }
        let circle = ".param a={b} b={a}\nR1 m 0 {a}"
        #expect(throws: NetlistError.self) { try ReadNetlist(statements(circle + rest), file: "n.cir") }
    }

    /// What a double cannot hold is refused where it is read, in every place.
    @Test(
        arguments: [
            "R1 m 0 1e400", "R1 m 0 1e-320", "R1 m 0 {1e400}", "C1 m 0 1e-400", "V2 q 0 1e400", ".ic v(m)=1e400",
            "V2 q 0 PULSE(0 1 0 1e400 1 1 1)", "V2 q 0 PULSE(0 1 0 1n 1n 1n 1e-290)", "V2 q 0 SIN(0 1 1e308)",
            "V2 q 0 SIN(0 1 1e6 -1e300)", "I2 0 m SIN(0 1 1e300)", ".param x=1e999", "V2 q 0 EXP(0 1 0 1e-300 1 1)",
            "V2 q 0 PWL(0 0 1n 1 1e400 2)", "R1 m 0 {1/0}", "R1 m 0 {10**400}",
        ])
    func immenseNumbers(line: String) {
        #expect(throws: NetlistError.self) { try ReadNetlist(statements(line + rest), file: "n.cir") }
    }

    /// A corner far behind the end of the run is no reason to stop.
    @Test func farCorners() throws {
        let netlist = try ReadNetlist(statements("V2 q 0 PWL(0 0 1e300 1)\nR2 q m 1k" + rest), file: "n.cir")
        #expect(netlist.stimulus.waveforms.count == 2)
    }

    @Test func encodingsAndSchematics() throws {
        let text = "* µ\nR1 m 0 1k\n"
        let utf16 = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(try NetlistText([0xFF, 0xFE] + utf16, file: "n").text == text)
        #expect(try NetlistText(utf16, file: "n") == NetlistText([0xFF, 0xFE] + utf16, file: "n"))
        #expect(
            try NetlistText([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, file: "n").text
                == text)
        #expect(try NetlistText([0xEF, 0xBB, 0xBF] + Array(text.utf8), file: "n").text == text)
        #expect(try NetlistText([42, 32, 0xB5, 10], file: "n").text == "* µ\n")
        #expect(throws: NetlistError.self) { try NetlistText([1, 0, 0, 0, 7, 0, 2], file: "n") }
        #expect(throws: NetlistError.self) { try NetlistText(Array("Version 4\nSHEET 1 880 680\n".utf8), file: "n") }
    }
}
