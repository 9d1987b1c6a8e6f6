/// A resolved study as plain data: mappings keep their order of keys sorted.
package indirect enum StudyTree: Codable, Sendable, Equatable {
    case text(String)
    case number(Double)
    case list([StudyTree])
    case section([String: StudyTree])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([StudyTree].self) {
            self = .list(list)
        } else {
            self = .section(try container.decode([String: StudyTree].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .section(let section): try container.encode(section)
        }
    }
}
