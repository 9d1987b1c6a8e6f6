extension SolutionArena {
    /// Finds the bounds of all states of a record of series, as `bound` does: 1 ≥ s ≥ s² ≥ …
    func boundSeries(_ record: Int) {
        let item = self[record]
        let stride = series(record).stride
        let values = values(record)
        let low = values + item.modes * stride
        let high = low + stride
        for block in Swift.stride(from: 0, to: stride, by: 8) {
            var sum = loadEight(values, block)
            var (least, most) = (sum, sum)
            for k in 1..<item.modes {
                sum += loadEight(values, k * stride + block)
                least.replace(with: sum, where: sum .< least)
                most.replace(with: sum, where: sum .> most)
            }
            UnsafeMutableRawPointer(low + block).storeBytes(of: least, as: SIMD8<Double>.self)
            UnsafeMutableRawPointer(high + block).storeBytes(of: most, as: SIMD8<Double>.self)
        }
    }

    /// Ends a record of series and writes its states' potentials there.
    func closeSeries(_ record: Int, at time: Double, potential: UnsafeMutablePointer<Double>) {
        end(record, at: time)
        let item = self[record]
        let series = series(record)
        let share = (time - item.start) / series.length
        let values = values(record)
        let states = states(record)
        for block in Swift.stride(from: 0, to: series.stride, by: 8) {
            var sum = SIMD8<Double>.zero
            for k in (0..<item.modes).reversed() { sum = sum * share + loadEight(values, k * series.stride + block) }
            for place in block..<min(block + 8, item.stateCount) { potential[states[place]] = sum[place - block] }
        }
    }
}
