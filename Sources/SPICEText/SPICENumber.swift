/// A double as SPICE reads it: the shortest decimal digits that give the same double back, and no SPICE suffix.
///
/// Suffixes are a trap ("M" is milli in SPICE), so powers of ten are written out: `3.3`, `50000`, `3e-11`.
/// - Precondition: `value` is finite.
func spiceNumber(_ value: Double) -> String {
    precondition(value.isFinite, "a netlist cannot hold \(value)")
    guard value != 0 else { return "0" }
    let sign = value < 0 ? "-" : ""
    // Swift's description of a double is the shortest that round-trips; only its layout is changed here.
    let parts = value.magnitude.description.split(separator: "e")
    let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = point[0]
    var digits = Array(String(whole) + (point.count > 1 ? String(point[1]) : ""))
    var exponent = whole.count - 1 + (parts.count > 1 ? Int(parts[1])! : 0)
    while digits.count > 1, digits[0] == "0" {
        digits.removeFirst()
        exponent -= 1
    }
    while digits.count > 1, digits[digits.count - 1] == "0" { digits.removeLast() }
    switch exponent {
    case 0...5:
        let padding = max(0, exponent + 1 - digits.count)
        digits += Array(repeating: "0", count: padding)
        let fraction = digits.count > exponent + 1 ? "." + String(digits[(exponent + 1)...]) : ""
        return sign + String(digits[...exponent]) + fraction
    case -3..<0:
        return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(digits)
    default:
        let fraction = digits.count > 1 ? "." + String(digits[1...]) : ""
        return sign + String(digits[0]) + fraction + "e\(exponent)"
    }
}
