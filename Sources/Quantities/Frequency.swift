/// The hertz, of frequencies: 1 Hz = 1/s.
public enum Hertz: PhysicalUnit {
    /// "frequency", in messages.
    public static let dimension = "frequency"
    /// "Hz", behind an SI prefix.
    public static let symbol = "Hz"
}

/// A frequency, in cycles; its value in hertz.
public typealias Frequency = Quantity<Hertz>

extension Frequency {
    /// A frequency given in kHz.
    public static func kilohertz(_ value: Double) -> Self { Self(value * 1e3) }
    /// A frequency given in MHz.
    public static func megahertz(_ value: Double) -> Self { Self(value * 1e6) }
    /// One period of the oscillation.
    public var period: Time { Time(1 / value) }
}
