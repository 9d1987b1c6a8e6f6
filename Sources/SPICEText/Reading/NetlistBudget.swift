/// How much of a netlist is read, so that a small file cannot take all memory.
package enum NetlistBudget {
    /// Of all files together.
    package static let bytes = 16 << 20
    /// Of a statement with its continuations: a polygon of as many corners as are read.
    static let statement = 4 << 20
    static let files = 2000
    static let statements = 500_000
    /// After all calls are expanded, calls included.
    static let elements = 200_000
    /// Of files that include each other.
    static let inclusions = 20
    /// Of subcircuits that call each other.
    static let calls = 50
    /// Of parentheses, signs and functions in an expression.
    static let expression = 100
    static let runsOfAFamily = 1000
}
