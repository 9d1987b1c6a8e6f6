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
        var rowPotential = [Double](repeating: 0, count: rows)
        var columnPotential = [Double](repeating: 0, count: columns)
        var rowOfColumn = [Int](repeating: -1, count: columns)
        var distance = [Double](repeating: 0, count: columns)
        var predecessor = [Int](repeating: -1, count: columns)
        var isSettled = [Bool](repeating: false, count: columns)
        for start in 0..<rows {
            for column in 0..<columns {
                distance[column] = costs[start * columns + column] - rowPotential[start] - columnPotential[column]
                predecessor[column] = start
                isSettled[column] = false
            }
            // The nearest free column, by Dijkstra over columns; costs less potentials are never negative.
            var end = -1
            var length = 0.0
            while end < 0 {
                var nearest = -1
                for column in 0..<columns
                where !isSettled[column] && (nearest < 0 || distance[column] < distance[nearest]) { nearest = column }
                isSettled[nearest] = true
                length = distance[nearest]
                let row = rowOfColumn[nearest]
                if row < 0 {
                    end = nearest
                    break
                }
                for column in 0..<columns where !isSettled[column] {
                    let along =
                        length + costs[row * columns + column] - rowPotential[row] - columnPotential[column]
                    if along < distance[column] {
                        distance[column] = along
                        predecessor[column] = row
                    }
                }
            }
            rowPotential[start] += length
            for column in 0..<columns where isSettled[column] && column != end {
                rowPotential[rowOfColumn[column]] += length - distance[column]
                columnPotential[column] -= length - distance[column]
            }
            // The path back turns every edge around.
            var column = end
            while true {
                let row = predecessor[column]
                let previous = rowOfColumn.firstIndex(of: row)
                rowOfColumn[column] = row
                guard row != start, let previous else { break }
                column = previous
            }
        }
        var columnOfRow = [Int](repeating: -1, count: rows)
        for (column, row) in rowOfColumn.enumerated() where row >= 0 { columnOfRow[row] = column }
        return columnOfRow
    }
}
