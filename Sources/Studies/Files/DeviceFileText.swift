package import Devices
import Yams

extension MeasuredDevice {
    /// The device as a file that reads back as the same device.
    package func yaml() throws -> String {
        var sections: [(String, Node)] = [
            ("deviceVersion", Node("\(DeviceFile.version)")), ("name", Node(name)), ("law", Node(model.name.rawValue)),
            ("parameters", parameterNode),
        ]
        if !covariance.isEmpty {
            sections.append(
                ("covariance", Node(covariance.map { Node($0.map { Node("\($0)") }, .implicit, .flow) })))
        }
        let spreads = [("lowResistance", lowResistanceSpread), ("highResistance", highResistanceSpread)]
            .compactMap { key, spread in spread.map { (key, flow($0.entries)) } }
        if !spreads.isEmpty { sections.append(("spread", block(spreads))) }
        if let drift { sections.append(("drift", flow(drift.entries))) }
        if let polarity {
            sections.append(("polarity", Node(polarity.rawValue)))
            sections.append(("mirrored", Node("\(isMirrored)")))
        }
        if !sources.isEmpty {
            sections.append(
                (
                    "sources",
                    Node(sources.map { block([("file", Node($0.file)), ("understood", Node($0.understood))]) })
                ))
        }
        if let quality {
            sections.append(
                (
                    "fit",
                    block([
                        ("rows", Node("\(quality.rows)")),
                        ("relativeResidual", Node("\(quality.relativeResidual)")),
                        ("residualOfRange", Node("\(quality.residualOfRange)")),
                        ("autocorrelation", Node("\(quality.autocorrelation)")),
                        ("verdict", Node(quality.verdict.rawValue)), ("sentence", Node(quality.sentence)),
                    ])
                ))
        }
        return try
            "# A device as memspike device fit has measured it; every --device and every study takes this file.\n"
            + "# determination: why the data do or do not tell a value; kept: it was not fitted. Spreads are of ln |value|.\n"
            + Yams.serialize(node: block(sections), width: -1, allowUnicode: true)
    }

    private var parameterNode: Node {
        let fitted = Dictionary(uniqueKeysWithValues: parameters.map { ($0.symbol, $0) })
        // The fitted ones first, in the order of the covariance.
        let units = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.symbol, ($0.value, $0.unit)) })
        let order = parameters.map(\.symbol) + model.parameters.map(\.symbol).filter { fitted[$0] == nil }
        return block(
            order.map { symbol in
                let (value, unit) = units[symbol] ?? (initialState ?? 0, "")
                func written(_ number: Double) -> Node { Node(unit.isEmpty ? "\(number)" : "\(number) \(unit)") }
                var entries = [("value", written(value))]
                if let known = fitted[symbol] {
                    if let error = known.standardError { entries.append(("standardError", written(error))) }
                    entries.append(("determination", Node(known.determination)))
                    entries += known.spread?.entries ?? []
                } else {
                    entries.append(("determination", Node("kept")))
                }
                return (symbol, flow(entries))
            })
    }
}

private func block(_ entries: [(String, Node)]) -> Node { Node(entries.map { (Node($0.0), $0.1) }) }

private func flow(_ entries: [(String, Node)]) -> Node {
    Node(entries.map { (Node($0.0), $0.1) }, .implicit, .flow)
}

extension ParameterSpread {
    fileprivate var entries: [(String, Node)] {
        [("deviceToDevice", deviceToDevice), ("cycleToCycle", cycleToCycle)].compactMap { key, value in
            value.map { (key, Node("\($0)")) }
        }
    }
}

extension DriftLaw {
    fileprivate var entries: [(String, Node)] {
        [("exponent", Node("\(exponent)")), ("standardError", Node("\(exponentError)"))]
            + [
                ("temperature", temperature, "K"), ("activationEnergy", activationEnergy, "eV"),
                ("activationEnergyError", activationEnergyError, "eV"),
            ]
            .compactMap { key, value, unit in value.map { (key, Node("\($0) \(unit)")) } }
    }
}
