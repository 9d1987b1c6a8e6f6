import SPICEText

extension HabitDeck {
    /// As people write for PSPICE.
    static let ofPSPICE: [HabitDeck] = [
        HabitDeck(
            "ps exp", .pspice, signals: ["m"], events: .refuses(#"g1: a controlled source is not supported"#),
            ngspice: .runs,
            """
            * PSPICE exponential diode
            V1 in 0 SIN(0 1 200k 0 0 0)
            R1 in m 1k
            G1 m 0 VALUE={1e-12*(EXP(V(m)/0.026)-1)}
            C1 m 0 10p
            .TRAN 5n 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 SIN(0 1 200k 0 0 0)
                R1 in m 1k
                B1 m 0 I=1e-12*(exp(v(m)/0.026)-1)
                C1 m 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "ps table", .pspice, signals: ["m", "n", "q"],
            events: .refuses(#"e1: a controlled source is not supported"#), ngspice: .runs,
            """
            * PSPICE TABLE and LIMIT
            V1 in 0 PWL(0 0 5u 5 10u 0)
            E1 a 0 TABLE {V(in)} = (0,0) (2,1) (4,3)
            E2 b 0 VALUE {LIMIT(V(in),1,3)}
            E3 c 0 VALUE={TABLE(V(in),0,0,2,1,4,3)}
            R1 a m 10k
            C1 m 0 10p
            R2 b n 10k
            C2 n 0 10p
            R3 c q 10k
            C3 q 0 10p
            .TRAN 5n 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 PWL(0 0 5u 5 10u 0)
                B1 a 0 V=max(0,min(3, v(in)<2 ? v(in)/2 : v(in)-1))
                B2 b 0 V=min(3,max(1,v(in)))
                B3 c 0 V=max(0,min(3, v(in)<2 ? v(in)/2 : v(in)-1))
                R1 a m 10k
                C1 m 0 10p
                R2 b n 10k
                C2 n 0 10p
                R3 c q 10k
                C3 q 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "ps table only", .pspice, signals: ["m"], events: .refuses(#"e1: a controlled source is not supported"#),
            ngspice: .runs,
            """
            * PSPICE TABLE
            V1 in 0 PWL(0 0 5u 5 10u 0)
            E1 a 0 TABLE {V(in)} = (0,0) (2,1) (4,3)
            R1 a m 10k
            C1 m 0 10p
            .TRAN 5n 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 PWL(0 0 5u 5 10u 0)
                B1 a 0 V=max(0,min(3, v(in)<2 ? v(in)/2 : v(in)-1))
                R1 a m 10k
                C1 m 0 10p
                .tran 5n 10u 0 5n
                """),
        HabitDeck(
            "ps params", .pspice, signals: ["m"], events: .runs, ngspice: .runs,
            """
            * PSPICE parameters
            .PARAM tau=1u, rr={tau/1n} , cc={1n}
            V1 in 0 PULSE 0 1 0 10n 10n 2u 5u
            X1 in m RC PARAMS: R={rr}
            .SUBCKT RC a b PARAMS: R=1 C={cc}
            R1 a b {R} TC=0.001,0
            C1 b 0 {C} IC=0
            .ENDS RC
            .TRAN 5n 5u 0 5n SKIPBP
            .PROBE
            .END
            """,
            plain: """
                x
                V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R1 in m 1k
                C1 m 0 1n
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "ps stp", .pspice, signals: ["m"], events: .refuses(#"e1: a controlled source is not supported"#),
            ngspice: .runs,
            """
            * STP and PWR and sgn
            V1 in 0 SIN(0 2 200k 0 0 0)
            E1 a 0 VALUE={STP(V(in)-0.5)+PWR(V(in),2)+SGN(V(in))}
            R1 a m 10k
            C1 m 0 10p
            .TRAN 5n 10u 0 5n
            """,
            plain: """
                x
                V1 in 0 SIN(0 2 200k 0 0 0)
                B1 a 0 V=(v(in)>0.5?1:0)+v(in)*v(in)+sgn(v(in))
                R1 a m 10k
                C1 m 0 10p
                .tran 5n 10u 0 5n
                """),
    ]
}
