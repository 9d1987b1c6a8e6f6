import Quantities

/// What a node holds that no circuit here draws, and the rule that its capacitor must hold more.
enum Parasitics {
    /// A short wire and a gate; our estimate for a process of 130 to 28 nm. [F]
    static let node = 1e-15
    /// A cell on a line with its piece of that line: about 1 µm of wire at 0.2 fF/µm; our estimate. [F]
    static let crossing = 0.2e-15

    /// A node and what it should hold.
    struct Part {
        var element: String
        /// The capacitor that is drawn. [F]
        var capacitance: Double
        /// How many cells are on its line.
        var cells = 0

        /// [F]
        var parasitic: Double { node + Double(cells) * crossing }
        var margin: Double { capacitance / parasitic }
    }

    /// Met where every capacitor is three times what its node has anyway.
    /// - Precondition: there is a part.
    static func check(_ parts: [Part], remedy: String) -> DesignRuleCheck {
        let worst = parts.min { $0.margin < $1.margin }!
        func text(_ farads: Double) -> String { Capacitance(farads).formatted(digits: 3) }
        let line = worst.cells > 0 ? " with \(worst.cells) cells on its line" : ""
        return DesignRuleCheck(
            rule: "above parasitics", element: worst.element, margin: worst.margin, required: 3,
            explanation: "the capacitor is \(text(worst.capacitance)), and the node\(line) has about "
                + "\(text(worst.parasitic)) of its own (a short wire and a gate \(text(node)), a cell with its piece of line "
                + "\(text(crossing))): below this a circuit is a drawing",
            remedy: remedy, isAdvisory: true)
    }
}
