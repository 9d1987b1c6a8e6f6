import SpikeKernels

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

    mutating func add(_ shard: ShardPass) {
        rows += shard.slots * shard.samples
        for index in layers.indices {
            let count = ever[index].withUnsafeMutableBufferPointer { ever in
                always[index].withUnsafeMutableBufferPointer { always in
                    shard.survey(index, ever: ever.baseAddress!, always: always.baseAddress!)
                }
            }
            spikes[index] += count
        }
    }

    var rates: [Double] { zip(layers, spikes).map { Double($1) / Double(max(1, rows * $0.neurons)) } }
    var silent: [Int] { zip(layers, ever).map { $0.neurons - $1.reduce(0) { $0 + $1.nonzeroBitCount } } }
    var saturated: [Int] { always.map { $0.reduce(0) { $0 + $1.nonzeroBitCount } } }
}
