import Circuits

/// A `.meas` line, as ngspice means it, of sampled waveforms.
package struct NetlistMeasurement: Sendable {
    /// What is measured: a node's voltage, the difference of two, a source's current.
    package enum Quantity: Hashable, Sendable {
        case voltage(String)
        case difference(String, String)
        case current(String)
    }

    /// A quantity, or an expression of quantities.
    enum Measurand {
        case quantity(Quantity)
        /// The text has `WaveformExpression.name(of:)` in place of every quantity.
        case expression(String, of: [Quantity])

        var quantities: [Quantity] {
            switch self {
            case .quantity(let quantity): [quantity]
            case .expression(_, let quantities): quantities
            }
        }
    }

    /// A passage of a quantity through a level or another quantity.
    struct Crossing {
        enum Way { case rise, fall, either }
        var quantity: Measurand
        var level: Double
        /// In place of the level.
        var other: Measurand?
        var way = Way.either
        /// From 1; nil for the last.
        var count: Int? = 1
        /// Earlier ones do not count. [s]
        var delay = 0.0
    }

    enum Moment {
        case time(Double)
        case crossing(Crossing)
    }

    enum Statistic: String {
        case max, min, pp, avg, rms, integ, integral
        case maxAt = "max_at"
        case minAt = "min_at"
    }

    enum Kind {
        case find(Measurand, Moment)
        case when(Crossing)
        case delay(Moment, Moment)
        case statistic(Statistic, Measurand, from: Double?, to: Double?)
        case expression(String)
        case unreadable(String)
    }

    /// In small letters.
    package let name: String
    package let place: NetlistPlace
    let kind: Kind
    private let scope: ExpressionScope
    private let words: ArraySlice<String>
    private let resistors: [String: MeasuredResistor]
    /// The results of other lines that its levels, times and windows use.
    package let usedResults: Set<String>
    /// Whether a level, a time or a window is more than a number.
    let hasExpressions: Bool
    /// Whether ngspice takes another number for one of its levels, times or windows, without a word.
    let isMisreadByNgspice: Bool

    /// The quantities that must be sampled.
    package var quantities: [Quantity] {
        func of(_ moment: Moment) -> [Quantity] {
            guard case .crossing(let crossing) = moment else { return [] }
            return crossing.quantity.quantities + (crossing.other?.quantities ?? [])
        }
        return switch kind {
        case .find(let measurand, let moment): measurand.quantities + of(moment)
        case .when(let crossing): of(.crossing(crossing))
        case .delay(let a, let b): of(a) + of(b)
        case .statistic(_, let measurand, _, _): measurand.quantities
        case .expression, .unreadable: []
        }
    }

    /// The measurements of `.meas` lines, which may use each other's results.
    static func all(
        _ statements: [NetlistStatement], _ scope: ExpressionScope, resistors: [String: MeasuredResistor]
    ) -> [NetlistMeasurement] {
        let names = Set(statements.map { head(of: $0).name })
        return statements.map { statement in
            let (name, words) = head(of: statement)
            return NetlistMeasurement(
                name, statement.place, words, scope, others: names.subtracting([name]), resistors: resistors)
        }
    }

    static func head(of statement: NetlistStatement) -> (name: String, rest: ArraySlice<String>) {
        var words = NetlistStatement.words(of: statement.text, keepsCommas: true).dropFirst()
        if words.first == "tran" { words.removeFirst() }
        let name = words.popFirst() ?? ""
        return (name, words)
    }

    private init(
        _ name: String, _ place: NetlistPlace, _ words: ArraySlice<String>, _ scope: ExpressionScope,
        others: Set<String>, resistors: [String: MeasuredResistor]
    ) {
        self.resistors = resistors
        self.name = name
        self.place = place
        self.words = words
        self.scope = scope
        var parser = MeasurementParser(
            words, NetlistExpression(scope: scope, place: place), others: others, resistors: resistors)
        do {
            kind = try parser.kind()
        } catch {
            kind = .unreadable("\(error)")
        }
        usedResults = parser.usedResults
        hasExpressions = parser.hasExpressions
        isMisreadByNgspice = parser.isMisreadByNgspice
    }

    /// The same with the results that it uses as values.
    private func resolved(_ known: [String: Double]) throws -> NetlistMeasurement {
        guard !usedResults.isEmpty else { return self }
        if let absent = usedResults.sorted().first(where: { known[$0] == nil }) {
            throw MeasurementFailure(
                "it uses the result \"\(absent)\", which is not there: it failed, or uses this one")
        }
        var scope = scope
        for name in usedResults { scope.values[name] = known[name] }
        return NetlistMeasurement(name, place, words, scope, others: [], resistors: resistors)
    }

    /// Evaluates all, in whichever order they stand.
    /// - Parameters:
    ///   - known: results that are there already.
    ///   - time: ascending. [s]
    ///   - values: of a quantity, one for each time, or the reason why there are none.
    package static func evaluate(
        _ measurements: [NetlistMeasurement], known: [String: Double] = [:], time: [Double],
        values: (Quantity) -> Result<[Double], MeasurementFailure>
    ) -> (found: [String: Double], failed: [String: String]) {
        var found: [String: Double] = [:]
        var failed: [String: String] = [:]
        var open = measurements
        while !open.isEmpty {
            let waiting = Set(open.map(\.name))
            let ready = open.filter { $0.usedResults.isDisjoint(with: waiting) }
            // What is left uses itself.
            open = ready.isEmpty ? [] : open.filter { !$0.usedResults.isDisjoint(with: waiting) }
            for measurement in ready.isEmpty ? measurements.filter({ waiting.contains($0.name) }) : ready {
                let results = known.merging(found) { $1 }
                do {
                    found[measurement.name] = try measurement.resolved(results).value(time, results, values)
                } catch let failure as MeasurementFailure {
                    failed[measurement.name] = failure.reason
                } catch {
                    failed[measurement.name] = "\(error)"
                }
            }
        }
        return (found, failed)
    }

    private func value(
        _ time: [Double], _ known: [String: Double], _ values: (Quantity) -> Result<[Double], MeasurementFailure>
    ) throws -> Double {
        func samples(of measurand: Measurand) throws -> [Double] {
            switch measurand {
            case .quantity(let quantity): return try values(quantity).get()
            case .expression(let text, let quantities):
                return try WaveformExpression(text, NetlistExpression(scope: scope, place: place)).values(
                    time, of: quantities.map { try values($0).get() })
            }
        }
        func moment(_ moment: Moment) throws -> Double {
            switch moment {
            case .time(let time): return time
            case .crossing(let crossing):
                let own = try samples(of: crossing.quantity)
                let levels = try crossing.other.map { try samples(of: $0) }
                let differences = own.indices.map { own[$0] - (levels?[$0] ?? crossing.level) }
                return try crossing.time(time, differences)
            }
        }
        if let failure = emptiness(start: time[0], end: time[time.count - 1]) { throw failure }
        switch kind {
        case .unreadable(let reason): throw MeasurementFailure(reason)
        case .when(let crossing): return try moment(.crossing(crossing))
        case .delay(let from, let to): return try moment(to) - moment(from)
        case .find(let measurand, let at):
            return SampledSignal(time, try samples(of: measurand)).level(at: try moment(at))
        case .statistic(let statistic, let measurand, let from, let to):
            return SampledSignal(time, try samples(of: measurand)).value(
                of: statistic, from: from ?? time[0], to: to ?? time[time.count - 1])
        case .expression(let text):
            var scope = scope
            scope.values.merge(known) { $1 }
            return try NetlistExpression(scope: scope, place: place).assignedValue(text)
        }
    }
}

