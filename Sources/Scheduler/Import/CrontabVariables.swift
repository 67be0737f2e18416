/// What the assignments of a crontab say so far: they hold for the lines below them.
struct CrontabVariables {
  /// What the commands get.
  private(set) var environment: [EnvironmentVariable] = []

  /// `CRON_TZ`.
  private(set) var zone: String?

  /// `RANDOM_DELAY`.
  private(set) var jitter: String?

  /// `SHELL`, where it is another one than `/bin/sh`.
  private(set) var shell: String?

  /// `HOME`, where commands begin.
  private(set) var home: String?

  /// Takes an assignment.
  ///
  /// - Parameters:
  ///   - name: The variable.
  ///   - value: Its value.
  ///   - zones: Where zones come from.
  /// - Returns: What cannot be carried over, and the mend; nil where nothing is lost.
  mutating func assign(_ name: String, _ value: String, zones: any ZoneSource) -> String? {
    switch name {
    case "CRON_TZ": return assign(zone: value, zones)
    case "RANDOM_DELAY": return assign(delay: value)
    case "MAILTO":
      // Empty, it says that there is to be no mail, and there is none.
      return value.isEmpty
        ? nil
        : "schedd sends no mail by itself, and keeps what the jobs below write (\"schedd output RUN\"); to hear of"
          + " failures give them a \"notify\": "
          + #"{"on": ["failed", "recovered"], "shell": "mail -s \"$SCHEDD_SUMMARY\" ADDRESS"}"#
    case "MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING":
      return "\(name) is about mail, and schedd sends none; remove it"
    case "MLS_LEVEL", "XDG_SESSION_CLASS", "START_HOURS_RANGE", "NO_MAIL_OUTPUT":
      return "\(name) means nothing to schedd; remove it"
    case "LOGNAME", "USER":
      return "\(name) is that of the job's user, whatever a crontab says; remove it, or name a \"user\""
    case "HOME": return assign(home: value)
    case "SHELL":
      shell = value.isEmpty || value == "/bin/sh" ? nil : value
      set(name, value)
      return nil
    case _ where name.hasPrefix("SCHEDD_"):
      return "names that begin with SCHEDD_ are schedd's own; take another one"
    default:
      set(name, value)
      return nil
    }
  }

  private mutating func set(_ name: String, _ value: String) {
    let variable = EnvironmentVariable(name: name, value: value)
    if let place = environment.firstIndex(where: { $0.name == name }) {
      environment[place] = variable
    } else {
      environment.append(variable)
    }
  }

  private mutating func assign(zone name: String, _ zones: any ZoneSource) -> String? {
    zone = nil
    guard !name.isEmpty else { return nil }
    do throws(ZoneError) {
      zone = try zones.zone(named: name).name
      return nil
    } catch {
      let near = Spelling.nearest(to: name, among: zones.names).map { "did you mean \($0)?" }
      return "there is no zone \(name.quoted), so the jobs below are in the machine's; "
        + (near ?? "name another one as \"timezone\"")
    }
  }

  private mutating func assign(delay text: String) -> String? {
    guard let minutes = Int(text), (0...10_080).contains(minutes) else {
      jitter = nil
      return
        "\(text.quoted) is no number of minutes, so the jobs below have no \"jitter\"; write one such as 10"
    }
    jitter = minutes > 0 ? "\(minutes)m" : nil
    return nil
  }

  private mutating func assign(home path: String) -> String? {
    guard path.hasPrefix("/") else {
      home = nil
      return
        "\(path.quoted) is no absolute path, so the jobs below begin in their user's home; write the whole path"
    }
    home = path
    set("HOME", path)
    return nil
  }
}
