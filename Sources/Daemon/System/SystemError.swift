import Glibc

/// A system call that failed, and the system's word for why.
package struct SystemError: Error, Hashable, CustomStringConvertible {
  /// The call's name, and what it was about where that helps ("open /var/lib/schedd").
  package var call: String

  /// What `errno` said.
  package var code: Int32

  /// A failure that happened just now: reads `errno`, so nothing may come between it and the call.
  package init(_ call: String) {
    self.init(call, code: errno)
  }

  /// A failure with a code that is known.
  package init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// "open /nope: No such file or directory".
  package var description: String { "\(call): \(Self.text(of: code))" }

  /// The system's word for a code.
  package static func text(of code: Int32) -> String {
    // strerror keeps its answer in a buffer of the thread's, and answers for every number.
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }

  /// Makes a system call that answers −1 for a failure, again as long as a signal interrupts it.
  ///
  /// `errno` means something only after −1, so it is looked at nowhere else. Not for `close`, which on Linux has
  /// let go of the descriptor even when it says that it was interrupted.
  @discardableResult
  package static func check<Answer: FixedWidthInteger & SignedInteger>(
    _ call: @autoclosure () -> String,
    _ body: () -> Answer
  ) throws(SystemError) -> Answer {
    while true {
      let answer = body()
      if answer != -1 { return answer }
      let code = errno
      if code != EINTR { throw SystemError(call(), code: code) }
    }
  }
}
