/// The search for the label column in a table whose study does not name it: a column is taken where no other one can be
/// the labels as well.
struct LabelGuess {
    let table: DataTable
    /// Columns that are not left out.
    let candidates: [Int]

    /// Numbers at an end of the table that are as few as this are as good as a text elsewhere.
    private static let fewNumbers = 10
    /// So many at the end if they are numbered as classes are.
    private static let fewNumbered = 32

    init(table: DataTable, among candidates: [Int]) {
        self.table = table
        self.candidates = candidates
    }

    /// The column, and why it is the one.
    func find() throws(DatasetError) -> (Int, String) {
        guard let first = candidates.first, let last = candidates.last else {
            throw .labelUnclear(file: table.file, reasons: ["every column is left out"])
        }
        let ends = first == last ? [last] : [first, last]
        let texts = candidates.filter { table.columns[$0].texts != nil }
        if let column = try named(ends: ends) {
            if let doubt = table.doubt(column, isSeen: true) {
                let others = plausible(ends: ends, texts: texts).filter { $0 != column }
                throw refusal(others.map(reason), ["\(table.title(column)) \(doubt)"])
            }
            return (column, "\(table.title(column)), by its heading")
        }
        let runs = Set(ends.map { table.oneHot(with: $0, among: candidates) }).filter { !$0.isEmpty }
        guard runs.isEmpty else {
            let others = plausible(ends: ends, texts: texts).filter { column in !runs.contains { $0.contains(column) } }
            let blocks = runs.sorted { $0[0] < $1[0] }.map { table.oneHotReason($0) }
            throw refusal(blocks, others.map(reason))
        }
        let rivals = plausible(ends: ends, texts: texts)
        // One in the middle may be the labels by its heading, but is not surely.
        if rivals.count == 1, let column = rivals.first, texts.contains(column) || ends.contains(column) {
            if let doubt = table.doubt(column, isSeen: texts.contains(column)) {
                throw refusal(["\(table.title(column)) \(doubt)"])
            }
            return (
                column,
                texts == [column]
                    ? "\(table.title(column)), the only one of texts"
                    : "\(table.title(column)), a guess by its whole numbers; \"label:\" in the study names another"
            )
        }
        let doubts = ends.filter { !rivals.contains($0) }.map { end in
            table.doubt(end).map { "\(table.title(end)) \($0)" } ?? reason(end)
        }
        throw refusal(rivals.map(reason), rivals.count < 2 ? doubts : [])
    }

    // MARK: Headings

    /// The only column whose heading says that it is the labels.
    private func named(ends: [Int]) throws(DatasetError) -> Int? {
        let certain = candidates.filter { LabelNames.isCertain(heading($0)) }
        if certain.count > 1 { throw refusal(certain.map(reason)) }
        let outcomes = candidates.filter { column in
            (ends.contains(column) || table.columns[column].texts != nil) && LabelNames.isOutcome(heading(column))
                && table.doubt(column) == nil
        }
        guard let column = certain.first else { return outcomes.count == 1 ? outcomes[0] : nil }
        // A passenger's class may be a measurement where another column says who survived.
        let isMeasured = ["class", "species"].contains(heading(column).lowercased())
        if isMeasured, table.doubt(column, isSeen: true) == nil, let classes = try? table.classes(column) {
            let rivals = outcomes.filter { !table.tellsClass($0, classes.training) }
            if !rivals.isEmpty { throw refusal(([column] + rivals).map(reason)) }
        }
        return column
    }

    private func heading(_ column: Int) -> String { table.columns[column].heading ?? "-" }

    /// Whether a heading is one of a row of them, such as pixel63 beside pixel62.
    private func isSerial(_ column: Int) -> Bool {
        func stem(_ column: Int) -> Substring? {
            let heading = heading(column)[...]
            let stem = heading.prefix { !$0.isNumber }
            return !stem.isEmpty && stem.count < heading.count && Int(heading.dropFirst(stem.count)) != nil ? stem : nil
        }
        guard let own = stem(column) else { return false }
        return candidates.count { stem($0) == own } > 2
    }

    // MARK: Values

    /// Every column that may be the labels, in the order of the table.
    private func plausible(ends: [Int], texts: [Int]) -> [Int] {
        var found = Set(texts)
        for column in candidates where table.columns[column].texts == nil {
            let heading = heading(column)
            // A y in the middle is a place.
            let isOutcome = LabelNames.isOutcome(heading) && heading.count > 1
            let isNamed = isOutcome || LabelNames.isKind(heading) || LabelNames.isCertain(heading)
            if isNamed, table.doubt(column) == nil { found.insert(column) }
        }
        if texts.isEmpty {
            found.formUnion(numbers(ends))
        } else {
            found.formUnion(ends.filter { isRival($0, texts: texts) })
        }
        return found.sorted()
    }

