import Foundation
import TestedProgram
import Testing

/// Every study that the project hands out runs, at a small size.
@Suite struct ExampleStudyTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/Studies")

    static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    /// Pictures of 28 × 28 pixels in IDX files: a bright bar whose place is the class, in noise.
    private func writePictures() throws {
        for (part, count) in [("train", 700), ("t10k", 150)] {
            var images: [UInt8] = [0, 0, 8, 3, 0, 0, UInt8(count >> 8), UInt8(count & 0xFF), 0, 0, 0, 28, 0, 0, 0, 28]
            var labels: [UInt8] = [0, 0, 8, 1, 0, 0, UInt8(count >> 8), UInt8(count & 0xFF)]
            for sample in 0..<count {
                let label = sample % 10
                labels.append(UInt8(label))
                for pixel in 0..<784 {
                    let isBar = pixel / 28 / 2 == label + 1
                    images.append(isBar ? 230 : UInt8((pixel &* 31 &+ sample &* 17) % 60))
                }
            }
            try Data(images).write(to: temporary.url.appendingPathComponent("\(part)-images-idx3-ubyte"))
            try Data(labels).write(to: temporary.url.appendingPathComponent("\(part)-labels-idx1-ubyte"))
        }
    }

    @Test func allAreThere() {
        for name in [
            "paper", "digits", "iris", "breast-cancer", "mnist-800-textbook", "mnist-800-physical",
            "mnist-800-levels16",
            "mnist-200-levels16", "fashion-mnist", "stuck-at", "variation", "line-resistance", "yield",
            "digits-variation",
            "deep-stuck-at",
        ] { #expect(Self.names.contains("\(name).yaml")) }
    }

    private static func isSweep(_ name: String) -> Bool {
        let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text?.contains("\neffects:") == true
    }

    /// Sweeps of a deep network need one that is trained: NetworkSweepTests.
    static let networkSweeps = ["digits-variation.yaml", "deep-stuck-at.yaml", "deep-lines.yaml"]

    @Test(arguments: names.filter { isSweep($0) && !networkSweeps.contains($0) }) func sweeps(name: String) throws {
        let study = Self.folder.appendingPathComponent(name).path
        let run = try RunningCommand(
            ["sweep", study, "--quick", "--seed", "2", "--patterns", "dot-matrix", "--output", "run", "--json"],
            in: temporary
        ).finish()
        #expect(run.status == 0, "\(run.error)")
        #expect(temporary.has("run/report.html") && temporary.has("run/points.csv"))
        let points = try #require(try run.json["points"] as? [[String: Any]])
        #expect(!points.isEmpty)
        for point in points {
            let (mean, low, high) = (point["mean"] as? Double, point["low"] as? Double, point["high"] as? Double)
            #expect(try #require(low) <= #require(mean) && #require(mean) <= #require(high))
        }
    }

    @Test(arguments: names.filter { !isSweep($0) }) func runs(name: String) throws {
        try writePictures()
        let isNetwork = name != "paper.yaml"
        let study = Self.folder.appendingPathComponent(name).path
        let run = try RunningCommand(
            ["train", study, "--quick", "--output", "run", "--json"] + (isNetwork ? ["--data", "."] : []), in: temporary
        ).finish()
        #expect(run.status == 0, "\(run.error)")
        guard isNetwork else { return }
        #expect(temporary.has("run/report.html"))
        let results = try run.json
        // Far above chance for what can be learnt in four epochs; a third is chance of the smallest set.
        let accuracy = try #require(results["testAccuracy"] as? Double)
        #expect(accuracy > 0.4, "\(name): \(accuracy)")
    }
}
