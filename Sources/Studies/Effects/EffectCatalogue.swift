/// The effects with their laws, and which engine knows which: made from what the engines are asked for.
package struct EffectCatalogue: Codable, Sendable, Equatable {
    package struct Entry: Codable, Sendable, Equatable {
        package var key: String
        package var title: String
        package var law: String
        package var parameters: String
        package var typical: String
        package var source: String
        /// By engine: "yes", or why not.
        package var engines: [String: String]
        /// The same of a deep network.
        package var deepNetworks: [String: String]
    }

    package var effects: [Entry]

    package init() {
        effects = EffectKind.allCases.map { kind in
            let description = kind.description
            return Entry(
                key: kind.rawValue, title: description.title, law: description.law,
                parameters: description.parameters, typical: description.typical, source: description.source,
                engines: Self.support { kind.obstacle(at: $0) },
                deepNetworks: Self.support { kind.obstacle(ofDeepNetworkAt: $0) })
        }
    }

    private static func support(_ obstacle: (Level) -> String?) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Level.allCases.map { ($0.rawValue, obstacle($0) ?? "yes") })
    }

    /// The support matrix, then every effect in a few lines.
    package var text: String {
        let levels = Level.allCases.map(\.rawValue)
        var lines = matrix
        for effect in effects {
            lines += [
                "", "\(effect.key): \(effect.title)", "  law         \(effect.law)",
                "  parameters  \(effect.parameters)", "  typical     \(effect.typical)",
                "  source      \(effect.source)",
            ]
            for level in levels where effect.engines[level] != "yes" {
                lines.append("  not in \(level): \(effect.engines[level] ?? "")")
            }
            for level in levels
            where effect.engines[level] == "yes" && effect.deepNetworks[level] != "yes" {
                lines.append("  of one layer alone in \(level): \(effect.deepNetworks[level] ?? "")")
            }
        }
        lines += [
            "", "nonlinearity and lineResistance together, sinh cells on resistive lines, are for the engine ngspice.",
        ]
        return lines.joined(separator: "\n")
    }

    /// By engine: of every network, of one layer alone (the classifier of patterns), or not at all.
    private var matrix: [String] {
        let levels = Level.allCases.map(\.rawValue)
        let width = max(effects.map(\.key.count).max() ?? 0, "effect".count) + 2
        func line(_ first: String, _ cells: [String]) -> String {
            let padded = ([(first, width)] + cells.map { ($0, 16) }).map { text, width in
                text + String(repeating: " ", count: max(1, width - text.count))
            }.joined()
            return String(padded.reversed().drop { $0 == " " }.reversed())
        }
        return [line("effect", levels)]
            + effects.map { effect in
                line(
                    effect.key,
                    levels.map { level in
                        effect.engines[level] != "yes"
                            ? "no" : effect.deepNetworks[level] == "yes" ? "yes" : "one layer"
                    })
            }
    }
}
