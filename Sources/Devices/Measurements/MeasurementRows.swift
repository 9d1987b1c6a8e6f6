import DelimitedText

/// Which rows count, and where one device, cycle or temperature ends.
extension MeasurementAssembly {
    /// Drops rows whose abscissa is no number, and says so; answers without a number are found later.
    /// - Returns: the first row's line.
    mutating func keepWhole(_ abscissas: [MeasuredTable.Choice]) -> Int {
        for choice in abscissas {
            guard let row = rows.first(where: { !choice.values[$0].isFinite }) else { continue }
            let cell = source.table.rows[row].cells[choice.index]
            let count = rows.count { !choice.values[$0].isFinite }
            let kind: MeasurementOptions.RowKind = cell == .missing ? .missing : .overload
            if !options.leaveOut.contains(kind) {
                findings.append(.marked(cell, source.names[choice.index], count, file, source.table.rows[row].line))
            } else {
                source.note("\(count) rows left out (\(kind.rawValue))")
            }
            rows.removeAll { !choice.values[$0].isFinite }
        }
        return rows.first.map { source.table.rows[$0].line } ?? headingLine
    }

    /// Cuts the rows where a block, device, cycle or temperature ends, and where the abscissa starts again.
    mutating func cut(at abscissa: MeasuredTable.Choice?) throws(MeasurementError) {
        let table = source.table
        let devices = source.all(.device)
        let temperature = source.all(.temperature).first
        let cycle = source.all(.cycle).first { $0.index != abscissa?.index }
        for choice in devices { use(choice, "device") }
        if let cycle { use(cycle, "cycle") }
        if let temperature { use(temperature, "temperature") }
        var names: [[Double]: Int] = [:]
        let ids = rows.map { row -> Int? in
            if devices.isEmpty { return nil }
            let key = devices.map { $0.values[row] }
            if devices.count == 1, let id = Int(exactly: key[0]) { return id }
            names[key] = names[key] ?? names.count + 1
            return names[key]
        }
        var idOf = [Int?](repeating: nil, count: table.rows.count)
        for (row, id) in zip(rows, ids) { idOf[row] = id }
        group(by: ids)
        var blockOf = [Int](repeating: 0, count: table.rows.count)
        for (index, block) in table.blocks.enumerated() { for row in block.rows { blockOf[row] = index } }
        var current: DeviceMeasurement.Series?
        var (currentBlock, currentID, currentCycle) = (-1, Int?.none, Int?.none)
        for (place, row) in rows.enumerated() {
            let (id, block) = (idOf[row], blockOf[row])
            let cycleNumber = cycle.flatMap { Int(exactly: $0.values[row]) }
            let kelvin = temperature.map { $0.values[row] }
            var starts =
                current == nil || block != currentBlock || id != currentID || cycleNumber != currentCycle
            // The chamber's own fluctuation is no other temperature.
            if let kelvin, let mean = current?.temperature, abs(kelvin - mean) > 2 { starts = true }
            if !starts, let abscissa, let first = current?.rows.lowerBound {
                let (value, previous) = (abscissa.values[row], abscissa.values[rows[place - 1]])
                if value <= previous {
                    guard value <= abscissa.values[rows[first]] else {
                        throw .notAscending(
                            file: file, line: table.rows[row].line, heading: source.names[abscissa.index],
                            value: number(abscissa, row), previous: number(abscissa, rows[place - 1]))
                    }
                    starts = true
                }
            }
            if starts {
                if var done = current {
                    done.rows = done.rows.lowerBound..<place
                    series.append(done)
                }
                let title = BlockTitle(table.blocks[block].title ?? "")
                current = .init(
                    rows: place..<rows.count, device: id ?? title.device, cycle: cycleNumber ?? title.cycle,
                    temperature: kelvin ?? title.temperature)
            }
            (currentBlock, currentID, currentCycle) = (block, id, cycleNumber)
        }
        if let current { series.append(current) }
        // Repeats that nothing names are cycles.
        if series.count > 1, series.allSatisfy({ $0.device == nil && $0.cycle == nil && $0.temperature == nil }) {
            for index in series.indices { series[index].cycle = index + 1 }
        }
    }

    private func number(_ choice: MeasuredTable.Choice, _ row: Int) -> Double {
        source.table.rows[row].cells[choice.index].number ?? .nan
    }

    /// Rows of one device together, in the file's order, whether its rows alternate with others' or not.
    private mutating func group(by ids: [Int?]) {
        guard ids.contains(where: { $0 != nil }) else { return }
        var buckets: [[Int]] = []
        var bucketOf: [Int?: Int] = [:]
        for (row, id) in zip(rows, ids) {
            if let bucket = bucketOf[id] {
                buckets[bucket].append(row)
            } else {
                bucketOf[id] = buckets.count
                buckets.append([row])
            }
        }
        rows = Array(buckets.joined())
    }

    /// Lets a clock or a count go on where one series of a device follows another.
    func chain(_ values: inout [Double]) {
        for index in series.indices.dropFirst() {
            let (before, after) = (series[index - 1], series[index])
            guard before.device == after.device, before.temperature == after.temperature else { continue }
            let last = values[before.rows.upperBound - 1]
            guard values[after.rows.lowerBound] <= last else { continue }
            let step = after.rows.count > 1 ? values[after.rows.lowerBound + 1] - values[after.rows.lowerBound] : 1
            let shift = last + step - values[after.rows.lowerBound]
            for row in after.rows { values[row] += shift }
        }
    }
}
