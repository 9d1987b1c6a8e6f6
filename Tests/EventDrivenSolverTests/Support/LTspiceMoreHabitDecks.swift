import SPICEText

extension HabitDeck {
    /// As people write for LTspice: parts and names.
    static let moreOfLTspice: [HabitDeck] = [
        HabitDeck(
            "lt cap rpar", .ltspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            * capacitor with a leak, and what its catalogue says
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
            R1 in m 1k tol=1
            C1 m 0 1n V=50 Irms=0 Rser=0 Rpar=1k mfg="A Maker" pn="C 1" type="X7R"
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 in m 1k
                C1 m 0 1n
                R2 m 0 1k
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt func in sources", .ltspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            * functions in waveforms
            .func sat(x) {min(x,2)}
            V1 in 0 PULSE({sat(-1)} {sat(3)} 0 10n 10n 2u 5u)
            R1 in m 1k
            C1 m 0 1n
            V2 b 0 SIN(0 {sat(1)} 400k 0 0 0)
            R2 b 0 1k
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 PULSE(-1 2 0 10n 10n 2u 5u)
                R1 in m 1k
                C1 m 0 1n
                V2 b 0 SIN(0 1 400k 0 0 0)
                R2 b 0 1k
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt sw negative vh", .ltspice, signals: ["m"],
            events: .refuses(#"VH is -0.5 V; LTspice's switch of a negative VH changes smoothly, and"#),
            ngspice: .refuses(#"vh is -0.5: LTspice's switch then changes smoothly, which ngspice's do"#),
            """
            * smooth switch
            V1 in 0 PWL(0 0 5u 2 10u 0)
            V2 vdd 0 1
            S1 vdd m in 0 sm
            .model sm SW(Ron=1k Roff=1Meg Vt=1 Vh=-0.5)
            R1 m 0 10k
            C1 m 0 10p
            .tran 0 10u 0 5n
            """),
        HabitDeck(
            "lt sw ilimit", .ltspice, signals: ["m"],
            events: .refuses(#"there is no parameter of SW "vser"; known are vt, vh, von, voff, ron,"#),
            ngspice: .refuses(#"vser of LTspice's switch is nothing to ngspice's; draw what it stands"#),
            """
            * switch with limits
            V1 in 0 PWL(0 0 5u 2 10u 0)
            V2 vdd 0 1
            S1 vdd m in 0 sm
            .model sm SW(Ron=1k Roff=1Meg Vt=1 Vh=0.1 Vser=0.3)
            R1 m 0 10k
            C1 m 0 10p
            .tran 0 10u 0 5n
            """),
        HabitDeck(
            "lt ideal diode", .ltspice, signals: ["m"],
            events: .refuses(#"d1: a diode of a model with ROFF, RON, RREV, VFWD, VREV is not support"#),
            ngspice: .runs,
            """
            * ideal diode with all values
            V1 in 0 SIN(0 5 200k 0 0 0)
            R1 in m 1k
            D1 m 0 dd
            C1 m 0 10p
            .model dd D(Ron=10 Roff=100k Vfwd=0.6 Vrev=2 Rrev=5)
            .tran 0 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 SIN(0 5 200k)
                R1 in m 1k
                B1 m 0 I= v(m)/100k + (v(m)>0.6 ? (v(m)-0.6)/10 : 0) - (v(m)<-2 ? (-2-v(m))/5:0)
                C1 m 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt vrser", .ltspice, signals: ["m"], events: .refuses(#"source v1: rser= is not supported"#),
            ngspice: .refuses(#"source v1: rser= is not supported"#),
            """
            * source with Rser
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u) Rser=100
            R1 in m 1k
            C1 m 0 1n
            .tran 0 5u 0 5n uic
            """),
        HabitDeck(
            "lt meg mixed", .ltspice, signals: ["m", "n"], events: .runs, ngspice: .runs,
            """
            * LTspice units: M is milli
            V1 in 0 1
            R1 in m 1Meg
            R2 m 0 4k7
            C1 m 0 100p
            R3 in n 5M
            C2 n 0 200u
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 1
                R1 in m 1e6
                R2 m 0 4.7k
                C1 m 0 100p
                R3 in n 5m
                C2 n 0 200u
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt i of r", .ltspice, signals: ["n"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            * current of a resistor
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
            R1 in m 1k
            C1 m 0 1n
            B1 a 0 V=1000*I(R1)
            R2 a n 1k
            C2 n 0 10p
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 in m 1k
                C1 m 0 1n
                B1 a 0 V=v(in,m)
                R2 a n 1k
                C2 n 0 10p
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt pi", .ltspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            * pi in a subcircuit
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
            X1 in m rc f=100k
            .subckt rc a b f=1k
            R1 a b 1k
            C1 b 0 {1/(2*pi*f*1k)}
            .ends
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 in m 1k
                C1 m 0 1.5915494n
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt node names", .ltspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            * special nodes
            V1 N001 0 PULSE(0 1 0 10n 10n 2u 5u)
            R1 N001 out+ 1k
            C1 out+ 0 1n
            R2 out+ in- 10k
            C2 in- 0 100p
            B1 b 0 V=V(out+)*2
            R3 b m 1k
            C3 m 0 10p
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 n1 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 n1 op 1k
                C1 op 0 1n
                R2 op im 10k
                C2 im 0 100p
                B1 b 0 V=v(op)*2
                R3 b m 1k
                C3 m 0 10p
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "lt func user", .ltspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            * own functions
            .func relu(x) {if(x>0,x,0)}
            .func clampit(x) limit(x,0,1)
            .param g=relu(3)
            V1 in 0 SIN(0 2 200k 0 0 0)
            B1 a 0 V=clampit(V(in))*{g}
            R1 a m {relu(10k)}
            C1 m 0 10p
            .tran 0 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 SIN(0 2 200k 0 0 0)
                B1 a 0 V=3*min(max(v(in),0),1)
                R1 a m 10k
                C1 m 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt mosfet lif", .ltspice, signals: ["m"], events: .refuses(#"m1: a MOSFET is not supported"#),
            ngspice: .runs,
            """
            * MOS with default geometry
            Vdd vdd 0 1.8
            V1 in 0 PULSE(0 1.8 0.1u 10n 10n 2u 5u)
            M1 m in 0 0 nm L=1u W=10u
            R1 vdd m 10k
            C1 m 0 1p
            .model nm NMOS(VTO=0.5 KP=200u)
            .tran 0 5u 0 5n
            """,
            plain: """
                x
                Vdd vdd 0 1.8
                V1 in 0 PULSE(0 1.8 0.1u 10n 10n 2u 5u)
                M1 m in 0 0 nm L=1u W=10u
                R1 vdd m 10k
                C1 m 0 1p
                .model nm NMOS(VTO=0.5 KP=200u)
                .tran 5n 5u 0 5n
                """),
        HabitDeck(
            "lt schmitt", .ltspice, signals: ["f"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            * comparator with hysteresis through a capacitor
            V1 in 0 SIN(0 1 200k 0 0 0)
            B1 o 0 V=tanh(50*(V(in)-0.3*V(f)))
            R1 o f 1k
            C1 f 0 20p
            .tran 0 15u 0 2n uic
            .meas tran tt when V(f)=0.2 rise=1
            .meas tran pp PP V(f)
            .end
            """,
            plain: """
                x
                V1 in 0 SIN(0 1 200k 0 0 0)
                B1 o 0 V=tanh(50*(v(in)-0.3*v(f)))
                R1 o f 1k
                C1 f 0 20p
                .tran 2n 15u 0 2n uic
                .meas tran tt when v(f)=0.2 rise=1
                .meas tran pp PP v(f)
                """),
        HabitDeck(
            "lt two neurons", .ltspice, signals: ["m1", "m2"], events: .runs, ngspice: .runs,
            """
            * two neurons and a synapse
            .param Vt=0.6 Vh=0.2 Rs=200k
            V1 in 0 PULSE(0 1 0.1µ 10n 10n 6µ 10µ)
            R1 in m1 {Rs}
            C1 m1 0 5p
            S1 m1 0 m1 0 TS
            R2 m1 m2 {2*Rs}
            C2 m2 0 2p
            R3 m2 0 1Meg
            .model TS SW(Ron=10k Roff=100Meg Vt={Vt} Vh={Vh})
            .tran 0 8µ 0 1n uic
            .meas TRAN vpk MAX V(m2)
            .meas TRAN tx WHEN V(m1)=0.5 RISE=2
            .end
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0.1u 10n 10n 6u 10u)
                R1 in m1 200k
                C1 m1 0 5p
                S1 m1 0 m1 0 TS
                R2 m1 m2 400k
                C2 m2 0 2p
                R3 m2 0 1Meg
                .model TS SW(Ron=10k Roff=100Meg Vt=0.6 Vh=0.2)
                .tran 1n 8u 0 1n uic
                .meas tran vpk max v(m2)
                .meas tran tx when v(m1)=0.5 rise=2
                """),
    ]
}
