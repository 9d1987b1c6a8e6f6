import Foundation
import NumericalMethods
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
        func number(_ key: String) -> Double { record[key] as? Double ?? 0 }
        let aware = ["value": number("gain"), "low": number("gainLow"), "high": number("gainHigh")]
        let templates = [
            "value": -number("trainingGain"), "low": -number("trainingGainHigh"), "high": -number("trainingGainLow"),
        ]
        var upgraded = record.filter { key, _ in
            ["rate", "lowResistanceShare", "flipProbability", "maps", "presentationsPerMap", "ceiling"].contains(key)
        }
        upgraded["outcomes"] =
            [
                outcome("none", "unaware", gain: nil), outcome("fault-aware", "aware", gain: aware),
            ]
            + (record["templatesMean"] == nil ? [] : [outcome("templates", "templates", gain: templates)])
        return upgraded
    }
}

/// Schema 1 to 2, when accuracies got the winner's posterior and sensitivities their errors.
enum AccuracyUpgrade {
    /// Hits over the ceiling is what there was.
    static func relative(_ record: [String: Any], accuracy key: String) -> [String: Any] {
        var upgraded = record
        upgraded.removeValue(forKey: "relativeToCeiling")
        guard let accuracy = record[key] as? Double, let low = record["low"] as? Double,
            let high = record["high"] as? Double, let ceiling = record["ceiling"] as? Double, ceiling > 0,
            let presentations = record["presentations"] as? Int, presentations > 0
        else { return upgraded }
        let relative = RelativeAccuracy(
            hits: ConfidenceInterval(low: low, high: high), accuracy: accuracy, presentations: presentations,
            ceiling: ceiling)
        upgraded["relative"] = [
            "value": relative.value, "standardError": relative.standardError, "low": relative.low,
            "high": relative.high, "method": relative.method.rawValue,
        ]
        return upgraded
    }

    /// Adds what a reader has to know.
    static func note(_ text: String, _ results: inout [String: Any]) {
        results["notes"] = (results["notes"] as? [Any] ?? []) + [text]
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

extension PaperResults: ReadBackResults {
    static func upgrade(_ results: inout [String: Any], from version: Int) -> Bool {
        if version == 1 {
            for (key, accuracy) in [("noise", "accuracy"), ("training", "circuitAccuracy")] {
                results[key] = (results[key] as? [[String: Any]])?.map {
                    AccuracyUpgrade.relative($0, accuracy: accuracy)
                }
            }
            AccuracyUpgrade.note(
                "Results of an early version: accuracies relative to the ceiling are of hits, and no untrained baseline was "
                    + "measured.", &results)
            return true
        }
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
        if version == 1 {
            if results.removeValue(forKey: "sensitivity") != nil {
                AccuracyUpgrade.note(
                    "Results of an early version: its sensitivities had no errors, and are not shown.", &results)
            }
            return true
        }
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
        var accuracy = results["accuracy"] as? [String: Any]
        switch version {
        // All sets were of ten digits.
        case 2: accuracy?["classes"] = 10
        // All networks were of one layer, and shown noisy patterns in the events engine.
        case 3:
            let probability = accuracy?.removeValue(forKey: "flipProbability") as? Double ?? .nan
            accuracy?["engine"] = "events"
            accuracy?["shown"] = "noisy patterns, p = \(probability)"
            guard let held = cells(results.removeValue(forKey: "array")) else { return false }
            results["held"] = held
        default: return false
        }
        if let accuracy { results["accuracy"] = accuracy }
        return true
    }

    /// A list of cells from the lists of neurons that there were; nil if these differ in length.
    private static func cells(_ array: Any?) -> [[String: Any]]? {
        let lists = array as? [String: [[Any]]]
        guard let targets = lists?["targets"], let held = lists?["conductances"], let pulses = lists?["pulses"],
            let outcomes = lists?["outcomes"]
        else { return nil }
        let shape = targets.map(\.count)
        guard [held, pulses, outcomes].allSatisfy({ $0.map(\.count) == shape }) else { return nil }
        return shape.indices.flatMap { neuron in
            (0..<shape[neuron]).map { row in
                [
                    "layer": 0, "neuron": neuron, "row": row, "target": targets[neuron][row],
                    "held": held[neuron][row], "pulses": pulses[neuron][row], "outcome": outcomes[neuron][row],
                ]
            }
        }
    }

    var flaw: String? { held.allSatisfy { $0.pulses >= 0 } ? nil : "a cell got less than no pulses" }
}
