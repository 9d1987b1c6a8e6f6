import Circuits
import Quantities
import SPICEText
import Testing

/// One element of every kind, and more where instances share a definition.
private let everyKind: [Element] = {
    let drive = ElementGroup("drivers")
    let array = ElementGroup("array")
    let neuron = ElementGroup("neurons")
    func closing(_ on: Double) -> HysteresisSwitch {
        HysteresisSwitch(
            onThreshold: .volts(on), offThreshold: .millivolts(100), onResistance: .kilohms(2),
            offResistance: .megohms(100))
    }
    func vteam(_ maximum: Double) -> VTEAMMemristor {
        VTEAMMemristor(
            minimumConductance: .microsiemens(0.01), maximumConductance: .microsiemens(maximum),
            setVoltage: .volts(5.5), resetVoltage: .volts(-5.5), setRate: 1e8, resetRate: -1e8, exponent: 3)
    }
    func transistor(_ aspect: Double) -> MOSFET {
        MOSFET(thresholdVoltage: .volts(0.2), transconductance: 2e-4, aspectRatio: aspect)
    }
    let ts = ThresholdSwitch(
        thresholdVoltage: .volts(1), holdVoltage: .volts(0.1), onResistance: .kilohms(2),
        offResistance: .megohms(100), switchingTime: .picoseconds(500), transitionWidth: .millivolts(2))
    return [
        Element("row0", in: drive, .voltageSource(plus: "r0", minus: .ground)),
        Element("row1", in: drive, .voltageSource(plus: "r1", minus: .ground)),
        Element(
            "row2", in: drive,
            .switchedSource(
                plus: "r2", minus: .ground, controlPlus: "o", controlMinus: .ground,
                SwitchedSource(high: .volts(3.3), low: .zero, onThreshold: .volts(0.2), offThreshold: .volts(0.1)))),
        Element(
            "row3", in: drive,
            .switchedSource(
                plus: "r3", minus: .ground, controlPlus: "o", controlMinus: .ground,
                SwitchedSource(high: .volts(-3.3), low: .zero, onThreshold: .volts(0.2), offThreshold: .volts(0.1)))),
        Element("cell0", in: array, .memristor("r0", "c", vteam(1), state: 0.25)),
        Element("cell1", in: array, .memristor("r1", "c", vteam(2), state: 1)),
        Element("bias", in: array, .resistor("r0", "c", .kilohms(50))),
        Element("column", in: array, .ammeter(plus: "c", minus: "m", into: neuron)),
        Element("membrane", in: neuron, .capacitor("m", .ground, .picofarads(30))),
        Element("ts", in: neuron, .thresholdSwitch("m", "o", ts)),
        Element("fire", in: neuron, .hysteresisSwitch("m", "o", controlPlus: "m", controlMinus: "o", closing(1))),
        Element("fire2", in: neuron, .hysteresisSwitch("m", "o", controlPlus: "m", controlMinus: "o", closing(1))),
        Element("fire3", in: neuron, .hysteresisSwitch("m", "o", controlPlus: "m", controlMinus: "o", closing(2))),
        Element("out", in: neuron, .resistor("o", .ground, .kilohms(10))),
        Element(
            "d", in: neuron,
            .piecewiseLinearDiode(
                anode: "o", cathode: "bus",
                PiecewiseLinearDiode(forwardVoltage: .volts(0.35), onResistance: .ohms(200)))),
        Element(
            "d2", in: neuron,
            .piecewiseLinearDiode(
                anode: "o", cathode: "bus",
                PiecewiseLinearDiode(forwardVoltage: .volts(0.4), onResistance: .ohms(200)))),
        Element(
            "d3", in: neuron,
            .junctionDiode(
                anode: "o", cathode: "bus",
                JunctionDiode(saturationCurrent: Current(1e-10), emissionCoefficient: 1))),
        Element("hold", in: neuron, .capacitor("bus", .ground, .picofarads(1))),
        Element("n1", in: neuron, .mosfet(drain: "m", gate: "bus", source: .ground, transistor(100))),
        Element("n2", in: neuron, .mosfet(drain: "m", gate: "bus", source: .ground, transistor(50))),
    ]
}()

