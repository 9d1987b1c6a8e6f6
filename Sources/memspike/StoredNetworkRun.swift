import Datasets
import Devices
import Experiments
import Foundation
import Results
import SpikingNetworks
import Studies

/// The folder of a finished deep network, opened for a command that shows it samples.
struct StoredNetworkRun {
    let path: String
    let folder: RunFolder
    var study: Study
    let stored: StoredNetwork

    init(_ path: String) throws {
        self.path = path
        folder = try RunFolder.open(path, holding: ["study.yaml", "network.json", "training.json"])
        study = try Study.load(folder.file("study.yaml").path, as: .network)
        stored = try folder.loadNetwork()
    }

    /// The samples of the study.
    /// - Parameter folder: where data sets are looked for; where the run found them if nil.
    func data(in folder: String?, session: Session) throws -> StudyData {
        try StudyData.reading(
            study, from: DataFolders.locations(folder, of: self.folder), file: path, session: session)
    }

    /// What the study holds out.
    /// - Parameters:
    ///   - dataFolder: where data sets are looked for; where the run found them if nil.
    ///   - limit: only so many samples, the first ones.
    ///   - noise: on their features; none if nil.
    ///   - seed: of the noise. The division of the samples is the run's, whatever this is.
    func samples(
        dataFolder: String?, limit: Int?, noise: Double?, seed: UInt64, session: Session
    ) throws -> ShownSamples {
        let shown = try ShownSamples(heldOutBy: data(in: dataFolder, session: session), limit: limit)
        guard let noise, noise > 0 else { return shown }
        guard case .crossbar(let first) = stored.network.layers[0] else { return shown.disturbed(noise, seed: seed) }
        return shown.disturbed(noise, rows: first.rows, seed: seed)
    }

    /// Lines of every layer's array.
    func arrayShapes() throws -> [FaultMapCSV.Shape] {
        try stored.network.crossbars().map { ($0.neurons, $0.inputs * $0.rows.cells) }
    }
}

extension DataFolders {
    /// The folder of `--data` alone, if it is given; else where the run of `folder` found its data, and the usual ones.
    static func locations(_ named: String?, of folder: RunFolder) throws -> DatasetLocations {
        let usual = locations(named)
        guard named == nil, let file = try folder.loadNetworkResults().data.files.first else { return usual }
        return DatasetLocations(
            folders: [URL(fileURLWithPath: file).deletingLastPathComponent().path] + usual.folders)
    }
}

extension DeviceOptions {
    /// The device that was asked for; else the one that the folder was programmed into, or the study's.
    /// - Parameter own: the study's.
    func device(named name: String?, own: DeviceModel?, in path: String) throws -> DeviceModel {
        if let name { return try device(named: name) }
        let base: DeviceModel
        let folder = try RunFolder.open(path)
        if folder.has("programming.json") {
            base = try DeviceModel(text: folder.readJSON(ProgrammedDevice.self, from: "programming.json").device)
        } else if let own {
            base = own
        } else {
            throw InputError(
                "\(path): its study names no device; choose one by --device: "
                    + DeviceModel.Name.allCases.filter { DeviceModel($0).description.kind == .nonvolatile }
                    .map(\.rawValue).joined(separator: ", "))
        }
        return try base.setting(DeviceModel.values(set, of: base))
    }
}

/// Of a programmed run, what other commands need.
struct ProgrammedDevice: Decodable {
    var device: String
    /// Of writing the array once. [J]
    var energy: Double
}
