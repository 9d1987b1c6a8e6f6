/// The effects with their laws, and which engine knows which: made from what the engines are asked for.
public struct EffectCatalogue: Codable, Sendable, Equatable {
    public struct Entry: Codable, Sendable, Equatable {
        public var key: String
        public var title: String
        public var law: String
        public var parameters: String
        public var typical: String
        public var source: String
        /// By engine: "yes", or why not.
        public var engines: [String: String]
    }

    public var effects: [Entry]

    public init() {
        effects = EffectKind.allCases.map { kind in
            let description = kind.description
            return Entry(
                key: kind.rawValue, title: description.title, law: description.law,
                parameters: description.parameters, typical: description.typical, source: description.source,
                engines: Dictionary(
                    uniqueKeysWithValues: Level.allCases.map { ($0.rawValue, kind.obstacle(at: $0) ?? "yes") }))
        }
    }

    /// The support matrix, then every effect in a few lines.
    public var text: String {
        let levels = Level.allCases.map(\.rawValue)
        let width = (effects.map(\.key.count).max() ?? 0) + 2
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        var lines = [padded("effect", width) + levels.map { padded($0, 16) }.joined()]
        for effect in effects {
            lines.append(
                padded(effect.key, width)
                    + levels.map { padded(effect.engines[$0] == "yes" ? "yes" : "no", 16) }.joined())
        }
        lines = lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
        for effect in effects {
            lines += [
                "", "\(effect.key): \(effect.title)", "  law         \(effect.law)",
                "  parameters  \(effect.parameters)", "  typical     \(effect.typical)",
                "  source      \(effect.source)",
            ]
            for level in levels where effect.engines[level] != "yes" {
                lines.append("  not in \(level): \(effect.engines[level] ?? "")")
            }
        }
        lines += ["", "nonlinearity and lineResistance do not go together: sinh cells on resistive lines."]
        return lines.joined(separator: "\n")
    }
}
