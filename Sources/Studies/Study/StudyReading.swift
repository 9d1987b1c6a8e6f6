package import Datasets
import Devices
import NeuromorphicCircuits
import Quantities
import SpikingNetworks
import Yams

extension Study {
    /// Reads a study file; keys that it leaves out keep their defaults.
    /// - Parameters:
    ///   - kind: what the study must be of; by default, a `data` or a `network` section makes it a network's.
    ///   - patterns: in the place of the study's.
    package static func load(_ file: String, as kind: Kind? = nil, patterns: PatternSet? = nil) throws -> Study {
        try parse(StudyDocument.read(file), file: file, as: kind, patterns: patterns)
    }

    /// - Parameters:
    ///   - file: how errors name the text; a path of data or patterns is relative to its folder.
    ///   - kind: what the study must be of; by default, a `data` or a `network` section makes it a network's.
    ///   - patterns: in the place of the study's.
    package static func parse(
        _ text: String, file: String, as kind: Kind? = nil, patterns: PatternSet? = nil
    ) throws(StudyError) -> Study {
        let root = try StudyDocument.compose(text, file: file)
        let named = root?.value("data") ?? root?.value("network")
        let kind = kind ?? (named == nil ? .classifier : .network)
        var study = Study()
        switch kind {
        case .classifier:
            // What the file leaves out depends on the patterns.
            let own = try root?.patternSet()
            if let shown = patterns ?? own { study.adopt(shown) }
        case .network: study = Study(set: try StudyValue.sampleSet(root, file: file, patterns: patterns))
        }
        let fields = fields(of: kind)
        try root?.read(&study, fields, section: wholeSection)
        if kind == .network {
            // What suits the model and the loss that the file names, then once more what it says itself.
            let defaults = TrainingPlan(model: study.network.model, loss: study.training.loss)
            if defaults != TrainingPlan() {
                study.training = defaults
                try root?.read(&study, fields, section: wholeSection)
            }
        } else {
            study.notes = root?.renamings ?? []
        }
        if let patterns {
            study.patterns = patterns
            study.data.set = DataPlan.patterns
        }
        try study.checkConsistency(file: file)
        return study
    }

    /// The resolved study as a file that reads back as the same study.
    /// - Parameter patternFile: where the patterns stand, relative to the file; nil for a built-in set.
    package func yaml(patternFile: String? = nil) throws -> String {
        try StudyDocument.resolved(
            Self.fields(of: kind).map { field in
                let isShown = field.key == "patterns" && showsPatterns
                return (field.key, isShown ? Node(patternFile ?? patterns.name) : field.node(self))
            })
    }
}

extension StudyValue {
    /// The set that a network's study names.
    /// - Parameters:
    ///   - root: nil of an empty file.
    ///   - patterns: in the place of the study's.
    fileprivate static func sampleSet(
        _ root: StudyValue?, file: String, patterns: PatternSet?
    ) throws(StudyError) -> String {
        let data = root?.value("data")
        var shows = patterns != nil
        if !shows, let own = root?.value("patterns") { shows = try own.text() != Study.absentPatterns }
        guard data != nil || shows else {
            throw .contradiction(
                file: file,
                reason: "a network's study needs patterns or data, for example patterns: letters or data: {set: mnist}")
        }
        guard let set = try data?.value("set")?.dataSet() else {
            if !shows, let data { throw data.invalid("the section needs a set: a data set's name or a path") }
            return DataPlan.patterns
        }
        guard shows == (set == DataPlan.patterns) else {
            throw .contradiction(
                file: file,
                reason: shows
                    ? "it has patterns, and data has the set \(set): leave one of them out"
                    : "data has the set patterns, but the study has none: name some, for example patterns: letters")
        }
        return set
    }
}

extension Study {
    /// What no single key can tell, and no data are needed for.
    package func checkConsistency(file: String) throws(StudyError) {
        do {
            _ = try kind == .classifier ? circuit.conductanceRange() : layers.conductanceRange()
        } catch {
            throw .contradiction(file: file, reason: error.description)
        }
        switch kind {
        case .classifier: try checkClassifier(file: file)
        case .network: try checkNetwork(file: file)
        }
    }