    /// Ends of a table without texts whose whole numbers may be classes.
    private func numbers(_ ends: [Int]) -> [Int] {
        let possible = ends.filter { table.doubt($0) == nil }
        let few = possible.filter { count($0) <= Self.fewNumbers || table.looksNumbered($0) }
        if few.count == 1 { return few }
        let unlike = few.filter { !isSerial($0) && !isLikeOthers($0) }
        if !unlike.isEmpty { return unlike }
        if !few.isEmpty { return few }
        // Many whole numbers in front alone are a measurement, such as an age.
        return possible == [candidates[0]] && ends.count > 1 ? [] : possible
    }

    /// Whether an end holds whole numbers that may be classes though another column holds texts.
    private func isRival(_ end: Int, texts: [Int]) -> Bool {
        guard !texts.contains(end), table.doubt(end) == nil, !isSerial(end), 2 * count(end) <= table.rows else {
            return false
        }
        let isTextLast = texts.contains(candidates.last!)
        let isFew =
            count(end) <= Self.fewNumbers
            || (!isTextLast && count(end) <= Self.fewNumbered && table.looksNumbered(end))
        // Letters before sixteen measurements of 0 to 15: the last of them is one as the others are.
        let mayBeLikeOthers = isTextLast || (texts.contains(candidates[0]) && table.columns[end].heading == nil)
        return isFew && !(mayBeLikeOthers && isLikeOthers(end))
    }

    private func count(_ column: Int) -> Int { table.wholeNumbers(column)?.count ?? .max }

    /// Whether the values go about as far as those of half of the columns between the ends, as one of their measurements.
    private func isLikeOthers(_ column: Int) -> Bool {
        let inner = candidates.dropFirst().dropLast().filter { table.columns[$0].texts == nil }
        guard inner.count > 1, let own = table.wholeRange(column) else { return false }
        let alike = inner.count { other in
            guard let other = table.wholeRange(other), other.overlaps(own) else { return false }
            let common = min(own.upperBound, other.upperBound) - max(own.lowerBound, other.lowerBound)
            let all = max(own.upperBound, other.upperBound) - min(own.lowerBound, other.lowerBound)
            return 4 * common >= 3 * all
        }
        return 2 * alike >= inner.count
    }

    // MARK: Refusals

    private func reason(_ column: Int) -> String {
        if let doubt = table.doubt(column, isSeen: true) { return "\(table.title(column)) \(doubt)" }
        let texts = table.columns[column].texts
        let classes = texts?.count ?? count(column)
        return "\(table.title(column)) may be, with \(classes) different \(texts == nil ? "whole numbers" : "texts")"
    }

    private func refusal(_ reasons: [String], _ more: [String] = []) -> DatasetError {
        var all = reasons + more
        if all.count > 12 { all = all[..<12] + ["…"] }
        return .labelUnclear(file: table.file, reasons: all)
    }
}

extension DataTable {
    /// Why a column can hardly hold the labels; nil if it can.
    /// - Parameter isSeen: its heading or its texts say that it does, so that a fault in it is a fault of the labels.
    fileprivate func doubt(_ column: Int, isSeen: Bool = false) -> String? {
        if let (line, trouble) = columns[column].trouble {
            return isSeen ? nil : "has trouble on line \(line): \(trouble)"
        }
        let classes: Int
        if let texts = columns[column].texts {
            classes = texts.count
        } else if let row = firstFraction(column) {
            return
                "has the value \(value(row, column)) on line \(lines.line(of: row)): labels are whole numbers or names"
        } else {
            classes = wholeNumbers(column)?.count ?? ClassLabels.limit + 1
        }
        if classes > ClassLabels.limit { return "has more than \(ClassLabels.limit) different values" }
        if classes < 2, !isSeen { return "has the same value in every row" }
        return classes > 2 && 2 * classes > rows
            ? "has \(classes) different values in \(rows) rows, nearly as many classes as samples" : nil
    }

    /// From the least to the greatest value of a column of whole numbers.
    fileprivate func wholeRange(_ column: Int) -> ClosedRange<Float>? {
        guard columns[column].trouble == nil, columns[column].texts == nil else { return nil }
        var (low, high) = (Float.infinity, -Float.infinity)
        for row in 0..<rows {
            let value = value(row, column)
            guard value == value.rounded() else { return nil }
            (low, high) = (min(low, value), max(high, value))
        }
        return low <= high ? low...high : nil
    }

    /// Whether the values are numbered as classes are: from 0 or 1 on with few gaps, or −1 and 1.
    fileprivate func looksNumbered(_ column: Int) -> Bool {
        guard let values = wholeNumbers(column, limit: 64) else { return false }
        return values == [-1, 1] || ((0...2).contains(values[0]) && values.last! - values[0] <= values.count + 1)
    }
}
