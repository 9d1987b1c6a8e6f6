/// Which neurons fired in an epoch, and how often.
struct FiringMonitor {
    private let layers: [LoweredLayer]
    private var ever: [[UInt64]]
    private var always: [[UInt64]]
    private var spikes: [Int]
    private var rows = 0

    init(layers: [LoweredLayer]) {
        self.layers = layers
        ever = layers.map { [UInt64](repeating: 0, count: $0.words) }
        always = layers.map { [UInt64](repeating: .max, count: $0.words) }
        spikes = layers.map { _ in 0 }
    }

    mutating func add(_ shard: ShardPass, samples: Int) {
        rows += shard.slots * samples
        for (index, layer) in layers.enumerated() {
            var bits = UnsafePointer(shard.spikes[index].start)
            var count = 0
            ever[index].withUnsafeMutableBufferPointer { ever in
                always[index].withUnsafeMutableBufferPointer { always in
                    for _ in 0..<(shard.slots * samples) {
                        for word in 0..<layer.words {
                            ever[word] |= bits[word]
                            always[word] &= bits[word]
                            count += bits[word].nonzeroBitCount
                        }
                        bits += layer.words
                    }
                }
            }
            spikes[index] += count
        }
    }

    var rates: [Double] { zip(layers, spikes).map { Double($1) / Double(max(1, rows * $0.neurons)) } }
    var silent: [Int] { zip(layers, ever).map { $0.neurons - $1.reduce(0) { $0 + $1.nonzeroBitCount } } }
    var saturated: [Int] { always.map { $0.reduce(0) { $0 + $1.nonzeroBitCount } } }
}
