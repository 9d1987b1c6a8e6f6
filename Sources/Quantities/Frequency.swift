public enum Hertz: PhysicalUnit {
    public static let dimension = "frequency"
    public static let symbol = "Hz"
}

public typealias Frequency = Quantity<Hertz>

extension Frequency {
    public static func kilohertz(_ value: Double) -> Self { Self(value * 1e3) }
    public static func megahertz(_ value: Double) -> Self { Self(value * 1e6) }
    /// One period of the oscillation.
    public var period: Time { Time(1 / value) }
}
