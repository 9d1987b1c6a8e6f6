import Results

extension DesignRecord {
    func isBetter(than other: DesignRecord, for objective: DesignObjective) -> Bool {
        switch objective {
        case .energy: energy.total < other.energy.total
        case .speed: decisionTime < other.decisionTime
        case .margin: margin > other.margin
        }
    }

    /// Of the ceiling, where that is known.
    var recognised: Double { relativeToCeiling ?? accuracy }

    /// Small is good.
    private var merits: [Double] { [energy.total, decisionTime, 1 / margin] }

    private func beats(_ other: DesignRecord) -> Bool {
        let pairs = zip(merits, other.merits)
        return pairs.allSatisfy { $0 <= $1 } && pairs.contains { $0 < $1 }
    }

    /// What differs by less than a fiftieth in everything is one design.
    private func isSame(_ other: DesignRecord) -> Bool {
        zip(merits, other.merits).allSatisfy { abs($0 / $1 - 1) < 0.02 }
    }

    /// Those that none beats in everything, by index; ascending in energy.
    static func front(_ records: [DesignRecord], among indices: [Int]) -> [Int] {
        indices.filter { index in !indices.contains { records[$0].beats(records[index]) } }
            .sorted { records[$0].energy.total < records[$1].energy.total }
            .reduce(into: []) { kept, index in
                if !kept.contains(where: { records[$0].isSame(records[index]) }) { kept.append(index) }
            }
    }

    static func front(_ records: [DesignRecord]) -> [DesignRecord] {
        front(records, among: Array(records.indices)).map { records[$0] }
    }
}
