import Foundation
import Results
import Studies

/// Results of about the shape of a real training, from closed forms: nothing is trained here.
enum SampleNetworks {
    static var full: NetworkResults {
        NetworkResults(
            program: ProgramRecord(name: "Memspike", version: "0.1.0"), study: study, seed: 7,
            data: NetworkDataRecord(
                set: "digits", training: 1222, validation: 216, test: 359, features: 64,
                classNames: (0...9).map(String.init), imageHeight: 8, imageWidth: 8, source: "somebody, 1998",
                licence: "CC BY 4.0", partition: "0.2 held out", scaling: "in 0…1", files: [],
                understood: "digits (built in): 1797 samples of 64 features"),
            testAccuracy: 0.9415, testLow: 0.9122, testHigh: 0.9614, testInterval: "wilson", trainAccuracy: 0.9615,
            validationAccuracy: 0.9259, epochs: 20, seconds: 1.3, peakMemoryBytes: 80 << 20, eventsAccuracy: 0.9387,
            energyPerInference: 31e-12,
            layers: [
                NetworkLayerRecord(model: .physical, inputs: 64, neurons: 48, rows: "complementary", cells: 6144),
                NetworkLayerRecord(model: .physical, inputs: 48, neurons: 10, rows: "complementary", cells: 960),
            ],
            array: ArrayDrawsRecord(
                levels: 16, programmingNoise: 0.03, draws: 10, accuracyWithoutNoise: 0.9443, mean: 0.9457,
                lowest: 0.9387, highest: 0.9526, meanLow: 0.9401, meanHigh: 0.9499, stuckCells: 355),
            folds: [],
            circuit: CircuitTestRecord(
                engine: .events, samples: 359, accuracy: 0.9387, low: 0.9090, high: 0.9591, discreteAccuracy: 0.9415,
                decisionsAgree: 0.9944, energyPerInference: 31e-12,
                parts: EnergySplit(array: 27e-12, neurons: 3e-12, winnerTakeAll: 1e-12), spikesPerInference: [101, 1],
                decisionTime: 450e-9,
                presentationDuration: 650e-9, seconds: 2),
            history: (1...20).map { epoch in
                LearningRecord(
                    epoch: epoch, loss: 2.3 / Double(epoch), accuracy: 1 - 0.8 / Double(epoch),
                    validationAccuracy: 1 - 0.85 / Double(epoch), firingRates: [0.25], silent: [6], saturated: [0],
                    learningRate: 0.02, seconds: 0.06)
            },
            bestEpoch: 17,
            firing: [
                FiringRecord(
                    layer: 1, neurons: 48, mean: 0.277, silent: 7, saturated: 1,
                    histogram: [7, 20, 10] + [Int](repeating: 0, count: 21) + [11])
            ],
            confusion: ConfusionRecord(
                counts: (0..<10).map { row in (0..<10).map { $0 == row ? 33 : ($0 + row) % 11 == 0 ? 2 : 0 } },
                undecided: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
            misclassified: (0..<11).map { index in
                MisclassifiedRecord(
                    sample: 10 + index, label: index % 10, decision: index == 3 ? -1 : (index + 1) % 10,
                    confidence: 1 / Double(index + 1), pixels: (0..<64).map { ($0 * (index + 3)) % 256 })
            },
            weights: [1, 2].map { layer in
                WeightHistogramRecord(
                    layer: layer, quantity: "conductance", low: 1e-9, high: 1e-7,
                    trained: (0..<60).map { 3000 / ($0 + 1) }, atLevels: (0..<60).map { $0 % 4 == 0 ? 400 : 0 },
                    programmed: [Int](repeating: 100, count: 60))
            },
            notes: ["Early stopping kept the network of epoch 18."])
    }

    static var empty: NetworkResults {
        var results = full
        results.study = .section([:])
        results.validationAccuracy = nil
        results.peakMemoryBytes = nil
        results.circuit = nil
        results.array = nil
        results.history = []
        results.bestEpoch = nil
        results.firing = []
        results.confusion = ConfusionRecord(counts: [], undecided: [])
        results.misclassified = []
        results.weights = []
        results.notes = []
        results.data.classNames = []
        return results
    }

    static var crossValidated: NetworkResults {
        var results = full
        results.testInterval = "corrected-resampled-t"
        results.folds = (0..<10).map { fold in
            FoldRecord(
                fold: fold, training: 1617, heldOut: 180, accuracy: 0.94 + 0.001 * Double(fold), trainAccuracy: 0.98,
                validationAccuracy: nil, meanOverDraws: 0.93, epochs: 60, eventsAccuracy: 0.94,
                energyPerInference: 31e-12, correct: 170)
        }
        results.logisticRegression = LogisticRegressionRecord(
            accuracy: 0.9234, low: 0.9012, high: 0.9456, difference: 0.0151, differenceLow: 0.0012,
            differenceHigh: 0.029,
            folds: (0..<10).map { fold in
                LogisticFoldRecord(
                    fold: fold, accuracy: 0.92 + 0.001 * Double(fold), trainAccuracy: 0.97, penalty: 1e-3,
                    iterations: 80, isConverged: true)
            })
        return results
    }

    private static var study: StudyTree {
        .section([
            "name": .text("sample"),
            "network": .section(["encoder": .text("constant"), "slots": .number(8)]),
            "training": .section([
                "loss": .text("slot-cross-entropy"), "sharpness": .number(30), "smoothing": .number(0.1),
                "optimizer": .text("adamw"), "weightDecay": .number(0.01), "learningRate": .number(0.02),
                "schedule": .text("cosine"), "warmup": .number(0), "patience": .number(8), "inputDropout": .number(0),
                "augmentation": .section(["shift": .number(1), "rotation": .number(0), "scale": .number(0)]),
            ]),
            "hardware": .section(["readNoise": .number(0.01)]),
        ])
    }
}
