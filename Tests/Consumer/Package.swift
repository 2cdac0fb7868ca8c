// swift-tools-version: 6.2

import PackageDescription

// What another package needs to use canopy's libraries. `make test-consumer` builds and runs it.
let package = Package(
    name: "consumer",
    dependencies: [.package(name: "canopy", path: "../..")],
    targets: [
        .executableTarget(
            name: "crop-and-validate",
            dependencies: ["COGEncoding", "CanopyCOG", "CanopyCrop", "Diagnostics", "GDAL", "Raster", "RasterIO"].map {
                .product(name: $0, package: "canopy")
            },
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ])
