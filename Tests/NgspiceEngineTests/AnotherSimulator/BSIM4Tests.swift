import Circuits
import NgspiceEngine
import Quantities
import TestedProgram
import Testing

/// The EKV law beside BSIM4, which knows nothing of it.
@Suite(.enabled(if: ngspiceTestsRun, "libngspice is not installed"))
struct BSIM4Tests {
    /// A transistor of 1.8 V, W 1 µm, L 0.5 µm; our own card, fitted to published currents of such a one.
    private let card = """
        .model n18 nmos level=54 version=4.5 toxe=4.148e-09 toxm=4.148e-09 vth0=0.67444 k1=0.41901 k2=0 k3=0
        + dvt0=0 dvt1=0 lpe0=0 u0=0.040363 ua=8.0858e-11 ub=0 uc=0 vsat=55756
        + nfactor=3 voff=-0.15213 voffl=0 minv=0 cdsc=0 cit=0 eta0=0.3 etab=0
        + rdsw=973.06 pclm=1.1515 pdiblc1=0 pdiblc2=0 drout=0.5 a0=0 ags=0 keta=0
        + cgso=2e-10 cgdo=2e-10 cjs=1e-3 cjd=1e-3 cjsws=1e-10 cjswd=1e-10 igcmod=0 igbmod=0
        + mobmod=0 acnqsmod=0 trnqsmod=0 tnom=27
        """

    /// Six values fitted to the card's logarithms at 25 and 85 °C. The card knows 27 °C alone; what it makes of others is
    /// BSIM4's defaults, which are not EKV's.
    private func fitted(_ temperature: Temperature) -> MOSFET {
        var model = MOSFET(
            thresholdVoltage: .volts(0.6306), transconductance: 245.8e-6, aspectRatio: 2, slopeFactor: 1.487,
            temperature: temperature, barrierLowering: 0.0083)
        model.thresholdCoefficient = -0.32e-3
        model.mobilityExponent = -0.68
        return model
    }

    /// Six decades of current, from a picoampere to a microampere, drains from 0.05 to 1 V, 25 and 85 °C: within 15 %.
    @Test(arguments: [25.0, 85.0], [0.05, 0.1, 0.3, 1])
    func currentsAgreeOverSixDecades(celsius: Double, drain: Double) throws {
        let deck = """
            one transistor
            \(card)
            .options temp=\(celsius) gmin=1e-16 abstol=1e-18 reltol=1e-6
            M1 d g 0 0 n18 w=1u l=0.5u
            Vd d 0 \(drain)
            Vg g 0 PWL(0 0 1 1)
            .tran 2m 1 0 2m
            .end

            """
        let record = try makePool().run(
            NgspiceJob(title: "one transistor", deck: deck, vectors: ["g", "vd#branch"], stopTime: 1))
        let model = fitted(.celsius(celsius))
        var points = 0
        var worst = 0.0
        for (gate, current) in zip(record.values[0], record.values[1]) where (1e-12...1e-6).contains(-current) {
            let ratio = model.current(gate: gate, drain: drain, source: 0) / -current
            worst = max(worst, abs(ratio - 1))
            points += 1
        }
        #expect(points > 100)
        #expect(worst < 0.15, "\(worst)")
    }
}
