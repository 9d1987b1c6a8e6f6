import SPICEText

/// A deck by others' habits, in topologies that are unlike each other.
struct HabitDeck: Sendable, CustomStringConvertible {
    /// What an engine does with it.
    enum Outcome: Sendable {
        case runs
        /// For a reason with these words.
        case refuses(String)
    }

    let description: String
    let dialect: Dialect
    /// Of nodes by their names and of sources by "v1#branch".
    let signals: [String]
    let events: Outcome
    let ngspice: Outcome
    let text: String
    /// The same circuit for ngspice.
    let plain: String

    static let all = ofNgspice + moreOfNgspice + ofLTspice + moreOfLTspice + ofPSPICE + moreOfPSPICE

    init(
        _ description: String, _ dialect: Dialect, signals: [String], events: Outcome, ngspice: Outcome, _ text: String,
        plain: String? = nil
    ) {
        self.description = description
        self.dialect = dialect
        self.signals = signals
        self.events = events
        self.ngspice = ngspice
        self.text = Self.tightened(text)
        self.plain = Self.tightened(plain ?? text)
    }

    /// At ngspice's own RELTOL of 1e-3 a run of its own would differ from another by per cents.
    private static func tightened(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.insert(".options reltol=1e-5", at: 1)
        return lines.joined(separator: "\n") + "\n"
    }
}
