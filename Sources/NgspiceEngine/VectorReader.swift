import CNgspice

/// Reads the vectors of the run that just ended, and decides whether it ended well.
struct VectorReader {
    var library: cngspice_library
    var transcript: Transcript
    var job: NgspiceJob

    func read() throws(NgspiceRunFailure) -> NgspiceRecord {
        let names = currentVectors()
        let time = names["time"].flatMap(values)
        guard !transcript.hasError, !transcript.exitRequested else {
            throw failure(.aborted, "the run was aborted", reached: time?.last)
        }
        guard let time, let end = time.last else {
            throw failure(.missingVector, "there is no time axis: the netlist has no transient analysis that ran")
        }
        // ngspice sums its steps: the last time may miss the stop time by rounding.
        guard end >= job.stopTime * (1 - 1e-9) else {
            throw failure(.endedEarly, "the vectors end before t = \(job.stopTime) s", reached: end)
        }
        guard zip(time, time.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw failure(.notFinite, "the time axis does not ascend", reached: end)
        }
        var rows: [[Double]] = []
        rows.reserveCapacity(job.vectors.count)
        for name in job.vectors { rows.append(try row(name, from: names, time: time)) }
        let measurements = transcript.measurements
        var record = NgspiceRecord(
            time: time, values: rows, measurements: measurements,
            failedMeasurements: transcript.failedMeasurements(of: job.deck, found: measurements),
            lastValues: lastValues(names))
        for name in job.sampledVectors where names[name] != nil {
            record.samples[name] = try row(name, from: names, time: time)
        }
        record.absentVectors = job.namedVectors.filter { names[$0] == nil }
        return record
    }

    private func lastValues(_ names: [String: String]) -> [String: Double] {
        guard !job.lastValuesOf.isEmpty else { return [:] }
        let wanted = names.filter { $0.key.split(separator: ".").last?.hasPrefix(job.lastValuesOf) == true }
        return wanted.compactMapValues { values($0)?.last }
    }

    private func row(_ name: String, from names: [String: String], time: [Double]) throws(NgspiceRunFailure) -> [Double]
    {
        guard let listed = names[name], let row = values(listed) else {
            throw failure(
                .missingVector,
                "there is no vector \"\(name)\"; there are \(names.keys.sorted().prefix(20).joined(separator: ", "))")
        }
        guard row.count == time.count else {
            throw failure(.unequalLengths, "vector \"\(name)\" has \(row.count) points, the time axis \(time.count)")
        }
        let limit = name.hasSuffix("#branch") ? Double.greatestFiniteMagnitude : job.voltageLimit
        // One comparison finds both: it is false of a NaN.
        guard let bad = row.firstIndex(where: { !($0.magnitude <= limit) }) else { return row }
        if row[bad].isFinite {
            throw failure(
                .implausible, "\"\(name)\" is \(row[bad]) V, beyond the limit of \(limit) V", reached: time[bad])
        }
        throw failure(.notFinite, "\"\(name)\" is \(row[bad])", reached: time[bad])
    }

    /// The vectors of the current plot, by the names that a job uses: small letters, "1" for ngspice's "V(1)".
    ///
    /// Looking a name up among them keeps ngspice from answering with its constants "e", "i", "pi".
    private func currentVectors() -> [String: String] {
        var names: [String: String] = [:]
        guard let plot = library.current_plot(), let list = library.vector_names(plot) else { return names }
        var index = 0
        while let pointer = list[index] {
            let listed = String(cString: pointer)
            var name = listed.lowercased()
            if name.hasPrefix("v("), name.hasSuffix(")") { name = String(name.dropFirst(2).dropLast()) }
            names[name] = listed
            index += 1
        }
        return names
    }

    private func values(_ name: String) -> [Double]? {
        let copy = CStrings.copy(name)
        defer { CStrings.free([copy]) }
        guard let vector = library.vector(copy)?.pointee, vector.length >= 0 else { return nil }
        guard vector.length > 0 else { return [] }
        guard let real = vector.real else { return nil }
        return Array(UnsafeBufferPointer(start: real, count: Int(vector.length)))
    }

    private func failure(
        _ cause: NgspiceRunFailure.Cause, _ detail: String, reached: Double? = nil
    ) -> NgspiceRunFailure {
        NgspiceRunFailure(
            cause: cause, title: job.title, detail: detail, messages: transcript.complaints, reachedTime: reached,
            place: transcript.place)
    }
}
