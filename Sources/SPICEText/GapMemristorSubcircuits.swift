/// Memristors whose filament grows by field-driven hopping; kT/q at 300 K is 25.852 mV.
extension DeviceSubcircuit {
    private static let limits = [
        ".func inside(u) {min(max(u,0),1)}",
        ".func gap(u) {gapmax-(gapmax-gapmin)*inside(u)}",
        "* r/(1 + |r|/rmax), and the rest at the bounds",
        ".func limited(r1) {r1/(1+abs(r1)/rmax)}",
        ".func atrest(y) {y/(y+delta)}",
    ]

    static let sky130 =
        limits + [
            ".func drop(v1,u) {(gamma0+gamma1*gap(u)^3)*a0tox*v1}",
            ".func raw(v1,u) {vel*1e9/(gapmax-gapmin)*(exp((drop(v1,u)-eg)/0.0258519997864355)"
                + "-exp((-drop(v1,u)-er)/0.0258519997864355))}",
            "Bg a b I=ik1*exp(-gap(v(x))/g0)*sinh(v(a,b)/vref)",
            "Br r 0 V=limited(raw(v(a,b),v(x)))",
            "Bx 0 x I=1e-12*(max(v(r),0)*atrest(inside(1-v(x)))+min(v(r),0)*atrest(inside(v(x))))",
        ]

    static let stanfordPKU =
        limits + [
            ".func enhancement(u) {gamma0-beta*gap(u)^3}",
            ".func current(v1,u) {i0*exp(-gap(u)/g0)*sinh(v1/v0)}",
            ".func kt(v1,u) {0.0258519997864355/300*(t0+rth*abs(v1*current(v1,u)))}",
            ".func drop(v1,u) {enhancement(u)*a0/l*v1}",
            ".func moves(v1,u) {0.5+0.5*tanh((enhancement(u)*abs(v1)/l/fmin-1)/0.02)}",
            "Bg a b I=current(v(a,b),v(x))",
            "* kT/q in volts, of the hot filament",
            "Bt t 0 V=kt(v(a,b),v(x))",
            "Br r 0 V=limited(moves(v(a,b),v(x))*nu0*1e9/(gapmax-gapmin)*0.5*(exp((drop(v(a,b),v(x))-ea)/max(v(t),1e-3))"
                + "-exp((-drop(v(a,b),v(x))-ea)/max(v(t),1e-3))))",
            "Bx 0 x I=1e-12*(max(v(r),0)*atrest(inside(1-v(x)))+min(v(r),0)*atrest(inside(v(x))))",
        ]
}
