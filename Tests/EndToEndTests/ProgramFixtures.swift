import CLinux
import ControlFixtures
import Daemon
import Foundation
import Glibc
import Testing

/// The program that was built, as a process of its own.
final class RunningProgram {
  private let process = Process()
  private let output = Foundation.Pipe()
  private let errors = Foundation.Pipe()
  private var read: [UInt8] = []

  /// The program beside the tests that run.
  private static let executable: URL = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return URL(filePath: path).deletingLastPathComponent().appending(path: "schedd")
  }()

  /// Starts the program with an environment of its own.
  ///
  /// - Parameters:
  ///   - words: The command line.
  ///   - environment: The whole of it.
  ///   - folder: The working directory.
  ///   - terminal: Where it prints, if that is not to be read here.
  ///   - descriptors: How many it may have, where that is not as here.
  /// - Throws: What keeps it from starting.
  init(
    _ words: [String],
    environment: [String: String],
    in folder: URL,
    on terminal: FileHandle? = nil,
    descriptors: Int? = nil
  ) throws {
    process.executableURL = Self.executable
    process.arguments = words
    if let descriptors {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -n \(descriptors) && exec \"$0\" \"$@\"", Self.executable.path] + words
    }
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardOutput = terminal ?? output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // What nobody writes to is at its end.
    if terminal != nil { try output.fileHandleForWriting.close() }
  }

  deinit {
    // A test that has failed must not leave a daemon behind.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var pid: Int32 { process.processIdentifier }

  /// Reads output up to and including a line that contains a text.
  ///
  /// - Parameter text: What to wait for.
  /// - Returns: Everything up to there, or up to the end of the output.
  @discardableResult
  func output(until text: String) -> String {
    while !String(decoding: read, as: UTF8.self).contains(text) {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { break }
      read += data
    }
    return String(decoding: read, as: UTF8.self)
  }

  /// Reads what is there, and says whether it contains a text by now.
  func output(soFar text: String) -> Bool {
    let descriptor = output.fileHandleForReading.fileDescriptor
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&watched, 1, 0) > 0 {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { break }
      read += data
    }
    return String(decoding: read, as: UTF8.self).contains(text)
  }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  /// Waits for its end.
  ///
  /// - Returns: The exit status, 128 and the signal where one ended it, and all that it has printed.
  func end() -> (status: Int32, output: String, errors: String) {
    // Little enough for the pipes to hold, so that the order of reading does not matter.
    read += output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    let status = isExit ? process.terminationStatus : 128 + process.terminationStatus
    return (status, String(decoding: read, as: UTF8.self), String(decoding: complaints, as: UTF8.self))
  }
}

/// A folder with a job file, in which a daemon and the commands for it find each other by the environment.
final class Workplace {
  let folder: URL

  init(_ jobs: String, settings: String = "\"shutdown_grace\": \"0s\"") throws {
    folder = URL(filePath: "/tmp/schedd-e2e-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeJobs(jobs, settings: settings)
  }

  deinit {
    let state = folder.appending(path: "state").path
    if let stateID = try? LedgerReader(reading: state).stateDirectoryID() {
      MachineCgroups.sweep(stateID: stateID)
    }
    try? FileManager.default.removeItem(at: folder)
  }

  var socket: String { folder.appending(path: "s").path }

  func writeJobs(_ jobs: String, settings: String = "\"timezone\": \"UTC\"") throws {
    try Data("{ \(settings), \"jobs\": [\(jobs)] }".utf8).write(to: folder.appending(path: "jobs.json"))
  }

  func start(
    _ words: [String],
    on terminal: FileHandle? = nil,
    descriptors: Int? = nil
  ) throws -> RunningProgram {
    let environment = [
      "SCHEDD_SOCKET": socket, "PATH": "/usr/bin:/bin", "TZ": "UTC", "HOME": folder.path, "TERM": "xterm",
    ]
    return try RunningProgram(
      words,
      environment: environment,
      in: folder,
      on: terminal,
      descriptors: descriptors
    )
  }

  func start(_ words: String...) throws -> RunningProgram {
    try start(words)
  }

  /// Runs a command to its end.
  func run(_ words: String...) throws -> (status: Int32, output: String, errors: String) {
    try start(words).end()
  }

  /// A daemon that answers.
  func startDaemon(descriptors: Int? = nil) throws -> RunningProgram {
    let daemon = try start(["run", "jobs.json", "--state-dir", "state"], descriptors: descriptors)
    daemon.output(until: "\n")
    return daemon
  }
}

/// A terminal of so many columns.
final class PseudoTerminal {
  fileprivate let inside: Int32
  fileprivate let outside: Int32

  init(columns: UInt16) throws {
    outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    // What unlockpt and ptsname do, which Glibc's module hides: TIOCSPTLCK and TIOCGPTN.
    var (lock, number): (Int32, Int32) = (0, 0)
    try #require(ioctl(outside, 0x4004_5431, &lock) == 0 && ioctl(outside, 0x8004_5430, &number) == 0)
    inside = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(inside >= 0 && ioctl(inside, UInt(TIOCSWINSZ), &size) == 0)
  }

  deinit {
    close(inside)
    close(outside)
  }

  /// What a command prints here; less than a terminal holds before somebody reads.
  func output(of place: Workplace, _ words: String...) throws -> String {
    let handle = FileHandle(fileDescriptor: inside, closeOnDealloc: false)
    let end = try place.start(words, on: handle).end()
    try #require(end.status == 0)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(outside, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
  }
}

extension PseudoTerminal {
  /// What a command prints here until it has printed a text; then Ctrl-C is pressed.
  func output(of place: Workplace, _ words: String..., until text: String) throws -> (
    output: String, status: Int32
  ) {
    let handle = FileHandle(fileDescriptor: inside, closeOnDealloc: false)
    let program = try place.start(words, on: handle)
    var output = ""
    var isInTime = true
    while !output.contains(text), isInTime {
      var watched = [pollfd(fd: outside, events: Int16(POLLIN), revents: 0)]
      isInTime = poll(&watched, 1, 10_000) > 0
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = isInTime ? read(outside, &buffer, buffer.count) : 0
      output += String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }
    program.send(SIGINT)
    return (output, program.end().status)
  }
}

/// A client's connection, without a client.
final class Connection {
  private let descriptor: Int32

  init(to path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    try #require(result == 0)
  }

  deinit {
    close(descriptor)
  }

  func send(_ text: String) {
    _ = Glibc.send(descriptor, Array(text.utf8), text.utf8.count, Int32(MSG_NOSIGNAL))
  }

  /// Waits for something and says what it is.
  func receive() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
  }

  func hangUp() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
