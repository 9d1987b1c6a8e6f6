// swift-tools-version: 6.0
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Not shipped: hands altered files to every reader.
let package = Package(
    name: "MemspikeFuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Memspike", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz-readers",
            dependencies: [.product(name: "Readers", package: "Memspike")],
            swiftSettings: strict)
    ]
)