private func deckOfEveryKind(additionalLines: [String] = []) throws -> Deck {
    let stepping = SourceWaveform(initial: .volts(3.3), steps: [.init(time: .nanoseconds(500), level: .volts(-3.3))])
    return try Dialect.ngspice.deck(
        Circuit(title: "Every kind\nof element", elements: everyKind),
        stimulus: Stimulus(waveforms: [.constant(.volts(3.3)), stepping]),
        analysis: TransientAnalysis(
            duration: .microseconds(1), maximumStep: .nanoseconds(2),
            signals: [.voltage("m"), .voltage("m"), .voltage(.ground), .current(element: "column")]),
        additionalLines: additionalLines)
}

@Suite struct NgspiceDialectTests {
    @Test func wholeDeck() throws {
        let lines = try deckOfEveryKind().text.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = expectedDeck.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, wanted) in zip(lines, expected) { #expect(line == wanted) }
        #expect(lines.count == expected.count)
    }

    @Test func sameInputSameText() throws {
        let first = try deckOfEveryKind()
        for _ in 0..<5 { #expect(try deckOfEveryKind() == first) }
    }

    @Test func additionalLinesStandBeforeTheEnd() throws {
        let text = try deckOfEveryKind(additionalLines: [".print tran v(m)"]).text
        #expect(text.hasSuffix(" UIC\n.print tran v(m)\n.end\n"))
    }

    @Test func longWaveformsAreBroken() throws {
        let steps = (1...20).map { index in
            SourceWaveform.Step(time: .nanoseconds(Double(index) * 10), level: .volts(index % 2 == 0 ? 0 : 1))
        }
        let text = try Dialect.ngspice.deck(
            Circuit(
                title: "pulses",
                elements: [
                    Element("p", in: ElementGroup("g"), .voltageSource(plus: "a", minus: .ground)),
                    Element("r", in: ElementGroup("g"), .resistor("a", .ground, .kilohms(1))),
                ]),
            stimulus: Stimulus(waveforms: [SourceWaveform(initial: .zero, steps: steps)]),
            analysis: TransientAnalysis(duration: .microseconds(1), maximumStep: .nanoseconds(2), signals: [])
        ).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 132 })
        #expect(text.contains("Vp a 0 PWL(0 0  1e-8 0  1.1000000000000001e-8 1  2e-8 1\n+ 2.1e-8 0  3e-8 0"))
        #expect(!text.contains(".save"))
    }
}

