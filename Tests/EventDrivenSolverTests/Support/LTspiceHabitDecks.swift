import SPICEText

extension HabitDeck {
    /// As people write for LTspice: behavioural sources.
    static let ofLTspice: [HabitDeck] = [
        HabitDeck(
            "lif lt if", .ltspice, signals: ["mem", "spd"],
            events: .refuses(#"b1: a behavioural source is not supported"#), ngspice: .runs,
            """
            * LTspice LIF behavioural
            .param Vth=0.8
            I1 0 mem 2µ
            C1 mem 0 1p
            R1 mem 0 1Meg
            B1 sp 0 V=if(V(mem)>Vth,1,0)
            R2 sp spd 1k
            C2 spd 0 2p
            S1 mem 0 spd 0 RST
            .model RST SW(Ron=1k Roff=1G Vt=0.5 Vh=0.2)
            .tran 0 5u 0 0.2n uic
            .backanno
            .end
            """,
            plain: """
                x
                I1 0 mem 2u
                C1 mem 0 1p
                R1 mem 0 1Meg
                B1 sp 0 V= v(mem)>0.8 ? 1 : 0
                R2 sp spd 1k
                C2 spd 0 2p
                S1 mem 0 spd 0 RST
                .model RST SW(Ron=1k Roff=1G Vt=0.5 Vh=0.2)
                .tran 0.2n 5u 0 0.2n uic
                """),
        HabitDeck(
            "lt buf inv", .ltspice, signals: ["ma", "mb"],
            events: .refuses(#"b1: a behavioural source is not supported"#), ngspice: .runs,
            """
            * buf and inv
            V1 in 0 PULSE(0 1 1u 0.2u 0.2u 2u 5u)
            B1 a 0 V=buf(V(in))
            B2 b 0 V=inv(V(in))
            R1 a ma 10k
            C1 ma 0 10p
            R2 b mb 10k
            C2 mb 0 10p
            .tran 0 10u 0 5n
            .end
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 1u 0.2u 0.2u 2u 5u)
                B1 a 0 V= v(in)>0.5 ? 1 : 0
                B2 b 0 V= v(in)>0.5 ? 0 : 1
                R1 a ma 10k
                C1 ma 0 10p
                R2 b mb 10k
                C2 mb 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt uramp limit", .ltspice, signals: ["ma", "mb", "mc"],
            events: .refuses(#"b1: a behavioural source is not supported"#), ngspice: .runs,
            """
            * uramp and limit with swapped bounds
            V1 in 0 SIN(0 2 200k 0 0 0)
            B1 a 0 V=uramp(V(in)-0.5)
            B2 b 0 V=limit(V(in),1,-0.5)
            B3 c 0 V=u(V(in)-0.3)
            R1 a ma 10k
            C1 ma 0 10p
            R2 b mb 10k
            C2 mb 0 10p
            R3 c mc 10k
            C3 mc 0 10p
            .tran 0 10u 0 5n
            .end
            """,
            plain: """
                x
                V1 in 0 SIN(0 2 200k 0 0 0)
                B1 a 0 V=max(v(in)-0.5,0)
                B2 b 0 V=max(min(v(in),1),-0.5)
                B3 c 0 V=v(in)>0.3?1:0
                R1 a ma 10k
                C1 ma 0 10p
                R2 b mb 10k
                C2 mb 0 10p
                R3 c mc 10k
                C3 mc 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt table", .ltspice, signals: ["ma", "mb"],
            events: .refuses(#"b1: a behavioural source is not supported"#), ngspice: .runs,
            """
            * table in B and E sources
            V1 in 0 PWL(0 0 5u 5 10u 0)
            B1 a 0 V=table(V(in),0,0,1,0.2,2,1,4,3)
            R1 a ma 10k
            C1 ma 0 10p
            E1 b 0 in 0 table=(0 0, 2 1, 4 3)
            R2 b mb 10k
            C2 mb 0 10p
            .tran 0 10u 0 5n
            .end
            """,
            plain: """
                x
                V1 in 0 PWL(0 0 5u 5 10u 0)
                B1 a 0 V=v(in)>=4 ? 3 : (v(in)<0 ? 0 : pwl(v(in),0,0,1,0.2,2,1,4,3))
                R1 a ma 10k
                C1 ma 0 10p
                B2 b 0 V=max(0,min(3, v(in)<2 ? v(in)/2 : v(in)-1))
                R2 b mb 10k
                C2 mb 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt idt", .ltspice, signals: ["ma", "mb"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .refuses(#"idt: ngspice has no integral in an expression; let a B source drive th"#),
            """
            * idt and ddt
            V1 in 0 SIN(0 1 200k 0 0 0)
            B1 a 0 V=1e6*idt(V(in))
            B2 b 0 V=1e-6*ddt(V(in))
            R1 a ma 10k
            C1 ma 0 1p
            R2 b mb 10k
            C2 mb 0 1p
            .tran 0 10u 0 5n
            .end
            """),
        HabitDeck(
            "lt sub functions", .ltspice, signals: ["m", "n"], events: .runs, ngspice: .runs,
            """
            * functions of LTspice inside a subcircuit's braces
            V1 in 0 PULSE(0 1 0.1u 10n 10n 2u 5u)
            X1 in m rc params: r=10k sel=1
            X2 in n rc params: r=10k sel=0
            .subckt rc a b params: r=1k sel=0
            R1 a b {if(sel>0.5, r, 2*r)}
            C1 b 0 {limit(100p, 20p, 1p)*u(1)}
            R2 b 0 {uramp(1meg-100k)+min(r,1)}
            .ends
            .tran 0 5u 0 2n uic
            .end
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0.1u 10n 10n 2u 5u)
                R1 in m 10k
                C1 m 0 20p
                R2 m 0 900.001k
                R11 in n 20k
                C11 n 0 20p
                R12 n 0 900.001k
                .tran 2n 5u 0 2n uic
                """),
        HabitDeck(
            "joglekar lt", .ltspice, signals: ["vin#branch"],
            events: .refuses(#"emem: a controlled source is not supported"#), ngspice: .runs,
            """
            * Joglekar window LTspice style (Biolek 2009)
            .subckt memristor Plus Minus PARAMS: Ron=1K Roff=100K Rinit=80K D=10N uv=10F p=1
            Gx 0 x value={I(Emem)*uv*Ron/D**2*f(V(x),p)}
            Cx x 0 1 IC={(Roff-Rinit)/(Roff-Ron)}
            Raux x 0 1T
            Emem plus aux value={-I(Emem)*V(x)*(Roff-Ron)}
            Roff aux minus {Roff}
            .func f(x,p)={1-(2*x-1)**(2*p)}
            .ends memristor
            Vin in 0 SIN(0 1.2 1 0 0 0)
            Xm in 0 memristor
            .tran 0 3 0 1m uic
            .end
            """,
            plain: """
                x
                .subckt memristor Plus Minus Ron=1K Roff=100K Rinit=80K D=10N uv=10F 
                Bx 0 x I=i(Emem)*uv*Ron/D**2*(1-(2*v(x)-1)**2)
                Cx x 0 1 IC={(Roff-Rinit)/(Roff-Ron)}
                Raux x 0 1T
                Bmem plus aux V=-i(Bmem)*v(x)*(Roff-Ron)
                Roff aux minus {Roff}
                .ends memristor
                Vin in 0 SIN(0 1.2 1)
                Rz in m 1
                * written flat
                Cx x 0 1 IC={(100-80)/(99)}
                Bx 0 x I=-i(vm)*10f*1k/(1e-16)*(1-(2*v(x)-1)**2)*-1
                Vm m p 0
                Bm p 0 V=i(vm)*(100k-v(x)*99k)
                .tran 1m 3 0 1m uic
                """),
        HabitDeck(
            "ne555", .ltspice, signals: ["m"], events: .refuses(#"bq: a behavioural source is not supported"#),
            ngspice: .runs,
            """
            * 555-like neuron
            V1 vcc 0 5
            R1 vcc d 10k
            R2 d m 10k
            C1 m 0 1n
            B1 s 0 V=if(V(m)>5*2/3,1,0)
            B2 r 0 V=if(V(m)<5/3,1,0)
            BQ q0 0 V=if(V(s)>0.5,1,if(V(r)>0.5,0,V(q)))
            R3 q0 q 1k
            C2 q 0 10p
            S1 d 0 q 0 DIS
            .model DIS SW(Ron=10 Roff=100Meg Vt=0.5 Vh=0)
            .tran 0 100u 0 20n uic
            .end
            """,
            plain: """
                x
                V1 vcc 0 5
                R1 vcc d 10k
                R2 d m 10k
                C1 m 0 1n
                B1 s 0 V=v(m)>5*2/3?1:0
                B2 r 0 V=v(m)<5/3?1:0
                BQ q0 0 V=v(s)>0.5?1:(v(r)>0.5?0:v(q))
                R3 q0 q 1k
                C2 q 0 10p
                S1 d 0 q 0 DIS
                .model DIS SW(Ron=10 Roff=100Meg Vt=0.5 Vh=0)
                .tran 20n 100u 0 20n uic
                """),
        HabitDeck(
            "coupled3 lt", .ltspice, signals: ["s", "q"], events: .refuses(#"l1: an inductor is not supported"#),
            ngspice: .runs,
            """
            * three windings by one K
            V1 in 0 SIN(0 1 100k 0 0 0)
            R1 in p 50
            L1 p 0 100µ
            L2 s 0 400µ
            L3 q 0 100µ
            K1 L1 L2 L3 0.98
            R2 s 0 1k
            R3 q 0 1k
            .tran 0 30u 0 50n uic
            .end
            """,
            plain: """
                x
                V1 in 0 SIN(0 1 100k)
                R1 in p 50
                L1 p 0 100u
                L2 s 0 400u
                L3 q 0 100u
                K1 L1 L2 0.98
                K2 L2 L3 0.98
                K3 L1 L3 0.98
                R2 s 0 1k
                R3 q 0 1k
                .tran 50n 30u 0 50n uic
                """),
        HabitDeck(
            "lt not voltage", .ltspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .refuses(#""!" of a voltage means another value in ngspice; write inv(A) for !A"#),
            """
            * not of a voltage
            V1 in 0 PULSE(0 0.3 1u 10n 10n 2u 5u)
            B1 a 0 V=!V(in)
            R1 a m 10k
            C1 m 0 10p
            .tran 0 5u 0 5n uic
            """),
        HabitDeck(
            "lt and", .ltspice, signals: ["m"], events: .refuses(#"b1: a behavioural source is not supported"#),
            ngspice: .refuses(#"ngspice has no "&" of LTspice; write if(A, if(B, 1, 0), 0) for A & B,"#),
            """
            * and of comparisons
            V1 in 0 SIN(0 2 200k 0 0 0)
            B1 a 0 V=(V(in)>0.5)&(V(in)<1.5)
            R1 a m 10k
            C1 m 0 10p
            .tran 0 10u 0 5n
            """),
        HabitDeck(
            "lt round int", .ltspice, signals: ["m", "n"],
            events: .refuses(#"b1: a behavioural source is not supported"#), ngspice: .runs,
            """
            * round, int, pwr, pwrs
            V1 in 0 SIN(0 3 200k 0 0 0)
            B1 a 0 V=round(V(in))+int(V(in))
            B2 b 0 V=pwr(V(in),1.5)+pwrs(V(in),2)
            R1 a m 10k
            C1 m 0 10p
            R2 b n 10k
            C2 n 0 10p
            .tran 0 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 SIN(0 3 200k 0 0 0)
                B1 a 0 V=floor(v(in)+0.5)+sgn(v(in))*floor(abs(v(in)))
                B2 b 0 V=exp(1.5*ln(abs(v(in))+1e-12))+v(in)*abs(v(in))
                R1 a m 10k
                C1 m 0 10p
                R2 b n 10k
                C2 n 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "lt cap rser", .ltspice, signals: ["m", "q"],
            events: .refuses(#"l1: an inductor is not supported"#), ngspice: .runs,
            """
            * capacitor with parasitics
            V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
            R1 in m 1k
            C1 m 0 1n Rser=500 IC=0
            L1 m q 10u Rser=5
            R2 q 0 1k
            .tran 0 5u 0 5n uic
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 in m 1k
                R3 m k 500
                C1 k 0 1n IC=0
                R4 m j 5
                L1 j q 10u
                R2 q 0 1k
                .tran 5n 5u 0 5n uic
                """),
    ]
}
