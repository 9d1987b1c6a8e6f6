/// The linear assignment problem: every row gets a column of its own, at the least total cost.
///
/// Shortest augmenting paths with dual potentials (H. W. Kuhn, "The Hungarian method for the assignment problem", 1955,
/// doi 10.1002/nav.3800020109): after each row's path the assignment is optimal for the rows so far.
public enum LinearAssignment {
    /// The best column of every row.
    /// - Parameter costs: finite, `[rows × columns]`, with at least as many columns as rows.
    /// - Complexity: rows² · columns.
    public static func solve(costs: [Double], rows: Int, columns: Int) -> [Int] {
        precondition(costs.count == rows * columns && rows <= columns)
        var search = PathSearch(rows: rows, columns: columns)
        costs.withUnsafeBufferPointer { costs in
            for start in 0..<rows { search.place(start, costs) }
        }
        var columnOfRow = [Int](repeating: -1, count: rows)
        for (column, row) in search.rowOfColumn.enumerated() where row >= 0 { columnOfRow[row] = column }
        return columnOfRow
    }

    private struct PathSearch {
        let columns: Int
        var rowPotential: [Double]
        var columnPotential: [Double]
        /// −1 for a free column.
        var rowOfColumn: [Int]
        var columnOfRow: [Int]
        /// Of every column from the row that is being placed, and the row before it on the way.
        var distance: [Double]
        var predecessor: [Int]
        var isSettled: [Bool]

        init(rows: Int, columns: Int) {
            self.columns = columns
            rowPotential = [Double](repeating: 0, count: rows)
            columnPotential = [Double](repeating: 0, count: columns)
            rowOfColumn = [Int](repeating: -1, count: columns)
            columnOfRow = [Int](repeating: -1, count: rows)
            distance = [Double](repeating: 0, count: columns)
            predecessor = [Int](repeating: -1, count: columns)
            isSettled = [Bool](repeating: false, count: columns)
        }

        /// Gives a row a column; others may move.
        mutating func place(_ start: Int, _ costs: UnsafeBufferPointer<Double>) {
            for column in 0..<columns {
                distance[column] = .infinity
                isSettled[column] = false
            }
            // The nearest free column, by Dijkstra over columns; costs less potentials are never negative.
            var nearest = reach(from: start, length: 0, costs)
            while rowOfColumn[nearest] >= 0 {
                isSettled[nearest] = true
                nearest = reach(from: rowOfColumn[nearest], length: distance[nearest], costs)
            }
            let end = nearest
            let length = distance[end]
            rowPotential[start] += length
            for column in 0..<columns where isSettled[column] {
                rowPotential[rowOfColumn[column]] += length - distance[column]
                columnPotential[column] -= length - distance[column]
            }
            // The path back turns every edge around.
            var column = end
            while true {
                let row = predecessor[column]
                let previous = columnOfRow[row]
                rowOfColumn[column] = row
                columnOfRow[row] = column
                guard row != start else { break }
                column = previous
            }
        }

        /// Shortens the ways to the columns by one that leads over `row`.
        /// - Returns: the nearest column that is not settled, the first of several.
        private mutating func reach(from row: Int, length: Double, _ costs: UnsafeBufferPointer<Double>) -> Int {
            let potential = rowPotential[row]
            let first = row * columns
            var nearest = -1
            var least = Double.infinity
            // Spans are not checked: nearly all time is spent here.
            distance.withUnsafeMutableBufferPointer { distance in
                predecessor.withUnsafeMutableBufferPointer { predecessor in
                    columnPotential.withUnsafeBufferPointer { columnPotential in
                        isSettled.withUnsafeBufferPointer { isSettled in
                            for column in 0..<columns where !isSettled[column] {
                                let along = length + costs[first + column] - potential - columnPotential[column]
                                if along < distance[column] {
                                    distance[column] = along
                                    predecessor[column] = row
                                }
                                if nearest < 0 || distance[column] < least {
                                    nearest = column
                                    least = distance[column]
                                }
                            }
                        }
                    }
                }
            }
            return nearest
        }
    }
}
