import Foundation

/// Results that are read back: a file that was edited must not lead a page beyond the ends of its lists.
protocol ReadBackResults: Decodable {
    /// What does not fit together; nil if all does.
    var flaw: String? { get }
}

extension RunFolder {
    /// Reads results, and holds the lengths of their lists and the sizes of their counts against one another.
    func readResults<Results: ReadBackResults>(_ type: Results.Type, from name: String) throws -> Results {
        let results = try readJSON(type, from: name)
        let root = try? JSONSerialization.jsonObject(with: bytes(name, limit: InputFile.textLimit))
        if let flaw = results.flaw ?? root.flatMap({ LargestCount.flaw($0, key: "") }) {
            throw RunFolderError.unreadable(
                path: file(name).path, reason: "it is not what this program writes: \(flaw)")
        }
        return results
    }
}

/// Sums of counts stay within a word.
private enum LargestCount {
    static let limit = 1_000_000_000_000_000

    static func flaw(_ value: Any, key: String) -> String? {
        switch value {
        case let list as [Any]:
            for item in list { if let flaw = flaw(item, key: key) { return flaw } }
        case let record as [String: Any]:
            for (key, item) in record { if let flaw = flaw(item, key: key) { return flaw } }
        case let number as NSNumber:
            // "q" and "Q" are whole numbers; seeds are any.
            guard "qQ".contains(String(cString: number.objCType)), key != "seed" else { return nil }
            if number.doubleValue.magnitude > Double(limit) { return "\"\(key)\" is \(number)" }
        default: break
        }
        return nil
    }
}

extension RunResults: ReadBackResults {
    var flaw: String? {
        glyphs.distances.allSatisfy { $0.count == glyphs.distances.count }
            ? nil : "the distances of the glyphs are no square"
    }
}

extension NetworkResults: ReadBackResults {
    var flaw: String? {
        let classes = data.classNames.count
        let fits =
            confusion.counts.count == classes && confusion.undecided.count == classes
            && confusion.counts.allSatisfy { $0.count == classes }
        guard fits || confusion.counts.isEmpty && confusion.undecided.isEmpty else {
            return "the confusion matrix is not one of \(classes) classes"
        }
        let widths = Set(history.flatMap { [$0.firingRates.count, $0.silent.count, $0.saturated.count] })
        guard widths.count <= 1 else { return "its epochs tell of different numbers of layers" }
        return nil
    }
}

extension SweepResults: ReadBackResults {
    var flaw: String? {
        axes.first { !$0.numbers.isEmpty && $0.numbers.count != $0.values.count }.map {
            "the axis \($0.key) has \($0.values.count) values, but \($0.numbers.count) numbers"
        }
    }
}

extension ProgrammingResults: ReadBackResults {
    var flaw: String? {
        let shape = array.targets.map(\.count)
        let fits =
            array.conductances.map(\.count) == shape && array.pulses.map(\.count) == shape
            && array.outcomes.map(\.count) == shape && array.pulses.joined().allSatisfy { $0 >= 0 }
        return fits ? nil : "the lists of the array's cells have different lengths"
    }
}
