/// Columns that may tell a sample's class by something else than what was measured on it.
extension DataTable {
    /// What may be wrong with a table whose columns are known; each names its columns and a remedy.
    /// - Parameter oneHot: columns that hold the classes one by one, the label column among them.
    func warnings(features: [Int], labels: [Int], oneHot: [Int], classes: ClassLabels) -> [String] {
        var warnings: [String] = []
        let others = oneHot.filter { !labels.contains($0) && features.contains($0) }
        if !others.isEmpty {
            warnings.append(
                "\(list(others)) and the labels hold one 1 in every row, as a column for each class does, so they tell the class; "
                    + "leave them out (\(ignoring(others)))")
        }
        let suspects = features.filter { !others.contains($0) }
        // Fewer rows agree by chance.
        if rows >= 20 {
            let copies = suspects.filter { tellsClass($0, classes.training) }
            for column in copies {
                warnings.append(
                    "\(title(column)) tells the class alone, each of its few values goes with one class; if it is the label by "
                        + "another name, leave it out (\(ignoring([column])))")
            }
            if isSorted(classes.training) {
                for column in suspects where !copies.contains(column) && ordersRows(column) {
                    warnings.append(
                        "\(title(column)) goes one way from row to row, and the rows are sorted by class, so it tells the class "
                            + "by their order; if it numbers or dates the rows, leave it out (\(ignoring([column])))")
                }
            }
        }
        let isNumeric = labels.count == 1 && columns[labels[0]].texts == nil
        if isNumeric, classes.names.count > 20, rows < 5 * classes.names.count {
            warnings.append(
                "the labels are \(classes.names.count) different whole numbers in \(rows) rows; if they are a quantity, bring them "
                    + "into a few classes, since a network here tells classes and no values")
        }
        return warnings
    }

    /// How a study leaves columns out.
    func ignoring(_ columns: [Int]) -> String {
        "ignore: [\(columns.map { self.columns[$0].heading.flatMap { $0.isEmpty ? nil : $0 } ?? "\($0 + 1)" }.joined(separator: ", "))]"
    }

    /// The first ones, where they are many.
    func list(_ columns: [Int]) -> String {
        columns.prefix(6).map(title).joined(separator: ", ") + (columns.count > 6 ? ", …" : "")
    }

    /// Whether every value of a column comes often and with one class alone.
    func tellsClass(_ column: Int, _ classes: [Int]) -> Bool {
        var classOfValue: [Float: Int] = [:]
        for row in 0..<rows {
            let value = value(row, column)
            guard classOfValue[value, default: classes[row]] == classes[row] else { return false }
            classOfValue[value] = classes[row]
            if classOfValue.count > rows / 5 { return false }
        }
        return classOfValue.count > 1
    }

    /// Whether the class changes from row to row less than a quarter as often as in rows without order.
    private func isSorted(_ classes: [Int]) -> Bool {
        let counts = Dictionary(grouping: classes) { $0 }.values.map { Double($0.count) / Double(classes.count) }
        let changes = zip(classes, classes.dropFirst()).count { $0 != $1 }
        return 4 * Double(changes) < Double(classes.count) * (1 - counts.reduce(0) { $0 + $1 * $1 })
    }

    /// Whether a column rises or falls through all rows, but for one step in fifty; values rounded to a `Float` do so as well.
    private func ordersRows(_ column: Int) -> Bool {
        var (up, down) = (0, 0)
        for row in 1..<rows {
            let (before, after) = (value(row - 1, column), value(row, column))
            if after > before { up += 1 } else if after < before { down += 1 }
            // Most columns go both ways soon.
            if min(up, down) > 4 + row / 50 { return false }
        }
        return max(up, down) > 1 && 50 * min(up, down) <= max(up, down)
    }
}

extension LabelledSamples {
    /// What may be wrong with the classes of training samples.
    var classWarnings: [String] {
        var warnings: [String] = []
        func list(_ names: [String]) -> String {
            names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
        }
        let single = zip(classNames, classCounts).filter { $1 == 1 }.map { "\"\($0.0)\"" }
        if !single.isEmpty {
            warnings.append(
                "\(single.count == 1 ? "class" : "classes") \(list(single)) \(single.count == 1 ? "has" : "have") one sample: too few "
                    + "to be learnt, and none is left to test it on; if it is a slip, correct it, else add samples or remove the row"
            )
        }
        let alike = Dictionary(grouping: classNames) { name in name.lowercased().filter { $0.isLetter || $0.isNumber } }
            .filter { $0.value.count > 1 && $0.key.count { $0.isLetter } > 1 }.values.sorted { $0[0] < $1[0] }
        if !alike.isEmpty {
            let groups = alike.map { $0.map { "\"\($0)\"" }.joined(separator: " and ") }
            warnings.append(
                "\(list(groups)) are classes of their own, though they differ in capitals or marks alone; write them alike if they are one"
            )
        }
        return warnings
    }
}
