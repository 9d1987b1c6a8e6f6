/// The `.meas` lines that ngspice cannot say, taken of its waveforms.
extension NetlistOutline {
    /// The vectors of ngspice that these need.
    package var sampledVectors: [String] {
        Set(ownLines.flatMap(\.quantities).flatMap(Self.vectors)).filter { $0 != "0" && $0 != "gnd" }.sorted()
    }

    /// - Parameters:
    ///   - known: ngspice's own results.
    ///   - samples: by vector, each as long as `time`; those that the run does not have are left out.
    package func measured(
        _ time: [Double], _ samples: [String: [Double]], known: [String: Double]
    ) -> (found: [String: Double], failed: [String: String]) {
        guard !ownLines.isEmpty, !time.isEmpty else { return ([:], [:]) }
        return NetlistMeasurement.evaluate(ownLines, known: known, time: time) { quantity in
            var rows: [[Double]] = []
            for vector in Self.vectors(quantity) {
                if vector == "0" || vector == "gnd" {
                    rows.append(time.map { _ in 0 })
                } else if let row = samples[vector] {
                    rows.append(row)
                } else {
                    return .failure(MeasurementFailure(Self.absence(of: vector)))
                }
            }
            return .success(rows.count == 1 ? rows[0] : zip(rows[0], rows[1]).map { $0 - $1 })
        }
    }

    private var ownLines: [NetlistMeasurement] { measurements.filter { ownMeasurements.contains($0.name) } }

    private static func vectors(_ quantity: NetlistMeasurement.Quantity) -> [String] {
        switch quantity {
        case .voltage(let node): return [node]
        case .difference(let a, let b): return [a, b]
        case .current(let source):
            // Of a source in a subcircuit ngspice puts the type letter in front: x1.vin is v.x1.vin.
            let own = source.split(separator: ".").last ?? ""
            guard own.count < source.count, let letter = own.first, !source.hasPrefix("\(letter).") else {
                return ["\(source)#branch"]
            }
            return ["\(letter).\(source)#branch"]
        }
    }
}

extension NetlistMeasurement {
    /// The names of those that go beyond ngspice's `.meas`, which reads of an expression the number that it begins with and
    /// has neither results of other lines nor differences in most of its forms; and of those that use these.
    static func beyondNgspice(_ measurements: [NetlistMeasurement], _ dialect: Dialect) -> Set<String> {
        var names = Set<String>()
        for measurement in measurements where dialect != .ngspice || measurement.misunderstanding == nil {
            let isOwn: Bool
            if case .expression = measurement.kind {
                isOwn = dialect != .ngspice || !measurement.usedResults.isDisjoint(with: names)
            } else {
                isOwn =
                    measurement.hasExpressions && dialect != .ngspice || !measurement.usedResults.isEmpty
                    || measurement.quantities.contains { if case .difference = $0 { true } else { false } }
            }
            if isOwn { names.insert(measurement.name) }
        }
        return names
    }
}
