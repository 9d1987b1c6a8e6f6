import SPICEText
import Testing

/// Lines of LTspice and PSPICE, and what is said of them.
@Suite struct ForeignLineTests {
    private struct Missing: Error {}

    private func statements(
        _ lines: String, _ dialect: Dialect, libraries: [String] = [], files: [String: String] = [:]
    ) throws -> NetlistStatements {
        try NetlistStatements(text: "t\n" + lines, file: "n.cir", dialect: dialect, libraries: libraries) { path in
            guard let text = files[path] else { throw Missing() }
            return text
        }
    }

    private func trouble(_ lines: String, _ dialect: Dialect) -> String {
        do {
            _ = try ReadNetlist(statements(lines, dialect), file: "n.cir")
            return "none"
        } catch {
            return "\(error)"
        }
    }

    /// PSPICE's standard values, where a card leaves them out; a switch with hysteresis keeps its own.
    @Test(
        arguments: [
            ("VSWITCH", "ron=1 roff=1e6 von=1 voff=0"),
            ("VSWITCH(Roff=1Meg Voff=0.2)", "roff=1meg voff=0.2 ron=1 von=1"),
            ("ISWITCH Ron=10", "ron=10 roff=1e6 ion=1e-3 ioff=0"),
            ("VSWITCH(Vt=1 Vh=0.1)", "VSWITCH(Vt=1 Vh=0.1)"),
        ])
    func smoothSwitchesHaveAllTheirNumbers(card: String, expected: String) throws {
        let text = "V1 c 0 1\nR1 c 0 1k\nS1 c 0 c 0 SM\n.model SM \(card)\n.tran 1n 1u\n"
        let outline = try NetlistOutline(statements(text, .pspice), file: "n.cir")
        #expect(outline.deck.contains(expected), "\(outline.deck)")
    }

    @Test func smoothSwitchesWithoutNumbersDoNotStep() {
        let message = trouble(
            "V1 c 0 1\nR1 c m 1k\nC1 m 0 1p\nS1 m 0 c 0 SM\n.model SM VSWITCH\n.tran 1n 1u\n", .pspice)
        #expect(message.contains("changes smoothly"), "\(message)")
    }

    @Test(
        arguments: [
            ("V1 in 0 DC 0 AC 1 SIN(0 1 100k)", "v1 SIN"), ("V1 in 0 AM(1 0 1k 10k)", "v1 AM"),
            ("V1 in 0 DC 1 TRNOISE(1m 1n 0 0)", "v1 TRNOISE"), ("V1 in 0 DC 1 AC 1", "v1 DC"), ("I1 in 0 2", "i1 DC"),
        ])
    func theSummaryNamesTheWaveform(line: String, expected: String) throws {
        #expect(try statements("\(line)\nR1 in 0 1k\n.tran 1n 1u\n", .ngspice).summary.contains("sources \(expected);"))
    }

    @Test func librariesAreSearched() throws {
        let files = ["lib/parts/r.inc": "R1 a 0 1k", "lib/d.lib": ".model d D(Ron=1 Vfwd=1)", "here.inc": "R2 a 0 1k"]
        let read = try statements(
            ".include \"parts\\r.inc\"\n.lib d.lib\n.include here.inc\nC1 a 0 1p\nD1 a 0 d\n.tran 1n 1u\n", .ltspice,
            libraries: ["lib"], files: files)
        #expect(read.summary.contains("1 C, 1 D, 2 R"))
        #expect(throws: NetlistError.self) {
            _ = try statements(".include none.inc\n", .ltspice, libraries: ["lib"], files: files)
        }
    }

    /// Simulators read the number that such a value begins with, and nothing more.
    @Test(arguments: [Dialect.ngspice, .ltspice, .pspice])
    func expressionsOnModelsAndOptionsNeedBraces(dialect: Dialect) {
        let rest = "\n.param vdd=2\nV1 c 0 1\nR1 c m 1k\nC1 m 0 1p\nS1 m 0 c 0 sm\n.tran 1n 1u uic\n"
        let message = trouble(".model sm SW(Vt=0.5*vdd Vh=0.1 Ron=1 Roff=1e6)" + rest, dialect)
        #expect(message.contains("n.cir:2") && message.contains("write vt={0.5*vdd}"), "\(message)")
        #expect(trouble(".model sm SW(Vt={0.5*vdd} Vh=1e-1 Ron=1 Roff=1e6)" + rest, dialect) == "none")
        for line in [".options temp=20*vdd", ".temp 20*vdd"] {
            let message = trouble(".model sm SW(Vt=1 Vh=0.1)\n\(line)" + rest, dialect)
            #expect(message.contains("n.cir:3") && message.contains("{20*vdd}"), "\(message)")
        }
    }

    /// ngspice takes 0.1 of it.
    @Test func expressionsOfMeasurementsNeedQuotesInNgspice() throws {
        let lines =
            ".param vdd=2\nV1 in 0 1\nR1 in a 1k\nC1 a 0 1n\n.tran 1n 1u\n"
            + ".meas tran a WHEN v(a)=0.1*vdd\n.meas tran b WHEN v(a)='0.1*vdd'\n"
        let read = try statements(lines, .ngspice)
        let failures = try NetlistOutline(read, file: "n.cir").failures(of: ["a": 1, "b": 1], absentVectors: [])
        #expect(failures.keys.sorted() == ["a"])
        #expect(failures["a"]!.contains("of 0.1*vdd ngspice reads 0.1 alone"), "\(failures)")
    }

    @Test func blocksOfOrCADAreSkipped() {
        let lines = "V_V1 in 0 1\nR_R1 in a 1k\nC_C1 a 0 1n\n.ALIASES\nR_R1 R1(1=in 2=a)\n_ _(a=a)\n"
        #expect(trouble(lines + ".ENDALIASES\n.TRAN/OP 0 1us\n", .pspice) == "none")
        #expect(trouble(lines + ".TRAN 0 1us\n", .pspice).contains("no .tran"))
    }

    /// What cannot be held, or is drawn inside a part in a way that is not known.
    @Test(
        arguments: [
            ("C2 a b 1n IC=0.3", Dialect.pspice, "between two nodes"),
            ("R2 a 0 RB 1k\n.model RB RES R=2 TCE=1", .pspice, "tce of the model rb is not supported"),
            ("C2 a 0 1n RLshunt=5", .ltspice, "rlshunt of c2 is not supported"),
        ])
    func whatIsNotKnownIsNamed(line: String, dialect: Dialect, reason: String) {
        let message = trouble("V1 b 0 1\nR1 b a 1k\nC1 a 0 1n\n\(line)\n.tran 1n 1u\n", dialect)
        #expect(message.contains("n.cir:5") || message.contains("n.cir:6"), "\(message)")
        #expect(message.contains(reason), "\(message)")
    }
}
