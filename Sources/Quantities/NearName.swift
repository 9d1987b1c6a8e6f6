/// The name someone may have meant.
package enum NearName {
    /// - Parameter limit: how many letters may be wrong; by default two, or a third of the name.
    package static func suggestion(
        for name: String, among names: some Sequence<String>, within limit: Int? = nil
    ) -> String? {
        let ranked = names.map { ($0, distance(name.lowercased(), $0.lowercased())) }.min { $0.1 < $1.1 }
        guard let (best, distance) = ranked, distance <= limit ?? max(2, name.count / 3) else { return nil }
        return best
    }

    /// Levenshtein's distance.
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var previous = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var current = [i + 1]
            for (j, y) in b.enumerated() {
                current.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
            }
            previous = current
        }
        return previous[b.count]
    }
}
