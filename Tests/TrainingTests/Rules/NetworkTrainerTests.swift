import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Datasets
@testable import Training

/// What holds for training whatever the numbers are.
@Suite struct NetworkTrainerTests {
    /// 4 × 5 images of three classes, each with a bar of its own and noise.
    static func images(count: Int, seed: UInt64, classes: [Int] = [0, 1, 2]) -> LabelledSamples {
        var stream = RandomStream(seed: seed, purpose: StreamPurpose("test: images"))
        var features: [Float] = []
        var labels: [Int] = []
        for sample in 0..<count {
            let label = classes[sample % classes.count]
            labels.append(label)
            for pixel in 0..<20 { features.append(Float((pixel / 5 == label ? 0.7 : 0) + 0.3 * stream.uniform())) }
        }
        return try! LabelledSamples(
            name: "bars", features: features, labels: labels, featureCount: 20, classes: 3,
            classNames: ["a", "b", "c"], imageShape: ImageShape(height: 4, width: 5))
    }

    static func recipe(
        _ kind: DeepKind, loss: NetworkLoss, encoder: Encoder, epochs: Int = 2, batchSize: Int = 150, hidden: Int = 19
    ) throws -> NetworkRecipe {
        NetworkRecipe(
            slots: 6, encoder: encoder,
            layers: [
                LayerRecipe(neurons: hidden, model: try kind.model(layer: 0, depth: 2, slots: 6)),
                LayerRecipe(neurons: 3, model: try kind.model(layer: 1, depth: 2, slots: 6)),
            ], loss: loss, surrogate: Surrogate(shape: .arctangent, width: 0.8), learningRate: 0.01, epochs: epochs,
            batchSize: batchSize)
    }

    /// Every source of randomness, every loss, and batches that shards do not divide.
    static func restless() throws -> [NetworkRecipe] {
        var recipes: [NetworkRecipe] = []
        for (kind, encoder, loss) in [
            (DeepKind.textbook, Encoder.bernoulli, NetworkLoss.tested[0]), (.crossbar, .latency, NetworkLoss.tested[1]),
            (.bipolar, .constant, NetworkLoss.tested[1]), (.mixed, .bernoulli, NetworkLoss.tested[2]),
        ] {
            var recipe = try recipe(kind, loss: loss, encoder: encoder)
            recipe.augmentation = Augmentation(shift: 0.5, rotation: 5, scale: 0.1)
            recipe.inputDropout = 0.2
            recipe.hardware = HardwareInTheLoop(levels: 16, programmingNoise: 0.02, readNoise: 0.05)
            recipe.optimizer = kind == .mixed ? .momentum(0.9) : .adamW(weightDecay: 0.01)
            recipes.append(recipe)
        }
        return recipes
    }

    @Test(arguments: 0..<4)
    func jobsChangeNothing(place: Int) throws {
        let recipe = try Self.restless()[place]
        // Two batches of three shards, and one of 47 samples.
        let data = Self.images(count: 347, seed: 1)
        func train(seed: UInt64, jobs: Int) throws -> (trainer: NetworkTrainer, outcomes: [EpochOutcome]) {
            let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: seed, jobs: jobs)
            return (trainer, try (0..<2).map { _ in try #require(try trainer.runEpoch(data)) })
        }
        let alone = try train(seed: 7, jobs: 1)
        for jobs in [2, 3, 5] {
            let together = try train(seed: 7, jobs: jobs)
            // Weights, moments and all, bit by bit.
            #expect(together.trainer.checkpoint() == alone.trainer.checkpoint())
            #expect(try together.trainer.network() == alone.trainer.network())
            #expect(together.outcomes == alone.outcomes)
        }
        let other = try train(seed: 8, jobs: 1)
        #expect(try other.trainer.network() != alone.trainer.network())
        #expect(other.outcomes != alone.outcomes)
    }

    /// A few samples shown in many shards are those samples.
    @Test(arguments: DeepKind.allCases)
    func shardsAddUp(kind: DeepKind) throws {
        let data = Self.images(count: 7, seed: 2)
        for loss in NetworkLoss.tested {
            func pass(batchSize: Int) throws -> (loss: Double, weights: [Double], pieces: Int) {
                let recipe = try Self.recipe(kind, loss: loss, encoder: .constant, batchSize: batchSize)
                let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 3, jobs: 1)
                let (outcome, pieces) = trainer.differentiate(Array(0..<7)[...], of: data)
                let weights = trainer.layers.indices.flatMap { index in
                    let layer = trainer.layers[index]
                    let (shards, _) = trainer.gradient(layer: index, pieces: pieces)
                    return (0..<layer.weights.count).map { place in shards.reduce(0) { $0 + Double($1.start[place]) } }
                }
                return (outcome.loss, weights, pieces)
            }
            let one = try pass(batchSize: 7)
            let three = try pass(batchSize: 150)
            #expect(one.pieces == 1 && three.pieces == 3)
            // Two additions more.
            #expect(abs(one.loss - three.loss) < 1e-6 * one.loss)
            let largest = one.weights.map(abs).max()!
            #expect(zip(one.weights, three.weights).allSatisfy { abs($0 - $1) < 16 * 0x1p-24 * largest })
        }
    }

