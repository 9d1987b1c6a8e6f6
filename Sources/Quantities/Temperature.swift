/// The kelvin, of absolute temperatures.
public enum Kelvin: PhysicalUnit {
    /// "temperature", in messages.
    public static let dimension = "temperature"
    /// "K", behind an SI prefix.
    public static let symbol = "K"
}

/// An absolute temperature; its value in kelvin.
public typealias Temperature = Quantity<Kelvin>

extension Temperature {
    /// A temperature given in °C.
    public static func celsius(_ value: Double) -> Self { Self(value + 273.15) }
    /// kT/q.
    public var thermalVoltage: Voltage { PhysicalConstants.thermalVoltage * (value / 300) }
}
