public import Experiments

/// A sweep's points as a table that any program reads.
public enum SweepCSV {
    public static func text(_ results: SweepResults) -> String {
        let keys = results.axes.map(\.key)
        let header =
            keys + [
                "remedy", "mean", "low", "high", "standard_deviation", "p5", "worst", "ceiling", "maps", "draws",
                "no_winner",
            ]
        let lines = results.points.map { point -> String in
            let values = keys.map { point.axes[$0].map(word) ?? "" }
            let numbers = [
                point.mean, point.low, point.high, point.standardDeviation, point.p5, point.worst,
            ].map { "\($0)" }
            let rest = [point.ceiling.map { "\($0)" } ?? "", "\(point.maps)", "\(point.draws)", "\(point.noWinner)"]
            return (values + [point.remedy] + numbers + rest).joined(separator: ",")
        }
        return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }

    static func word(_ tree: StudyTree) -> String {
        switch tree {
        case .text(let text): text
        case .number(let number): "\(number)"
        default: ""
        }
    }
}

/// The report of a sweep.
public enum SweepReport {
    public static func html(_ results: SweepResults) -> String { "" }
}
