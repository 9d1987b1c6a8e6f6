import Circuits
import Quantities

/// A current source as it was read; the current flows from `plus` through the source to `minus`.
struct CurrentSource {
    var name: String
    var place: NetlistPlace
    var plus: Node
    var minus: Node
    var written: WrittenWaveform
    /// [A], held as voltages are.
    var waveform: SourceWaveform
}

/// Current sources as the exact engine takes them: a current I into a node with a resistor R to ground is a voltage I R
/// behind that resistor (Norton and Thévenin). Of several currents into one node each has its share of the resistor.
struct SourceTransformation {
    /// What becomes of one resistor.
    struct Change {
        /// Among the elements that were read.
        var resistor: Int
        var ends: [(source: Int, sign: Double)] = []
    }

    private(set) var changes: [Change] = []

    /// - Parameters:
    ///   - elements: all that was read.
    ///   - joined: a name for every set of nodes that ammeters join.
    init(
        _ sources: [CurrentSource], elements: [ElementKind], joined: (Node) -> Node
    ) throws(NetlistError) {
        var resistorAt: [Node: Int] = [:]
        for (index, kind) in elements.enumerated() {
            guard case .resistor(let a, let b, _) = kind, (a == .ground) != (b == .ground) else { continue }
            let node = joined(a == .ground ? b : a)
            if resistorAt[node] == nil { resistorAt[node] = index }
        }
        var placeOf: [Int: Int] = [:]
        for (index, source) in sources.enumerated() where source.plus != source.minus {
            for (node, sign) in [(source.minus, 1.0), (source.plus, -1.0)] where node != .ground {
                guard let resistor = resistorAt[joined(node)] else {
                    throw .malformed(
                        source.place,
                        "the current source \(source.name) ends at node \"\(node)\", which has no resistor to ground; the "
                            + "event-driven engine needs one: add a leak, or use --engine ngspice")
                }
                if placeOf[resistor] == nil {
                    placeOf[resistor] = changes.count
                    changes.append(Change(resistor: resistor))
                }
                changes[placeOf[resistor]!].ends.append((index, sign))
            }
        }
    }
}

extension SourceWaveform {
    func scaled(by factor: Double) -> SourceWaveform {
        SourceWaveform(
            initial: Voltage(initial.value * factor),
            steps: steps.map { Step(time: $0.time, level: Voltage($0.level.value * factor)) })
    }

    /// ∫ of the square of the level over a run.
    func squareIntegral(until end: Double) -> Double {
        var sum = 0.0
        var (time, level) = (0.0, initial.value)
        for step in steps where step.time.value < end {
            sum += level * level * (step.time.value - time)
            (time, level) = (step.time.value, step.level.value)
        }
        return sum + level * level * (end - time)
    }
}

extension ElementReader {
    /// Puts the current sources into the circuit.
    mutating func settleCurrentSources() throws(NetlistError) {
        let transformation = try SourceTransformation(
            currentSources, elements: read.map(\.kind), joined: initialVoltages.representative)
        var parts = [[NetlistSource.Part]](repeating: [], count: currentSources.count)
        for change in transformation.changes {
            guard case .resistor(let a, let b, let value) = read[change.resistor].kind else { continue }
            let node = a == .ground ? b : a
            let share = Resistance(value.value * Double(change.ends.count))
            for (place, end) in change.ends.enumerated() {
                let source = currentSources[end.source]
                let name = "\(source.name)#\(parts[end.source].count + 1)"
                parts[end.source].append(
                    .init(
                        index: addTransformed(
                            name, source.place, share, node, replacing: place == 0 ? change.resistor : nil,
                            source.waveform.scaled(by: end.sign * share.value)),
                        resistance: share.value,
                        squareIntegral: source.waveform.squareIntegral(until: timing.stop)))
            }
        }
        for (source, parts) in zip(currentSources, parts) {
            writtenSources.append(
                NetlistSource(
                    name: source.name, isCurrent: true, written: source.written, stop: timing.stop, parts: parts))
        }
    }
}
