import Quantities

/// What is done against broken arrays; each part costs no hardware but spare columns.
package struct Remedy: Hashable, Sendable {
    /// Inputs and classes move to lines where stuck cells do the least harm.
    package var remaps = false
    /// There are more columns than classes, and the best are used.
    package var usesSpareColumns = false
    /// The healthy cells are retrained around the stuck ones, which are known.
    package var isFaultAware = false
    /// The network is trained against the study's effects, drawn anew for every batch.
    package var isVariationAware = false

    /// Not a remedy but the baseline: the patterns themselves are written, without any training.
    package var usesTemplates = false

    package init() {}

    package init(remaps: Bool = false, isFaultAware: Bool = false, usesTemplates: Bool = false) {
        self.remaps = remaps
        self.isFaultAware = isFaultAware
        self.usesTemplates = usesTemplates
    }

    package static let none = Remedy()

    private static let parts: [(name: String, path: any WritableKeyPath<Remedy, Bool> & Sendable)] = [
        ("remapping", \.remaps), ("spare-columns", \.usesSpareColumns), ("fault-aware", \.isFaultAware),
        ("variation-aware", \.isVariationAware), ("templates", \.usesTemplates),
    ]

    static var partNames: [String] { parts.map(\.name) }

    /// The parts joined by " + ", or none.
    package var name: String {
        let names = Self.parts.filter { self[keyPath: $0.path] }.map(\.name)
        return names.isEmpty ? "none" : names.joined(separator: " + ")
    }

    /// Whether the stuck cells must be found before it can be applied.
    package var needsFaultMap: Bool { remaps || usesSpareColumns || isFaultAware }
}

extension StudyValue {
    func remedy() throws(StudyError) -> Remedy {
        let text = try text()
        var remedy = Remedy()
        if text == "none" { return remedy }
        for name in text.split(separator: "+").map({ $0.filter { !$0.isWhitespace } }) {
            guard remedy.add(part: name) else {
                let near = NearName.suggestion(for: name, among: Remedy.partNames).map { "; did you mean \"\($0)\"?" }
                throw invalid(
                    "\"\(name)\" is no remedy; allowed are none, \(Remedy.partNames.joined(separator: ", ")), or several "
                        + "of them joined by +" + (near ?? ""))
            }
        }
        guard !remedy.usesSpareColumns || remedy.remaps else {
            throw invalid("spare-columns are chosen by remapping: write remapping + spare-columns")
        }
        guard !remedy.usesTemplates || !remedy.isFaultAware && !remedy.isVariationAware else {
            throw invalid("templates are written without training: leave fault-aware and variation-aware out")
        }
        return remedy
    }
}

extension Remedy {
    fileprivate mutating func add(part name: String) -> Bool {
        guard let part = Self.parts.first(where: { $0.name == name }) else { return false }
        self[keyPath: part.path] = true
        return true
    }
}
