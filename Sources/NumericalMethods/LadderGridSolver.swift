extension LadderGrid {
    /// Solves for the potentials of the rows' drivers and of the columns' ends, one right-hand side after the other.
    ///
    /// The tolerance bounds the residual in the norm of T_c⁻¹, relative to the first one. For an array's currents and
    /// potentials this is about their relative error, as long as few iterations suffice.
    /// - Parameters:
    ///   - drivers: `[inputs][rows]` [V].
    ///   - ends: `[inputs][columns]` [V]; without meaning for open columns.
    ///   - keepsPotentials: whether the solutions hold all nodes' potentials.
    public func solve(
        drivers: [[Double]], ends: [[Double]], tolerance: Double = 1e-10, iterationLimit: Int = 2000,
        keepsPotentials: Bool = false
    ) throws(LadderGridError) -> [Solution] {
        precondition(drivers.count == ends.count)
        let sweeps = LadderSweeps(self)
        var solutions: [Solution] = []
        solutions.reserveCapacity(drivers.count)
        for (driver, end) in zip(drivers, ends) {
            precondition(driver.count == rows && end.count == columns)
            solutions.append(
                try sweeps.solve(
                    driver, end, tolerance: tolerance, iterationLimit: iterationLimit, keepsPotentials: keepsPotentials)
            )
        }
        return solutions
    }
}

/// The memory of a solve, and its steps.
private final class LadderSweeps {
    private typealias Eight = SIMD8<Double>

    private let grid: LadderGrid
    /// Vectors per row, and in all.
    private let blocks: Int
    private let size: Int
    /// Potentials of the columns' nodes, `[8 strips × stride]`, like all that follow.
    private let solution: UnsafeMutablePointer<Eight>
    private let residual: UnsafeMutablePointer<Eight>
    /// T_c⁻¹ residual.
    private let correction: UnsafeMutablePointer<Eight>
    private let direction: UnsafeMutablePointer<Eight>
    /// T_c direction; then (T_c − G T_r⁻¹ G) direction in `image`.
    private let direct: UnsafeMutablePointer<Eight>
    private let image: UnsafeMutablePointer<Eight>
    private let conductance: UnsafeMutablePointer<Eight>
    /// Eight rows, column by column.
    private let strip: UnsafeMutablePointer<Eight>
    private let drivers: UnsafeMutablePointer<Eight>
    private let ends: UnsafeMutablePointer<Eight>
    private let rowNorton: UnsafeMutablePointer<Eight>
    private let columnNorton: UnsafeMutablePointer<Eight>

    init(_ grid: LadderGrid) {
        self.grid = grid
        blocks = grid.stride / 8
        size = grid.strips * grid.stride
        func table(_ count: Int) -> UnsafeMutablePointer<Eight> {
            let table = UnsafeMutablePointer<Eight>.allocate(capacity: count)
            table.initialize(repeating: .zero, count: count)
            return table
        }
        solution = table(size)
        residual = table(size)
        correction = table(size)
        direction = table(size)
        direct = table(size)
        image = table(size)
        conductance = table(size)
        strip = table(grid.stride)
        drivers = table(grid.strips)
        ends = table(blocks)
        rowNorton = table(grid.strips)
        columnNorton = table(blocks)
        grid.conductance.withUnsafeBytes { values in
            UnsafeMutableRawPointer(conductance).copyMemory(from: values.baseAddress!, byteCount: values.count)
        }
    }

    deinit {
        for table in [
            solution, residual, correction, direction, direct, image, conductance, strip, drivers, ends, rowNorton,
            columnNorton,
        ] {
            table.deallocate()
        }
    }

    func solve(
        _ driver: [Double], _ end: [Double], tolerance: Double, iterationLimit: Int, keepsPotentials: Bool
    ) throws(LadderGridError) -> LadderGrid.Solution {
        for row in 0..<grid.rows { drivers[row / 8][row % 8] = driver[row] }
        for column in 0..<grid.columns { ends[column / 8][column % 8] = end[column] }
        start()
        let first = precondition()
        var product = first
        var iterations = 0
        direction.update(repeating: .zero, count: size)
        direct.update(repeating: .zero, count: size)
        var beta = 0.0
        while product > tolerance * tolerance * first {
            if iterations == iterationLimit {
                throw .notConverged(
                    iterations: iterations, residual: (product / first).squareRoot(), tolerance: tolerance)
            }
            let alpha = product / advance(beta)
            step(alpha)
            let next = precondition()
            beta = next / product
            product = next
            iterations += 1
        }
        var result = finish(keepsPotentials: keepsPotentials)
        result.iterations = iterations
        result.residual = first > 0 ? (product / first).squareRoot() : 0
        return result
    }

    /// The columns under their ends alone, and what the rows then feed into them: G T_r⁻¹ (b_r + G c).
    private func start() {
        for block in 0..<blocks {
            var v = grid.columnEnds[block].factor * ends[block]
            var place = (grid.rows - 1) * blocks + block
            solution[place] = v
            while place >= blocks {
                place -= blocks
                v *= grid.columnFactors[place]
                solution[place] = v
            }
        }
        for index in 0..<grid.strips {
            load(index, solution)
            sweepRows(index, driver: drivers[index])
            unload(index) { place, v in residual[place] = conductance[place] * v }
        }
    }

