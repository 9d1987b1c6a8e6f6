/// What ngspice has no element for.
enum NgspiceSubcircuits {
    static func body(of definition: Subcircuits.Definition, parameters: String) -> [String] {
        switch definition {
        case .piecewiseLinearDiode:
            // The switch closes where its branch has no voltage, so the current starts from 0. Its hysteresis of
            // 0.1 mV is what ngspice needs to settle; 1e15 ohm leave the idle diode's charge where it is.
            [
                "* i = (v - vf)/ron above vf, nothing below",
                ".subckt pwl_diode a c PARAMS: \(parameters)",
                "Sclose a inner a c closing OFF",
                "Vdrop inner c {vf}",
                ".model closing SW(VT={vf} VH=1e-4 RON={ron} ROFF=1e15)",
                ".ends pwl_diode",
            ]
        case .hysteresisSwitch: preconditionFailure("ngspice's own S element has hysteresis")
        case .switchedSource: switchedSource(parameters, off: " OFF", on: " ON")
        case .thresholdSwitch, .directedThresholdSwitch:
            // The threshold falls along a smooth step between x = 0.1 and 0.6. The state lives on a 1 pF capacitor,
            // whatever tau is: the current scales. x is kept near 0...1 in the exponent alone, against overflow in
            // an iteration that ngspice throws away.
            [
                "* \(thresholdRemark(definition))", ".subckt \(definition.rawValue) a b PARAMS: \(parameters)",
                "Bg a b I=v(a,b)/roff*exp(ln(roff/ron)*min(max(v(x),-0.1),1.1))",
                "Bh h 0 V=min(max((v(x)-0.1)/0.5,0),1)",
                "Bx 0 x I=1e-12/tau*(0.5+0.5*tanh((\(definition == .thresholdSwitch ? "abs(v(a,b))" : "v(a,b)")-vth+(vth-vhold)*v(h)*v(h)*(3-2*v(h)))/(2*w))-v(x))",
                "Cx x 0 1e-12 IC=0",
                "Rx x 0 1e15",
                ".ends \(definition.rawValue)",
            ]
        case .memristor:
            // kreset is negative: its sign is in the state equation.
            [
                "* VTEAM memristor: G = g_min + x (g_max - g_min), no change while vreset < v < vset; state on node x",
                ".subckt memristor a b PARAMS: x0=0 \(parameters)",
                "Bg a b I=v(a,b)*(g_min+(g_max-g_min)*v(x))",
                "Bx 0 x I=v(a,b)>vset ? 1e-12*kset*(v(a,b)/vset-1)^alpha*(1-v(x)) : "
                    + "(v(a,b)<vreset ? 1e-12*kreset*(v(a,b)/vreset-1)^alpha*v(x) : 0)",
                "Cx x 0 1e-12 IC={x0}",
                "Rx x 0 1e15",
                ".ends memristor",
            ]
        case .nTransistor, .pTransistor:
            [
                "* \(TransistorSubcircuit.remark(definition))",
                Dialect.broken(
                    ".subckt \(definition.rawValue) \(TransistorSubcircuit.ports) PARAMS: \(parameters)"),
            ] + TransistorSubcircuit.body(definition, .ngspice) + [".ends \(definition.rawValue)"]
        }
    }

    static func thresholdRemark(_ definition: Subcircuits.Definition) -> String {
        "volatile threshold switch\(definition == .thresholdSwitch ? "" : " that a positive v(a,b) alone turns on"): "
            + "dx/dt = (xinf - x)/tau, G = (1/roff) (roff/ron)^x; state on node x"
    }

    /// Two switches with one pair of thresholds: the lower one's control is the negative.
    /// - Parameters:
    ///   - off: what a switch's line ends in that is off at the start.
    ///   - on: the same of one that is on.
    static func switchedSource(_ parameters: String, off: String = "", on: String = "") -> [String] {
        [
            "* high above von, low below voff, with hysteresis; 1 ohm in series",
            ".subckt switched_source p n cp cn PARAMS: \(parameters)",
            "Vhigh rail_high n {high}",
            "Vlow rail_low n {low}",
            "Son rail_high p cp cn above\(off)",
            "Soff rail_low p cn cp below\(on)",
            ".model above SW(VT={(von+voff)/2} VH={(von-voff)/2} RON=1 ROFF=1e12)",
            ".model below SW(VT={-(von+voff)/2} VH={(von-voff)/2} RON=1 ROFF=1e12)",
            ".ends switched_source",
        ]
    }
}
