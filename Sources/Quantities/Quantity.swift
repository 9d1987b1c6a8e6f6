/// A unit of the SI, as a type: it keeps a voltage from standing where a time belongs.
public protocol PhysicalUnit: Sendable {
    /// What the unit measures, as it reads in a message: "voltage".
    static var dimension: String { get }
    /// The symbol that is written: "V".
    static var symbol: String { get }
    /// Other spellings that are read, for keyboards without Ω or µ.
    static var spellings: [String] { get }
}

extension PhysicalUnit {
    public static var spellings: [String] { [] }
}

/// A physical value of one dimension, held in SI units.
///
/// Quantities stand at the border of the program (arguments, study files, public API); inside, a model lowers
/// them once to SI doubles.
public struct Quantity<Unit: PhysicalUnit>: Hashable, Sendable {
    /// The value in the SI unit.
    public var value: Double

    /// Makes a quantity from a value in the SI unit.
    @inlinable public init(_ value: Double) { self.value = value }

    public static var zero: Self { Self(0) }

    public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
    public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
    public static prefix func - (a: Self) -> Self { Self(-a.value) }
    public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
    public static func * (factor: Double, a: Self) -> Self { Self(factor * a.value) }
    public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
    /// The ratio of two values of one dimension.
    public static func / (a: Self, b: Self) -> Double { a.value / b.value }
}

extension Quantity: Comparable {
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

public enum Volt: PhysicalUnit {
    public static let dimension = "voltage"
    public static let symbol = "V"
}

public enum Ohm: PhysicalUnit {
    public static let dimension = "resistance"
    public static let symbol = "Ω"
    public static let spellings = ["Ω", "ohm", "Ohm", "ohms"]  // U+2126, the compatibility sign, first
}

public enum Siemens: PhysicalUnit {
    public static let dimension = "conductance"
    public static let symbol = "S"
}

public enum Farad: PhysicalUnit {
    public static let dimension = "capacitance"
    public static let symbol = "F"
}

public enum Second: PhysicalUnit {
    public static let dimension = "time"
    public static let symbol = "s"
}

public enum Joule: PhysicalUnit {
    public static let dimension = "energy"
    public static let symbol = "J"
}

public enum Watt: PhysicalUnit {
    public static let dimension = "power"
    public static let symbol = "W"
}

public enum Ampere: PhysicalUnit {
    public static let dimension = "current"
    public static let symbol = "A"
}

public typealias Voltage = Quantity<Volt>
public typealias Resistance = Quantity<Ohm>
public typealias Conductance = Quantity<Siemens>
public typealias Capacitance = Quantity<Farad>
public typealias Time = Quantity<Second>
public typealias Energy = Quantity<Joule>
public typealias Power = Quantity<Watt>
public typealias Current = Quantity<Ampere>

extension Voltage {
    public static func volts(_ value: Double) -> Self { Self(value) }
    public static func millivolts(_ value: Double) -> Self { Self(value / 1e3) }
}

extension Resistance {
    public static func ohms(_ value: Double) -> Self { Self(value) }
    public static func kilohms(_ value: Double) -> Self { Self(value * 1e3) }
    public static func megohms(_ value: Double) -> Self { Self(value * 1e6) }
    /// The conductance of the same resistor.
    public var conductance: Conductance { Conductance(1 / value) }
}

extension Conductance {
    public static func siemens(_ value: Double) -> Self { Self(value) }
    public static func microsiemens(_ value: Double) -> Self { Self(value / 1e6) }
    public static func nanosiemens(_ value: Double) -> Self { Self(value / 1e9) }
    /// The resistance of the same resistor.
    public var resistance: Resistance { Resistance(1 / value) }
}

extension Capacitance {
    public static func picofarads(_ value: Double) -> Self { Self(value / 1e12) }
    public static func femtofarads(_ value: Double) -> Self { Self(value / 1e15) }
}

extension Time {
    public static func seconds(_ value: Double) -> Self { Self(value) }
    public static func microseconds(_ value: Double) -> Self { Self(value / 1e6) }
    public static func nanoseconds(_ value: Double) -> Self { Self(value / 1e9) }
    public static func picoseconds(_ value: Double) -> Self { Self(value / 1e12) }
}