    /// The next direction, p = z + β p, and its image.
    /// - Returns: p · S p.
    private func advance(_ beta: Double) -> Double {
        let scale = Eight(repeating: beta)
        var product = Eight.zero
        for index in 0..<grid.strips {
            let first = 8 * index * blocks
            for place in first..<(first + 8 * blocks) {
                direction[place] = correction[place] + scale * direction[place]
                direct[place] = residual[place] + scale * direct[place]
            }
            load(index, direction)
            sweepRows(index, driver: .zero)
            unload(index) { place, v in
                let q = direct[place] - conductance[place] * v
                image[place] = q
                product += direction[place] * q
            }
        }
        return product.sum()
    }

    private func step(_ alpha: Double) {
        let scale = Eight(repeating: alpha)
        for place in 0..<size {
            solution[place] += scale * direction[place]
            residual[place] -= scale * image[place]
        }
    }

    /// z = T_c⁻¹ r.
    /// - Returns: r · z.
    private func precondition() -> Double {
        sweepTowardsEnds(residual, into: correction)
        let step = Eight(repeating: grid.columnStep)
        var product = Eight.zero
        let last = (grid.rows - 1) * blocks
        grid.columnFactors.withUnsafeBufferPointer { factors in
            for block in 0..<blocks {
                let place = last + block
                correction[place] *= grid.columnEnds[block].transfer
                product += residual[place] * correction[place]
            }
            var place = last
            while place > 0 {
                place -= 1
                let v = factors[place] * (correction[place + blocks] + step * correction[place])
                correction[place] = v
                product += residual[place] * v
            }
        }
        return product.sum()
    }

    /// The Norton currents of the columns under currents into their nodes, from the free ends on.
    private func sweepTowardsEnds(_ currents: UnsafeMutablePointer<Eight>, into norton: UnsafeMutablePointer<Eight>) {
        for place in 0..<blocks { norton[place] = currents[place] }
        grid.columnFactors.withUnsafeBufferPointer { factors in
            for place in blocks..<(grid.rows * blocks) {
                norton[place] = currents[place] + factors[place - blocks] * norton[place - blocks]
            }
        }
    }

    /// Fills the strip with the currents G c of eight rows.
    @inline(__always)
    private func load(_ index: Int, _ potentials: UnsafeMutablePointer<Eight>) {
        let target = UnsafeMutableRawPointer(strip).assumingMemoryBound(to: Double.self)
        for lane in 0..<8 {
            let first = (8 * index + lane) * blocks
            for block in 0..<blocks {
                let current = conductance[first + block] * potentials[first + block]
                let place = target + 64 * block + lane
                for k in 0..<8 { place[8 * k] = current[k] }
            }
        }
    }

    /// Hands the strip's potentials on, place by place.
    @inline(__always)
    private func unload(_ index: Int, _ body: (Int, Eight) -> Void) {
        let source = UnsafeMutableRawPointer(strip).assumingMemoryBound(to: Double.self)
        for lane in 0..<8 {
            let first = (8 * index + lane) * blocks
            for block in 0..<blocks {
                let place = source + 64 * block + lane
                body(
                    first + block,
                    Eight(
                        place[0], place[8], place[16], place[24], place[32], place[40], place[48], place[56]))
            }
        }
    }

    /// Turns the strip's currents into the potentials T_r⁻¹ b of eight rows.
    @inline(__always)
    private func sweepRows(_ index: Int, driver: Eight) {
        let step = grid.rowSteps[index]
        let end = grid.rowEnds[index]
        let strip = strip
        let columns = grid.columns
        grid.rowFactors.withUnsafeBufferPointer { all in
            let factors = all.baseAddress! + index * columns
            var norton = strip[columns - 1]
            var column = columns - 1
            while column > 0 {
                norton = strip[column - 1] + factors[column] * norton
                column -= 1
                strip[column] = norton
            }
            rowNorton[index] = norton
            var v = end.factor * driver + end.transfer * norton
            strip[0] = v
            for column in 1..<max(1, columns) {
                v = factors[column] * (v + step * strip[column])
                strip[column] = v
            }
        }
    }

    /// The rows' potentials under the columns' last ones, and all currents.
    private func finish(keepsPotentials: Bool) -> LadderGrid.Solution {
        var result = LadderGrid.Solution()
        if keepsPotentials {
            result.rowPotentials = [Double](repeating: 0, count: grid.rows * grid.columns)
            result.columnPotentials = unpadded(solution)
        }
        for index in 0..<grid.strips {
            load(index, solution)
            sweepRows(index, driver: drivers[index])
            unload(index) { place, v in
                image[place] = v
                residual[place] = conductance[place] * v
            }
        }
        if keepsPotentials { result.rowPotentials = unpadded(image) }
        sweepTowardsEnds(residual, into: correction)
        let last = (grid.rows - 1) * blocks
        for column in 0..<grid.columns {
            let end = grid.columnEnds[column / 8]
            let lane = column % 8
            let norton = correction[last + column / 8][lane]
            result.columnCurrents.append(end.factor[lane] * (norton - end.seen[lane] * ends[column / 8][lane]))
            result.lastPotentials.append(
                end.factor[lane] * ends[column / 8][lane] + end.transfer[lane] * norton)
        }
        for row in 0..<grid.rows {
            let end = grid.rowEnds[row / 8]
            let lane = row % 8
            result.rowCurrents.append(
                end.factor[lane] * (end.seen[lane] * drivers[row / 8][lane] - rowNorton[row / 8][lane]))
        }
        return result
    }

    private func unpadded(_ values: UnsafeMutablePointer<Eight>) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(grid.rows * grid.columns)
        for row in 0..<grid.rows {
            for column in 0..<grid.columns { result.append(values[row * blocks + column / 8][column % 8]) }
        }
        return result
    }
}
