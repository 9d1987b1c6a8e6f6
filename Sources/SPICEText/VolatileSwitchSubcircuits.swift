/// Volatile threshold switches.
extension DeviceSubcircuit {
    static func hystereticSwitch(_ dialect: Dialect) -> [String] {
        [
            "* on at |v| = v_th, off at v_hold, with tau [s] for a simulator to follow: a hysteretic S element stops at the accuracy asked for",
            dialect.currentLine("g", "a", "b", "v(a,b)*(v(x)/r_on+(1-v(x))/r_off)"),
            dialect.voltageLine("h", "h", "0", "min(max((v(x)-0.25)/0.5,0),1)"),
            dialect.currentLine("x", "0", "x", "1e-6/tau*(\(target("(1e-5*v_th)"))-v(x))"),
        ]
    }

    static func thresholdSwitch(_ dialect: Dialect) -> [String] {
        [
            "* the threshold falls from v_th to v_hold along a smooth step between x = 0.1 and 0.6",
            dialect.currentLine("g", "a", "b", "v(a,b)/r_off*(r_off/r_on)**min(max(v(x),-0.1),1.1)"),
            dialect.voltageLine("h", "h", "0", "min(max((v(x)-0.1)/0.5,0),1)"),
            dialect.currentLine("x", "0", "x", "1e-6/tau*(\(target("(2*w)"))-v(x))"),
        ]
    }

    /// 1 above the threshold of this state, 0 below.
    private static func target(_ width: String) -> String {
        "0.5+0.5*tanh((abs(v(a,b))-v_th+(v_th-v_hold)*v(h)*v(h)*(3-2*v(h)))/\(width))"
    }
}
