/// Volatile threshold switches.
extension DeviceSubcircuit {
    static let hystereticSwitch = [
        "* a switch with hysteresis carries the state: on at |v| = vth, off at vhold",
        "Bsize size 0 V=abs(v(a,b))",
        "Vone one 0 1",
        "Sstate one x size 0 state OFF",
        ".model state SW(VT={(vth+vhold)/2} VH={(vth-vhold)/2} RON=0.01 ROFF=1e9)",
        "Rback x 0 1e3",
        "Bg a b I=v(a,b)*(v(x)/ron+(1-v(x))/roff)",
    ]

    static let thresholdSwitch = [
        "* the threshold falls from vth to vhold along a smooth step between x = 0.1 and 0.6",
        "Bg a b I=v(a,b)/roff*exp(ln(roff/ron)*min(max(v(x),-0.1),1.1))",
        "Bh h 0 V=min(max((v(x)-0.1)/0.5,0),1)",
        "Bx 0 x I=1e-12/tau*(0.5+0.5*tanh((abs(v(a,b))-vth+(vth-vhold)*v(h)*v(h)*(3-2*v(h)))/(2*w))-v(x))",
    ]
}