    @Test(arguments: DeepKind.allCases, NetworkLoss.tested)
    func separableSamplesAreLearnt(kind: DeepKind, loss: NetworkLoss) throws {
        let data = Self.images(count: 60, seed: 4)
        let recipe = try Self.recipe(kind, loss: loss, encoder: .constant, epochs: 60, batchSize: 20)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        var last: EpochOutcome?
        var first: EpochOutcome?
        for _ in 0..<60 {
            last = try trainer.runEpoch(data)
            first = first ?? last
        }
        let answers = try NetworkInference(try trainer.network(), encoder: .constant, jobs: 1).answers(data)
        #expect(answers.accuracy(labels: data.labels) == 1)
        #expect(last!.meanLoss < first!.meanLoss)
    }

    /// Without a class that is never shown, and with features beyond 0…1, training goes on.
    @Test(arguments: Encoder.allCases)
    func oddSamplesAreBorne(encoder: Encoder) throws {
        let images = Self.images(count: 40, seed: 5, classes: [0, 2])
        var features = images.features
        for index in stride(from: 0, to: features.count, by: 13) { features[index] = [-3, 4][index % 2] }
        let data = LabelledSamples(rows: features, labels: images.labels, like: images)
        for kind in DeepKind.allCases where kind != .bipolar || encoder == .constant {
            for loss in NetworkLoss.tested {
                let trainer = try NetworkTrainer(
                    recipe: try Self.recipe(kind, loss: loss, encoder: encoder, batchSize: 33), inputs: 20, seed: 1,
                    jobs: 1)
                for _ in 0..<3 { #expect(try trainer.runEpoch(data)!.meanLoss.isFinite) }
                _ = try trainer.network()
            }
        }
    }

    // MARK: hardware

    @Test(arguments: [2, 5, 16], [DeepKind.crossbar, .bipolar])
    func finishedCellsSitOnLevels(levels: Int, kind: DeepKind) throws {
        var recipe = try Self.recipe(kind, loss: NetworkLoss.tested[1], encoder: .constant, batchSize: 50)
        recipe.hardware = HardwareInTheLoop(levels: levels, programmingNoise: 0.03)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        // Cells over the whole range, for levels that lie far apart.
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("levels"))
        trainer.scatter(stream: &stream)
        for _ in 0..<2 { _ = try trainer.runEpoch(Self.images(count: 100, seed: 6)) }
        for layer in try trainer.network().crossbars() {
            let (low, high) = (layer.range.minimum.value, layer.range.maximum.value)
            var used: Set<Int> = []
            for cell in layer.positive + layer.negative {
                let place = (Double(cell) - low) / (high - low) * Double(levels - 1)
                used.insert(Int(place.rounded()))
                // Single precision's rounding of a conductance, a hundred times G_min.
                #expect(abs(place - place.rounded()) < 2 * 0x1p-24 * Double(levels - 1) * high / (high - low))
            }
            #expect(used.count > 1 && used.isSubset(of: Set(0..<levels)))
        }
    }

