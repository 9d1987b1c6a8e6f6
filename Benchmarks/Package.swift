// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "MemspikeBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Memspike", path: "..")],
    targets: [
        .executableTarget(
            name: "memspike-benchmark",
            dependencies: [.product(name: "NetworkTraining", package: "Memspike")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ]
)
