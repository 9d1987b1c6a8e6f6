/// The temperature of a run, for parts with temperature coefficients.
struct NetlistTemperature {
    private let difference: Double  // [K]

    /// - Parameter settings: temp and tnom; 27 °C where one is missing.
    init(
        _ settings: [(name: String, word: String, place: NetlistPlace)], _ scope: ExpressionScope
    ) throws(NetlistError) {
        var values = ["temp": 27.0, "tnom": 27.0]
        var known: [String: NetlistPlace] = [:]
        for (name, word, place) in settings {
            if let first = known.updateValue(place, forKey: name) { throw .duplicate(place, name: name, first: first) }
            values[name] = try NetlistExpression(scope: scope, place: place).value(word)
        }
        difference = values["temp"]! - values["tnom"]!
    }

    /// 1 + TC1 ΔT + TC2 ΔT².
    func factor(_ coefficients: [String: Double]) -> Double {
        1 + (coefficients["tc1"] ?? 0) * difference + (coefficients["tc2"] ?? 0) * difference * difference
    }
}
