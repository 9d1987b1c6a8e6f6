import Quantities
package import Training

/// How much memory a training takes, before it takes any.
package enum NetworkMemory {
    /// What a program without a network takes.
    private static let program = 64e6

    /// - Parameters:
    ///   - samples: of all parts together; they are there twice while they are divided.
    ///   - jobs: threads of the training.
    /// - Returns: bytes, an estimate.
    package static func estimate(_ recipe: NetworkRecipe, inputs: Int, samples: Int, jobs: Int) -> Double {
        let float = 4.0
        return 2 * Double(samples) * Double(inputs) * float + recipe.trainingMemory(inputs: inputs, jobs: jobs)
            + program
    }

    /// - Parameter available: bytes that the machine has for this.
    package static func check(
        _ recipe: NetworkRecipe, inputs: Int, samples: Int, jobs: Int, available: Int
    ) throws(NetworkTrainingError) {
        let needed = estimate(recipe, inputs: inputs, samples: samples, jobs: jobs)
        guard needed <= Double(available) else {
            throw .memory(needed: Int(saturating: needed), available: available)
        }
    }
}
