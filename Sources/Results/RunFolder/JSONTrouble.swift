import Foundation

/// What is wrong with a JSON text, in words.
enum JSONTrouble {
    static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "\(name(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): return "\(name(context.codingPath)) has no value"
        case .typeMismatch(let type, let context):
            return "\(name(context.codingPath)) is not \(kind(of: type))"
        case .dataCorrupted(let context):
            let reason = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey] as? String
            return context.codingPath.isEmpty
                ? "it is not valid JSON" + (reason.map { ": \($0)" } ?? "")
                : "\(name(context.codingPath)) has a value that is not known"
        @unknown default: return "\(error)"
        }
    }

    /// "layers[2].circuit".
    private static func name(_ path: [any CodingKey]) -> String {
        let text = path.reduce("") { text, key in
            key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
        }
        return text.isEmpty ? "the whole" : "\"\(text)\""
    }

    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
