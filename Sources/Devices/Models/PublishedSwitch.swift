package import Quantities

/// A volatile threshold switch as it was published: what a circuit's switch is to be measured by. What the source does not
/// say is nil.
package struct PublishedSwitch: Sendable, Encodable {
    /// Electrodes and switching layers.
    package var stack: String
    package var thresholdVoltage: Voltage?
    package var holdVoltage: Voltage?
    /// Off state.
    package var leakage: Current?
    /// The current on over off, at least.
    package var selectivity: Double?
    package var onTime: Time?
    package var offTime: Time?
    /// σ of V_th, or the fluctuation that the source names, relative.
    package var deviation: Double?
    /// What `deviation` is the spread of.
    package var deviationMeans: String?
    /// Cycles that it was shown to bear.
    package var endurance: Double?
    package var remark: String?
    package var doi: String

    private init(
        _ stack: String, threshold: Voltage? = nil, hold: Voltage? = nil, leakage: Current? = nil,
        selectivity: Double? = nil, on: Time? = nil, off: Time? = nil, deviation: (Double, String)? = nil,
        endurance: Double? = nil, remark: String? = nil, doi: String
    ) {
        self.stack = stack
        thresholdVoltage = threshold
        holdVoltage = hold
        self.leakage = leakage
        self.selectivity = selectivity
        onTime = on
        offTime = off
        self.deviation = deviation?.0
        deviationMeans = deviation?.1
        self.endurance = endurance
        self.remark = remark
        self.doi = doi
    }

    /// By the switching mechanism: silver filaments, chalcogenides, vanadium oxides.
    package static let all = [
        PublishedSwitch(
            "Ag nanodots/HfO2", threshold: .volts(0.294), hold: .volts(0.08), leakage: Current(1e-12),
            on: .nanoseconds(210), off: .nanoseconds(240), deviation: (0.13, "from cycle to cycle"),
            doi: "10.1016/j.neucom.2025.129454"),
        PublishedSwitch(
            "Ag nanodots/HfO2", leakage: Current(1e-12), selectivity: 1e9, remark: "0.65 mV per decade, 2.3 mA when on",
            doi: "10.1002/advs.201900024"),
        PublishedSwitch(
            "Ag/HfO2 crosspoint", leakage: Current(1e-14), selectivity: 1e10, on: .nanoseconds(75),
            off: .nanoseconds(250), endurance: 1e8, doi: "10.1002/adma.201604457"),
        PublishedSwitch(
            "Ag/SiTe/HfO2", selectivity: 1e7, deviation: (0.05, "at most, over 200 cycles"),
            doi: "10.3390/nano9030408"),
        PublishedSwitch(
            "C-doped GeTe (ovonic)", threshold: .volts(1.26), hold: .volts(0.71), leakage: Current(2e-9),
            selectivity: 4.2e4, on: .nanoseconds(8.5), endurance: 1e7, remark: "V_hold from its window of 0.55 V",
            doi: "10.1109/LED.2021.3064857"),
        PublishedSwitch(
            "Pt/V/AlOx/Pt", threshold: .volts(0.84), on: .nanoseconds(165), off: .nanoseconds(310),
            deviation: (0.025, "at most, from cycle to cycle"), endurance: 100, remark: "2.75 nJ a spike",
            doi: "10.1039/D4NH00484A"),
        PublishedSwitch("VOx", remark: "570 kHz, 4.7 nJ a spike", doi: "10.1021/acsnano.5c11481"),
        PublishedSwitch(
            "VO2 nanogap", on: Time(1.5e-11), off: Time(1e-10),
            remark: "at pulses of 1.7 V; it turns off in some 100 ps", doi: "10.48550/arXiv.2403.13530"),
    ]
}
