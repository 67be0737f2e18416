import Scheduler
import schedd

/// The manual pages, made of what the program itself says.
enum ManualPages {
  /// schedd(1): the commands, as their help has them.
  static var commands: String {
    var page = ManualPage("schedd", section: 1, summary: "run the jobs of a job file at their times")
    page.section("Synopsis")
    page.block(["schedd COMMAND [ARGUMENT]...", "schedd help COMMAND", "schedd --version"])
    page.section("Description")
    page.paragraph(
      """
      schedd runs commands on cron, interval, date and calendar triggers, and accounts for every fire time: each ends in \
      exactly one recorded outcome with a reason. The jobs stand in one file, see `schedd-jobs`(5). The command `run` is \
      the daemon; the others look at a file, or ask a daemon.
      """
    )
    page.section("Commands")
    for command in Command.all { describe(command, &page) }
    conventions(&page)
    return page.text
  }

  private static func describe(_ command: Command, _ page: inout ManualPage) {
    page.subsection("schedd \(command.name)")
    page.paragraph(command.summary + ".")
    page.block(command.usage.map { "schedd \($0)" })
    if !command.discussion.isEmpty { page.prose(command.discussion) }
    for option in command.options { page.term(option.name, takes: option.value, option.summary + ".") }
  }

  private static func conventions(_ page: inout ManualPage) {
    page.section("Exit status")
    page.term("0", "Done.")
    page.term("1", "The job file or the request is wrong; for `import`, something was lost.")
    page.term("2", "Wrong usage.")
    page.term("3", "The daemon cannot be reached.")
    page.term("4", "The run did not succeed (`trigger --wait`).")
    page.term("69", "For `run`: the state directory or the socket is taken.")
    page.term("73", "For `run`: the state directory cannot be used.")
    page.term("74", "For `run`: stopped with a ledger that could not be written.")
    page.term("130", "Ctrl-C ended the waiting.")
    page.section("Environment")
    page.term("SCHEDD_SOCKET", "The daemon's socket, where `--socket` does not say.")
    page.term("STATE_DIRECTORY", "Where the ledger is, where `--state-dir` does not say.")
    page.term("NO_COLOR", "Not empty, it keeps colours from the terminal.")
    page.section("Files")
    page.term("/etc/schedd/jobs.json", "The job file of the system's daemon.")
    page.term("/run/schedd/schedd.sock", "Its socket.")
    page.term("/var/lib/schedd", "Its ledger, and what its runs have written.")
    page.section("See also")
    page.paragraph("`schedd-jobs`(5), `crontab`(5), `systemd.timer`(5)")
  }

  /// schedd-jobs(5): the keys of the job file, as the table of its schema has them.
  static var jobFile: String {
    var page = ManualPage("schedd-jobs", section: 5, summary: "the job file of schedd")
    page.section("Description")
    page.paragraph(JobFileReference.sections[0].introduction)
    page.paragraph("`schedd validate` checks a file, and `schedd schema` prints its JSON Schema for editors.")
    page.section("Values")
    for value in JobFileReference.values { page.term(value.name, value.meaning) }
    for (index, section) in JobFileReference.sections.enumerated() {
      page.section(section.title)
      if index > 0, !section.introduction.isEmpty { page.paragraph(section.introduction) }
      for key in section.keys { describe(key, &page) }
    }
    page.section("See also")
    page.paragraph("`schedd`(1)")
    return page.text
  }

  private static func describe(_ key: KeyReference, _ page: inout ManualPage) {
    page.term(key.key, key.meaning)
    page.more("\(key.type.words.sentence) \(key.fallback.sentence)")
    for example in key.examples { page.more("For example `\"\(key.key)\": \(example)`") }
  }
}

extension String {
  /// The text as a sentence of its own.
  var sentence: String { "\(prefix(1).uppercased())\(dropFirst())." }
}

extension KeyReference.Fallback {
  /// What holds where the key is not there.
  var sentence: String {
    switch self {
    case .required: "Required."
    case .json(let text): "Default: `\(text)`."
    case .words("one kind"): "One of the kinds."
    case .words(let words): "Default: \(words)."
    }
  }
}
