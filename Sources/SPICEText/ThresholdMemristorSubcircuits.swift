/// Memristors with sharp thresholds. Nothing divides by what can be 0: both branches of a condition are evaluated.
extension DeviceSubcircuit {
    static let vteam = [
        "Bg a b I=v(a,b)*(gmin+(gmax-gmin)*v(x))",
        "Bx 0 x I=1e-12*(kset*max(v(a,b)/vset-1,0)^alphaset*max(1-v(x),0)^p"
            + "+kreset*max(v(a,b)/vreset-1,0)^alphareset*max(v(x),0)^p)",
    ]

    static let yakopcic = [
        "* the way past the knees, upward and downward",
        ".func up(u) {max(min(u,1)-xp,0)}",
        ".func down(u) {max(1-xn-max(u,0),0)}",
        "Bg a b I=(v(a,b)>=0 ? a1 : a2)*v(x)*sinh(b*v(a,b))",
        "Bx 0 x I=1e-12*(ap*max(exp(v(a,b))-exp(vp),0)*exp(-alphap*up(v(x)))*(1-up(v(x))/(1-xp))"
            + "-an*max(exp(-v(a,b))-exp(vn),0)*exp(-alphan*down(v(x)))*(1-down(v(x))/(1-xn)))",
    ]

    static let aist = [
        "* the rate rises over the first hundredth above a threshold",
        ".func inside(u) {min(max(u,0),1)}",
        ".func r(u) {ron*inside(u)+roff*(1-inside(u))}",
        ".func smooth(h) {h*h*(3-2*h)}",
        ".func above(v1,vt) {smooth(min(max((v1/vt-1)/0.01,0),1))}",
        "Bg a b I=v(a,b)/r(v(x))",
        "Bx 0 x I=1e-12*kappa*(above(v(a,b),vtp)*ioff/(max(v(a,b),vtp)/r(v(x))-i0)*(1-inside(v(x))^(2*p))"
            + "+above(v(a,b),vtn)*v(a,b)/r(v(x))/ion*(1-inside(1-v(x))^(2*p)))",
    ]
}
