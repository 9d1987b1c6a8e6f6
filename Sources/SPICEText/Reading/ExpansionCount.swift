/// How many elements a netlist has once every call is expanded, without expanding any.
struct ExpansionCount {
    private let total: Double

    init(_ top: NetlistScope) {
        var counts: [String: Double] = [:]
        total = Self.count(top, top.subcircuits, &counts, depth: 0)
    }

    private static func count(
        _ scope: NetlistScope, _ parts: [String: NetlistScope], _ counts: inout [String: Double], depth: Int
    ) -> Double {
        // Calls that are too deep are an error of their own.
        guard depth <= NetlistBudget.calls else { return 0 }
        var sum = 0.0
        for element in scope.elements {
            sum += 1
            guard element.text.hasPrefix("x"), let name = Assignments.split(element.text).plain.last,
                let part = parts[name]
            else { continue }
            if let known = counts[name] {
                sum += known
            } else {
                let own = count(part, parts, &counts, depth: depth + 1)
                counts[name] = own
                sum += own
            }
        }
        return sum
    }

    func check(file: String) throws(NetlistError) {
        guard total <= Double(NetlistBudget.elements) else {
            throw .tooLarge(
                file: file,
                "its subcircuits make \(total < 1e9 ? String(Int(total)) : "more than a thousand million") elements; at most "
                    + "\(NetlistBudget.elements)")
        }
    }
}
