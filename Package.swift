// swift-tools-version: 6.2

import PackageDescription

// The graph is drawn and explained in ARCHITECTURE.md. Targets stand here in its order, bottom up.

/// Every Swift target is built with the same settings: nothing is imported publicly by accident, and `any` is written out.
let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: swift)
}

/// A library of the oracles' own.
func testing(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/Oracle/\(name)", swiftSettings: swift)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "canopy",
    products: [
        .executable(name: "canopy", targets: ["canopy"]),
        .executable(name: "canopy-demo", targets: ["canopy-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // C libraries, one room each.
        .systemLibrary(name: "CGDAL", pkgConfig: "gdal", providers: [.apt(["libgdal-dev"])]),
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CIgzip", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CPNG", dependencies: ["CLibPNG"]),
        .target(name: "CPROJFiles", dependencies: ["CPROJ"]),
        .systemLibrary(name: "CFiles"),

        // Values and wrappers.
        library("Raster"),
        library("TIFF"),
        library("Files", ["CFiles"]),
        library("GDAL", ["CGDAL", "CPROJ", "CPROJFiles", "CSQLite", "Files", "Raster", "TIFF"]),
        library("GEOS", ["CGEOS", "Files", "Raster"]),
        library("PNG", ["CPNG"]),
        library("Codecs", ["CDeflate", "CIgzip", "CZstd"]),
        library("Hashing", ["CCrypto"]),

        // One library per verb.
        library("CanopyCOG", ["Codecs", "Files", "GDAL", "Raster", "TIFF"]),
        library("CanopyCrop", ["CanopyCOG", "Files", "GDAL", "GEOS", "Raster"]),
        library("CanopyCHM", ["CanopyCOG", "Files", "GDAL", "Raster"]),
        library("CanopyThumb", ["CanopyCOG", "Files", "GDAL", "PNG", "Raster"]),
        library("CanopySync", ["Files", "Hashing", subprocess]),
        library("CanopyMatch", ["CanopySync", "Files"]),
        library(
            "CanopyPostprocess",
            [
                "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyMatch", "CanopySync", "CanopyThumb", "Files", "GDAL",
                "Raster", logging, subprocess, system,
            ]),

        // The multi-tool.
        library("CanopyPlugins", ["Files"]),
        library("Terminal", ["Files", logging]),
        library(
            "CanopyCommands",
            [
                "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyMatch", "CanopyPlugins", "CanopyPostprocess",
                "CanopySync", "CanopyThumb", "Files", "GDAL", "GEOS", "Raster", "Terminal", argumentParser, logging,
                subprocess,
            ]),
        .executableTarget(name: "canopy", dependencies: ["CanopyCommands"], swiftSettings: swift),

        // What tests share: the real binary, rasters made by code, GDAL's tools, and folders that go with their test.
        library("CanopyTesting", ["GDAL", "Raster", subprocess, system]),

        // Oracles: GDAL's opinion by its C API, random cases that are held against it, and the program of 'make oracle'.
        testing("GDALOracle", ["CGDAL", "GDAL", "Raster"]),
        testing(
            "RandomCases",
            [
                "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyTesting", "CanopyThumb", "GDAL", "GDALOracle", "PNG",
                "Raster",
            ]),
        .executableTarget(
            name: "canopy-oracle", dependencies: ["Files", "RandomCases"], path: "Tests/Oracle/canopy-oracle",
            swiftSettings: swift),
        tests("OracleTests", ["CanopyTesting", "GDALOracle", "RandomCases", "canopy"]),

        // Damaged and hostile files, and the program of 'make corpus', which calls canopy on them.
        .executableTarget(
            name: "canopy-corpus",
            dependencies: [
                "CanopyCOG", "CanopyCommands", "CanopyCrop", "CanopyTesting", "GDAL", "GDALOracle", "RandomCases",
                "Raster",
            ], path: "Tests/Corpus/canopy-corpus", swiftSettings: swift),
        tests("CorpusTests", ["CanopyTesting", "Files", "canopy", "canopy-corpus"]),

        tests("TerminalTests", ["Terminal", logging]),
        tests("PNGTests", ["CanopyTesting", "PNG"]),
        tests("CanopyThumbTests", ["CanopyTesting", "CanopyThumb", "Files", "GDAL", "PNG", "Raster"]),
        tests("CanopyPluginsTests", ["CanopyPlugins", "CanopyTesting"]),
        tests(
            "CommandTests",
            [
                "CanopyCOG", "CanopyCommands", "CanopyCrop", "CanopyMatch", "CanopyPostprocess", "CanopySync",
                "CanopyTesting", "CanopyThumb", "Files", "Terminal", "canopy", "canopy-manual", "interruption-fixture",
                argumentParser,
            ]),
        .executableTarget(
            name: "interruption-fixture", dependencies: ["CanopyCommands", "Files"],
            path: "Tests/Fixtures/interruption-fixture", swiftSettings: swift),

        // `swift run canopy-manual` writes the option sections of the manual pages.
        .executableTarget(
            name: "canopy-manual", dependencies: ["CanopyCommands", argumentParser], path: "Plugins/canopy-manual",
            swiftSettings: swift),

        // Missions made by code, and the external plugin that makes them.
        library("ExampleMission", ["Files", "GDAL", "Raster", "TIFF"]),
        .executableTarget(
            name: "canopy-demo", dependencies: ["ExampleMission", "GDAL", "Raster", argumentParser],
            path: "Plugins/canopy-demo", swiftSettings: swift),

        // Tests.
        tests("RasterTests", ["CanopyTesting", "Raster"]),
        tests("FilesTests", ["CanopyTesting", "Files"]),
        tests("GDALTests", ["CSQLite", "CanopyTesting", "Files", "GDAL", "Raster", "full-disk-fixture"]),
        .executableTarget(
            name: "full-disk-fixture", dependencies: ["GDAL", "Raster"], path: "Tests/Fixtures/full-disk-fixture",
            swiftSettings: swift),
        tests("GEOSTests", ["Files", "GEOS", "Raster"]),
        tests("ExampleMissionTests", ["CanopyTesting", "ExampleMission", "Files", "GDAL", "Raster"]),
        tests("HashingTests", ["Hashing"]),
        tests("CodecsTests", ["CDeflate", "CanopyTesting", "Codecs"]),
        tests("TIFFTests", ["TIFF"]),
        tests("CanopyCOGTests", ["CanopyCOG", "CanopyTesting", "Files", "GDAL", "Raster", "TIFF"]),
        tests("CanopyCropTests", ["CanopyCOG", "CanopyCrop", "CanopyTesting", "Files", "GDAL", "Raster"]),
        tests("CanopyCHMTests", ["CanopyCHM", "CanopyCOG", "CanopyTesting", "Files", "GDAL", "Raster"]),
        .testTarget(
            name: "MatrixTests",
            dependencies: [
                "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyTesting", "CanopyThumb", "Files", "GDAL", "Raster",
            ],
            exclude: ["boundaries.py", "judge.py", "models.py", "rasters.py", "sources.py"], swiftSettings: swift),
        tests("CanopySyncTests", ["CanopySync", "CanopyTesting", "Files"]),
        tests("CanopyMatchTests", ["CanopyMatch", "CanopySync", "Files"]),
        tests(
            "CanopyPostprocessTests",
            [
                "CanopyCOG", "CanopyCrop", "CanopyMatch", "CanopyPostprocess", "CanopySync", "CanopyTesting",
                "CanopyThumb", "Files", "GDAL",
                "Raster", logging,
            ]),
        tests(
            "EndToEndTests", ["CanopyTesting", "ExampleMission", "Files", "GDAL", "Raster", "canopy", "canopy-demo"]),
    ],
    swiftLanguageModes: [.v6]
)
