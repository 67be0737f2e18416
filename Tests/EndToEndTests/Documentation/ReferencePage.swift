import Scheduler

/// docs/jobs.md: the keys of the job file, as the table of its schema has them.
enum ReferencePage {
  static var text: String {
    let sections = JobFileReference.sections.map(section).joined(separator: "\n")
    let values = JobFileReference.values.map { "- **\($0.name)**: \($0.meaning)\n" }.joined()
    return """
      # The job file

      Every key of the job file, with what it takes, what holds without it, and what it means. This page is made from the table
      that `schedd schema` prints, so it cannot differ from it; `man schedd-jobs` shows the same.
      [examples/jobs.json](../examples/jobs.json) is a file to learn from, [semantics.md](semantics.md) says what follows from the
      keys, [cron.md](cron.md) states the cron dialect, [processes.md](processes.md) how a process is set up.

      ## Values

      \(values)
      \(sections)
      """
  }

  private static func section(_ section: ReferenceSection) -> String {
    let introduction = section.introduction.isEmpty ? "" : "\(section.introduction)\n\n"
    let names = section.keys.map { "`\($0.key)`" }.joined(separator: ", ")
    let index = section.keys.count > 4 ? "Keys: \(names).\n\n" : ""
    return "## \(section.title)\n\n\(introduction)\(index)"
      + section.keys.map(key).joined(separator: "\n")
  }

  private static func key(_ key: KeyReference) -> String {
    let examples = key.examples.map { "    \"\(key.key)\": \($0)\n" }.joined()
    return """
      ### `\(key.key)`

      \(key.type.words.sentence) \(key.fallback.sentence)

      \(key.meaning)
      \(examples.isEmpty ? "" : "\n\(examples)")
      """
  }
}
