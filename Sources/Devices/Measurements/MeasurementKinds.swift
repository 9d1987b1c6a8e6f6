import DelimitedText

/// What tells one kind of measurement from another where their columns are alike.
extension MeasurementAssembly {
    /// Whether currents were read after pulses that other columns name, and are not those of a sweep.
    func areReadAfterPulses(_ currents: [MeasuredTable.Choice]) -> Bool {
        guard !source.all(.pulse).isEmpty || !source.all(.width).isEmpty else { return false }
        if source.all(.time).isEmpty, !source.all(.pulse).isEmpty, let voltage = source.all(.voltage).first,
            !moves(voltage)
        {
            return !currents.isEmpty
        }
        return currents.contains(where: \.column.isRead)
            || (source.all(.time).isEmpty && !source.all(.readVoltage).isEmpty)
                && !currents.isEmpty
    }

    /// Whether a voltage goes from row to row in small steps; pulses stand at few levels, and jump between them.
    func moves(_ voltage: MeasuredTable.Choice) -> Bool {
        let values = voltage.values.filter(\.isFinite)
        let reach = values.reduce(0) { max($0, abs($1)) }
        let moves = zip(values, values.dropFirst()).filter { $0 != $1 }
        let small = moves.count { abs($0 - $1) <= 0.25 * reach }
        return 2 * moves.count > values.count && 10 * small > 9 * moves.count
    }

    /// Resistances or conductances under a voltage that moves on from row to row, as the currents that were measured; nil if
    /// they were read after pulses.
    func ohmicAnswer(
        _ voltage: MeasuredTable.Choice, _ time: MeasuredTable.Choice?, _ found: [MeasuredTable.Choice]
    ) -> [MeasuredTable.Choice]? {
        let isPulsed = [.pulse, .width, .readVoltage].contains { !source.all($0).isEmpty }
        guard let first = found.first, !isPulsed, time != nil || options.interval != nil || source.table.clock != nil
        else {
            return nil
        }
        guard moves(voltage) else { return nil }
        return found.filter { $0.column.quantity == first.column.quantity }.map { choice in
            var answer = choice
            let isResistance = choice.column.quantity == .resistance
            answer.values = zip(voltage.values, choice.values).map { isResistance ? $0 / $1 : $0 * $1 }
            return answer
        }
    }

    /// Retention is read at one voltage: a current of both signs, or a column that may be a drive, says that it was swept.
    func requireOnePolarity(_ currents: [MeasuredTable.Choice]) throws(MeasurementError) {
        let drives = source.possibleDrives.map { "\"\(source.names[$0])\"" }.joined(separator: ", ")
        let hasBothSigns = currents.contains { choice in
            let largest = choice.values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
            return choice.values.contains { $0 > 0.01 * largest } && choice.values.contains { $0 < -0.01 * largest }
        }
        guard hasBothSigns || (!drives.isEmpty && source.all(.voltage).isEmpty && source.all(.readVoltage).isEmpty)
        else {
            return
        }
        let reason =
            drives.isEmpty
            ? "the current has both signs, so a voltage was swept, but no column names it"
            : "no column names the voltage under which the current flowed, and \(drives) may be what was swept, in a unit that "
                + "is none of a voltage"
        throw .noSuchKind(
            file: file, line: headingLine, kind: "retention",
            reason: reason + "; name it by --columns, such as \"voltage (V)\", or skip the column there by -")
    }

    /// Cycles of one or two rows are no trains of pulses.
    func requireTrains(_ voltages: [MeasuredTable.Choice]) throws(MeasurementError) {
        guard voltages.isEmpty, source.all(.pulse).isEmpty, source.all(.width).isEmpty,
            let cycle = source.all(.cycle).first, 2 * Set(cycle.values).count >= cycle.values.count
        else { return }
        throw .noSuchKind(
            file: file, line: headingLine, kind: "train of pulses",
            reason:
                "a cycle has 1 or 2 rows; if this is endurance, name both states, in two columns R_HRS and R_LRS or in a "
                + "column \"state\" of HRS and LRS; if each row is a pulse, name that column \"pulse\" by --columns")
    }

    /// Rows that name their state in turn, as the rows of both states: one a cycle, with a column for each state.
    /// - Returns: nil if the rows of a cycle do not name both.
    mutating func pairedStates(
        _ state: MeasuredTable.Choice, _ answer: MeasuredTable.Choice
    ) -> [MeasuredTable.Choice]? {
        let cycle = source.all(.cycle).first ?? source.all(.pulse).first
        let devices = source.all(.device)
        var groups: [[Double]: [Int]] = [:]
        var order: [[Double]] = []
        var turn = 0
        for row in rows {
            // Without a cycle a new one begins where the first row's state comes again.
            if cycle == nil, row > rows[0], state.values[row] == state.values[rows[0]] { turn += 1 }
            let key = devices.map { $0.values[row] } + [cycle?.values[row] ?? Double(turn)]
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(row)
        }
        func mean(_ rows: [Int], _ isLow: Double) -> Double {
            let values = rows.filter { state.values[$0] == isLow }.map { answer.values[$0] }
            return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
        }
        // More rows a cycle are trains of pulses.
        guard rows.count <= 4 * order.count else { return nil }
        let whole = order.filter { key in Set((groups[key] ?? []).map { state.values[$0] }).count == 2 }
        guard 10 * whole.count >= 9 * order.count, !whole.isEmpty else { return nil }
        use(state, "state of the row")
        let repeated = whole.count { (groups[$0]?.count ?? 0) > 2 }
        if repeated > 0 { source.note("\(repeated) cycles have several rows of one state: their means are taken") }
        if whole.count < order.count {
            source.note("\(order.count - whole.count) cycles without one of both states are left out")
        }
        var (high, low) = (answer, answer)
        (high.column.state, low.column.state) = (.highResistance, .lowResistance)
        var anchors: [Int] = []
        for key in whole {
            guard let members = groups[key], let anchor = members.first else { continue }
            high.values[anchor] = mean(members, 0)
            low.values[anchor] = mean(members, 1)
            anchors.append(anchor)
        }
        source.note("both states of a cycle are in rows of their own: \(rows.count) rows are \(anchors.count) cycles")
        rows = anchors
        return [high, low]
    }
}
