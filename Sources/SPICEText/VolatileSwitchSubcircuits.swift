/// Volatile threshold switches.
extension DeviceSubcircuit {
    static let hystereticSwitch = [
        "* on at |v| = vth, off at vhold, within picoseconds: a hysteretic S element stops at the accuracy asked for here",
        "Bg a b I=v(a,b)*(v(x)/ron+(1-v(x))/roff)",
        "Bh h 0 V=min(max((v(x)-0.25)/0.5,0),1)",
        "Bx 0 x I=(0.5+0.5*tanh((abs(v(a,b))-vth+(vth-vhold)*v(h)*v(h)*(3-2*v(h)))/(1e-5*vth))-v(x))",
    ]

    static let thresholdSwitch = [
        "* the threshold falls from vth to vhold along a smooth step between x = 0.1 and 0.6",
        "Bg a b I=v(a,b)/roff*exp(ln(roff/ron)*min(max(v(x),-0.1),1.1))",
        "Bh h 0 V=min(max((v(x)-0.1)/0.5,0),1)",
        "Bx 0 x I=1e-12/tau*(0.5+0.5*tanh((abs(v(a,b))-vth+(vth-vhold)*v(h)*v(h)*(3-2*v(h)))/(2*w))-v(x))",
    ]
}
