import Foundation

/// A folder with tables of text, perhaps one of training and one of test samples: train.csv and test.csv, X.tra and X.tes.
struct TableFolder {
    /// How names of tables end, but for ".gz".
    static let endings = ["csv", "tsv", "txt", "data", "dat", "trn", "tst", "tra", "tes", "train", "test"]

    /// The words in names that mark training samples, and those of their test samples.
    private static let pairs = [
        ("training", "test"), ("training", "testing"), ("train", "test"), ("tra", "tes"), ("trn", "tst"),
    ]

    let folder: String
    /// Sorted.
    let tables: [String]

    init(_ folder: String) {
        self.folder = folder
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        tables = files.filter { Self.isTable($0) && !Self.isProse($0) }.sorted()
    }

    static func isTable(_ name: String) -> Bool {
        let parts = name.lowercased().split(separator: ".")
        guard parts.count > 1, let last = parts.last else { return false }
        return endings.contains(String(last == "gz" && parts.count > 2 ? parts[parts.count - 2] : last))
    }

    private static func isProse(_ name: String) -> Bool {
        name.lowercased().hasSuffix(".txt")
            && ["readme", "license", "licence"].contains { name.lowercased().hasPrefix($0) }
    }

    /// The names of training and test samples; nil unless one pair alone is there.
    var pair: (training: String, test: String)? {
        var found: [String: String] = [:]
        for table in tables {
            for (training, test) in Self.pairs {
                guard let place = Self.word(training, in: table) else { continue }
                let other = table.replacingCharacters(in: place, with: test)
                let match = tables.first { $0.lowercased() == other.lowercased() }
                if let match, match != table { found[table] = match }
            }
        }
        return found.count == 1 ? found.first.map { ($0.key, $0.value) } : nil
    }

    /// Where a name has a word that stands for itself: not "train" in "strain".
    private static func word(_ word: String, in name: String) -> Range<String.Index>? {
        guard let place = name.range(of: word, options: [.caseInsensitive, .backwards]) else { return nil }
        let before = name[..<place.lowerBound].last
        let after = name[place.upperBound...].first
        return before?.isLetter != true && after?.isLetter != true ? place : nil
    }
}
