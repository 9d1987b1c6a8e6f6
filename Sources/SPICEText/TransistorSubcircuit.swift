import Circuits
import Quantities

/// The EKV law of `MOSFET` as a subcircuit of one current source that follows an expression.
enum TransistorSubcircuit {
    static let ports = "d g s b"

    static func values(_ model: MOSFET) -> [(name: String, value: Double)] {
        [
            ("vto", model.thresholdVoltage.value), ("kp", model.transconductance), ("wl", model.aspectRatio),
            ("n", model.slopeFactor), ("sigma", model.barrierLowering), ("tk", model.temperature.value),
            ("tcv", model.thresholdCoefficient), ("bex", -model.mobilityExponent),
        ]
    }

    static func remark(_ definition: Subcircuits.Definition) -> String {
        "EKV \(definition == .nTransistor ? "n" : "p")-channel transistor: i = is (ln(1+e^((vp-vs)/2ut))^2 - "
            + "ln(1+e^((vp-vd)/2ut))^2), vp = (vg-von+sigma(vd+vs))/n"
    }

    /// A logarithm of 1 to 2 and a power of e of at most 1 are all it takes: nothing overflows, and the slope is smooth.
    static func body(_ definition: Subcircuits.Definition, _ dialect: Dialect) -> [String] {
        let isN = definition == .nTransistor
        // PSPICE calls the natural one `log` alone.
        let logarithm = dialect == .ngspice ? "ln" : "log"
        func voltage(_ node: String) -> String { isN ? "v(\(node),b)" : "v(b,\(node))" }
        /// ln²(1 + e^((V_P − V)/2U_T)), V that of source or drain.
        func charge(_ end: String) -> String {
            let x = "(\(voltage("g"))-von+sigma*(\(voltage("d"))+\(voltage("s")))-n*\(voltage(end)))/(2*n*ut)"
            return "(max(\(x),0)+\(logarithm)(1+exp(-abs(\(x)))))**2"
        }
        let nominal = spiceNumber(MOSFET.nominalTemperature.value)
        let perKelvin = spiceNumber(PhysicalConstants.thermalVoltage.value / 300)  // [V/K]
        return [
            ".param ut={\(perKelvin)*tk}",
            ".param von={\(isN ? "" : "-")vto-tcv*(tk-\(nominal))}",
            ".param is={2*n*kp*wl*ut*ut*(tk/\(nominal))**bex}",
            dialect.currentLine("i", isN ? "d" : "s", isN ? "s" : "d", "is*(\(charge("s"))-\(charge("d")))"),
        ]
    }
}
