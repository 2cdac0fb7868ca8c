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

/// The commit that is built, which 'make build' tells.
let commit = Context.environment["CANOPY_COMMIT"] ?? ""

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// What other packages can use: the operations, what they read, write and store with, and whatever shows in these modules'
/// own declarations. None of them needs ArgumentParser.
let libraries = [
    "CanopyCHM", "CanopyCOG", "CanopyCameras", "CanopyCrop", "CanopyInfo", "CanopyMatch", "CanopyPostprocess",
    "CanopyReport", "CanopySTAC", "CanopySync", "CanopyThumb", "COGEncoding", "RasterIO", "Stores",
    "Diagnostics", "Files", "GDAL", "PNG", "Raster", "TIFF",
]

let package = Package(
    name: "canopy",
    products: [
        .executable(name: "canopy", targets: ["canopy"]),
        .executable(name: "canopy-demo", targets: ["canopy-demo"]),
    ] + libraries.map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        // Without its trait: nothing here gives a process Foundation's Data, or takes it.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // C libraries, one module each.
        .systemLibrary(name: "CGDAL", pkgConfig: "gdal", providers: [.apt(["libgdal-dev"])]),
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CIgzip", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CMinizip", pkgConfig: "minizip", providers: [.apt(["libminizip-dev"])]),
        .target(name: "CPNG", dependencies: ["CLibPNG"]),
        .target(name: "CPROJFiles", dependencies: ["CPROJ"]),
        .target(name: "CTIFFBlocks", dependencies: ["CDeflate", "CIgzip"]),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CTerminal"),
        .target(name: "CVersion", cSettings: [.define("CANOPY_COMMIT", to: "\"\(commit)\"")]),

        // Values and wrappers.
        library("Diagnostics"),
        library("Threads"),
        library("Raster"),
        library("Files", ["CFiles", "Diagnostics", "Threads"]),
        library("Logs", ["Files", logging]),
        library("TIFF", ["Files"]),
        library(
            "GDAL",
            [
                "CGDAL", "CPROJ", "CPROJFiles", "CSQLite", "CTIFFBlocks", "Codecs", "Diagnostics", "Files", "Raster",
                "TIFF", "Threads",
            ]),
        library("GEOS", ["CGEOS", "Diagnostics", "Files", "Raster", "Threads"]),
        library("PNG", ["CPNG"]),
        library("Codecs", ["CDeflate", "CIgzip", "CZstd"]),
        library("Hashing", ["CCrypto"]),
        library("HTTP", ["CCurl"]),
        library("XML", ["CExpat"]),
        library("Archives", ["CMinizip", "Files"]),

        // What rasters are read and written with, and where files lie.
        library("RasterIO", ["Diagnostics", "Files", "GDAL", "Raster", "TIFF"]),
        library(
            "COGEncoding", ["Codecs", "Diagnostics", "Files", "GDAL", "Raster", "RasterIO", "TIFF", "Threads"]),
        library("Stores", ["Diagnostics", "Files", "HTTP", "Hashing", "Threads", "XML", subprocess]),

        // One library per subcommand.
        library("CanopyCOG", ["COGEncoding", "Diagnostics", "Files", "GDAL", "Raster", "RasterIO", "TIFF"]),
        library(
            "CanopyCrop",
            ["Archives", "COGEncoding", "Diagnostics", "Files", "GDAL", "GEOS", "Raster", "RasterIO", "Threads"]),
        library("CanopyCHM", ["COGEncoding", "Diagnostics", "Files", "GDAL", "Raster", "RasterIO"]),
        library("CanopyCameras", ["Diagnostics", "Files", "GDAL", "Raster", "RasterIO", "XML"]),
        library("CanopyInfo", ["CanopyCOG", "Diagnostics", "RasterIO"]),
        library("CanopyThumb", ["Diagnostics", "Files", "GDAL", "PNG", "Raster", "RasterIO", "Threads"]),
        library("CanopySync", ["Diagnostics", "Files", "Stores", "Threads"]),
        library("CanopyMatch", ["Diagnostics", "Files", "Stores", "Threads"]),
        library("CanopySTAC", ["Diagnostics", "Files", "Raster", "Stores", "Threads"]),
        library("CanopyReport", ["CanopySTAC", "Diagnostics", "Files", "Hashing", "Raster", "Stores", "Threads"]),
        library(
            "CanopyPostprocess",
            [
                "COGEncoding", "CanopyCHM", "CanopyCOG", "CanopyCameras", "CanopyCrop", "CanopyMatch", "CanopyReport",
                "CanopySTAC", "CanopyThumb", "Diagnostics", "Files", "GDAL", "Logs", "Raster", "RasterIO", "Stores",
                "Threads", logging, subprocess, system,
            ]),

        // The multi-tool.
        library("CanopyPlugins", ["Diagnostics", "Files"]),
        library("Usage", ["Diagnostics", argumentParser]),
        library("Terminal", ["CTerminal", "Files", logging]),
        library(
            "CanopyCommands",
            [
                "COGEncoding", "CVersion", "CanopyCHM", "CanopyCOG", "CanopyCameras", "CanopyCrop", "CanopyInfo",
                "CanopyMatch", "CanopyPlugins", "CanopyPostprocess", "CanopyReport", "CanopySTAC", "CanopySync",
                "CanopyThumb", "Codecs", "Diagnostics", "Files", "GDAL", "GEOS", "HTTP", "Hashing", "Logs", "PNG",
                "Raster", "RasterIO", "Stores", "Terminal", "Threads", "Usage", "XML", argumentParser, logging,
                subprocess,
            ]),
        .executableTarget(name: "canopy", dependencies: ["CanopyCommands"], swiftSettings: swift),

        // What tests share: the real binary, rasters made by code, GDAL's tools, and folders that go with their test.
        library(
            "CanopyTesting",
            [
                "CLibPNG", "CMinizip", "Diagnostics", "Files", "GDAL", "PNG", "Raster", "Stores", "Threads", subprocess,
                system,
            ]),

        // Oracles: GDAL's opinion by its C API, random cases that are held against it, and the program of 'make oracle'.
        testing("GDALOracle", ["CGDAL", "GDAL", "Raster"]),
        testing(
            "RandomCases",
            [
                "COGEncoding", "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyTesting", "CanopyThumb", "Diagnostics",
                "Files", "GDAL", "GDALOracle", "PNG", "Raster", "RasterIO",
            ]),
        .executableTarget(
            name: "canopy-oracle", dependencies: ["Diagnostics", "Files", "RandomCases", "Threads"],
            path: "Tests/Oracle/canopy-oracle",
            swiftSettings: swift),
        tests("OracleTests", ["CanopyTesting", "GDALOracle", "RandomCases", "canopy"]),

        // Damaged and hostile files, and the program of 'make corpus', which calls canopy on them.
        .executableTarget(
            name: "canopy-corpus",
            dependencies: [
                "COGEncoding", "CanopyCOG", "CanopyCommands", "CanopyCrop", "CanopyTesting", "Diagnostics", "Files",
                "GDAL",
                "GDALOracle", "RandomCases", "Raster", "RasterIO", "Threads",
            ], path: "Tests/Corpus/canopy-corpus", swiftSettings: swift),
        tests("CorpusTests", ["CanopyTesting", "Files", "Threads", "canopy", "canopy-corpus"]),

        tests("TerminalTests", ["Terminal", logging]),
        tests("PNGTests", ["CanopyTesting", "PNG"]),
        tests(
            "CanopyThumbTests",
            ["CanopyTesting", "CanopyThumb", "Diagnostics", "Files", "GDAL", "PNG", "Raster", "RasterIO"]),
        tests("CanopyPluginsTests", ["CanopyPlugins", "CanopyTesting", "Diagnostics"]),
        tests(
            "CommandTests",
            [
                "COGEncoding", "CanopyCOG", "CanopyCommands", "CanopyCrop", "CanopyMatch", "CanopyPostprocess",
                "CanopySTAC", "CanopySync", "CanopyTesting", "CanopyThumb", "Diagnostics", "Files", "RasterIO",
                "Stores", "Terminal",
                "Threads", "canopy", "canopy-manual", "interruption-fixture", argumentParser,
            ]),
        .executableTarget(
            name: "interruption-fixture", dependencies: ["CanopyCommands", "Diagnostics", "Files", "Threads"],
            path: "Tests/Fixtures/interruption-fixture", swiftSettings: swift),

        // `swift run canopy-manual` writes the option sections of the manual pages.
        .executableTarget(
            name: "canopy-manual", dependencies: ["CanopyCommands", "Usage", argumentParser],
            path: "Plugins/canopy-manual", swiftSettings: swift),

        // Missions made by code, and the external plugin that makes them.
        library("ExampleMission", ["Diagnostics", "Files", "GDAL", "Raster", "TIFF"]),
        .executableTarget(
            name: "canopy-demo",
            dependencies: ["Diagnostics", "ExampleMission", "GDAL", "Raster", "Usage", argumentParser],
            path: "Plugins/canopy-demo", swiftSettings: swift),

        // Tests.
        tests("RasterTests", ["CanopyTesting", "Raster"]),
        tests("FilesTests", ["CanopyTesting", "Diagnostics", "Files", "Threads"]),
        tests(
            "GDALTests",
            [
                "CGDAL", "CSQLite", "CanopyTesting", "Codecs", "Diagnostics", "Files", "GDAL", "Raster", "TIFF",
                "Threads", "full-disk-fixture",
            ]),
        .executableTarget(
            name: "full-disk-fixture", dependencies: ["GDAL", "Raster"], path: "Tests/Fixtures/full-disk-fixture",
            swiftSettings: swift),
        tests("GEOSTests", ["Diagnostics", "Files", "GEOS", "Raster"]),
        tests("ExampleMissionTests", ["CanopyTesting", "Diagnostics", "ExampleMission", "Files", "GDAL", "Raster"]),
        tests("HashingTests", ["Hashing"]),
        tests("XMLTests", ["XML"]),
        tests("ArchivesTests", ["Archives", "CanopyTesting", "Files"]),
        tests("CodecsTests", ["CDeflate", "CanopyTesting", "Codecs"]),
        tests("TIFFTests", ["Files", "TIFF"]),
        tests(
            "CanopyCOGTests",
            ["COGEncoding", "CanopyCOG", "CanopyTesting", "Diagnostics", "Files", "GDAL", "Raster", "RasterIO", "TIFF"]),
        tests(
            "CanopyCropTests",
            [
                "COGEncoding", "CanopyCOG", "CanopyCrop", "CanopyTesting", "Diagnostics", "Files", "GDAL", "Raster",
                "RasterIO",
            ]),
        tests(
            "CanopyCHMTests",
            [
                "COGEncoding", "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyTesting", "Diagnostics", "Files", "GDAL",
                "Raster", "RasterIO",
            ]),
        tests(
            "CanopyCamerasTests",
            ["CanopyCameras", "CanopyTesting", "Diagnostics", "ExampleMission", "Files", "GDAL", "Raster", "RasterIO"]),
        tests(
            "CanopyInfoTests",
            [
                "COGEncoding", "CanopyCOG", "CanopyCrop", "CanopyInfo", "CanopyTesting", "Diagnostics", "Files", "GDAL",
                "Raster", "RasterIO",
            ]),
        .testTarget(
            name: "MatrixTests",
            dependencies: [
                "COGEncoding", "CanopyCHM", "CanopyCOG", "CanopyCrop", "CanopyTesting", "CanopyThumb", "Files", "GDAL",
                "Raster", "RasterIO", "Threads",
            ],
            exclude: ["boundaries.py", "judge.py", "models.py", "rasters.py", "sources.py"], swiftSettings: swift),
        tests("StoresTests", ["CanopyTesting", "Diagnostics", "Files", "Stores", "Threads"]),
        tests("CanopySyncTests", ["CanopySync", "CanopyTesting", "Diagnostics", "Files", "Stores", "Threads"]),
        tests(
            "CanopyReportTests",
            ["CanopyReport", "CanopySTAC", "CanopyTesting", "Diagnostics", "Raster", "Stores"]),
        tests("CanopyMatchTests", ["CanopyMatch", "Diagnostics", "Files", "Stores"]),
        tests("CanopySTACTests", ["CanopySTAC", "CanopyTesting", "Diagnostics", "Raster", "Stores"]),
        tests(
            "CanopyPostprocessTests",
            [
                "COGEncoding", "CanopyCHM", "CanopyCrop", "CanopyMatch", "CanopyPostprocess", "CanopySTAC",
                "CanopyTesting",
                "CanopyThumb", "Diagnostics", "Files", "GDAL", "Raster", "RasterIO", "Stores", "Threads",
            ]),
        tests(
            "EndToEndTests",
            [
                "CanopyCrop", "CanopyTesting", "Diagnostics", "ExampleMission", "Files", "GDAL", "Raster", "Threads",
                "canopy", "canopy-demo",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
