/// Headings under which labels usually stand.
enum LabelNames {
    private static let certain: Set<String> = ["label", "labels", "class", "target", "species"]
    private static let outcomes: Set<String> = [
        "classification", "classlabel", "classname", "classtype", "targetclass", "diagnosis", "diagnose", "outcome",
        "outcomes", "survived", "y", "result", "response", "ytrue", "groundtruth", "klasse",
    ]
    private static let kinds: Set<String> = [
        "activity", "category", "condition", "disease", "genre", "grade", "group", "kind", "quality", "state", "status",
        "type", "variety",
    ]

    /// It says itself that it is the label.
    static func isCertain(_ heading: String) -> Bool { certain.contains(heading.lowercased()) }

    /// What a study wants to tell, though some tables measure it as well.
    static func isOutcome(_ heading: String) -> Bool { outcomes.contains(letters(heading)) }

    /// It may be the label, or any other property.
    static func isKind(_ heading: String) -> Bool { kinds.contains(letters(heading)) }

    private static func letters(_ heading: String) -> String {
        heading.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
