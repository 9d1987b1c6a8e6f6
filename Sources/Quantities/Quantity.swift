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
    /// None: the symbol alone is read.
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

    /// 0 of the unit.
    public static var zero: Self { Self(0) }

    /// The sum; both operands have one dimension.
    public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
    /// The difference; both operands have one dimension.
    public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
    /// The opposite: of a voltage that of the other polarity.
    public static prefix func - (a: Self) -> Self { Self(-a.value) }
    /// A multiple by a pure number.
    public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
    /// A multiple by a pure number.
    public static func * (factor: Double, a: Self) -> Self { Self(factor * a.value) }
    /// An equal part, one of `divisor`.
    public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
    /// The ratio of two values of one dimension.
    public static func / (a: Self, b: Self) -> Double { a.value / b.value }
}

extension Quantity: Comparable {
    /// Ordered by the value in the SI unit; false where either is not a number.
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// The volt, of potentials: 1 V = 1 J/C.
public enum Volt: PhysicalUnit {
    /// "voltage", in messages.
    public static let dimension = "voltage"
    /// "V", behind an SI prefix.
    public static let symbol = "V"
}

/// The ohm, of resistances: 1 Ω = 1 V/A.
public enum Ohm: PhysicalUnit {
    /// "resistance", in messages.
    public static let dimension = "resistance"
    /// "Ω", behind an SI prefix.
    public static let symbol = "Ω"
    /// What is read besides the Greek letter.
    public static let spellings = ["Ω", "ohm", "Ohm", "ohms"]  // U+2126, the compatibility sign, first
}

/// The siemens, of conductances: 1 S = 1/Ω.
public enum Siemens: PhysicalUnit {
    /// "conductance", in messages.
    public static let dimension = "conductance"
    /// "S", behind an SI prefix.
    public static let symbol = "S"
}

/// The farad, of capacitances: 1 F = 1 C/V.
public enum Farad: PhysicalUnit {
    /// "capacitance", in messages.
    public static let dimension = "capacitance"
    /// "F", behind an SI prefix.
    public static let symbol = "F"
}

/// The second.
public enum Second: PhysicalUnit {
    /// "time", in messages.
    public static let dimension = "time"
    /// "s", behind an SI prefix.
    public static let symbol = "s"
}

/// The joule, of energies: 1 J = 1 W s.
public enum Joule: PhysicalUnit {
    /// "energy", in messages.
    public static let dimension = "energy"
    /// "J", behind an SI prefix.
    public static let symbol = "J"
}

/// The watt, of powers: 1 W = 1 V A.
public enum Watt: PhysicalUnit {
    /// "power", in messages.
    public static let dimension = "power"
    /// "W", behind an SI prefix.
    public static let symbol = "W"
}

/// The ampere, of currents.
public enum Ampere: PhysicalUnit {
    /// "current", in messages.
    public static let dimension = "current"
    /// "A", behind an SI prefix.
    public static let symbol = "A"
}

/// A difference of potentials; its value in volts.
public typealias Voltage = Quantity<Volt>
/// A resistance; its value in ohms.
public typealias Resistance = Quantity<Ohm>
/// A conductance; its value in siemens.
public typealias Conductance = Quantity<Siemens>
/// A capacitance; its value in farads.
public typealias Capacitance = Quantity<Farad>
/// A duration, or an instant from a start; its value in seconds.
public typealias Time = Quantity<Second>
/// An energy; its value in joules.
public typealias Energy = Quantity<Joule>
/// A power; its value in watts.
public typealias Power = Quantity<Watt>
/// A current; its value in amperes.
public typealias Current = Quantity<Ampere>

extension Voltage {
    /// A voltage given in V.
    public static func volts(_ value: Double) -> Self { Self(value) }
    /// A voltage given in mV.
    public static func millivolts(_ value: Double) -> Self { Self(value / 1e3) }
}

extension Resistance {
    /// A resistance given in Ω.
    public static func ohms(_ value: Double) -> Self { Self(value) }
    /// A resistance given in kΩ.
    public static func kilohms(_ value: Double) -> Self { Self(value * 1e3) }
    /// A resistance given in MΩ.
    public static func megohms(_ value: Double) -> Self { Self(value * 1e6) }
    /// The conductance of the same resistor.
    public var conductance: Conductance { Conductance(1 / value) }
}

extension Conductance {
    /// A conductance given in S.
    public static func siemens(_ value: Double) -> Self { Self(value) }
    /// A conductance given in µS.
    public static func microsiemens(_ value: Double) -> Self { Self(value / 1e6) }
    /// A conductance given in nS.
    public static func nanosiemens(_ value: Double) -> Self { Self(value / 1e9) }
    /// The resistance of the same resistor.
    public var resistance: Resistance { Resistance(1 / value) }
}

extension Capacitance {
    /// A capacitance given in pF.
    public static func picofarads(_ value: Double) -> Self { Self(value / 1e12) }
    /// A capacitance given in fF.
    public static func femtofarads(_ value: Double) -> Self { Self(value / 1e15) }
}

extension Time {
    /// A time given in s.
    public static func seconds(_ value: Double) -> Self { Self(value) }
    /// A time given in µs.
    public static func microseconds(_ value: Double) -> Self { Self(value / 1e6) }
    /// A time given in ns.
    public static func nanoseconds(_ value: Double) -> Self { Self(value / 1e9) }
    /// A time given in ps.
    public static func picoseconds(_ value: Double) -> Self { Self(value / 1e12) }
}
