import Foundation
import TestedProgram
import Testing

@testable import Datasets

/// Two tables side by side, of training and of test samples.
struct TableFolderTests {
    private static func folder(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(Array(text.utf8), to: name) }
        return folder
    }

    private static let training = "a,b,class\n0.5,1,x\n0.25,0,y\n1,1,y\n"

    @Test(arguments: [
        ("train.csv", "test.csv"), ("digits.tra", "digits.tes"), ("My_Train.csv", "My_Test.csv"),
        ("data-training.txt", "data-test.txt"), ("a.trn", "a.tst"), ("s.train", "s.test"),
    ])
    func pairs(names: (String, String)) throws {
        let files = [names.0: Self.training, names.1: "a,b,class\n0.75,1,y\n", "README.txt": "train well"]
        let folder = try Self.folder(files)
        let set = try Dataset.load(.path(folder.url.path))
        #expect(set.training.labels == [0, 1, 1])
        #expect(set.test?.labels == [1])
        #expect(set.test?.features == [0.75, 1])
        #expect(set.files.count == 2)
        let chosen = try Dataset.load(
            .path(folder.url.path), layout: DatasetLayout(label: .name("b"), ignored: [.name("class")]))
        #expect(chosen.test?.features == [0.75])
    }

    @Test func whatIsNoPair() throws {
        func error(_ files: [String: String]) throws -> DatasetError? {
            let folder = try Self.folder(files)
            return #expect(throws: DatasetError.self) { try Dataset.load(.path(folder.url.path)) }
        }
        // Without labels, in other columns, with a class of its own.
        for test in ["a,b\n0.75,1\n", "b,a,class\n1,0.75,y\n", "a,b,class\n0.75,1,z\n", "a,b,class\n0.75,,y\n"] {
            #expect(
                try error(["train.csv": Self.training, "test.csv": test])?.description.contains("test.csv") == true)
        }
        // Labels in files of their own, one table, and none of training.
        for files in [
            ["x_train.csv", "x_test.csv", "y_train.csv", "y_test.csv"], ["data.csv"], ["a.csv", "strain.csv"],
        ] {
            let found = try error(Dictionary(uniqueKeysWithValues: files.map { ($0, Self.training) }))
            guard case .tablesInFolder(_, let tables)? = found else {
                Issue.record("\(found.map { "\($0)" } ?? "no error")")
                continue
            }
            #expect(tables == files.sorted())
        }
    }

    @Test func otherScales() throws {
        let bytes = Self.training.replacing("0.5", with: "200").replacing("0.25", with: "255")
        for (training, test) in [(bytes, Self.training), (Self.training, bytes)] {
            let folder = try Self.folder(["train.csv": training, "test.csv": test])
            let warnings = try Dataset.load(.path(folder.url.path)).reading.warnings
            #expect(warnings.contains { $0.contains("255.0") && $0.contains("scale") }, "\(warnings)")
        }
        let same = try Self.folder(["train.csv": bytes, "test.csv": bytes])
        #expect(try !Dataset.load(.path(same.url.path)).reading.warnings.contains { $0.contains("scale") })
    }
}
