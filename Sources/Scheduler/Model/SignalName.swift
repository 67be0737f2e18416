/// How people call signals: the numbers of Linux on everything that Swift runs on.
public enum SignalName {
  private static let names: [Int32: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
    9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
    16: "SIGSTKFLT", 18: "SIGCONT", 24: "SIGXCPU", 25: "SIGXFSZ", 26: "SIGVTALRM", 27: "SIGPROF", 29: "SIGIO",
    30: "SIGPWR", 31: "SIGSYS",
  ]

  /// "SIGKILL", or "signal 40" where it has no name.
  public static func text(of number: Int32) -> String {
    names[number] ?? "signal \(number)"
  }
}
