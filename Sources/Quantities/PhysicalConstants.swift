/// Constants of nature; CODATA 2018.
public enum PhysicalConstants {
    /// kT/q at 300 K.
    public static let thermalVoltage = Voltage(0.025_851_999_786_435_5)
}
