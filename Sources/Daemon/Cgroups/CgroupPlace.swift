/// Where a process stands in the cgroup v2 hierarchy, by the text of two files of /proc.
package enum CgroupPlace: Hashable, Sendable {
  /// The directory of its cgroup.
  case directory(String)

  /// There is none that it could reach, for this reason.
  case none(String)

  /// Reads the two files.
  ///
  /// - Parameters:
  ///   - cgroup: The contents of /proc/self/cgroup.
  ///   - mounts: The contents of /proc/self/mountinfo.
  package init(cgroup: String, mounts: String) {
    guard let line = cgroup.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else {
      self = .none("the kernel has no cgroup v2, or it is switched off")
      return
    }
    let own = line.dropFirst(3)
    let roots = mounts.split(separator: "\n").compactMap { Mount($0) }
    guard !roots.isEmpty else {
      self = .none("no cgroup v2 hierarchy is mounted")
      return
    }
    // A later mount may lie over an earlier one.
    for root in roots.reversed() {
      guard let rest = root.rest(of: own) else { continue }
      self = .directory(rest.isEmpty ? root.point : "\(root.point)/\(rest)")
      return
    }
    self = .none("the daemon's cgroup \(own) is outside of what is mounted")
  }

  /// A mount of the hierarchy, or of a part of it.
  private struct Mount {
    /// Which cgroup's directory it shows.
    var root: Substring

    /// Where.
    var point: String

    /// Reads a line of mountinfo; nil for other file systems.
    init?(_ line: Substring) {
      let halves = line.split(separator: " - ", maxSplits: 1)
      guard halves.count == 2, halves[1].hasPrefix("cgroup2 ") else { return nil }
      let fields = halves[0].split(separator: " ")
      guard fields.count >= 5 else { return nil }
      root = fields[3]
      point = Self.unescaped(fields[4])
    }

    /// The way from here to a cgroup; nil when it does not lie below.
    func rest(of cgroup: Substring) -> Substring? {
      // A cgroup outside of the namespace reads /../x.
      if cgroup.hasPrefix("/..") { return nil }
      if root == "/" { return cgroup.dropFirst() }
      guard cgroup.hasPrefix(root) else { return nil }
      let rest = cgroup.dropFirst(root.count)
      return rest.isEmpty ? rest : rest.first == "/" ? rest.dropFirst() : nil
    }

    /// The kernel writes blanks, tabs, line feeds and backslashes as three octal digits.
    private static func unescaped(_ text: Substring) -> String {
      var bytes: [UInt8] = []
      var rest = Substring(text).utf8
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let code = UInt8(String(rest.prefix(3)) ?? "", radix: 8) else {
          bytes.append(byte)
          continue
        }
        bytes.append(code)
        rest = rest.dropFirst(3)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
