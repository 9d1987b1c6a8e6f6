import Foundation
import Studies

/// Results that are read back: a file that was edited must not lead a page beyond the ends of its lists.
protocol ReadBackResults: Decodable {
    static var currentSchemaVersion: Int { get }
    /// Brings results of an earlier schema to the next one; false for one that is no longer read.
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool
    /// What does not fit together; nil if all does.
    var flaw: String? { get }
}

extension RunFolder {
    /// Reads results of this schema or an earlier one, and holds the lengths of their lists and the sizes of their counts
    /// against one another.
    func readResults<Results: ReadBackResults>(_ type: Results.Type, from name: String) throws -> Results {
        func refuse(_ reason: String) -> RunFolderError {
            .unreadable(path: file(name).path, reason: "it is not what this program writes: \(reason)")
        }
        var data = try bytes(name, limit: InputFile.textLimit)
        guard var root = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw refuse("it is no JSON object")
        }
        guard let found = root["schemaVersion"] as? Int else { throw refuse("it names no schemaVersion") }
        for version in min(found, type.currentSchemaVersion)..<type.currentSchemaVersion {
            guard type.upgrade(&root, from: version) else { break }
            root["schemaVersion"] = version + 1
        }
        guard root["schemaVersion"] as? Int == type.currentSchemaVersion else {
            throw RunFolderError.foreignVersion(
                file: file(name).path, found: found, supported: type.currentSchemaVersion)
        }
        let results: Results
        do {
            if found != type.currentSchemaVersion { data = try JSONSerialization.data(withJSONObject: root) }
            results = try JSONDecoder().decode(type, from: data)
        } catch {
            throw refuse("\(error)")
        }
        if let flaw = results.flaw ?? LargestCount.flaw(root, key: "") { throw refuse(flaw) }
        return results
    }
}

extension ReadBackResults {
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool { false }
}

/// What was renamed when patterns got any shape: schema 2 to 3.
enum PatternUpgrade {
    /// `glyphs`, of ten digits, became `patterns`, of classes with names.
    static func renameGlyphs(_ results: inout [String: Any]) {
        guard var patterns = results.removeValue(forKey: "glyphs") as? [String: Any] else { return }
        let count = (patterns["pictures"] as? [Any])?.count ?? 0
        patterns["classNames"] = (0..<count).map(String.init)
        results["patterns"] = patterns
    }

    /// Three flat groups of numbers became a list of remedies.
    static func stuckAt(_ record: [String: Any]) -> [String: Any] {
        func outcome(_ remedy: String, _ key: String, gain: [String: Any]?) -> [String: Any] {
            var outcome: [String: Any] = ["remedy": remedy]
            for (old, new) in [("Mean", "mean"), ("P5", "p5"), ("Low", "low"), ("High", "high")] {
                outcome[new] = record[key + old]
            }
            outcome["gain"] = gain
            return outcome
        }
        func number(_ key: String) -> Double { record[key] as? Double ?? .nan }
        let aware = ["value": number("gain"), "low": number("gainLow"), "high": number("gainHigh")]
        let templates = [
            "value": -number("trainingGain"), "low": -number("trainingGainHigh"), "high": -number("trainingGainLow"),
        ]
        var upgraded = record.filter { key, _ in
            ["rate", "lowResistanceShare", "flipProbability", "maps", "presentationsPerMap", "ceiling"].contains(key)
        }
        upgraded["outcomes"] = [
            outcome("none", "unaware", gain: nil), outcome("fault-aware", "aware", gain: aware),
            outcome("templates", "templates", gain: templates),
        ]
        return upgraded
    }
}

/// Sums of counts stay within a word.
package enum LargestCount {
    static let limit = 1_000_000_000_000_000

    package static func flaw(_ value: Any, key: String) -> String? {
        switch value {
        case let list as [Any]:
            for item in list { if let flaw = flaw(item, key: key) { return flaw } }
        case let record as [String: Any]:
            for (key, item) in record { if let flaw = flaw(item, key: key) { return flaw } }
        case let number as NSNumber:
            // "q" and "Q" are whole numbers; seeds are any. The smallest word is read as a real number, and still decodes as a word.
            guard key != "seed" else { return nil }
            if number.doubleValue == -0x1p63 { return "\"\(key)\" is \(Int.min)" }
            guard "qQ".contains(String(cString: number.objCType)) else { return nil }
            if number.doubleValue.magnitude > Double(limit) { return "\"\(key)\" is \(number)" }
        default: break
        }
        return nil
    }
}

extension RunResults: ReadBackResults {
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool {
        guard version == 2 else { return false }
        PatternUpgrade.renameGlyphs(&results)
        if var race = results["race"] as? [String: Any] {
            race["label"] = race.removeValue(forKey: "digit")
            results["race"] = race
        }
        results["stuckAt"] = (results["stuckAt"] as? [[String: Any]])?.map(PatternUpgrade.stuckAt)
        return true
    }

    var flaw: String? {
        patterns.distances.allSatisfy { $0.count == patterns.distances.count }
            ? nil : "the distances of the patterns are no square"
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
        return LearningRecord.flaw(history)
    }
}

extension LearningRecord {
    /// What does not fit together in a training's epochs.
    package static func flaw(_ history: [LearningRecord]) -> String? {
        let widths = Set(history.flatMap { [$0.firingRates.count, $0.silent.count, $0.saturated.count] })
        return widths.count <= 1 ? nil : "its epochs tell of different numbers of layers"
    }
}

extension SweepResults: ReadBackResults {
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool {
        guard version == 2 else { return false }
        PatternUpgrade.renameGlyphs(&results)
        return true
    }

    var flaw: String? {
        axes.first { !$0.numbers.isEmpty && $0.numbers.count != $0.values.count }.map {
            "the axis \($0.key) has \($0.values.count) values, but \($0.numbers.count) numbers"
        }
    }
}

extension ProgrammingResults: ReadBackResults {
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool {
        guard version == 2 else { return false }
        // All sets were of ten digits.
        if var accuracy = results["accuracy"] as? [String: Any] {
            accuracy["classes"] = 10
            results["accuracy"] = accuracy
        }
        return true
    }

    var flaw: String? {
        let shape = array.targets.map(\.count)
        let fits =
            array.conductances.map(\.count) == shape && array.pulses.map(\.count) == shape
            && array.outcomes.map(\.count) == shape && array.pulses.joined().allSatisfy { $0 >= 0 }
        return fits ? nil : "the lists of the array's cells have different lengths"
    }
}
