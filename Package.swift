// swift-tools-version: 6.0
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: Target.Dependency..., resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let webServer = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let sockets = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")

// A target imports only targets above it; Documentation/Architecture.md draws the graph and .ci/run enforces it.
let package = Package(
    name: "Memspike",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "memspike", targets: ["memspike"]),
        .library(
            name: "NetworkTraining",
            targets: ["Training", "Datasets", "SpikingNetworks", "Devices", "NumericalMethods", "Quantities"]),
        .library(name: "DeviceModels", targets: ["Devices", "NumericalMethods", "Quantities"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        // For tests alone.
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        library("Quantities"),
        library("DelimitedText", "Quantities"),
        library("NumericalMethods"),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        .target(name: "BuiltInTables", exclude: ["Tables"], cSettings: [.headerSearchPath("Tables")]),
        library(
            "Datasets", "NumericalMethods", "BuiltInTables", "CZlib", "COpenSSL",
            resources: [.embedInCode("BuiltInPatterns")]),
        library("Devices", "DelimitedText", "NumericalMethods", "Quantities"),
        library("SpikingNetworks", "Devices", "NumericalMethods", "Quantities"),
        .target(name: "SpikeKernels"),
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
        library(
            "Training", "Datasets", "SpikingNetworks", "Devices", "Quantities", "NumericalMethods", "SpikeKernels",
            "COneDNN", "CZlib"),
        library("Crossbars", "SpikingNetworks", "Devices", "NumericalMethods", "Quantities"),
        library("Circuits", "Devices", "Quantities"),
        library("SPICEText", "Circuits", "Devices", "Quantities"),
        library("EventDrivenSolver", "Circuits", "NumericalMethods", "Quantities"),
        .target(name: "CNgspice", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        library("NgspiceEngine", "SPICEText", "Circuits", "Quantities", "CNgspice"),
        library(
            "NeuromorphicCircuits", "Crossbars", "Devices", "SpikingNetworks", "Circuits", "NumericalMethods",
            "Quantities"),
        library(
            "Studies", "Datasets", "Training", "Crossbars", "Devices", "NeuromorphicCircuits", "SpikingNetworks",
            "DelimitedText", "Quantities", yaml),
        library(
            "Results", "Studies", "Datasets", "Crossbars", "Devices", "NeuromorphicCircuits", "SpikingNetworks",
            "NumericalMethods", "Quantities"),
        library(
            "Experiments", "Results", "Studies", "Datasets", "Training", "Crossbars", "Devices",
            "NeuromorphicCircuits", "SPICEText", "Circuits", "SpikingNetworks", "NumericalMethods", "Quantities",
            resources: [.embedInCode("Presets")]),
        library("Reports", "Results", "Studies", "Quantities"),
        .executableTarget(
            name: "memspike",
            dependencies: [
                "Experiments", "Reports", "Results", "Studies", "EventDrivenSolver", "NgspiceEngine", "SPICEText",
                "NeuromorphicCircuits", "Crossbars", "Circuits", "Training", "SpikingNetworks", "Devices", "Datasets",
                "DelimitedText",
                "NumericalMethods", "Quantities", arguments,
            ], swiftSettings: strict),
        // Hands altered files to every reader; not shipped.
        .executableTarget(
            name: "fuzz-readers",
            dependencies: [
                "Experiments", "Reports", "Results", "Studies", "NeuromorphicCircuits", "EventDrivenSolver",
                "NgspiceEngine", "SPICEText",
                "Circuits", "Training", "SpikingNetworks", "Devices", "Datasets", "NumericalMethods",
                "Quantities",
            ], path: "Fuzzing/Readers", swiftSettings: strict),
        tests("QuantitiesTests", "Quantities", "NumericalMethods"),
        tests("NumericalMethodsTests", "NumericalMethods"),
        tests("DelimitedTextTests", "DelimitedText", "Quantities"),
        tests(
            "DatasetsTests", "Datasets", "NumericalMethods", "CZlib", "TestedProgram", "memspike", webServer, sockets),
        tests("DevicesTests", "Devices", "NumericalMethods", "Quantities"),
        tests("SpikingNetworksTests", "SpikingNetworks", "Devices", "Datasets", "NumericalMethods", "Quantities"),
        tests(
            "TrainingTests", "Training", "SpikeKernels", "SpikingNetworks", "Devices", "Datasets", "NumericalMethods",
            "Quantities"),
        tests("CrossbarsTests", "Crossbars", "SpikingNetworks", "Devices", "NumericalMethods", "Quantities"),
        tests("CircuitsTests", "Circuits", "Quantities"),
        tests("SPICETextTests", "SPICEText", "Devices", "Circuits", "NumericalMethods", "Quantities"),
        // What tests of the built executable share.
        .target(
            name: "TestedProgram", dependencies: ["NgspiceEngine"], path: "Tests/TestedProgram", swiftSettings: strict),
        tests(
            "NgspiceEngineTests", "NgspiceEngine", "SPICEText", "Devices", "Circuits", "NumericalMethods",
            "Quantities", "TestedProgram", "memspike"),
        tests(
            "EventDrivenSolverTests", "EventDrivenSolver", "NgspiceEngine", "SPICEText", "Circuits", "NumericalMethods",
            "Quantities",
            "TestedProgram", "memspike"),
        tests(
            "NeuromorphicCircuitsTests", "NeuromorphicCircuits", "Crossbars", "Devices", "EventDrivenSolver",
            "NgspiceEngine",
            "Circuits", "SpikingNetworks", "Datasets", "NumericalMethods", "Quantities", "TestedProgram", "memspike"),
        tests(
            "StudiesTests", "Studies", "NeuromorphicCircuits", "Crossbars", "SpikingNetworks", "Training", "Devices",
            "Datasets", "NumericalMethods", "Quantities", "TestedProgram"),
        tests(
            "ResultsTests", "Results", "Crossbars", "SpikingNetworks", "Devices", "NumericalMethods", "Quantities",
            "TestedProgram"),
        tests(
            "ExperimentsTests", "Experiments", "Results", "Studies", "EventDrivenSolver", "NgspiceEngine",
            "NeuromorphicCircuits",
            "Crossbars", "Devices", "SPICEText", "Circuits", "Training", "SpikingNetworks", "Datasets",
            "NumericalMethods", "Quantities", "TestedProgram", "memspike"),
        tests("CommandTests", "TestedProgram", "memspike"),
        tests("ReportsTests", "Reports", "Results", "Studies", "Quantities"),
    ]
)
