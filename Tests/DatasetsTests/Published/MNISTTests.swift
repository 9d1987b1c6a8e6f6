import Foundation
import TestedProgram
import Testing

@testable import Datasets

@Suite(.enabled(if: mnistFolder != nil, "MNIST is not here"))
struct MNISTTests {
    /// Checksums of the published files, unpacked; this tests the digest too.
    @Test(arguments: NamedDataset.mnist.publishedFiles)
    func checksums(file: PublishedFile) throws {
        let folder = try #require(mnistFolder)
        let stored = ByteFile(try TemporaryFolder.contents("\(folder)/\(file.name)"), name: file.name)
        #expect(try file.digest.found(in: stored, largestSize: file.largestSize) == file.digest.md5)
    }

    /// Counts and label histograms as the set's page and every later paper have them.
    @Test func contents() throws {
        let folder = try #require(mnistFolder)
        let start = clock()
        let mnist = try Dataset.load(.named(.mnist), from: DatasetLocations(folders: [folder]))
        // Of this process, so an upper bound while other tests run.
        print("MNIST loaded in \(Double(clock() - start) / Double(CLOCKS_PER_SEC)) s of processor time")
        let test = try #require(mnist.test)
        #expect(mnist.training.count == 60_000)
        #expect(test.count == 10_000)
        #expect(mnist.training.imageShape == ImageShape(height: 28, width: 28))
        #expect(mnist.training.classCounts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
        #expect(test.classCounts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        #expect(mnist.training.labels[..<8] == [5, 0, 4, 1, 9, 2, 1, 3])
        // The usual normalisation of the set: mean 0.1307.
        let mean = mnist.training.features.reduce(0.0) { $0 + Double($1) } / Double(mnist.training.features.count)
        #expect(abs(mean - 0.1307) < 0.00005)
        #expect(!mnist.needsScaling)
    }

    @Test func mnistDoesNotPassForFashion() throws {
        let folder = try #require(mnistFolder)
        let error = #expect(throws: DatasetError.self) {
            try Dataset.load(.named(.fashionMNIST), from: DatasetLocations(folders: [folder]))
        }
        guard case .anotherSet("fashion-mnist", "mnist", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
