import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import Quantities
import SPICEText
import TestedProgram
import Testing

/// Netlists as users write them; `out` is compared.
private let netlists: [String: String] = [
    "low pass": """
    two poles and a pulse
    Vin in 0 PULSE(0 2 50n 10n 20n 300n 1u)
    R1 in a 10k
    C1 a 0 10p
    R2 a out {2*r}
    .param r=5k
    C2 out 0 4p IC=0.5
    .tran 1n 2u 0 1n UIC
    """,
    "relaxation oscillator": """
    a threshold switch that fires again and again
    Vin in 0 3
    R1 in m 100k
    C1 m 0 10p
    X1 m out neuron
    .subckt neuron a b PARAMS: vth=1 vhold=0.2
    S1 a b a b ts OFF
    Ro b 0 1k
    Co b 0 0.1p
    .model ts SW(VT={(vth+vhold)/2} VH={(vth-vhold)/2} RON=1k ROFF=100meg)
    .ends
    .tran 1n 3u 0 1n UIC
    """,
    "comparator": """
    a switch on another node's voltage
    Vslow s 0 PWL(0 0 1u 2 2u 0)
    Rs s c 1k
    Cs c 0 1p
    Vdd d 0 1.8
    Rd d out 20k
    Cd out 0 5p
    S1 out 0 c 0 pull OFF
    .model pull SW(VT=0.9 VH=0.3 RON=2k ROFF=1g)
    .tran 1n 2u 0 1n UIC
    """,
    "sine into a clamp": """
    an idealised diode
    Vin in 0 SIN(0 2 2meg)
    R1 in out 5k
    C1 out 0 2p
    X1 out clamp pwl_diode
    R2 clamp 0 1k
    C2 clamp 0 20p
    .subckt pwl_diode a c PARAMS: vf=0.5 ron=500
    Sclose a inner a c closing OFF
    Vdrop inner c {vf}
    .model closing SW(VT={vf} VH=1e-4 RON={ron} ROFF=1e15)
    .ends
    .tran 0.5n 1u 0 0.5n UIC
    """,
    "charged node": """
    decay from an initial condition
    C1 out 0 10p
    R1 out b 10k
    C2 b 0 20p IC=1
    R2 b 0 50k
    .ic v(out)=2
    .tran 1n 1u 0 1n UIC
    """,
]

@Suite(.enabled(if: ngspiceTestsRun)) struct UserNetlistTests {
    @Test(arguments: netlists.keys.sorted())
    func enginesAgree(name: String) throws {
        let text = netlists[name]!
        let statements = try NetlistStatements(text: text, file: "n.cir") { _ in "" }
        let netlist = try ReadNetlist(statements, file: "n.cir")
        var analysis = netlist.analysis
        analysis.signals = [.voltage("out")]
        var prepared = try EventDrivenSimulator().prepare(netlist.circuit, analysis: analysis)
        let exact = try prepared.transient(netlist.stimulus)
        #expect(exact.energy.conservationError < 1e-9)

        let outline = try NetlistOutline(statements, file: "n.cir")
        var vectors = ["out"]
        for source in outline.sources { vectors += ["\(source.name)#branch", source.plus] }
        let deck = outline.deck.replacingOccurrences(
            of: "\n.end\n", with: "\n.options method=gear reltol=1e-5 abstol=1e-14 vntol=1e-8 chgtol=1e-18\n.end\n")
        let record = try makePool().run(
            NgspiceJob(title: name, deck: deck, vectors: vectors, stopTime: outline.stopTime))
        let waveform = Waveforms(time: record.time, values: [.voltage("out"): record.values[0]])

        // At times apart from every edge. Slopes held for 1 ns are half a step off, and that times the slope is at most
        // 4 mV here; a switching that comes 1 ns early or late moves a level by more, so such times are few.
        let scale = record.values[0].reduce(0) { max($0, abs($1)) }
        var off = 0
        let times = stride(from: 0.02, to: 1, by: 0.02).map { $0 * outline.stopTime }
        for time in times {
            let (a, b) = (value(exact.waveforms, time), value(waveform, time))
            if abs(a - b) > 0.01 * scale { off += 1 }
        }
        #expect(off <= 1, "\(off) of \(times.count)")

        let delivered = outline.sources.indices.map { source -> Double in
            let (current, level) = (record.values[2 * source + 1], record.values[2 * source + 2])
            return -record.time.indices.dropFirst().reduce(0) { sum, index in
                sum + (current[index] * level[index] + current[index - 1] * level[index - 1]) / 2
                    * (record.time[index] - record.time[index - 1])
            }
        }
        let allDelivered = delivered.reduce(0) { $0 + abs($1) }
        for (a, b) in zip(exact.energy.delivered, delivered) {
            // The stairs of a slope against the trapezoidal rule on ngspice's steps; a source that charges a capacitor and
            // takes the charge back delivers a small difference of large numbers, so beside what all deliver.
            #expect(abs(a - b) < 0.01 * allDelivered, "\(a) J, ngspice \(b) J")
        }
    }

    private func value(_ waveforms: Waveforms, _ time: Double) -> Double {
        let values = waveforms.values[.voltage("out")]!
        let after = waveforms.time.firstIndex { $0 >= time }!
        guard after > 0, waveforms.time[after] > waveforms.time[after - 1] else { return values[after] }
        let part = (time - waveforms.time[after - 1]) / (waveforms.time[after] - waveforms.time[after - 1])
        return values[after - 1] + part * (values[after] - values[after - 1])
    }
}
