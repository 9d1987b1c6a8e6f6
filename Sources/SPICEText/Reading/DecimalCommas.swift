/// Numbers with a comma for a point: SPICE parts words at commas, so that "2,2k" is 2 and something left over.
enum DecimalCommas {
    static func check(_ statements: [NetlistStatement]) throws(NetlistError) {
        // Compiled once, not for every statement.
        let comma = #/^\S+\s+\S+\s+\S+\s+(?:dc\s*=?\s*)?([+-]?\d+,\d+[a-zµ]*)(?:\s|$)/#
        for statement in statements where "rclvi".contains(statement.text.first ?? " ") {
            guard let match = statement.text.firstMatch(of: comma) else { continue }
            throw .malformed(
                statement.place,
                "\(match.output.1) has a comma, at which SPICE ends a number; write \(match.output.1.replacing(",", with: "."))"
            )
        }
    }
}
