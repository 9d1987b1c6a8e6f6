import Quantities

extension Quantity {
    /// A quantity that an option gives.
    ///
    /// - Parameters:
    ///   - option: as it is typed, for messages: "--width".
    ///   - range: what makes sense to simulate; its ends are allowed.
    /// - Throws: `QuantityError` for what is no such quantity, `InputError` for one out of range.
    init(parsing text: String, option: String, within range: ClosedRange<Double>) throws {
        try self.init(parsing: text)
        guard range.contains(value) else {
            let (low, high) = (Quantity(range.lowerBound), Quantity(range.upperBound))
            throw InputError(
                "\(option) is \(formatted(digits: 6)), but must be \(low.formatted(digits: 3)) to "
                    + "\(high.formatted(digits: 3))")
        }
    }
}

/// What pulses and sweeps of a device can be: wider than any experiment, and far from where numbers overflow.
enum DriveBounds {
    static let width = 1e-12...1000.0  // [s]
    static let voltage = -100.0...100.0  // [V]
    static let frequency = 1e-6...1e12  // [Hz]
}
