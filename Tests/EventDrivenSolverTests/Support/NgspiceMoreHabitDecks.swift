import SPICEText

extension HabitDeck {
    /// As people write for ngspice: control blocks, names, analyses.
    static let moreOfNgspice: [HabitDeck] = [
        HabitDeck(
            "pulse count ng", .ngspice, signals: ["m"],
            events: .refuses(#"source v1: the eighth number of PULSE is how many pulses there are in"#), ngspice: .runs,
            """
            counted pulses
            V1 in 0 PULSE(0 1 1u 10n 10n 1u 2u 3)
            R1 in m 1k
            C1 m 0 100p
            .tran 10n 20u
            .end
            """),
        HabitDeck(
            "pwl r td", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            repeat with delay
            V1 in 0 PWL(0 0 1u 1 2u 0 3u 0) r=0 td=1u
            R1 in m 1k
            C1 m 0 100p
            .tran 10n 20u
            .end
            """),
        HabitDeck(
            "ampersand par", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            quoted parameters
            .param tau='10*1n' res = '1k*(1+0.5)' cap='tau/res*100'
            .param flag = '(res > 1k) && (cap > 0)'
            V1 in 0 1
            R1 in m 'res*flag'
            C1 m 0 'cap'
            .tran 10n 20u uic
            .end
            """),
        HabitDeck(
            "lif param", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            lif with parameters
            .param vth=0.5 vr=0.05 ron=100 cm=2p rin=100k
            Vin in 0 1
            Rin in m {rin}
            Cm m 0 {cm} ic=0
            Rl m 0 1meg
            Sth m 0 m 0 ts
            .model ts sw(vt={(vth+vr)/2} vh={(vth-vr)/2} ron={ron*3} roff=1g)
            .tran 1n 5u uic
            .end
            """),
        HabitDeck(
            "ng control set temp", .ngspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            set temp in control
            V1 in 0 dc 1
            R1 in m 1k tc1=0.01
            C1 m 0 1n
            .control
            set temp=100
            tran 10n 10u uic
            .endc
            """,
            plain: """
                x
                V1 in 0 dc 1
                R1 in m 1k tc1=0.01
                C1 m 0 1n
                .options temp=100
                .tran 10n 10u uic
                """),
        HabitDeck(
            "ng control alter norun", .ngspice, signals: ["m"],
            events: .refuses(#""alter" in .control changes what is run, and it is not carried out; wr"#),
            ngspice: .refuses(#""alter" in .control changes what is run, and it is not carried out; wr"#),
            """
            alter without run
            V1 in 0 dc 1
            R1 in m 1k
            C1 m 0 1n
            .tran 10n 10u uic
            .control
            alter r1=5k
            .endc
            """),
        HabitDeck(
            "ng nested sub", .ngspice, signals: ["m"],
            events: .refuses(#".subckt inside .subckt outer is not supported; define it outside"#), ngspice: .runs,
            """
            nested subcircuits with own models
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
            X1 in m outer k=2
            .subckt outer a b k=1
            .param r0=1k
            X2 a b inner r={r0*k}
            .subckt inner p q r=1
            R1 p q {r}
            C1 q 0 1n
            .ends inner
            .ends outer
            .tran 5n 5u uic
            """),
        HabitDeck(
            "ng if", .ngspice, signals: ["m"], events: .refuses(#".if: this command is not supported"#), ngspice: .runs,
            """
            conditional netlist
            .param big=1
            V1 in 0 1
            .if (big==1)
            R1 in m 2k
            .else
            R1 in m 1k
            .endif
            C1 m 0 1n
            .tran 10n 10u uic
            """),
        HabitDeck(
            "ng temp two", .ngspice, signals: ["m"],
            events: .refuses(#"there is no parameter of r2 "temp"; known are r, tc, tc1, tc2"#), ngspice: .runs,
            """
            temperature of resistors
            V1 in 0 1
            R1 in m 1k tc1=2m tc2=1u
            R2 m 0 10k temp=77 tc1=0.01
            C1 m 0 1n tc1=1m
            .temp 57
            .tran 10n 10u uic
            """),
        HabitDeck(
            "ng ind neuron", .ngspice, signals: ["m"], events: .refuses(#"l1: an inductor is not supported"#),
            ngspice: .runs,
            """
            series RLC with initial current
            V1 in 0 PULSE(0 1 1u 10n 10n 5u 20u)
            R1 in a 100
            L1 a m 100u ic=1m
            C1 m 0 1n ic=0.2
            R2 m 0 10k
            .tran 10n 20u uic
            .meas tran imax max i(l1)
            .meas tran ring trig v(m) val=0.5 rise=1 targ v(m) val=0.5 rise=2
            """),
        HabitDeck(
            "ng diode relax", .ngspice, signals: ["m"],
            events: .refuses(#"d1: a diode of a model with BV, CJO, IBV, IS is not supported, but one"#),
            ngspice: .runs,
            """
            diode clamp and zener
            V1 in 0 sin(0 5 100k)
            R1 in m 1k
            D1 m 0 dz
            D2 0 m dn
            C1 m 0 100p
            .model dz d(is=1e-14 bv=3.3 ibv=1m cjo=10p)
            .model dn d(is=1e-15 n=1.2 rs=2)
            .tran 20n 30u
            .meas tran vp max v(m)
            .meas tran vm min v(m)
            """),
        HabitDeck(
            "ng jfet mes", .ngspice, signals: ["m"], events: .refuses(#"j1: a JFET is not supported"#), ngspice: .runs,
            """
            JFET membrane leak
            V1 in 0 pulse(0 3 1u 10n 10n 5u 20u)
            J1 in 0 m jn
            C1 m 0 100p
            R1 m 0 10k
            .model jn njf(vto=-2 beta=1m lambda=0.01)
            .tran 10n 20u
            """),
        HabitDeck(
            "ng e laplace none", .ngspice, signals: ["m", "n"],
            events: .refuses(#"e1: a controlled source is not supported"#), ngspice: .runs,
            """
            E source with vol and G with cur
            V1 in 0 sin(0 1 100k)
            E1 a 0 vol='2*v(in)+0.1*v(in)*v(in)'
            R1 a m 1k
            C1 m 0 100p
            G1 0 n cur='1m*v(m)'
            R2 n 0 1k
            C2 n 0 100p
            .tran 20n 30u
            """),
        HabitDeck(
            "ng asrc time", .ngspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            time in B source
            B1 in 0 V = time < 2u ? time*1e6 : 2*exp(-(time-2u)/1u)
            R1 in m 1k
            C1 m 0 100p
            .tran 10n 10u
            """),
        HabitDeck(
            "ng limit", .ngspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .refuses(#"limit: ngspice's limit draws at random, so that every run is another;"#),
            """
            limit in ngspice
            V1 in 0 sin(0 2 100k)
            B1 a 0 V=limit(v(in),0,1)
            R1 a m 1k
            C1 m 0 100p
            .tran 20n 20u
            """),
        HabitDeck(
            "ng ic sub", .ngspice, signals: ["m", "n"], events: .runs, ngspice: .runs,
            """
            ic inside and outside
            V1 in 0 0
            X1 in m cell
            X2 in n cell
            .subckt cell a b
            R1 a b 10k
            C1 b 0 100p ic=0.7
            .ends
            .ic v(n)=0.7
            .tran 10n 5u uic
            """),
        HabitDeck(
            "ng mc switch on", .ngspice, signals: ["m"],
            events: .refuses(#"the switch s1 starts ON; in the event-driven engine switches start off"#),
            ngspice: .runs,
            """
            switch that starts on
            V1 vdd 0 1
            R1 vdd m 10k
            C1 m 0 10p
            S1 m 0 c 0 sx ON
            V2 c 0 pwl(0 0.5 5u 0.5 5.1u 0)
            .model sx sw(vt=0.5 vh=0.2 ron=1k roff=1g)
            .tran 5n 10u uic
            """),
        HabitDeck(
            "ng wta", .ngspice, signals: ["a", "b"], events: .runs, ngspice: .runs,
            """
            winner take all of two by pull downs
            Vdd vdd 0 1
            Ra vdd a 100k
            Rb vdd b 140k
            Ca a 0 2p ic=0
            Cb b 0 2p ic=0
            Sa b 0 a 0 pd
            Sb a 0 b 0 pd
            .model pd sw vt=0.6 vh=0.1 ron=2k roff=1g
            .tran 1n 2u uic
            .meas tran ta when v(a)=0.6 rise=1
            """),
        HabitDeck(
            "ng crossbar", .ngspice, signals: ["c0", "c1"], events: .runs, ngspice: .runs,
            """
            a crossbar of two by two with leaky columns
            .param g0=10u g1=50u
            V1 w0 0 pulse(0 0.3 0.1u 5n 5n 1u 3u)
            V2 w1 0 pulse(0 0.3 0.4u 5n 5n 1u 3u)
            R00 w0 c0 {1/g0}
            R01 w0 c1 {1/g1}
            R10 w1 c0 {1/g1}
            R11 w1 c1 {1/g0}
            C0 c0 0 3p
            C1 c1 0 3p
            Rl0 c0 0 200k
            Rl1 c1 0 200k
            .tran 2n 4u uic
            .meas tran q integ i(v1) from=0 to=3u
            .meas tran d max v(c0,c1)
            """),
        HabitDeck(
            "ng burst", .ngspice, signals: ["m", "ad"], events: .runs, ngspice: .runs,
            """
            adaptive neuron with a slow leak
            V1 in 0 2
            R1 in m 200k
            C1 m 0 4p
            S1 m 0 m 0 fire
            Ca ad 0 40p
            Ra m ad 300k
            Rb ad 0 500k
            .model fire sw(vt=0.6 vh=0.35 ron=4k roff=200meg)
            .tran 2n 15u uic
            .meas tran isi trig v(m) val=0.5 rise=3 targ v(m) val=0.5 rise=4
            .meas tran va avg v(ad) from=5u to=15u
            """),
        HabitDeck(
            "comma dc", .ngspice, signals: ["m"], events: .refuses(#"1,5 has a comma"#),
            ngspice: .refuses(#"1,5 has a comma"#),
            """
            decimal comma of a source
            V1 in 0 DC 1,5
            R1 in m 1k
            C1 m 0 1n
            .tran 10n 10u uic
            """),
        HabitDeck(
            "ng ic two", .ngspice, signals: ["a", "b"], events: .runs, ngspice: .runs,
            """
            ic without uic beside a leak
            V1 in 0 1
            R1 in a 10k
            Ca a 0 10p
            R2 a b 20k
            Cb b 0 20p
            R3 b 0 50k
            .ic v(a)=0.1
            .tran 2n 3u
            .meas tran tb when v(b)=0.4 rise=1
            """),
    ]
}
