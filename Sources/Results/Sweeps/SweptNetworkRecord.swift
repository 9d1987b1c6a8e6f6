/// The deep network of a sweep.
package struct SweptNetworkRecord: Codable, Sendable, Equatable {
    /// Neurons of every layer, inputs first: "64-128-10".
    package var shape: String
    /// Memristors of all its crossbars.
    package var cells: Int
    package var dataset: String
    /// Test samples that every array is shown, and how many there are.
    package var samples: Int
    package var available: Int
    /// Whether no sample was trained on.
    package var isHeldOut: Bool
    package var encoder: String

    package init(
        shape: String, cells: Int, dataset: String, samples: Int, available: Int, isHeldOut: Bool, encoder: String
    ) {
        self.shape = shape
        self.cells = cells
        self.dataset = dataset
        self.samples = samples
        self.available = available
        self.isHeldOut = isHeldOut
        self.encoder = encoder
    }
}
