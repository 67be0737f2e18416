import ControlFixtures
import Daemon
import Foundation
import Glibc
import Scheduler
import Testing

import schedd

/// What a command line did.
struct Transcript {
  var status: ExitCode
  var output: String
  var errors: String
}

/// A terminal whose clock stands still, somewhere without a daemon unless a test provides one.
final class Terminal {
  /// 2026-01-01T00:00:10Z.
  static let now = Instant(seconds: 1_767_225_610)

  let directory: URL
  var width = 120
  var isTerminal = false
  var isColored = false
  var interruption: Int32?

  /// What stands in standard input, in the pieces that come at once.
  var input: [String] = []

  /// Whether the output shows where more input was asked for.
  var showsReading = false

  init() throws {
    directory = URL(filePath: "/tmp/schedd-cli-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// Where the commands look for a daemon.
  var socket: String { path("s") }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// Makes a file and says where it is.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: directory.appending(path: name))
    return path(name)
  }

  /// Runs the program in this process.
  func run(_ words: String...) -> Transcript {
    run(words)
  }

  /// Runs the program in this process.
  func run(_ words: [String]) -> Transcript {
    var output = ""
    var errors = ""
    var input = input[...]
    let console = Console(
      width: width,
      isTerminal: isTerminal,
      isColored: isColored,
      paths: DaemonPaths(isRoot: false, environment: ["SCHEDD_SOCKET": socket]),
      zones: FixedZones(),
      clock: { Self.now },
      interruption: { [interruption] in interruption },
      input: { [showsReading] _ in
        if showsReading { output += "(reads)" }
        return input.popFirst().map { Array($0.utf8) } ?? []
      },
      output: { output += $0 },
      bytes: { bytes in
        output += String(decoding: bytes, as: UTF8.self)
        return true
      },
      error: { errors += $0 }
    )
    let status = Program.run(words, console)
    return Transcript(status: status, output: output, errors: errors)
  }

  /// A daemon at `socket`, which answers as the script says.
  func daemon(
    _ prepare: @escaping @Sendable (FakeTarget) -> Void,
    afterTurn: @escaping @Sendable (FakeTarget, ControlServer) -> Void = { _, _ in }
  ) throws -> ServedTarget {
    try ServedTarget(path: socket, .init(afterTurn: afterTurn, prepare: prepare))
  }
}

/// The machine's zones on a machine that keeps UTC.
struct FixedZones: ZoneSource {
  private let machine = SystemZones()

  func zone(named name: String) throws(ZoneError) -> Zone { try machine.zone(named: name) }
  func localZone() throws(ZoneError) -> Zone { .utc }
  var names: [String] { machine.names }
}
