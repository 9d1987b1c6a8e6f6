/// The classes of labels as they were read: the labels that occur in training, in order.
struct ClassLabels {
    /// More different labels than this are no classes.
    static let limit = 1000

    let names: [String]
    /// `[training samples]`.
    let training: [Int]
    /// `[test samples]`.
    let test: [Int]?

    init<Label: Comparable & Hashable>(set: String, training: [Label], test: [Label]?) throws(DatasetError) {
        let values = Set(training).sorted()
        guard values.count <= Self.limit else {
            throw .tooManyClasses(set: set, classes: values.count, samples: training.count)
        }
        let classOfValue = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
        if let test, let sample = test.firstIndex(where: { classOfValue[$0] == nil }) {
            throw .labelOnlyInTest(set: set, sample: sample, label: "\(test[sample])")
        }
        names = values.map { "\($0)" }
        self.training = training.compactMap { classOfValue[$0] }
        self.test = test?.compactMap { classOfValue[$0] }
    }

    /// - Parameter samples: `[samples]`, each the index of its name.
    init(names: [String], samples: [Int]) {
        self.names = names
        training = samples
        test = nil
    }

    /// - Parameter samples: `[samples]`, each the index of its text; numbers are ordered by value, names by letters.
    init(texts: [String], samples: [Int]) {
        let numbers = texts.compactMap { Int($0) }
        let order =
            numbers.count == texts.count
            ? texts.indices.sorted { numbers[$0] < numbers[$1] } : texts.indices.sorted { texts[$0] < texts[$1] }
        var classOfText = [Int](repeating: 0, count: texts.count)
        for (label, text) in order.enumerated() { classOfText[text] = label }
        names = order.map { texts[$0] }
        training = samples.map { classOfText[$0] }
        test = nil
    }
}
