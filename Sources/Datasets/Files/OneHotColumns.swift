/// Classes that have a column of 0 and 1 each, with one 1 in every row.
extension DataTable {
    /// Columns side by side, at least three, of which every row has one 1: those with `column` among them, or else none.
    ///
    /// Every such column has a 1 somewhere, so that from one first column there is one last column at most; of several runs
    /// with `column` the shortest counts.
    func oneHot(with column: Int, among candidates: [Int]) -> [Int] {
        guard let place = candidates.firstIndex(of: column), isBinary(column) else { return [] }
        var (from, to) = (place, place)
        // More classes than this have no column each.
        while from > 0, place - from < ClassLabels.limit, isBinary(candidates[from - 1]) { from -= 1 }
        while to + 1 < candidates.count, to - place < ClassLabels.limit, isBinary(candidates[to + 1]) { to += 1 }
        let ones = candidates[from...to].map { column in (0..<rows).count { value($0, column) == 1 } }
        var best: [Int] = []
        for first in from...place {
            var (last, sum) = (first, ones[first - from])
            while sum < rows, last < to {
                last += 1
                sum += ones[last - from]
            }
            guard sum == rows, last >= place, last - first >= 2, best.isEmpty || last - first + 1 < best.count else {
                continue
            }
            let run = Array(candidates[first...last])
            if (0..<rows).allSatisfy({ row in run.count { value(row, $0) == 1 } == 1 }) { best = run }
        }
        return best
    }

    /// The one-hot columns around the labels, which must not be taken for labels one by one.
    /// - Parameters:
    ///   - isNamed: whether the study names the labels.
    ///   - chosen: the features that the study names.
    func oneHot(
        labels: [Int], isNamed: Bool, among candidates: [Int], chosen: [Int]?
    ) throws(DatasetError) -> [Int] {
        guard labels.count == 1 else { return [] }
        let found = oneHot(with: labels[0], among: candidates)
        let shown = found.filter { $0 != labels[0] && chosen?.contains($0) != false }
        // A named one of few rows may stand so by chance.
        guard !shown.isEmpty, !isNamed || rows >= 20 else { return found }
        guard isNamed else { throw .labelUnclear(file: file, reasons: [oneHotReason(found)]) }
        throw .unsupported(
            file: file, found: "label names \(title(labels[0])) alone, but \(oneHotReason(found))",
            allowed:
                "to tell its class from all others, leave the others out (\(ignoring(found.filter { $0 != labels[0] })))"
        )
    }

    /// What one-hot columns are, and how to read them.
    func oneHotReason(_ columns: [Int]) -> String {
        "\(list(columns)) hold one 1 in every row, as a column for each class does; to join them to one, say \"label: "
            + "\(columns[0] + 1)-\(columns.last! + 1)\""
    }

    /// The class of every row by its name, in the columns that are the labels of another table.
    func classNames(_ labels: [Int], like training: DataTable) throws(DatasetError) -> [String] {
        if labels.count > 1 {
            let names = try training.joinedClasses(labels).0.names
            return try joinedClasses(labels).0.training.map { names[$0] }
        }
        let classes = try classes(labels[0])
        return classes.training.map { classes.names[$0] }
    }

    /// The classes of columns of which every row has one 1: named by their headings, or numbered from 0.
    func joinedClasses(_ labels: [Int]) throws(DatasetError) -> (ClassLabels, reading: String) {
        try requireValues(labels)
        var samples: [Int] = []
        for row in 0..<rows {
            let ones = labels.indices.filter { value(row, labels[$0]) == 1 }
            let isOneHot = ones.count == 1 && labels.allSatisfy { [0, 1].contains(value(row, $0)) }
            guard isOneHot, labels.allSatisfy({ columns[$0].texts == nil }) else {
                throw .unsupported(
                    file: "\(file):\(lines.line(of: row))",
                    found: "\(list(labels)) are the labels by the study, but do not hold one 1 and else 0 here",
                    allowed: "columns that are labels together hold one 1 in every row")
            }
            samples.append(ones[0])
        }
        let headings = labels.compactMap { columns[$0].heading }
        let isNamed = headings.count == labels.count && Set(headings).count == labels.count && !headings.contains("")
        let classes = ClassLabels(
            names: isNamed ? headings : labels.indices.map(String.init), samples: samples)
        return (
            classes,
            "columns \(labels[0] + 1) to \(labels.last! + 1), as the study says: the class is the column that holds the 1"
        )
    }

    /// Whether a column holds 0 and 1, and both.
    private func isBinary(_ column: Int) -> Bool {
        guard columns[column].texts == nil, columns[column].trouble == nil else { return false }
        var (zeros, ones) = (0, 0)
        for row in 0..<rows {
            switch value(row, column) {
            case 0: zeros += 1
            case 1: ones += 1
            default: return false
            }
        }
        return zeros > 0 && ones > 0
    }
}
