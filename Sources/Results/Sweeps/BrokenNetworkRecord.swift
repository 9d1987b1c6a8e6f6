package import SpikingNetworks
package import Studies

/// A healthy network that a sweep breaks, to be kept beside its results.
package struct BrokenNetworkRecord: Sendable {
    /// A word for its folder: "trained-seed-1".
    package var name: String
    /// With the seed of its training.
    package var study: Study
    package var conductances: ConductanceArray

    package init(name: String, study: Study, conductances: ConductanceArray) {
        self.name = name
        self.study = study
        self.conductances = conductances
    }
}
