/// How an engine is named and drawn, the same in every figure.
struct EngineStyle: Hashable, Sendable {
    let engine: String
    let label: String
    let colour: String
    let marker: MarkerShape

    init(_ engine: String) {
        self.engine = engine
        (label, colour, marker) =
            switch engine {
            case "discrete": ("discrete model (L0)", "s3", .square)
            case "events": ("event-driven (L1)", "s1", .circle)
            case "ngspice": ("ngspice, piecewise-linear (L2a)", "s2", .diamond)
            case "ngspice-device": ("ngspice, devices (L2b)", "s4", .triangle)
            default: (engine, "s0", .circle)
            }
    }

    /// The label, kept on one line.
    var phrase: Markup { .tag("span", ["class": "phrase"], [.text(label)]) }

    private static let order = ["events", "ngspice", "ngspice-device", "discrete"]

    /// The engines that occur, each once: the circuit's before the model's, unknown ones last by name.
    static func sorted(_ engines: [String]) -> [EngineStyle] {
        let rank = { (engine: String) in order.firstIndex(of: engine) ?? order.count }
        return Set(engines).sorted { (rank($0), $0) < (rank($1), $1) }.map(EngineStyle.init)
    }
}
