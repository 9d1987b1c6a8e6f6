import Circuits
import Quantities
import SPICEText
import Testing

@Suite struct TransistorSubcircuitTests {
    private let group = ElementGroup("g")

    /// A deck of one transistor of each channel, its continued lines joined.
    private func lines(_ dialect: Dialect) throws -> [String] {
        let n = MOSFET(thresholdVoltage: .volts(0.2), transconductance: 2e-4, aspectRatio: 100)
        var wide = n
        wide.aspectRatio = 200
        wide.temperature = .celsius(85)
        let p = MOSFET(
            thresholdVoltage: .volts(-0.5), transconductance: 1e-4, aspectRatio: 10, channel: .p, slopeFactor: 1.3,
            barrierLowering: 0.05)
        let circuit = try Circuit(
            title: "transistors",
            elements: [
                Element("s", in: group, .voltageSource(plus: "a", minus: .ground)),
                Element("one", in: group, .mosfet(drain: "a", gate: "a", source: .ground, n)),
                Element("two", in: group, .mosfet(drain: "a", gate: "a", source: .ground, bulk: .ground, wide)),
                Element("three", in: group, .mosfet(drain: .ground, gate: "a", source: "a", p)),
            ])
        let text = try dialect.deck(
            circuit, stimulus: Stimulus(waveforms: [.constant(.volts(1))]),
            analysis: TransientAnalysis(duration: .microseconds(1), maximumStep: .nanoseconds(1), signals: [])
        ).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 132 })
        return text.replacing("\n+ ", with: "").split(separator: "\n").map(String.init)
    }

    /// One law in every dialect's words, and no element for the simulator's own MOSFET.
    @Test(arguments: Dialect.allCases) func everyDialectHasTheLaw(dialect: Dialect) throws {
        let lines = try lines(dialect)
        let log = dialect == .ngspice ? "ln" : "log"
        func law(_ g: String, _ d: String, _ s: String) -> String {
            func charge(_ end: String) -> String {
                let x = "(\(g)-von+sigma*(\(d)+\(s))-n*\(end))/(2*n*ut)"
                return "(max(\(x),0)+\(log)(1+exp(-abs(\(x)))))**2"
            }
            return "is*(\(charge(s))-\(charge(d)))"
        }
        func current(_ ends: String, _ law: String) -> String {
            switch dialect {
            case .ngspice: "Bi \(ends) I=\(law)"
            case .ltspice, .xyce: "Bi \(ends) I={\(law)}"
            case .pspice: "Gi \(ends) VALUE={\(law)}"
            }
        }
        let call = dialect == .ngspice ? "" : " PARAMS:"
        for line in [
            ".subckt ekv_nmos d g s b PARAMS: vto=0.2 kp=2e-4 wl=100 n=1.4 sigma=0 tk=300.15 tcv=0.001 bex=-1.5",
            ".subckt ekv_pmos d g s b PARAMS: vto=-0.5 kp=1e-4 wl=10 n=1.3 sigma=0.05 tk=300.15 tcv=0.001 bex=-1.5",
            ".param ut={8.617333262145167e-5*tk}", ".param von={vto-tcv*(tk-300.15)}",
            ".param von={-vto-tcv*(tk-300.15)}", ".param is={2*n*kp*wl*ut*ut*(tk/300.15)**bex}",
            current("d s", law("v(g,b)", "v(d,b)", "v(s,b)")), current("s d", law("v(b,g)", "v(b,d)", "v(b,s)")),
            "Xone a a 0 0 ekv_nmos", "Xtwo a a 0 0 ekv_nmos\(call) wl=200 tk=358.15", "Xthree 0 a a a ekv_pmos",
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(!lines.contains { $0.hasPrefix("M") || $0.contains("LEVEL") })
    }
}
