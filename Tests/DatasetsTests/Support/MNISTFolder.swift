import Foundation

@testable import Datasets

/// The folder of MNIST for tests: in `$MEMSPIKE_DATA`, or in `../shared/data` beside the package.
let mnistFolder: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let shared = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    let folders = [ProcessInfo.processInfo.environment["MEMSPIKE_DATA"], shared].compactMap { $0 }
    guard let folder = NamedDataset.mnist.folder(in: DatasetLocations(folders: folders)) else {
        print("skipped: no MNIST in \(folders.joined(separator: ", ")); set MEMSPIKE_DATA to its folder")
        return nil
    }
    return folder
}()
