import Results

/// The test samples with the most confident wrong decisions.
struct MisclassifiedSection {
    private let samples: [MisclassifiedRecord]
    private let data: NetworkDataRecord

    init(_ results: NetworkResults) {
        samples = results.misclassified
        data = results.data
    }

    private var shape: (height: Int, width: Int)? {
        guard let height = data.imageHeight, let width = data.imageWidth, height > 0, width > 0,
            samples.allSatisfy({ $0.pixels.count == height * width })
        else { return nil }
        return (height, width)
    }

    var section: Section {
        var blocks: [Block] = []
        if samples.isEmpty {
            blocks.append(.missing("No held-out sample was misclassified."))
        } else if let shape {
            blocks.append(.figure(FigureBlock(picture: picture(shape), caption: [.text(caption)])))
        } else {
            blocks.append(.table(table))
        }
        return Section(anchor: "misclassified", title: "The most confident mistakes", blocks: blocks)
    }

    private var caption: String {
        "Written over each: its class → the network’s decision. First the decisions with the largest lead of the winner "
            + "over the next neuron."
    }

    private func name(_ label: Int) -> String {
        label >= 0 && label < data.classNames.count ? data.classNames[label] : "none"
    }

    private func picture(_ shape: (height: Int, width: Int)) -> Picture {
        let columns = 8
        let pitchX = Picture.fullWidth / Double(columns)
        let side = pitchX - 22
        let scale = side / Double(max(shape.height, shape.width))
        let pitchY = Double(shape.height) * scale + 40
        let isShort = data.classNames.allSatisfy { $0.count <= 6 }
        let marks = samples.enumerated().map { index, sample -> Markup in
            let left = Double(index % columns) * pitchX + 1
            let top = Double(index / columns) * pitchY + 22
            let outline = Frame(
                left: left - 0.5, top: top - 0.5, width: Double(shape.width) * scale + 1,
                height: Double(shape.height) * scale + 1)
            let label =
                isShort
                ? "\(name(sample.label)) → \(name(sample.decision))"
                : "\(sample.label + 1) → \(sample.decision >= 0 ? "\(sample.decision + 1)" : "none")"
            let hint =
                "test sample \(sample.sample): \(name(sample.label)), taken for \(name(sample.decision)), lead "
                + NumberText.significant(sample.confidence, digits: 3)
            return .tag(
                "g", [:],
                [
                    Shape.label(label, left, top - 6, style: "panel-title"),
                    GreyImage(pixels: sample.pixels, width: shape.width).drawn(left: left, top: top, scale: scale),
                    Shape.rectangle(outline, style: "outline", tooltip: hint),
                ])
        }
        let rows = (samples.count + columns - 1) / columns
        return Picture(
            name: "misclassified", width: Picture.fullWidth, height: Double(rows) * pitchY, title: "Mistakes",
            description: "\(samples.count) pictures: "
                + samples.map { "\(name($0.label)) taken for \(name($0.decision))" }.joined(separator: ", ") + ".",
            content: marks)
    }

    private var table: Table {
        Table(
            title: "Mistakes",
            caption: ["First the decisions with the largest lead of the winner over the next neuron."],
            columns: [.numbers("sample"), .words("class"), .words("decision"), .numbers("lead")],
            rows: samples.map {
                [
                    .text("\($0.sample)"), .text(name($0.label)), .text(name($0.decision)),
                    .text(NumberText.significant($0.confidence, digits: 3)),
                ]
            })
    }
}

/// A grey picture as runs of equal shade, a path for every shade: a tenth of the size of a rectangle a pixel.
struct GreyImage {
    /// In 0…255, row by row.
    var pixels: [Int]
    var width: Int
    private static let shades = 16

    init(pixels: [Int], width: Int) {
        self.pixels = pixels
        self.width = width
    }

    func drawn(left: Double, top: Double, scale: Double) -> Markup {
        let text = NumberText.coordinate
        var paths = [String](repeating: "", count: Self.shades + 1)
        var start = 0
        while start < pixels.count {
            let shade = level(pixels[start])
            let rowEnd = (start / width + 1) * width
            var end = start + 1
            while end < rowEnd, level(pixels[end]) == shade { end += 1 }
            if shade > 0 {
                paths[shade] +=
                    "M\(text(left + Double(start % width) * scale)) \(text(top + Double(start / width) * scale))"
                    + "h\(text(Double(end - start) * scale))v\(text(scale))h\(text(-Double(end - start) * scale))Z"
            }
            start = end
        }
        return .group(
            paths.enumerated().filter { !$0.element.isEmpty }.map { shade, data in
                .tag(
                    "path",
                    ["class": "shade", "fill-opacity": text(Double(shade) / Double(Self.shades)), "d": data])
            })
    }

    private func level(_ pixel: Int) -> Int { (min(max(pixel, 0), 255) * Self.shades + 127) / 255 }
}
