/// What ngspice printed since the last `clear`, and whether it asked to be unloaded.
final class Transcript {
    private(set) var lines: [String] = []
    var exitRequested = false

    func append(_ line: String) { lines.append(line) }

    func clear() { lines.removeAll(keepingCapacity: true) }

    /// ngspice reads a deck's first line as its title and repeats it once the deck is a circuit.
    var hasCircuit: Bool { lines.contains { $0.hasPrefix("stdout Circuit:") } }

    /// The lines of `stderr`, without the prefix.
    var complaints: [String] { Self.complaints(lines[...]) }

    private static func complaints(_ lines: ArraySlice<String>) -> [String] {
        lines.compactMap { $0.hasPrefix("stderr ") ? String($0.dropFirst("stderr ".count)) : nil }
    }

    /// Whether a line tells of something that spoils the result; return codes do not.
    ///
    /// Some are mere warnings to ngspice: it goes on with a value of its own.
    ///
    /// Complaints below the heading of the measurements are about these alone.
    var hasError: Bool {
        let run = lines.lastIndex { $0.contains("Measurements for ") }.map { lines[..<$0] } ?? lines[...]
        return Self.complaints(run).contains { line in
            let text = line.lowercased()
            return Self.signs.contains { text.contains($0) }
        }
    }

    private static let signs = [
        "error", "run simulation(s) aborted", "simulation not started", "singular matrix", "timestep too small",
        "too many parameters", "can't find model", "unable to find", "unknown parameter", "undefined parameter",
        "non-increasing pwl", "resistance to low", "cannot recover", "no such", "not found",
    ]

    /// "stdout winner   =  3.000000e+00 at=  2.96e-07" behind the heading of the measurements.
    var measurements: [String: Double] {
        guard let heading = lines.lastIndex(where: { $0.contains("Measurements for ") }) else { return [:] }
        var results: [String: Double] = [:]
        for line in lines[(heading + 1)...] {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 4, words[0] == "stdout", words[2] == "=", let value = Double(words[3]) else {
                continue
            }
            results[String(words[1])] = value
        }
        return results
    }

    /// The deck's `.meas tran` lines without a result, by name, each with ngspice's reason.
    func failedMeasurements(of deck: String, found: [String: Double]) -> [String: String] {
        var failed: [String: String] = [:]
        for line in deck.split(whereSeparator: \.isNewline) {
            let words = line.lowercased().split(whereSeparator: \.isWhitespace)
            guard words.count > 2, words[0].hasPrefix(".meas"), words[1].hasPrefix("tran") else { continue }
            let name = String(words[2])
            if found[name] == nil { failed[name] = reason(of: name) }
        }
        return failed
    }

    /// What stands before ".meas tran tspike … failed!" and is no other's: "out of interval".
    private func reason(of name: String) -> String {
        let heading = "stderr .meas tran \(name) "
        let unknown = "ngspice gives no result"
        guard let end = lines.firstIndex(where: { $0.lowercased().hasPrefix(heading) }) else { return unknown }
        let said = lines[..<end].reversed().prefix { $0.hasPrefix("stderr ") && !$0.hasSuffix("failed!") }
        let words = said.reversed().map { $0.dropFirst("stderr ".count) }
        return words.isEmpty ? unknown : words.joined(separator: " ")
    }

    /// What "trouble with" names: `node "m"`, `ts-instance s1`.
    var place: String? {
        for line in complaints {
            guard let range = line.firstRange(of: "trouble with ") else { continue }
            return String(line[range.upperBound...])
        }
        return nil
    }
}
