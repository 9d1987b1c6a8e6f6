package import Devices
import Quantities

/// A device model as a Verilog-A module with two terminals, `a` and `b`, and its state on an inner node `x`.
///
/// The same equations as `DeviceSubcircuit`; the state is a voltage of 0…1 on 1 pF. Whoever writes such a file says
/// whether a compiler has read it.
package struct VerilogAModule: Hashable, Sendable {
    package var name: String
    package var text: String

    private static let thermalVoltage = PhysicalConstants.thermalVoltage.value  // [V]

    package init(_ device: DeviceModel) {
        name = device.name.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
        let description = device.description
        let parameters = device.parameters.map { parameter in
            let name = Self.name(of: parameter)
            let unit = parameter.unit.isEmpty ? "" : " [\(Self.ascii(parameter.unit))]"
            return
                "    parameter real \(name) = \(spiceNumber(parameter.value)); // \(Self.ascii(parameter.meaning))\(unit)"
        }
        text =
            ([
                "// \(Self.ascii(description.title)), x = 0 high, 1 low resistance, on node x",
                "// \(Self.ascii(description.source))", "// Written by Memspike.", "`include \"constants.vams\"",
                "`include \"disciplines.vams\"", "", "module \(name)(a, b);", "    inout a, b;",
                "    electrical a, b, x;", "    parameter real x0 = 0 from [0:1]; // the state at the start",
            ] + parameters + Self.body(of: device.name) + ["endmodule"]).joined(separator: "\n") + "\n"
    }

    /// As in the subcircuit, but for underscores, where no port or variable has the name.
    private static func name(of parameter: DeviceParameter) -> String {
        let name = DeviceSubcircuit.spiceName(of: parameter.plainSymbol).replacing("_", with: "")
        return name == "b" ? "curvature" : name
    }

    /// Variables and the analog block; `v` is the voltage, `s` the state inside 0…1, `rate` dx/dt [1/s].
    private static func body(of name: DeviceModel.Name) -> [String] {
        switch name {
        case .hpJoglekar, .hpBiolek:
            block(
                [
                    "r = ron*s + roff*(1 - s)", name == .hpJoglekar ? "way = abs(2*s - 1)" : "way = v > 0 ? s : 1 - s",
                    "rate = muv*ron*1e18/(d*d)*v/r*(1 - pow(way, 2*p))", "I(a, b) <+ v/r",
                ], variables: ["r", "way"])
        case .vteam, .vteamResistance, .vteamExponential:
            block([
                "rate = kset*pow(max(v/vset - 1, 0), alphaset)*pow(1 - s, p)",
                "rate = rate + kreset*pow(max(v/vreset - 1, 0), alphareset)*pow(s, p)",
                "I(a, b) <+ "
                    + (name == .vteam
                        ? "v*(gmin + (gmax - gmin)*s)"
                        : name == .vteamResistance
                            ? "v/(1/gmin + (1/gmax - 1/gmin)*s)" : "v*gmin*exp(ln(gmax/gmin)*s)"),
            ])
        case .yakopcic:
            block(
                [
                    "up = max(s - xp, 0)", "down = max(1 - xn - s, 0)",
                    "rate = ap*max(exp(v) - exp(vp), 0)*exp(-alphap*up)*(1 - up/(1 - xp))",
                    "rate = rate - an*max(exp(-v) - exp(vn), 0)*exp(-alphan*down)*(1 - down/(1 - xn))",
                    "I(a, b) <+ (v >= 0 ? a1 : a2)*s*sinh(curvature*v)",
                ], variables: ["up", "down"])
        case .aist:
            block(
                [
                    "r = ron*s + roff*(1 - s)", "h = min(max((v/vtp - 1)/0.01, 0), 1)",
                    "rate = kappa*h*h*(3 - 2*h)*ioff/(max(v, vtp)/r - i0)*(1 - pow(s, 2*p))",
                    "h = min(max((v/vtn - 1)/0.01, 0), 1)",
                    "rate = rate + kappa*h*h*(3 - 2*h)*v/r/ion*(1 - pow(1 - s, 2*p))", "I(a, b) <+ v/r",
                ], variables: ["r", "h"])
        case .sky130:
            block(
                [
                    "gap = gapmax - (gapmax - gapmin)*s", "drop = (gamma0 + gamma1*gap*gap*gap)*a0tox*v",
                    "raw = vel*1e9/(gapmax - gapmin)"
                        + "*(limexp((drop - eg)/\(Self.thermalVoltage)) - limexp((-drop - er)/\(Self.thermalVoltage)))",
                ] + comingToRest + ["I(a, b) <+ ik1*exp(-gap/g0)*sinh(v/vref)"],
                variables: ["gap", "drop", "raw", "limited"])
        case .stanfordPKU:
            block(
                [
                    "gap = gapmax - (gapmax - gapmin)*s", "current = i0*exp(-gap/g0)*sinh(v/v0)",
                    "kt = \(Self.thermalVoltage)/300*(t0 + rth*abs(v*current))", "gain = gamma0 - beta*gap*gap*gap",
                    "moves = 0.5 + 0.5*tanh((gain*abs(v)/l/fmin - 1)/0.02)",
                    "raw = moves*nu0*1e9/(gapmax - gapmin)*0.5"
                        + "*(limexp((gain*a0/l*v - ea)/kt) - limexp((-gain*a0/l*v - ea)/kt))",
                ] + comingToRest + ["I(a, b) <+ current"],
                variables: ["gap", "current", "kt", "gain", "moves", "raw", "limited"])
        case .hystereticSwitch:
            block(
                [
                    "h = min(max((s - 0.25)/0.5, 0), 1)",
                    "target = 0.5 + 0.5*tanh((abs(v) - vth + (vth - vhold)*h*h*(3 - 2*h))/(1e-5*vth))",
                    "rate = 1e12*(target - V(x))", "I(a, b) <+ v*(s/ron + (1 - s)/roff)",
                ], variables: ["h", "target"])
        case .agHfO2:
            block(
                [
                    "h = min(max((s - 0.1)/0.5, 0), 1)",
                    "target = 0.5 + 0.5*tanh((abs(v) - vth + (vth - vhold)*h*h*(3 - 2*h))/(2*w))",
                    "rate = (target - V(x))/tau", "I(a, b) <+ v/roff*exp(ln(roff/ron)*s)",
                ], variables: ["h", "target"])
        }
    }

    /// r/(1 + |r|/r_max), and the rest at the bounds.
    private static let comingToRest = [
        "limited = raw/(1 + abs(raw)/rmax)",
        "rate = max(limited, 0)*(1 - s)/(1 - s + delta) + min(limited, 0)*s/(s + delta)",
    ]

    private static func block(_ statements: [String], variables: [String] = []) -> [String] {
        ["    real \((["v", "s", "rate"] + variables).joined(separator: ", "));", "", "    analog begin"] + [
            "        // the state, kept inside 0...1", "        v = V(a, b);", "        s = min(max(V(x), 0), 1);",
        ] + statements.map { "        \($0);" } + [
            "        // 1 pF holds the state; at the operating point it is x0",
            "        if (analysis(\"ic\") || analysis(\"static\"))", "            I(x) <+ 1e-6*(V(x) - x0);",
            "        else", "            I(x) <+ 1e-12*(ddt(V(x)) - rate);", "    end",
        ]
    }

    private static func ascii(_ text: String) -> String {
        let spellings: [Character: String] = [
            "–": "-", "−": "-", "Ω": "Ohm", "α": "alpha", "β": "beta", "γ": "gamma", "μ": "mu", "≥": ">=", "≤": "<=",
            "∞": "inf", "²": "2", "³": "3", "∆": "d",
        ]
        return text.onOneLine.map { $0.isASCII ? String($0) : spellings[$0] ?? "?" }.joined()
    }
}