    private func checkClassifier(file: String) throws(StudyError) {
        guard circuit.thresholdVoltage < circuit.readVoltage else {
            throw .contradiction(
                file: file,
                reason:
                    "thresholdVoltage is \(circuit.thresholdVoltage), but a membrane never rises above readVoltage = "
                    + "\(circuit.readVoltage); V_th/V_read ≤ 0.3 is advised")
        }
        guard circuit.holdVoltage < circuit.thresholdVoltage else {
            throw .contradiction(
                file: file,
                reason: "holdVoltage is \(circuit.holdVoltage), but must lie below thresholdVoltage = "
                    + "\(circuit.thresholdVoltage)")
        }
        try checkDevice(file: file)
        for flips in noise.exactFlips where flips > patterns.pixelCount {
            throw .contradiction(
                file: file,
                reason: "exactFlips has \(flips), but a pattern has \(patterns.pixelCount) pixels; leave it out")
        }
        guard training.lowestFlipProbability <= training.highestFlipProbability else {
            throw .contradiction(
                file: file,
                reason: "lowestFlipProbability = \(training.lowestFlipProbability) lies above highestFlipProbability = "
                    + "\(training.highestFlipProbability)")
        }
    }

    /// A study that names its device must be one that the device can be part of.
    private func checkDevice(file: String) throws(StudyError) {
        guard let device else { return }
        func fail(_ reason: String) -> StudyError {
            .contradiction(file: file, reason: "device \(device.name.rawValue): \(reason)")
        }
        guard device.description.kind == .nonvolatile else {
            throw fail("it is volatile: a synapse needs a non-volatile memristor, such as vteam or sky130")
        }
        let weakest = device.weakestThreshold
        guard circuit.writeThreshold.value <= weakest.value * 1.001 else {
            throw fail(
                "writeThreshold is \(circuit.writeThreshold), but the device is written from "
                    + "\(weakest.formatted(digits: 4)) on; lower it, and readVoltage with it")
        }
        let ends = device.conductanceRange(at: circuit.readVoltage)
        let slack = 1.001
        guard circuit.minimumConductance.value * slack >= ends.low.value,
            circuit.maximumConductance.value <= ends.high.value * slack
        else {
            throw fail(
                "minimumConductance \(circuit.minimumConductance) to maximumConductance \(circuit.maximumConductance) "
                    + "is not within what it has at readVoltage, \(ends.low.formatted(digits: 4)) to "
                    + "\(ends.high.formatted(digits: 4))")
        }
    }

    private func checkNetwork(file: String) throws(StudyError) {
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        switch network.model {
        case .physical:
            if network.inputRows == .bipolar, network.encoder.spikes {
                throw refuse(
                    "inputRows is bipolar, whose rows stand at ±V_read throughout, but the encoder \(network.encoder.rawValue) "
                        + "makes spikes: use the constant encoder or complementary rows")
            }
            if network.learnsThreshold {
                throw refuse(
                    "learnsThreshold is of a textbook network: a physical neuron's threshold is its switch's own, and no "
                        + "circuit of this kind can learn it")
            }
        case .textbook:
            if network.inputRows == .bipolar {
                throw refuse("inputRows is bipolar, but a textbook network has no rows; use model physical")
            }
            if hardware != HardwarePlan() {
                throw refuse(
                    "a textbook network has no memristors: leave out the hardware section, or use model physical")
            }
        }
        if showsPatterns, data.folds != nil {
            throw refuse("folds divide a data set; of patterns fresh noisy pictures are tested: leave folds out")
        }
        if training.smoothing > 0, training.loss != .slotCrossEntropy {
            throw refuse(
                "smoothing is of the loss slot-cross-entropy, but loss is \(training.loss.rawValue); set it to 0")
        }
        if training.warmup > 0, training.schedule != .cosine {
            throw refuse("warmup is of the schedule cosine, but schedule is \(training.schedule.rawValue); set it to 0")
        }
    }
}
