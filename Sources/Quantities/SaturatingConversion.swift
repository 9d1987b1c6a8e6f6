extension Int {
    /// The whole number that `value` begins with, whatever `value` is: 0 for what is not a number, and the nearest number
    /// that an `Int` can hold beyond its range.
    ///
    /// For figures, tables and messages, where a number out of range is still to be told. What is read from a file is
    /// checked against its bounds instead, so that the reader can say what is wrong.
    public init(saturating value: Double) {
        if value.isNaN {
            self = 0
        } else if value >= 0x1p63 {
            self = .max
        } else if value < -0x1p63 {
            self = .min
        } else {
            self = Int(value)
        }
    }
}
