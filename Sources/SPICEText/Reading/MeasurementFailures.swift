/// What ngspice's answers to `.meas` and `.ic` lines are worth: it says 0, or nothing, where a name or a line is beyond it.
extension NetlistOutline {
    /// The vectors of ngspice that lines name; a run without them has not done what those ask for.
    package var namedVectors: [String] {
        Set(measuredVectors.values.joined() + initialNodes.map(\.node)).sorted()
    }

    /// - Throws: for a node of an `.ic` line that the run does not have; ngspice passes over it.
    package func checkInitialNodes(absentVectors: Set<String>) throws(NetlistError) {
        guard let (node, place) = initialNodes.first(where: { absentVectors.contains($0.node) }) else { return }
        throw .malformed(place, ".ic names the node \"\(node)\", which the netlist does not have")
    }

    /// The measurements that count as failed whatever ngspice says, each with the reason.
    /// - Parameter found: ngspice's results, by name.
    package func failures(of found: [String: Double], absentVectors: Set<String>) -> [String: String] {
        var failures: [String: String] = [:]
        for measurement in measurements {
            if measurement.isMisreadByNgspice, let reason = measurement.misunderstanding {
                failures[measurement.name] = reason
            } else if ownMeasurements.contains(measurement.name) {
                continue
            } else if measurement.hasEmptyWindow(start: startTime, end: stopTime) {
                failures[measurement.name] =
                    "its window has no time of the run, which shows \(startTime) s to \(stopTime) s"
            } else if let vector = measuredVectors[measurement.name]?.first(where: absentVectors.contains) {
                failures[measurement.name] = Self.absence(of: vector)
            } else if found[measurement.name] == 0, let reason = measurement.misunderstanding {
                // A difference behind WHEN, for example.
                failures[measurement.name] = "ngspice says 0 for what it does not understand: \(reason)"
            }
        }
        return failures
    }

    static func absence(of vector: String) -> String {
        vector.hasSuffix("#branch")
            ? "ngspice knows no current i(\(vector.dropLast("#branch".count))), only those of voltage sources and inductors; put a "
                + "source of 0 V in series and measure its current"
            : "there is no node \"\(vector)\""
    }
}
