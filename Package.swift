// swift-tools-version: 6.2

import PackageDescription

/// Settings of every target: warnings are errors, and imports say what they are for.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The modules that decide: no unsafe construct may appear in them unmarked.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
  name: "schedd",
  products: [
    .library(name: "CronParser", targets: ["CronParser"]),
    .library(name: "Scheduler", targets: ["Scheduler"]),
    .executable(name: "schedd", targets: ["schedd"]),
    // For a test, which loads it into the daemon.
    .library(name: "FaultyDisk", type: .dynamic, targets: ["FaultyDisk"]),
  ],
  targets: [
    // What decides. Arrows run one way: schedd → Daemon → Scheduler → CronParser.
    .target(name: "CronParser", swiftSettings: pure),
    .target(name: "Scheduler", dependencies: ["CronParser"], swiftSettings: pure),

    // What touches the world.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD",
      pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"])]
    ),
    .systemLibrary(name: "CLinux"),
    .target(name: "CSpawn", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    // The page for browsers, as bytes of the program.
    .target(
      name: "CPage",
      exclude: ["page"],
      cSettings: [.unsafeFlags(["-std=c23", "-Wall", "-Wextra", "-Werror"])]
    ),
    .target(
      name: "Daemon",
      dependencies: ["Scheduler", "CSQLite", "CMicroHTTPD", "CLinux", "CSpawn", "CPage"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "schedd",
      dependencies: ["Daemon", "Scheduler", "CronParser"],
      swiftSettings: strict
    ),

    // What is measured, and the same work in C, which is what the machine itself costs.
    .target(
      name: "BenchmarkFloor",
      dependencies: ["CSQLite"],
      path: "Benchmarks/floor",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
    ),
    .executableTarget(
      name: "schedd-bench",
      dependencies: ["BenchmarkFloor", "Daemon", "Scheduler", "CronParser"],
      path: "Benchmarks/schedd-bench",
      swiftSettings: strict
    ),

    // What the tests of the API and those of the command line both need.
    .target(
      name: "ControlFixtures",
      dependencies: ["Daemon", "Scheduler"],
      path: "Tests/ControlFixtures",
      swiftSettings: strict
    ),

    // The simulated worlds, for their tests and for a program that runs them by the night.
    .target(
      name: "SimulationWorld",
      dependencies: ["Scheduler", "CronParser"],
      path: "Tests/SimulationWorld",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "simulate-seeds",
      dependencies: ["SimulationWorld"],
      path: "Tests/SimulationProgram",
      swiftSettings: strict
    ),

    // A disk that fails on command.
    .target(
      name: "FaultyDisk",
      path: "Tests/FaultyDisk",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
    ),

    .testTarget(
      name: "CronParserTests",
      dependencies: ["CronParser"],
      exclude: ["Data"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SchedulerTests",
      dependencies: ["Scheduler", "CronParser"],
      exclude: ["Data"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["SimulationWorld", "simulate-seeds", "Scheduler"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DaemonTests",
      dependencies: ["Daemon", "Scheduler", "CSQLite", "ControlFixtures"],
      exclude: ["Data"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["schedd", "Daemon", "Scheduler", "CLinux", "ControlFixtures"],
      exclude: ["Data"],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
