import Crossbars
import Datasets
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Studies
import Testing
import Training

@Suite struct NetworkStudyFileTests {
    private func roundTrip(_ study: Study) throws -> Study {
        try Study.parse(study.yaml(), file: "s.yaml")
    }

    @Test func defaultsReadBack() throws {
        let study = Study(set: "iris")
        #expect(try roundTrip(study) == study)
        #expect(try roundTrip(study.quick) == study.quick)
        #expect(try Study.parse("data: {set: iris}\n", file: "s") == study)
    }

    /// What suits the model and the loss is taken where the file says nothing, and only there.
    @Test func defaultsFollowTheModelAndTheLoss() throws {
        let plain = try Study.parse("data: {set: iris}\nnetwork: {model: textbook}\n", file: "s")
        #expect(plain.training == TrainingPlan(model: .textbook, loss: .slotCrossEntropy))
        #expect(plain.training.learningRate == 0.001)
        let named = try Study.parse(
            "training: {learningRate: 0.5, loss: spike-time}\ndata: {set: iris}\nnetwork: {model: textbook}\n",
            file: "s")
        #expect(named.training.learningRate == 0.5)
        #expect(named.training.sharpness == TrainingPlan(model: .textbook, loss: .spikeTime).sharpness)
        #expect(try roundTrip(named) == named)
    }

    /// Every number to the last bit, whatever its size.
    @Test(arguments: 0..<50) func anyStudyReadsBack(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("studies"))
        func pick<Value: CaseIterable>(_: Value.Type) -> Value where Value.AllCases == [Value] {
            Value.allCases[random.below(Value.allCases.count)]
        }
        var study = Study(set: seed % 2 == 0 ? "digits" : "/tmp/some folder/set.csv")
        study.name = "run \(seed): \"quotes\", #hash"
        study.seed = random.next()
        study.data.validation = 0.5 * random.uniform()
        study.data.test = 0.5 * random.uniform()
        study.data.folds = seed % 3 == 0 ? 2 + random.below(20) : nil
        study.data.limit = seed % 5 == 0 ? 1 + random.below(100) : nil
        study.network.model = seed % 4 == 0 ? .textbook : .physical
        study.network.hidden = (0..<random.below(4)).map { _ in 1 + random.below(1000) }
        study.layers.slots = 1 + random.below(40)
        study.network.encoder = pick(Encoder.self)
        study.training.loss = pick(TrainingPlan.LossName.self)
        study.training.surrogate = pick(Surrogate.Shape.self)
        study.training.optimizer = pick(TrainingPlan.OptimizerName.self)
        study.training.schedule = pick(TrainingPlan.ScheduleName.self)
        study.training.learningRate = 0.1 * random.uniform()
        study.training.surrogateWidth = 0.01 + random.uniform()
        study.training.augmentation = Augmentation(shift: random.uniform(), rotation: 9, scale: 0.5 * random.uniform())
        study.training.patience = study.data.validation > 0 ? random.below(9) : 0
        if study.network.model == .textbook {
            study.network.learnsDecay = true
        } else {
            study.hardware.levels = seed % 2 == 0 ? 2 + random.below(60) : nil
            study.hardware.programmingNoise = 0.1 * random.uniform()
            study.hardware.stuck.rate = random.uniform()
            study.layers.membraneSlots = 0.5 + random.uniform()
            study.layers.readVoltage.value *= 0.9 + 0.2 * random.uniform()
        }
        #expect(try roundTrip(study) == study)
    }

    /// A path is relative to the study that names it; a resolved study holds it whole.
    @Test func pathsAreKeptWhole() throws {
        let study = try Study.parse("data: {set: sets/mine.csv}\n", file: "/somewhere/else/s.yaml")
        #expect(study.data.set == "/somewhere/else/sets/mine.csv")
        #expect(try roundTrip(study) == study)
    }

    @Test func aDataSectionTellsTheKinds() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kinds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("s.yaml")
        try Data("data: {set: iris}\n".utf8).write(to: file)
        #expect(try Study.load(file.path) == Study(set: "iris"))
        try Data("seed: 1\n".utf8).write(to: file)
        #expect(try Study.load(file.path) == Study())
        try Data().write(to: file)
        #expect(try Study.load(file.path) == Study())
    }

    /// Built-in names come first; a bare name is a path if something is called so beside the study.
    @Test func bareNamesBesideTheStudy() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("study-\(UUID().uuidString)")
            .standardizedFileURL
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["mydata", "iris", "patterns"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        for part in ["train-images-idx3", "train-labels-idx1"] {
            try Data().write(to: folder.appendingPathComponent("emnist-letters-\(part)-ubyte"))
        }
        func set(_ name: String) throws -> String {
            try Study.parse("data: {set: \(name)}\n", file: folder.appendingPathComponent("s.yaml").path).data
                .set
        }
        #expect(try set("mydata") == folder.appendingPathComponent("mydata").path)
        #expect(try set("emnist-letters") == folder.appendingPathComponent("emnist-letters").path)
        for name in ["iris", "nothing"] { #expect(try set(name) == name) }
    }

    @Test func columnsSideBySide() throws {
        let study = try Study.parse(
            "data: {set: s.csv, label: 257-266, ignore: [1-3, a-b], columns: [4-256]}\n", file: "s.yaml")
        #expect(study.data.layout.label == .numbers(257...266))
        #expect(study.data.layout.ignored == [.numbers(1...3), .name("a-b")])
        #expect(study.data.layout.features == [.numbers(4...256)])
        #expect(try roundTrip(study) == study)
    }
}