    @Test(arguments: [Optimizer.adam, .momentum(0.9)], [DeepKind.crossbar, .bipolar])
    func boundsAreNeverLeft(optimizer: Optimizer, kind: DeepKind) throws {
        var recipe = try Self.recipe(kind, loss: NetworkLoss.tested[1], encoder: .constant, batchSize: 20)
        recipe.optimizer = optimizer
        // Rates that drive cells into both ends.
        recipe.learningRate = 3
        recipe.schedule = .constant
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("bounds"))
        trainer.scatter(stream: &stream)
        var atEnds = 0
        for _ in 0..<3 {
            _ = try trainer.runEpoch(Self.images(count: 60, seed: 7))
            for (index, layer) in trainer.layers.enumerated() {
                let low: Float = kind == .bipolar && index == 0 ? 0 : -1
                for input in 0..<layer.inputs {
                    for neuron in 0..<layer.neurons {
                        let w = layer.weights.start[input * layer.stride + neuron]
                        #expect(w >= low && w <= 1)
                        if abs(w) == 1 || w < 1e-30 + low { atEnds += 1 }
                    }
                }
            }
            for layer in try trainer.network().crossbars() {
                let range = Float(layer.range.minimum.value)...Float(layer.range.maximum.value)
                #expect((layer.positive + layer.negative).allSatisfy { range.contains($0) })
            }
        }
        #expect(atEnds > 20)
    }

    /// Layers of one shape do not share their programming errors.
    @Test func layersHaveErrorsOfTheirOwn() throws {
        var recipe = try Self.recipe(.crossbar, loss: NetworkLoss.tested[1], encoder: .constant, hidden: 3)
        recipe.layers.insert(recipe.layers[0], at: 0)
        recipe.hardware = HardwareInTheLoop(programmingNoise: 0.05)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 3, seed: 1, jobs: 1)
        var drawn: [[Float]] = []
        for layer in trainer.layers {
            for place in 0..<layer.weights.count { layer.weights.start[place] = 0.5 }
            for part in 0..<layer.realisedParts { layer.realiseCells(part: part, step: 4) }
            drawn.append(layer.lowered.weights.rows(3, columns: 3, stride: layer.stride))
        }
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            #expect(zip(drawn[one], drawn[other]).allSatisfy { $0 != $1 })
        }
    }

    /// A single cell at G_min still loads its column: what raises its conductance is seen from there.
    @Test func cellsAtTheirLowerEndFeelTheLoad() throws {
        var recipe = try Self.recipe(.bipolar, loss: .slotCrossEntropy(sharpness: 3, smoothing: 0), encoder: .constant)
        recipe.layers.removeFirst()
        recipe.layers[0].model = try DeepKind.bipolar.model(layer: 0, depth: 1, slots: 6)
        recipe.optimizer = .momentum(0)
        recipe.learningRate = 1e-3
        recipe.schedule = .constant
        let data = Self.images(count: 30, seed: 8)
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 1)
        let layer = trainer.layers[0]
        var low: Float = 1
        // Down to the lower end.
        #expect(layer.updatedParts == 1)
        let scratch = FloatPlane(count: layer.partSize)
        func move(rate: Double, gradient: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
            layer.updateWeights(
                part: 0, size: StepSize(optimizer: .momentum(0), rate: rate, step: 0), scratch: scratch,
                gradient: gradient)
        }
        move(rate: 1) { inputs, gradient in gradient.update(repeating: 1e9, count: inputs.count * 16) }
        let (_, pieces) = trainer.differentiate(Array(0..<30)[...], of: data)
        let shards = trainer.gradient(layer: 0, pieces: pieces).shards
        var expected: [Float] = []
        for input in 0..<20 {
            for neuron in 0..<3 {
                let place = input * layer.stride + neuron
                low = min(low, layer.weights.start[place])
                let gradient = shards.reduce(layer.load.start[neuron]) { $0 + $1.start[place] }
                expected.append(max(0, -1e-3 * gradient))
            }
        }
        #expect(low >= 0 && low < 1e-30)
        move(rate: 1e-3) { inputs, gradient in
            for place in 0..<(inputs.count * 16) {
                gradient[place] = shards.reduce(0) { $0 + $1.start[inputs.lowerBound * 16 + place] }
            }
        }
        let moved = layer.weights.rows(20, columns: 3, stride: layer.stride)
        #expect(moved.contains { $0 > 1e-30 } && moved.contains { $0 < 1e-30 })
        // A few roundings of the larger of the two parts.
        let largest = (Array(layer.load.buffer) + shards.flatMap { Array($0.buffer) }).map(abs).max()! * 1e-3
        #expect(zip(moved, expected).allSatisfy { abs($0 - $1) < 8 * 0x1p-24 * (largest + $1) })
    }

    // MARK: inputs

    /// A silenced input drives nothing: not its row to −V_read, nor others at other times.
    @Test func droppedInputsAreSilent() throws {
        // One input, dropped or not: every loss must be the one of silence, or that of the input, scaled where levels are.
        for (kind, encoder) in [(DeepKind.bipolar, Encoder.constant), (.crossbar, .constant), (.crossbar, .latency)] {
            var recipe = try Self.recipe(kind, loss: NetworkLoss.tested[1], encoder: encoder, batchSize: 1)
            recipe.layers.removeFirst()
            recipe.layers[0].model = try kind.model(layer: 0, depth: 1, slots: 6)
            func loss(_ feature: Float, dropout: Double, seed: UInt64) throws -> Double {
                var recipe = recipe
                recipe.inputDropout = dropout
                // Weights are the same whatever decides the drops.
                let trainer = try NetworkTrainer(recipe: recipe, inputs: 1, seed: seed, jobs: 1)
                for neuron in 0..<3 { trainer.layers[0].weights.start[neuron] = [0.2, 0.5, 0.9][neuron] }
                let data = try LabelledSamples(
                    name: "one", features: [feature], labels: [1], featureCount: 1, classes: 3,
                    classNames: ["a", "b", "c"], imageShape: nil)
                return trainer.differentiate([0][...], of: data).outcome.loss
            }
            let silence: Float = kind == .bipolar ? 0.5 : 0
            // Twice the level; a spike has no level.
            let kept: Float = encoder == .latency ? 0.4 : kind == .bipolar ? 0.3 : 0.8
            let silent = try loss(silence, dropout: 0, seed: 0)
            let scaled = try loss(kept, dropout: 0, seed: 0)
            #expect(abs(silent - scaled) > 1e-3)
            var drops = 0
            for seed: UInt64 in 0..<40 {
                let found = try loss(0.4, dropout: 0.5, seed: seed)
                // A rounding of the level, of sharpness 3.
                let isSilent = abs(found - silent) < 1e-5
                #expect(isSilent || abs(found - scaled) < 1e-5, "\(kind), \(encoder): \(found), \(silent), \(scaled)")
                drops += isSilent ? 1 : 0
            }
            // Half of 40, within four standard errors.
            #expect((8...32).contains(drops))
        }
    }

    // MARK: reports

    @Test func silentAndSaturatedNeuronsAreReported() throws {
        var recipe = try Self.recipe(
            .textbook, loss: .rateMeanSquaredError, encoder: .constant, batchSize: 64, hidden: 70)
        recipe.learningRate = 1e-6
        let trainer = try NetworkTrainer(recipe: recipe, inputs: 20, seed: 1, jobs: 2)
        for neuron in 0..<70 {
            trainer.layers[0].trainedBias.values[neuron] = neuron < 5 ? 100 : neuron < 12 ? -100 : 0.5
        }
        trainer.layers[1].trainedBias.values = [100, -100, -100]
        let outcome = try #require(try trainer.runEpoch(Self.images(count: 100, seed: 9)))
        #expect(outcome.silentNeurons == [7, 2] && outcome.saturatedNeurons == [5, 1])
        // One output of three fires in every slot.
        #expect(outcome.firingRates[1] == 1.0 / 3)
        #expect(outcome.firingRates[0] > 5.0 / 70 && outcome.firingRates[0] < 63.0 / 70)
    }
}
