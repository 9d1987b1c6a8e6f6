/// How far the parts of neurons may differ, each kind alone, until one clean presentation in a hundred goes wrong: another
/// neuron wins, or there is not exactly one output spike.
package struct MismatchRecord: Codable, Sendable, Equatable {
    /// Largest σ of V_th and of C_m, relative.
    package var threshold: Double
    package var capacitance: Double
    /// Largest σ of the inhibition transistors' threshold [V].
    package var transistor: Double
    /// Arrays drawn for every σ; each is shown every pattern.
    package var arrays: Int

    package init(threshold: Double, capacitance: Double, transistor: Double, arrays: Int) {
        self.threshold = threshold
        self.capacitance = capacitance
        self.transistor = transistor
        self.arrays = arrays
    }
}
