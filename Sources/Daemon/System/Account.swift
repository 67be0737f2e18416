import Glibc

/// The user that the daemon runs as, from the user database.
package struct Account: Hashable {
  /// The name; the number where the database does not know it.
  package var name: String

  /// The home folder, or `/` where there is none that can be entered.
  package var home: String

  /// Whether it may do everything.
  package var isRoot: Bool

  package init(name: String, home: String, isRoot: Bool) {
    self.name = name
    self.home = home
    self.isRoot = isRoot
  }

  /// The account of the process itself.
  ///
  /// Asked once at the start: the database may be on the network, and answers when it likes.
  package static func current() -> Account {
    let user = geteuid()
    let entry = try? UserDatabase.user(numbered: user)
    let home = entry?.home ?? "/"
    return Account(
      name: entry?.name ?? String(user),
      home: access(home, X_OK) == 0 ? home : "/",
      isRoot: user == 0
    )
  }
}
