/// The numbers of a `.tran` line, as its dialect means them.
struct TransientReader {
    /// 0 if the line leaves it to the simulator. [s]
    let step: Double
    let stop: Double  // [s]
    /// Nothing is shown before. [s]
    let start: Double
    /// The largest step, if it is given. [s]
    let largestStep: Double?
    /// Whether the run starts from the initial conditions alone.
    let skipsOperatingPoint: Bool

    /// How finely waveforms are sampled and slopes held. [s]
    var pitch: Double { largestStep ?? (step > 0 ? step : (stop - start) / 1000) }

    init(_ words: [String], _ expression: NetlistExpression) throws(NetlistError) {
        let (place, dialect) = (expression.place, expression.scope.dialect)
        var numbers: [Double] = []
        var skips = false
        for word in words {
            switch word {
            // SPICE's word, PSPICE's and Xyce's.
            case "uic", "skipbp", "noop": skips = true
            case "nodiscard": break
            case "startup", "steady", "step":
                throw .malformed(
                    place, ".tran's word \"\(word)\" changes the run in a way that is not supported; remove it")
            default: numbers.append(try expression.value(word))
            }
        }
        // LTspice's short form has the end alone.
        if numbers.count == 1, dialect == .ltspice { numbers = [0, numbers[0]] }
        guard (2...4).contains(numbers.count) else {
            let short = numbers.count == 1 ? "; the end alone is LTspice's way: say --mode ltspice" : ""
            throw .malformed(
                place,
                ".tran has \(numbers.count) number\(numbers.count == 1 ? "" : "s"), but needs step and end, then start and "
                    + "largest step if wanted\(short)")
        }
        guard numbers[0] > 0 || numbers[0] == 0 && dialect != .ngspice else {
            throw .malformed(
                place,
                ".tran's step is \(numbers[0]) s, but must be above 0"
                    + (numbers[0] == 0
                        ? "; a step of 0 is LTspice's and PSPICE's way: say --mode ltspice or pspice" : ""))
        }
        let start = numbers.count > 2 ? numbers[2] : 0
        guard numbers[1] > 0, numbers[0] <= numbers[1], start >= 0, start < numbers[1] else {
            throw .malformed(
                place,
                ".tran needs a step and a start before its end, but has step \(numbers[0]) s, end \(numbers[1]) s, start "
                    + "\(start) s")
        }
        guard numbers.count < 4 || numbers[3] >= 0 else {
            throw .malformed(place, ".tran's largest step is \(numbers[3]) s, but must be above 0")
        }
        step = numbers[0]
        stop = numbers[1]
        self.start = start
        largestStep = numbers.count > 3 && numbers[3] > 0 ? numbers[3] : nil
        skipsOperatingPoint = skips
        guard stop / pitch <= 5_000_000 else {
            throw .malformed(
                place, ".tran asks for \((stop / pitch).rounded()) samples; at most 5 million: raise its step")
        }
    }

    /// The longest step that ngspice takes where the line gives none. [s]
    var longestStep: Double { largestStep ?? min(step > 0 ? step : pitch, (stop - start) / 50) }

    /// The line as ngspice means it, with another longest step.
    func text(longestStep: Double) -> String {
        ".tran \(step > 0 ? step : pitch) \(stop) \(start) \(longestStep)" + (skipsOperatingPoint ? " uic" : "")
    }

    /// The line as ngspice means it.
    var text: String {
        let printed = step > 0 ? step : pitch
        return ".tran \(printed) \(stop) \(start)\(largestStep.map { " \($0)" } ?? (step > 0 ? "" : " \(pitch)"))"
            + (skipsOperatingPoint ? " uic" : "")
    }
}
