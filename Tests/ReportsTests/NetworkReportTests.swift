import Foundation
import Results
import Studies
import Testing

@testable import Reports

@Suite struct NetworkReportTests {
    /// Results with one thing missing or out of the ordinary each.
    static let variants: [(name: String, results: NetworkResults)] = {
        func variant(_ name: String, _ change: (inout NetworkResults) -> Void) -> (String, NetworkResults) {
            var results = SampleNetworks.full
            change(&results)
            return (name, results)
        }
        return [
            ("full", SampleNetworks.full), ("empty", SampleNetworks.empty),
            ("cross-validated", SampleNetworks.crossValidated),
            variant("a table") {
                $0.data.imageHeight = nil
                for index in $0.misclassified.indices { $0.misclassified[index].pixels = [] }
            },
            variant("pixels of another shape") { $0.misclassified[2].pixels = [1, 2, 3] },
            variant("one epoch") { $0.history = [$0.history[0]] },
            variant("a thousand epochs") { results in
                results.history = (1...1000).map { epoch in
                    var record = results.history[3]
                    record.epoch = epoch
                    return record
                }
            },
            variant("many hidden layers") { results in
                for index in results.history.indices {
                    results.history[index].firingRates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
                }
                for index in results.history.indices {
                    results.history[index].silent = [Int](repeating: 1, count: 7)
                    results.history[index].saturated = [Int](repeating: 1, count: 7)
                }
                results.firing = [FiringRecord](repeating: results.firing[0], count: 7)
            },
            variant("long class names") { $0.data.classNames = (0...9).map { "a rather long class name \($0)" } },
            variant("a hundred classes") { $0.data.classNames = (0..<100).map(String.init) },
            variant("textbook") { results in
                results.array = nil
                results.circuit = nil
                for index in results.layers.indices {
                    results.layers[index].model = .textbook
                    results.layers[index].rows = nil
                    results.weights[index].quantity = "weight"
                    results.weights[index].low = -3
                    results.weights[index].atLevels = nil
                    results.weights[index].programmed = nil
                }
            },
            variant("logistic regression on a split") {
                $0.logisticRegression = LogisticRegressionRecord(
                    accuracy: 0.95, low: 0.92, high: 0.97, difference: -0.0085, differenceLow: -0.02,
                    differenceHigh: 0.01,
                    folds: [
                        LogisticFoldRecord(
                            fold: 0, accuracy: 0.95, trainAccuracy: 0.97, penalty: 1e-3, iterations: 40,
                            isConverged: true)
                    ])
            },
            variant("numbers that are none") {
                $0.testAccuracy = .nan
                $0.history[3].loss = .nan
                $0.history[4].validationAccuracy = .infinity
                $0.circuit?.energyPerInference = .nan
            },
            variant("names to escape") {
                $0.data.set = "<b>\"R&D\"</b> 'x'.csv"
                $0.data.classNames[3] = "<script>alert(1)</script>"
                $0.notes = ["a < b && c > d", "control \u{0}\u{1B} characters"]
            },
        ]
    }()

    @Test(arguments: variants.map(\.name)) func isAPageThatLoadsNothing(name: String) throws {
        let results = try #require(Self.variants.first { $0.name == name }).results
        let page = NetworkReport.html(results)
        let reader = PageReader(page)
        #expect(reader.failure == nil)
        #expect(Set(reader.identifiers).count == reader.identifiers.count)
        #expect(Set(reader.references).isSubset(of: reader.identifiers))
        #expect(
            !reader.elements.contains { ["script", "link", "img", "image", "iframe", "object", "use"].contains($0) })
        #expect(!reader.attributes.contains { $0.name == "src" } && !page.contains("url(") && !page.contains("@import"))
        let numeric = ["x", "y", "x1", "x2", "y1", "y2", "width", "height", "fill-opacity"]
        for (key, value) in reader.attributes where numeric.contains(key) {
            #expect(Double(value) != nil, "\(key)=\"\(value)\"")
            if key == "width" || key == "height" {
                #expect(Double(value).map { $0 >= 0 } == true, "\(key)=\"\(value)\"")
            }
        }
        for (key, value) in reader.attributes where key == "d" {
            #expect(!value.contains("n"), "a path holds \"nan\" or \"inf\": \(value.prefix(60))")
        }
        #expect(reader.elements.count { $0 == "desc" } == reader.elements.count { $0 == "svg" })
        #expect(NetworkReport.html(results) == page)
    }

    @Test func headlinesTheResults() {
        let text = PageReader(NetworkReport.html(SampleNetworks.full)).text.replacing("\u{A0}", with: " ")
        for words in [
            "A spiking network of 64-48-10 neurons on digits", "94.2 %", "31 pJ", "99.4 %", "80 MiB", "355 stuck cells",
            "94.57 [94.01, 94.99]", "epoch 18", "weight decay 0.01",
            "1797 samples of 64 features", "label smoothing 0.1", "Wilson",
        ] { #expect(text.contains(words), "\(words)") }
        let folded = PageReader(NetworkReport.html(SampleNetworks.crossValidated)).text
        #expect(folded.contains("Nadeau and Bengio") && folded.contains("Folds"))
    }

    @Test func saysWhatIsMissing() {
        let text = PageReader(NetworkReport.html(SampleNetworks.empty)).text
        for line in [
            "No epochs in the results", "was not put into its circuit", "No layer fires", "No weights in the results",
            "No held-out sample was misclassified", "No decisions in the results",
        ] { #expect(text.contains(line), "\(line)") }
    }

    /// Runs cover the picture's pixels: each once, with its shade.
    @Test func greyImagesKeepEveryPixel() {
        let pixels = (0..<48).map { ($0 * 37) % 256 }
        let markup = GreyImage(pixels: pixels, width: 8).drawn(left: 0, top: 0, scale: 1).rendered
        var drawn = [Int](repeating: 0, count: 48)
        for path in markup.matches(of: /fill-opacity="([0-9.]+)" d="([^"]+)"/) {
            for run in path.2.matches(of: /M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)Z/) {
                #expect(run.3 == run.4)
                let start = (Int(run.2) ?? 0) * 8 + (Int(run.1) ?? 0)
                for pixel in start..<(start + (Int(run.3) ?? 0)) {
                    drawn[pixel] += 1
                    // Sixteen shades: half of one off, and two decimals.
                    #expect(abs((Double(path.1) ?? 0) - Double(pixels[pixel]) / 255) <= 0.5 / 16 + 0.01)
                }
            }
        }
        for (pixel, count) in drawn.enumerated() { #expect(count == (pixels[pixel] >= 8 ? 1 : 0), "pixel \(pixel)") }
    }
}
