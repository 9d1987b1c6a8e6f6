/// A file as its publisher has it.
public struct PublishedFile: Sendable, Hashable {
    /// Its name at every mirror and on disk.
    public let name: String
    let digest: ContentDigest
    /// More bytes than this are not the file.
    let largestSize: Int
}

extension NamedDataset {
    /// The files to get; none for a built-in set.
    public var publishedFiles: [PublishedFile] {
        switch self {
        case .digits, .iris, .breastCancer: []
        case .mnist:
            // Copies are packed in more than one way, so the content counts.
            Self.files(
                .inflated,
                [
                    "6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624",
                    "2646ac647ad5339dbf082846283269ea", "27ae3e4e09519cfbb04c329615203637",
                ])
        case .fashionMNIST:
            // As https://github.com/zalandoresearch/fashion-mnist publishes them.
            Self.files(
                .stored,
                [
                    "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310",
                ])
        }
    }

    /// Where the files are, in the order in which they are tried.
    public var mirrors: [String] {
        switch self {
        case .digits, .iris, .breastCancer: []
        case .mnist:
            [
                "https://storage.googleapis.com/cvdf-datasets/mnist", "https://ossci-datasets.s3.amazonaws.com/mnist",
            ]
        case .fashionMNIST:
            [
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
            ]
        }
    }

    private static func files(_ content: ContentDigest.Content, _ sums: [String]) -> [PublishedFile] {
        // Unpacked, in the order of the names; a little above, should a copy be stored and not deflated.
        let sizes = [47_040_016, 60_008, 7_840_016, 10_008]
        return IDXFolder.names.indices.map {
            PublishedFile(
                name: IDXFolder.names[$0] + ".gz", digest: ContentDigest(content: content, md5: sums[$0]),
                largestSize: sizes[$0] + 65_536)
        }
    }
}
