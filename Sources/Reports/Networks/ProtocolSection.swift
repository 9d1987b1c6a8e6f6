import Results
import Studies

/// What was done, so that it can be done again.
struct ProtocolSection {
    let results: NetworkResults

    var section: Section {
        Section(
            anchor: "protocol", title: "The protocol", blocks: [.markup(FactList.markup(facts.map { ($0, .text($1)) }))]
        )
    }

    private func value(_ section: String, _ key: String) -> String { results.studied(section, key) }

    private var facts: [(String, String)] {
        let training = { value("training", $0) }
        var rows = [
            ("Data", results.data.understood ?? results.data.set),
            ("Division", results.data.partition), ("Features", results.data.scaling),
            ("Network", layers),
            ("Encoder", "\(value("network", "encoder")), \(value("network", "slots")) time slots"),
            ("Loss", loss),
            ("Surrogate", "\(training("surrogate")), width \(training("surrogateWidth")) of the threshold"),
            ("Optimiser", optimizer),
            ("Batches", "\(training("batchSize")) samples, \(training("epochs")) epochs\(stopping)"),
            ("Regularisation", regularization),
        ]
        if results.array != nil { rows.append(("Array", array)) }
        let interval =
            results.isCrossValidated
            ? "mean over the folds with Nadeau and Bengio’s corrected resampled t interval, which allows for the folds’ "
                + "common training samples"
            : "Wilson’s score interval over the test samples"
        if results.logisticRegression != nil { rows.append(("Logistic regression", logistic)) }
        rows.append(("Interval", interval + ", 95 %; ties score their share"))
        rows.append(
            (
                "Training time",
                "wall time of all epochs with their validation passes; without reading data, checkpoints, "
                    + "test and circuit"
                    + (results.isCrossValidated ? "; the sum over the trainings, which run side by side" : "")
            ))
        return rows
    }

    private var logistic: String {
        let part = results.isCrossValidated ? "fold" : "split"
        return
            "multinomial, with intercepts and an L2 penalty, on the network’s samples and features; the penalty is that of 0.1, "
            + "0.01, …, 10⁻⁶ with the least cross-entropy on "
            + (results.data.validation > 0
                ? "the validation samples" : "a fifth of the \(part)’s training samples, held out")
            + ", then all of the \(part)’s samples but the held-out ones are fitted"
    }

    private var layers: String {
        results.layers.enumerated().map { index, layer in
            let rows = layer.rows.map { ", \($0) rows" } ?? ""
            let name = index == results.layers.count - 1 ? "output" : "hidden \(index + 1)"
            return "\(name): \(layer.inputs) → \(layer.neurons), \(layer.model.rawValue)\(rows)"
        }.joined(separator: "; ")
    }

    private var loss: String {
        let loss = value("training", "loss")
        let smoothing = value("training", "smoothing")
        return switch loss {
        case "rate": "rate mean squared error"
        case "slot-cross-entropy":
            "cross-entropy in every slot, sharpness \(value("training", "sharpness"))"
                + (smoothing == "0" ? "" : ", label smoothing \(smoothing)")
        default: "cross-entropy of spike times, sharpness \(value("training", "sharpness"))"
        }
    }

    private var optimizer: String {
        let name = value("training", "optimizer")
        let own =
            switch name {
            case "adamw": ", weight decay \(value("training", "weightDecay"))"
            case "sgd": ", momentum \(value("training", "momentum"))"
            default: ""
            }
        let schedule =
            switch value("training", "schedule") {
            case "constant": "constant"
            case "steps":
                "times \(value("training", "stepFactor")) after every \(value("training", "stepEpochs")) epochs"
            default: "down a cosine, warm-up \(value("training", "warmup"))"
            }
        return "\(name)\(own); learning rate \(value("training", "learningRate")), \(schedule)"
    }

    private var stopping: String {
        let patience = value("training", "patience")
        return patience == "0" ? "" : "; stops after \(patience) epochs without a better validation accuracy"
    }

    private var regularization: String {
        let dropout = value("training", "inputDropout")
        let augmentation = value("training", "augmentation")
        let isPlain = augmentation.split(separator: ",").allSatisfy { $0.hasSuffix(": 0") }
        let parts = [
            dropout == "0" ? nil : "\(dropout) of the inputs silenced",
            isPlain ? nil : "pictures displaced at random (\(augmentation))",
        ].compactMap { $0 }
        return parts.isEmpty ? "none beside the bounds" : parts.joined(separator: "; ")
    }

    private var array: String {
        guard let array = results.array else { return NumberText.absent }
        var parts = [array.levels.map { "\($0) levels a cell" } ?? "continuous cells"]
        if array.programmingNoise > 0 {
            parts.append("programming noise σ = \(array.programmingNoise) of the range")
        }
        let read = value("hardware", "readNoise")
        if read != "0" { parts.append("read noise σ = \(read) of the conductance, in training") }
        if array.stuckCells > 0 { parts.append("\(NumberText.count(array.stuckCells)) stuck cells, known to training") }
        return parts.joined(separator: ", ")
    }
}
