// swift-tools-version: 6.0
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "MemspikeBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Memspike", path: "..")],
    targets: [
        .executableTarget(
            name: "memspike-benchmark",
            dependencies: [.product(name: "NetworkTraining", package: "Memspike")],
            swiftSettings: strict),
        .executableTarget(
            name: "fit-coverage",
            dependencies: [.product(name: "DeviceModels", package: "Memspike")],
            swiftSettings: strict),
    ]
)