// Written by hand from the element list above; what it means is tested against closed forms in NgspiceEngineTests.
private let expectedDeck = """
    * Every kind of element
    * Written by Memspike for ngspice. SI units without suffixes; every capacitor starts at its IC (UIC).
    .options method=gear reltol=1e-4 abstol=1e-13 vntol=1e-7 chgtol=1e-17
    * on at VT + VH = 1 V, off at VT - VH = 100 mV
    .model switch1 SW(VT=0.55 VH=0.45 RON=2000 ROFF=1e8)
    * on at VT + VH = 2 V, off at VT - VH = 100 mV
    .model switch2 SW(VT=1.05 VH=0.95 RON=2000 ROFF=1e8)
    .model diode1 D(IS=1e-10 N=1)
    * i = (v - vf)/ron above vf, nothing below
    .subckt pwl_diode a c PARAMS: vf=0.35 ron=200
    Sclose a inner a c closing OFF
    Vdrop inner c {vf}
    .model closing SW(VT={vf} VH=1e-4 RON={ron} ROFF=1e15)
    .ends pwl_diode
    * high above von, low below voff, with hysteresis; 1 ohm in series
    .subckt switched_source p n cp cn PARAMS: high=3.3 low=0 von=0.2 voff=0.1
    Vhigh rail_high n {high}
    Vlow rail_low n {low}
    Son rail_high p cp cn above OFF
    Soff rail_low p cn cp below ON
    .model above SW(VT={(von+voff)/2} VH={(von-voff)/2} RON=1 ROFF=1e12)
    .model below SW(VT={-(von+voff)/2} VH={(von-voff)/2} RON=1 ROFF=1e12)
    .ends switched_source
    * volatile threshold switch: dx/dt = (xinf - x)/tau, G = (1/roff) (roff/ron)^x; state on node x
    .subckt threshold_switch a b PARAMS: vth=1 vhold=0.1 roff=1e8 ron=2000 tau=5e-10 w=0.002
    Bg a b I=v(a,b)/roff*exp(ln(roff/ron)*min(max(v(x),-0.1),1.1))
    Bh h 0 V=min(max((v(x)-0.1)/0.5,0),1)
    Bx 0 x I=1e-12/tau*(0.5+0.5*tanh((abs(v(a,b))-vth+(vth-vhold)*v(h)*v(h)*(3-2*v(h)))/(2*w))-v(x))
    Cx x 0 1e-12 IC=0
    Rx x 0 1e15
    .ends threshold_switch
    * VTEAM memristor: G = g_min + x (g_max - g_min), no change while vreset < v < vset; state on node x
    .subckt memristor a b PARAMS: x0=0 g_min=1e-8 g_max=1e-6 vset=5.5 vreset=-5.5 kset=1e8 kreset=-1e8 alpha=3
    Bg a b I=v(a,b)*(g_min+(g_max-g_min)*v(x))
    Bx 0 x I=v(a,b)>vset ? 1e-12*kset*(v(a,b)/vset-1)^alpha*(1-v(x)) : (v(a,b)<vreset ? 1e-12*kreset*(v(a,b)/vreset-1)^alpha*v(x) : 0)
    Cx x 0 1e-12 IC={x0}
    Rx x 0 1e15
    .ends memristor
    * EKV n-channel transistor: i = is (ln(1+e^((vp-vs)/2ut))^2 - ln(1+e^((vp-vd)/2ut))^2), vp = (vg-von+sigma(vd+vs))/n
    .subckt ekv_nmos d g s b PARAMS: vto=0.2 kp=2e-4 wl=100 n=1.4 sigma=0 tk=300.15 tcv=0.001 bex=-1.5
    .param ut={8.617333262145167e-5*tk}
    .param von={vto-tcv*(tk-300.15)}
    .param is={2*n*kp*wl*ut*ut*(tk/300.15)**bex}
    Bi d s I=is*((max((v(g,b)-von+sigma*(v(d,b)+v(s,b))-n*v(s,b))/(2*n*ut),0)+ln(1+exp(-abs((v(g,b)-von+sigma*(v(d,b)
    + +v(s,b))-n*v(s,b))/(2*n*ut)))))**2-(max((v(g,b)-von+sigma*(v(d,b)+v(s,b))-n*v(d,b))/(2*n*ut),0)+ln(1+exp(-abs((v(g,b)
    + -von+sigma*(v(d,b)+v(s,b))-n*v(d,b))/(2*n*ut)))))**2)
    .ends ekv_nmos
    *
    * drivers
    Vrow0 r0 0 DC 3.3
    Vrow1 r1 0 PWL(0 3.3  5e-7 3.3  5.009999999999999e-7 -3.3)
    Xrow2 row2.level 0 o 0 switched_source
    Vrow2 r2 row2.level DC 0
    Xrow3 row3.level 0 o 0 switched_source high=-3.3
    Vrow3 r3 row3.level DC 0
    *
    * array
    Xcell0 r0 c memristor x0=0.25
    Xcell1 r1 c memristor x0=1 g_max=2e-6
    Rbias r0 c 50000
    Vcolumn c m DC 0
    *
    * neurons
    Cmembrane m 0 3e-11 IC=0
    Xts m o threshold_switch
    Sfire m o m o switch1 OFF
    Sfire2 m o m o switch1 OFF
    Sfire3 m o m o switch2 OFF
    Rout o 0 10000
    Xd o bus pwl_diode
    Xd2 o bus pwl_diode vf=0.4
    Dd3 o bus diode1
    Chold bus 0 1e-12 IC=0
    Xn1 m bus 0 0 ekv_nmos
    Xn2 m bus 0 0 ekv_nmos wl=50
    *
    * analysis
    .save v(m) i(Vcolumn)
    .tran 2e-9 1e-6 0 2e-9 UIC
    .end

    """
