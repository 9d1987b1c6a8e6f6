/// Disjoint sets of numbers, from 0 on.
package struct DisjointSets {
    private var parent: [Int]

    package init(count: Int) { parent = Array(0..<count) }

    /// A set of one number more.
    package mutating func add() -> Int {
        parent.append(parent.count)
        return parent.count - 1
    }

    /// The number that stands for a set.
    package mutating func find(_ item: Int) -> Int {
        var item = item
        while parent[item] != item {
            parent[item] = parent[parent[item]]
            item = parent[item]
        }
        return item
    }

    /// - Returns: false if the two were joined already.
    @discardableResult
    package mutating func join(_ a: Int, _ b: Int) -> Bool {
        let (x, y) = (find(a), find(b))
        parent[x] = y
        return x != y
    }
}
