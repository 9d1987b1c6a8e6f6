import SPICEText

extension HabitDeck {
    /// As OrCAD writes for PSPICE: breakout parts, initial conditions, blocks of its own.
    static let moreOfPSPICE: [HabitDeck] = [
        HabitDeck(
            "ps ic holds the operating point", .pspice, signals: ["m", "n"], events: .runs, ngspice: .runs,
            """
            * IC without SKIPBP
            V_V1 vdd 0 1
            R_R1 vdd m 10k
            C_C1 m 0 1n IC=0.3 TC=0,0
            X1 vdd n CELL
            .SUBCKT CELL a b PARAMS: V=0.6
            R1 a b 20k
            C1 0 b 1n IC={-V}
            .ENDS
            .TRAN/OP 0 20us 0 20ns
            """,
            plain: """
                x
                V_V1 vdd 0 1
                R_R1 vdd m 10k
                C_C1 m 0 1n
                R1 vdd n 20k
                C1 n 0 1n
                .ic v(m)=0.3 v(n)=0.6
                .tran 20n 20u 0 20n
                """),
        HabitDeck(
            "ps ic of an inductor", .pspice, signals: ["m"],
            events: .refuses(#"the IC of l_l1 is held while PSPICE looks for the operating point"#),
            ngspice: .refuses(#"the IC of l_l1 is held while PSPICE looks for the operating point"#),
            """
            * IC without SKIPBP
            V_V1 vdd 0 1
            R_R1 vdd m 10k
            L_L1 m 0 1m IC=1m
            .TRAN 0 20us 0 20ns
            """),
        HabitDeck(
            "ps breakout", .pspice, signals: ["m", "n"], events: .runs, ngspice: .runs,
            """
            * multipliers
            .PARAM rr=1k
            V_V1 in 0 PULSE 0 1 0 10n 10n 2u 5u
            R_R1 in m RBREAK {rr/2} TC=0,0
            C_C1 m 0 CBREAK 0.2n IC=0
            R_R2 in n RTEMP 1k
            C_C2 n 0 CBREAK 0.2n
            .model RBREAK RES R=2 DEV=5%
            .model RTEMP RES (R=0.5 TC1=0.01 TC2=0)
            .model CBREAK CAP C=3
            .TEMP 127
            .TRAN 0 5us 0 5ns SKIPBP
            .ALIASES
            R_R1 R1(1=in 2=m)
            _ _(m=m)
            .ENDALIASES
            """,
            plain: """
                x
                V_V1 in 0 PULSE(0 1 0 10n 10n 2u 5u)
                R_R1 in m 1k
                C_C1 m 0 0.6n
                R_R2 in n 1k
                C_C2 n 0 0.6n
                .tran 5n 5u 0 5n uic
                """),
        HabitDeck(
            "ps current switch", .pspice, signals: ["m", "n"],
            events: .refuses(#"w_w1: a current-controlled switch is not supported"#), ngspice: .runs,
            """
            * the law of ln R, by its defaults and inside a subcircuit
            V_V1 a 0 PULSE 0 2 1u 2u 2u 3u 20u
            R_R1 a x 1k
            V_Vs x 0 0
            W_W1 m 0 V_Vs WM
            V_V2 b 0 1
            R_R2 b m 10k
            C_C2 m 0 100p
            X1 a b n CELL
            .SUBCKT CELL a b n
            R1 a x 1k
            Vs x 0 0
            W1 n 0 Vs WI
            R2 b n 10k
            C2 n 0 100p
            .ENDS
            .model WM ISWITCH Ioff=0.5m Ion=1.5m Ron=10
            .model WI ISWITCH
            .TRAN 0 10us 0 5ns
            """,
            plain: """
                x
                V_V1 a 0 PULSE(0 2 1u 2u 2u 3u 20u)
                R_R1 a x 1k
                V_Vs x 0 0
                B1 y 0 V=min(max((i(V_Vs)-1m)/1m,-0.5),0.5)
                B2 m 0 I=v(m)/exp(0.5*ln(1e7)+ln(1e-5)*(1.5*v(y)-2*v(y)*v(y)*v(y)))
                V_V2 b 0 1
                R_R2 b m 10k
                C_C2 m 0 100p
                R3 a u 1k
                V3 u 0 0
                B3 w 0 V=min(max((i(V3)-0.5m)/1m,-0.5),0.5)
                B4 n 0 I=v(n)/exp(0.5*ln(1e6)+ln(1e-6)*(1.5*v(w)-2*v(w)*v(w)*v(w)))
                R4 b n 10k
                C4 n 0 100p
                .tran 5n 10u 0 5n
                """),
    ]
}