extension NetlistMeasurement {
    /// Why a run has nothing of what is asked for; nil if it has.
    /// - Parameters:
    ///   - start: of what is recorded. [s]
    ///   - end: of the run. [s]
    package func emptiness(start: Double, end: Double) -> MeasurementFailure? {
        let range = (start * (1 - 1e-9))...(end * (1 + 1e-9))
        func isOutside(_ moment: Moment) -> MeasurementFailure? {
            guard case .time(let time) = moment, !range.contains(time) else { return nil }
            return MeasurementFailure("\(time) s lies outside the run, which shows \(start) s to \(end) s")
        }
        switch kind {
        case .find(_, let moment): return isOutside(moment)
        case .delay(let from, let to): return isOutside(from) ?? isOutside(to)
        case .statistic(_, _, let from, let to):
            let (from, to) = (from ?? start, to ?? end)
            guard from < to, range.contains(from), range.contains(to) else {
                return MeasurementFailure(
                    "the run shows \(start) s to \(end) s, which does not have all of \(from) s to \(to) s")
            }
            return nil
        case .when, .expression, .unreadable: return nil
        }
    }

    /// Why it is no measurement of plain nodes and sources; nil if it is one.
    package var misunderstanding: String? {
        guard case .unreadable(let reason) = kind else { return nil }
        return reason
    }

