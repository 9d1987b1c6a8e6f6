import Quantities

/// What the integrator and the fit need of a two-terminal device with one state variable x, in SI doubles.
///
/// x runs from 0, the high-resistance state, to 1, the low-resistance state, in every model; a positive voltage raises
/// it. The conformers are the payloads of `DeviceModel`; the protocol exists so that the integrator is compiled for
/// each of them, since it calls `rate` a million times for a row of pulses.
protocol MemristiveDevice: Hashable, Sendable {
    /// The published or chosen values.
    init()

    /// i(v, x). [A]
    func current(_ v: Double, _ x: Double) -> Double

    /// dx/dt. [1/s]
    func rate(_ v: Double, _ x: Double) -> Double

    /// The state right after the voltage has come to `v`, for a device that switches without delay.
    func settled(_ v: Double, _ x: Double) -> Double

    /// Voltages at which the rate has a step or a corner: the integrator stops there. [V]
    var corners: [Double] { get }

    /// What can be set and fitted.
    static var slots: [ParameterSlot<Self>] { get }

    /// What is wrong with the values together, if anything: each alone is in the range of its slot.
    var contradiction: String? { get }

    var writeThresholds: WriteThresholds { get }

    var description: DeviceDescription { get }

    /// Symbols whose values here are chosen by this project, not taken from the source.
    static var ownValues: Set<String> { get }
}

extension MemristiveDevice {
    func settled(_ v: Double, _ x: Double) -> Double { x }
    var corners: [Double] { [] }
    var contradiction: String? { nil }
    /// Of a state that moves at any voltage.
    var writeThresholds: WriteThresholds {
        WriteThresholds(
            set: .init(DeviceLaw.oneSecondVoltage(of: self, direction: 1)),
            reset: .init(DeviceLaw.oneSecondVoltage(of: self, direction: -1)), meaning: .fullRangeInOneSecond)
    }
    static var ownValues: Set<String> { [] }
}

/// One parameter of a model: how it is called, what it may be, where it lives.
struct ParameterSlot<Device> {
    var symbol: String
    /// "V", "1/s"; empty for a pure number.
    var unit: String
    var meaning: String
    var range: ClosedRange<Double>
    var path: WritableKeyPath<Device, Double>

    init(
        _ symbol: String, _ unit: String, _ meaning: String, _ range: ClosedRange<Double>,
        _ path: WritableKeyPath<Device, Double>
    ) {
        self.symbol = symbol
        self.unit = unit
        self.meaning = meaning
        self.range = range
        self.path = path
    }
}
