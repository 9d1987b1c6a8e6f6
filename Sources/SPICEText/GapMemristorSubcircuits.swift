import Quantities

/// Memristors whose filament grows by field-driven hopping; kT/q at 300 K is 25.852 mV.
extension DeviceSubcircuit {
    private static let thermalVoltage = "\(PhysicalConstants.thermalVoltage.value)"  // [V]
    /// [nm]
    private static let gap = "(gap_max-(gap_max-gap_min)*\(inside))"

    static func sky130(_ dialect: Dialect) -> [String] {
        let rate =
            "vel*1e9/(gap_max-gap_min)*(\(power("v(d)-e_g", over: thermalVoltage))"
            + "-\(power("-v(d)-e_r", over: thermalVoltage)))"
        return [
            dialect.currentLine("g", "a", "b", "i_k1*exp(-\(gap)/g_0)*sinh(v(a,b)/v_ref)"),
            "* what the field takes from a barrier [V]",
            dialect.voltageLine("d", "d", "0", "(gamma_0+gamma_1*\(gap)**3)*a_0_t_ox*v(a,b)"),
        ] + motion(rate, dialect)
    }

    static func stanfordPKU(_ dialect: Dialect) -> [String] {
        let rate =
            "(0.5+0.5*tanh((abs(v(d))/a_0/f_min-1)/0.02))*nu_0*1e9/(gap_max-gap_min)*0.5"
            + "*(\(power("v(d)-e_a", over: "max(v(t),1e-3)"))-\(power("-v(d)-e_a", over: "max(v(t),1e-3)")))"
        let current = "i_0*exp(-\(gap)/g_0)*sinh(v(a,b)/v_0)"
        return [
            dialect.currentLine("g", "a", "b", current),
            "* what the field takes from a barrier [V]",
            dialect.voltageLine("d", "d", "0", "(gamma_0-beta*\(gap)**3)*a_0/l*v(a,b)"),
            "* kT/q of the hot filament [V]",
            dialect.voltageLine("t", "t", "0", "\(thermalVoltage)/300*(t_0+r_th*abs(v(a,b)*\(current)))"),
        ] + motion(rate, dialect)
    }

    /// e to what is activated; bounded against overflow in an iteration that the simulator throws away.
    private static func power(_ barrier: String, over thermal: String) -> String {
        "\(Dialect.e)**min((\(barrier))/\(thermal),150)"
    }

    /// The state follows a rate [1/s] that saturates, and comes to rest at the bounds.
    private static func motion(_ rate: String, _ dialect: Dialect) -> [String] {
        [
            "* the rate r/(1 + |r|/r_max) [1/s]",
            dialect.voltageLine("r", "r", "0", "\(rate)/(1+abs(\(rate))/r_max)"),
            dialect.currentLine(
                "x", "0", "x",
                "1e-6*(max(v(r),0)*(1-\(inside))/(1-\(inside)+delta)+min(v(r),0)*\(inside)/(\(inside)+delta))"),
        ]
    }
}
