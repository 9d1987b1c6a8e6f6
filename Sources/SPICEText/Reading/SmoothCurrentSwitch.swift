/// PSPICE's current-controlled switch as a resistor of an expression: ngspice's own changes by another law.
///
/// Between ION and IOFF ln R is a cubic of the current, as that of the voltage-controlled switch is (PSpice A/D Reference
/// Guide, W).
enum SmoothCurrentSwitch {
    /// `W1 a b VSENSE MODEL`, whose model has all its numbers.
    /// - Returns: nil for a switch with hysteresis, and for what is no switch of PSPICE's.
    static func line(_ statement: NetlistStatement, _ models: NetlistModels, in subcircuit: String) -> String? {
        let words = statement.words
        guard words.count >= 5, let model = models.card(words[4], in: subcircuit), model.kind == "iswitch" else {
            return nil
        }
        let values = Dictionary(model.values.map { ($0.name, expressionPart($0.word)) }) { $1 }
        guard let on = values["ion"], let off = values["ioff"], let low = values["ron"], let high = values["roff"]
        else { return nil }
        let x = "min(max((i(\(words[3]))-(\(on)+\(off))/2)/(\(on)-\(off)),-0.5),0.5)"
        let law = "sqrt(\(low)*\(high))*(\(low)/\(high))**(1.5*\(x)-2*\(x)*\(x)*\(x))"
        return "r_\(words[0]) \(words[1]) \(words[2]) r='\(law)'"
    }
}
