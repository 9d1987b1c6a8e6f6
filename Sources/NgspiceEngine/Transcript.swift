/// What ngspice printed since the last `clear`, and whether it asked to be unloaded.
final class Transcript {
    private(set) var lines: [String] = []
    var exitRequested = false

    func append(_ line: String) { lines.append(line) }

    func clear() { lines.removeAll(keepingCapacity: true) }

    /// ngspice reads a deck's first line as its title and repeats it once the deck is a circuit.
    var hasCircuit: Bool { lines.contains { $0.hasPrefix("stdout Circuit:") } }

    /// The lines of `stderr`, without the prefix.
    var complaints: [String] {
        lines.compactMap { $0.hasPrefix("stderr ") ? String($0.dropFirst("stderr ".count)) : nil }
    }

    /// Whether a line tells of something that spoils the result; return codes do not.
    ///
    /// Some are mere warnings to ngspice: it goes on with a value of its own.
    var hasError: Bool {
        complaints.contains { line in
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

    /// What "trouble with" names: `node "m"`, `ts-instance s1`.
    var place: String? {
        for line in complaints {
            guard let range = line.firstRange(of: "trouble with ") else { continue }
            return String(line[range.upperBound...])
        }
        return nil
    }
}
