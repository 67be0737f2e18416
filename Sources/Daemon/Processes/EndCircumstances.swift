/// What is known of a leader's end besides its status.
package struct EndCircumstances: Hashable, Sendable {
  /// Whether processes of the run outlived its leader and were killed.
  package var hadLeftover: Bool

  /// How many of its processes the kernel killed for want of memory, where it tells.
  package var memoryKills: Int

  /// Circumstances; ordinary ones unless they are said.
  package init(hadLeftover: Bool = false, memoryKills: Int = 0) {
    self.hadLeftover = hadLeftover
    self.memoryKills = memoryKills
  }

  /// What the run's detail says of them; nil where there is nothing to say.
  package var detail: String? {
    var details: [String] = []
    switch memoryKills {
    case 0: break
    case 1: details.append("a process was killed for want of memory (OOM)")
    default: details.append("\(memoryKills) processes were killed for want of memory (OOM)")
    }
    if hadLeftover { details.append("leftover processes of its group were killed") }
    return details.isEmpty ? nil : details.joined(separator: "; ")
  }
}
