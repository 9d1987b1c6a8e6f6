import SPICEText

extension HabitDeck {
    /// As people write for ngspice: neurons, memristors, transistors.
    static let ofNgspice: [HabitDeck] = [
        HabitDeck(
            "lif bsource", .ngspice, signals: ["mem", "spd"],
            events: .refuses(#"bsp: a behavioural source is not supported"#), ngspice: .runs,
            """
            LIF with behavioural reset
            .param vth=0.8 cm=1p rl=1meg iin=2u
            Iin 0 mem DC {iin}
            Cm mem 0 {cm} ic=0
            Rl mem 0 {rl}
            Bsp sp 0 V = v(mem) > vth ? 1 : 0
            Rsp sp spd 1k
            Csp spd 0 2p ic=0
            Srst mem 0 spd 0 sw1
            .model sw1 sw vt=0.5 vh=0.2 ron=1k roff=1g
            .tran 0.2n 5u uic
            .meas tran t1 when v(mem)=0.5 rise=2
            .meas tran vavg avg v(mem) from=1u to=4u
            .end
            """),
        HabitDeck(
            "biolek", .ngspice, signals: ["vin#branch"],
            events: .refuses(#"emem: a controlled source is not supported"#), ngspice: .runs,
            """
            Biolek HP memristor as published
            .subckt memristor plus minus params: Ron=1K Roff=100K Rinit=80K D=10N uv=10F p=1
            Gx 0 x value={ I(Emem)*uv*Ron/D**2*f(V(x),p)}
            Cx x 0 1 IC={(Roff-Rinit)/(Roff-Ron)}
            Raux x 0 1T
            Emem plus aux value={-I(Emem)*V(x)*(Roff-Ron)}
            Roff aux minus {Roff}
            .func f(x,p)={1-(2*x-1)**(2*p)}
            .ends memristor
            Vin in 0 SIN(0 1 1)
            Xm in 0 memristor params: p=10
            Rp in 0 1meg
            .tran 1m 3 0 1m uic
            .end
            """),
        HabitDeck(
            "vteam", .ngspice, signals: ["v1#branch", "st"],
            events: .refuses(#"gm: a controlled source is not supported"#), ngspice: .runs,
            """
            VTEAM model
            .subckt vteam p n s
            .param ron=50 roff=1k von=-0.2 voff=0.02 kon=-10 koff=5e-4 aon=3 aoff=1 xoff=3e-9 w0=0.5
            Bx 0 s I= v(p,n) > voff ? 1e3*koff*(v(p,n)/voff-1)**aoff*(1-v(s)) : (v(p,n) < von ? kon*10*abs(v(p,n)/von-1)**aon*v(s) : 0)
            Cs s 0 1 ic={w0}
            Rs s 0 1e12
            Gm p n cur='v(p,n)/(ron+(roff-ron)*v(s))'
            .ends
            V1 a 0 sin(0 0.5 10)
            X1 a 0 st vteam
            .tran 0.1m 0.3 0 0.1m uic
            .meas tran imax max i(v1)
            .meas tran send find v(st) at=0.29
            .end
            """),
        HabitDeck(
            "yakopcic", .ngspice, signals: ["v1#branch", "xs"],
            events: .refuses(#"gm: a controlled source is not supported"#), ngspice: .runs,
            """
            * Yakopcic SPICE (ngspice port)
            .subckt mem_dev TE BE XSV
            .param a1=0.17 a2=0.17 b=0.05 Vp=0.16 Vn=0.15 Ap=4000 An=4000 xp=0.3 xn=0.5 alphap=1 alphan=5 xo=0.11 eta=1
            .func wp(V) = xp/(1-xp) - V/(1-xp) + 1
            .func wn(V) = V/(1-xn)
            .func G(V) = V <= Vp ? (V >= -Vn ? 0 : -An*(exp(-V)-exp(Vn))) : Ap*(exp(V)-exp(Vp))
            .func F(V1,V2) = eta*V1 >= 0 ? (V2 >= xp ? exp(-alphap*(V2-xp))*wp(V2) : 1) : (V2 <= (1-xn) ? exp(alphan*(V2+xn-1))*wn(V2) : 1)
            .func IVRel(V1,V2) = V1 >= 0 ? a1*V2*sinh(b*V1) : a2*V2*sinh(b*V1)
            Cx XSV 0 1 ic={xo}
            Gx 0 XSV cur='eta*F(v(TE,BE),v(XSV))*G(v(TE,BE))'
            Gm TE BE cur='IVRel(v(TE,BE),v(XSV))'
            .ends mem_dev
            V1 in 0 sin(0 0.45 100)
            X1 in 0 xs mem_dev
            .tran 10u 30m 0 10u uic
            .end
            """),
        HabitDeck(
            "mos axon hillock", .ngspice, signals: ["mem", "out"],
            events: .refuses(#"the current source iin ends at node "mem", which has no resistor to gr"#),
            ngspice: .runs,
            """
            Axon hillock of Mead, MOS level 1
            .model nm NMOS (LEVEL=1 VTO=0.7 KP=110u LAMBDA=0.04 GAMMA=0.4 PHI=0.7)
            .model pm PMOS (LEVEL=1 VTO=-0.7 KP=50u LAMBDA=0.05 GAMMA=0.57 PHI=0.8)
            Vdd vdd 0 3.3
            Iin 0 mem 10n
            Cm mem 0 100f
            M1 a mem 0 0 nm W=2u L=1u
            M2 a mem vdd vdd pm W=4u L=1u
            M3 out a 0 0 nm W=2u L=1u
            M4 out a vdd vdd pm W=4u L=1u
            Cf out mem 50f
            M5 mem out r 0 nm W=2u L=1u
            M6 r vb 0 0 nm W=2u L=10u
            Vb vb 0 0.75
            Ca a 0 5f
            Co out 0 20f
            .tran 2n 100u uic
            .end
            """),
        HabitDeck(
            "bjt astable", .ngspice, signals: ["c1", "b2"],
            events: .refuses(#"an IC is supported at capacitors to ground; give the nodes' voltages b"#),
            ngspice: .runs,
            """
            two transistors astable
            VCC vcc 0 DC 5
            R1 vcc c1 1k
            R2 vcc b2 47k
            R3 vcc b1 47k
            R4 vcc c2 1k
            C1 c1 b2 10n IC=0
            C2 c2 b1 10n ic=4
            Q1 c1 b1 0 q2n
            Q2 c2 b2 0 q2n
            .model q2n NPN(IS=1e-14 BF=100 CJE=4p CJC=2p TF=0.4n)
            .tran 1u 3m UIC
            .end
            """),
        HabitDeck(
            "coupled", .ngspice, signals: ["s", "v1#branch"], events: .refuses(#"l1: an inductor is not supported"#),
            ngspice: .runs,
            """
            transformer
            V1 in 0 sin(0 1 100k)
            R1 in p 50
            L1 p 0 100u
            L2 s 0 400u
            K1 L1 L2 0.98
            R2 s 0 1k
            .tran 50n 30u 0 50n uic
            .end
            """),
        HabitDeck(
            "tline", .ngspice, signals: ["a", "b"], events: .refuses(#"t1: a transmission line is not supported"#),
            ngspice: .runs,
            """
            lossless line
            V1 s 0 pulse(0 1 10n 1n 1n 40n 100n)
            R1 s a 50
            T1 a 0 b 0 z0=50 td=20n
            R2 b 0 100
            C2 b 0 1p
            .tran 0.2n 200n
            .end
            """),
        HabitDeck(
            "poly", .ngspice, signals: ["e", "g", "f", "h"],
            events: .refuses(#"f1: a controlled source is not supported"#), ngspice: .runs,
            """
            E F G H with POLY
            V1 a 0 sin(1 0.5 10k)
            V2 b 0 dc 2
            Vs a c 0
            R1 c 0 1k
            E1 e 0 POLY(2) a 0 b 0 0 1 1 0 0.5
            R2 e 0 1k
            G1 0 g POLY(1) a 0 0 1m 0.5m
            R3 g 0 1k
            F1 0 f POLY(1) Vs 0 2 
            R4 f 0 1k
            H1 h 0 Vs 1k
            R5 h 0 1k
            .tran 1u 300u
            .end
            """),
        HabitDeck(
            "switch hyst osc", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            negative step hysteresis relaxation
            v1 vdd 0 1
            r1 vdd m 100k
            c1 m 0 10p ic=0
            s1 m 0 m 0 nrn off
            .model nrn sw(vt=0.5 vh=0.3 ron=5k roff=100meg)
            .tran 1n 10u 0 1n uic
            .meas tran tper trig v(m) val=0.5 rise=2 targ v(m) val=0.5 rise=3
            .meas tran pk max v(m)
            .meas tran en integ v(m) from=0 to=8u
            .meas tran rm rms v(m)
            .meas tran per param='1/tper'
            .end
            """),
        HabitDeck(
            "csw", .ngspice, signals: ["out"], events: .refuses(#"w1: a current-controlled switch is not supported"#),
            ngspice: .runs,
            """
            current controlled switch
            v1 in 0 pulse(0 1 1u 10n 10n 3u 8u)
            vs in a 0
            r1 a 0 1k
            vdd vdd 0 3
            w1 vdd out vs wm off
            .model wm csw(it=0.5m ih=0.1m ron=100 roff=1g)
            r2 out 0 10k
            c2 out 0 10p
            .tran 10n 16u
            .end
            """),
        HabitDeck(
            "op alone", .ngspice, signals: [],
            events: .refuses(#".op alone is not run, only a transient analysis is; write .tran 1n 1u"#),
            ngspice: .refuses(#".op alone is not run, only a transient analysis is; write .tran 1n 1u"#),
            """
            operating point
            V1 in 0 2
            R1 in m 1k
            R2 m 0 3k
            C1 m 0 1n
            .op
            .end
            """),
        HabitDeck(
            "ic no uic", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            .ic without uic
            V1 in 0 2
            R1 in m 1k
            R2 m 0 3k
            C1 m 0 1n
            .ic v(m)=0.2
            .tran 10n 5u
            .end
            """),
        HabitDeck(
            "nodeset", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            .nodeset
            V1 in 0 2
            R1 in m 1k
            R2 m 0 3k
            C1 m 0 1n
            .nodeset v(m)=0.2
            .tran 10n 5u
            .end
            """),
        HabitDeck(
            "four save", .ngspice, signals: ["m", "v1#branch"], events: .runs, ngspice: .runs,
            """
            four and save
            V1 in 0 sin(0 1 100k)
            R1 in m 1k
            C1 m 0 1n
            .save v(m) i(v1)
            .four 100k v(m)
            .tran 10n 50u
            .print tran v(m)
            .end
            """,
            plain: """
                x
                V1 in 0 sin(0 1 100k)
                R1 in m 1k
                C1 m 0 1n
                .tran 10n 50u
                """),
        HabitDeck(
            "control alter", .ngspice, signals: ["m"],
            events: .refuses(#""alter" in .control changes what is run, and it is not carried out; wr"#),
            ngspice: .refuses(#""alter" in .control changes what is run, and it is not carried out; wr"#),
            """
            control
            V1 in 0 dc 1
            R1 in m 1k
            C1 m 0 1n
            .tran 10n 10u uic
            .control
            run
            alter R1 = 2k
            run
            .endc
            .end
            """),
        HabitDeck(
            "control set", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            control with set and options
            V1 in 0 dc 1
            R1 in m 1k tc1=0.01
            C1 m 0 1n
            .control
            set temp = 100
            save v(m)
            tran 10n 10u uic
            meas tran vv find v(m) at=1u
            print v(m)[10]
            .endc
            .end
            """,
            plain: """
                x
                V1 in 0 dc 1
                R1 in m 1k tc1=0.01
                C1 m 0 1n
                .options temp=100
                .tran 10n 10u uic
                .meas tran vv find v(m) at=1u
                """),
        HabitDeck(
            "mil meg", .ngspice, signals: ["m", "n2"], events: .runs, ngspice: .runs,
            """
            units
            V1 IN 0 5V
            R1 in m 0.1MEGOhm
            R2 m 0 2Mil
            R3 in N2 5MOHM
            R4 n2 0 1Mohm
            C1 M 0 100PF
            C2 n2 0 1mFarad
            .TRAN 10NS 20US UIC
            .END
            """),
        HabitDeck(
            "european", .ngspice, signals: ["m"], events: .refuses(#"2,2k has a comma"#),
            ngspice: .refuses(#"2,2k has a comma"#),
            """
            decimal commas
            V1 in 0 5
            R1 in m 2,2k
            C1 m 0 1n
            .tran 10n 20u uic
            .end
            """),
        HabitDeck(
            "nodes special", .ngspice, signals: ["out-", "net#3"], events: .runs, ngspice: .runs,
            """
            names with signs
            V1 vdd+ 0 1
            R1 vdd+ out- 1k
            C1 out- 0 1n
            R2 out- net#3 10k
            C3 net#3 0 1n
            R4 net#3 /sheet1/mem 1k
            C4 /sheet1/mem 0 100p
            R5 /sheet1/mem 0 100k
            R6 out- [3] 1k
            C6 [3] 0 10p
            R7 out- a.b 1k
            C7 a.b 0 10p
            R8 out- %x 1k
            C8 %x 0 10p
            .tran 10n 20u uic
            .end
            """),
        HabitDeck(
            "case mix", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            CASE
            VIN In 0 PuLsE(0 1 0 10N 10N 5U 10U)
            rIN iN M 10K
            Cmem m gnd 100P
            rLk M GND 1MeG
            .TrAn 10N 20U Uic
            .EnD
            """),
        HabitDeck(
            "first line element", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            R1 in m 1k
            V1 in 0 1
            R2 in m 10k
            C1 m 0 1n
            .tran 10n 50u uic
            .end
            """),
    ]
}
