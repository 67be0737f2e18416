import Daemon

extension Command {
  private static let stateDirectory = Option(
    "--state-dir",
    value: "DIR",
    "Where the ledger is, else the usual place"
  )

  /// A copy of the ledger.
  package static let backup = Command(
    name: "backup",
    summary: "Copy the ledger to a file, while the daemon runs or without it",
    usage: ["backup FILE [--state-dir DIR]"],
    discussion: """
      The copy is the ledger as it is at one instant. FILE is there once the copy is
      whole, checked and on the disk, readable by you alone; what has that name is
      never overwritten. The daemon does not wait for it.

      To put it back: stop the daemon, remove schedd.db, schedd.db-wal and
      schedd.db-shm from the state directory, copy FILE there as schedd.db, and start
      the daemon again.
      """,
    operands: [.required("FILE")],
    options: [stateDirectory]
  ) { arguments, console in
    guard let directory = console.paths.stateDirectory(arguments[stateDirectory]) else {
      throw CommandFailure("no place for the ledger is known; say it with --state-dir")
    }
    guard let file = arguments.operands.first else { throw UsageError.missingOperand("FILE") }
    do throws(LedgerBackupError) {
      let backup = try LedgerBackup(of: directory, at: file)
      console.print("\(backup.path): the whole ledger, \(backup.bytes / 1024) KiB\n")
    } catch {
      throw CommandFailure("\(error)")
    }
    return .done
  }
}