    /// Whether it is taken over a window without any time, of which ngspice says 0; it goes with what it has of others.
    package func hasEmptyWindow(start: Double, end: Double) -> Bool {
        guard case .statistic(_, _, let from, let to) = kind, usedResults.isEmpty else { return false }
        return max(from ?? start, start) >= min(to ?? end, end)
    }
}

extension NetlistStatement {
    /// Of a `.meas` line the analysis that it is of, if that is no transient one.
    var otherMeasuredAnalysis: String? {
        words.dropFirst().first.flatMap { ["ac", "dc", "op", "noise", "sp", "tf", "four"].contains($0) ? $0 : nil }
    }

    func notMeasured(_ analysis: String) -> String {
        "\(place): \(words[0]) \(analysis) \(words.dropFirst(2).first ?? "") is left out: only the transient analysis is run"
    }
}

/// Why a `.meas` line gave nothing.
package struct MeasurementFailure: Error, CustomStringConvertible {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
    package var description: String { reason }
}

extension NetlistMeasurement.Crossing {
    func time(_ times: [Double], _ differences: [Double]) throws -> Double {
        var last: Double?
        var seen = 0
        for index in times.indices.dropFirst() {
            let (a, b) = (differences[index - 1], differences[index])
            let rises = a < 0 && b >= 0
            guard rises && way != .fall || a > 0 && b <= 0 && way != .rise else { continue }
            let time = times[index - 1] + (times[index] - times[index - 1]) * a / (a - b)
            guard time >= delay else { continue }
            seen += 1
            if seen == count { return time }
            last = time
        }
        guard count == nil, let last else {
            throw MeasurementFailure(
                "the level is passed \(seen) time\(seen == 1 ? "" : "s")" + (count.map { ", not \($0)" } ?? ""))
        }
        return last
    }
}

/// Samples joined by straight lines.
private struct SampledSignal {
    let time: [Double]
    let values: [Double]

    init(_ time: [Double], _ values: [Double]) {
        self.time = time
        self.values = values
    }

    func level(at moment: Double) -> Double {
        Waveforms.level(of: values, over: time, at: moment)
    }

    func value(of statistic: NetlistMeasurement.Statistic, from: Double, to: Double) -> Double {
        let inner = time.indices.filter { time[$0] > from && time[$0] < to }
        let points =
            [(time: from, value: level(at: from))] + inner.map { (time: time[$0], value: values[$0]) }
            + [(time: to, value: level(at: to))]
        let highest = points.max { $0.value < $1.value }!
        let lowest = points.min { $0.value < $1.value }!
        func integral(_ area: (Double, Double) -> Double) -> Double {
            zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.time - $1.0.time) * area($1.0.value, $1.1.value) }
        }
        switch statistic {
        case .max: return highest.value
        case .min: return lowest.value
        case .maxAt: return highest.time
        case .minAt: return lowest.time
        case .pp: return highest.value - lowest.value
        case .integ, .integral: return integral { ($0 + $1) / 2 }
        case .avg: return integral { ($0 + $1) / 2 } / (to - from)
        // Exact for straight lines.
        case .rms: return (integral { ($0 * $0 + $0 * $1 + $1 * $1) / 3 } / (to - from)).squareRoot()
        }
    }
}
