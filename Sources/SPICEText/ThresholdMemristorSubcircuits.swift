import Devices

/// Memristors with sharp thresholds. Nothing divides by what can be 0: all of an expression is evaluated.
extension DeviceSubcircuit {
    static func vteam(_ name: DeviceModel.Name, _ dialect: Dialect) -> [String] {
        let current =
            switch name {
            case .vteamResistance: "v(a,b)/(1/g_min+(1/g_max-1/g_min)*\(inside))"
            case .vteamExponential: "v(a,b)*g_min*(g_max/g_min)**\(inside)"
            default: "v(a,b)*(g_min+(g_max-g_min)*v(x))"
            }
        return [
            dialect.currentLine("g", "a", "b", current),
            dialect.currentLine(
                "x", "0", "x",
                "1e-6*(k_set*max(v(a,b)/v_set-1,0)**alpha_set*max(1-v(x),0)**p"
                    + "+k_reset*max(v(a,b)/v_reset-1,0)**alpha_reset*max(v(x),0)**p)"),
        ]
    }

    static func linearDrift(_ name: DeviceModel.Name, _ dialect: Dialect) -> [String] {
        let resistance = "(r_off-(r_off-r_on)*\(inside))"
        // Biolek's window is another one for either direction.
        let slowed =
            name == .hpJoglekar
            ? "v(a,b)*(1-abs(2*\(inside)-1)**(2*p))"
            : "(max(v(a,b),0)*(1-\(inside)**(2*p))+min(v(a,b),0)*(1-(1-\(inside))**(2*p)))"
        return [
            dialect.currentLine("g", "a", "b", "v(a,b)/\(resistance)"),
            dialect.currentLine("x", "0", "x", "1e-6*mu_v*r_on*1e18/(d*d)/\(resistance)*\(slowed)"),
        ]
    }

    static func yakopcic(_ dialect: Dialect) -> [String] {
        // The way past the knees, upward and downward.
        let up = "max(min(v(x),1)-x_p,0)"
        let down = "max(1-x_n-max(v(x),0),0)"
        return [
            dialect.currentLine("g", "a", "b", "v(x)*(a_1*sinh(b*max(v(a,b),0))+a_2*sinh(b*min(v(a,b),0)))"),
            dialect.currentLine(
                "x", "0", "x",
                "1e-6*(a_p*max(exp(v(a,b))-exp(v_p),0)*exp(-alpha_p*\(up))*(1-\(up)/(1-x_p))"
                    + "+(-a_n)*max(exp(-v(a,b))-exp(v_n),0)*exp(-alpha_n*\(down))*(1-\(down)/(1-x_n)))"),
        ]
    }

    static func aist(_ dialect: Dialect) -> [String] {
        let resistance = "(r_off-(r_off-r_on)*\(inside))"
        func smooth(_ node: String) -> String { "v(\(node))*v(\(node))*(3-2*v(\(node)))" }
        return [
            "* the rate rises over the first hundredth above a threshold, along a smooth step of up or down",
            dialect.voltageLine("up", "up", "0", "min(max((v(a,b)/v_tp-1)/0.01,0),1)"),
            dialect.voltageLine("down", "down", "0", "min(max((v(a,b)/v_tn-1)/0.01,0),1)"),
            dialect.currentLine("g", "a", "b", "v(a,b)/\(resistance)"),
            dialect.currentLine(
                "x", "0", "x",
                "1e-6*kappa*(\(smooth("up"))*i_off/(max(v(a,b),v_tp)/\(resistance)-i_0)*(1-\(inside)**(2*p))"
                    + "+\(smooth("down"))*v(a,b)/\(resistance)/i_on*(1-(1-\(inside))**(2*p)))"),
        ]
    }
}
