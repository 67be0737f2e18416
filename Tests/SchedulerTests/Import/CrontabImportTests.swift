import Scheduler
import Testing

@Suite struct `A crontab that becomes a job file` {
  /// One crontab, and the job that its last line makes.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let crontab: String
    let expected: String
    var hasUser = false

    init(_ name: String, _ crontab: String, _ expected: String, hasUser: Bool = false) {
      testDescription = name
      self.crontab = crontab + "\n"
      self.expected = expected
      self.hasUser = hasUser
    }
  }

  @Test(arguments: rows)
  func `says the same in other words`(_ row: Row) throws {
    let made = CrontabImport.read(row.crontab, hasUser: row.hasUser)
    #expect(made.remarks.filter { $0.severity != .note }.map(\.message) == [])
    let expected = JobFile.read("{\"jobs\": [\(row.expected)]}")
    try #require(expected.errors.map(\.message) == [])
    let read = JobFile.read(made.jobFile)
    #expect(read.errors.map(\.message) == [], "\(made.jobFile)")
    let job = read.configuration?.jobs.last
    #expect(job == expected.configuration?.jobs.last, "\(made.jobFile)")
    #expect(job?.description == expected.configuration?.jobs.last?.description)
  }

  private static let rows: [Row] = [
    Row(
      "a line as most are",
      "*/5 2-4 * * mon-fri /usr/local/bin/backup.sh --all >/dev/null 2>&1",
      #"""
      {"id": "backup.sh", "trigger": "*/5 2-4 * * mon-fri",
       "shell": "/usr/local/bin/backup.sh --all >/dev/null 2>&1"}
      """#
    ),
    Row("tabs", "\t1\t2 * \t* *\tdate  ", #"{"id": "date", "trigger": "1 2 * * *", "shell": "date"}"#),
    Row("a nickname", "@daily x", #"{"id": "x", "trigger": "@daily", "shell": "x"}"#),
    Row("a start of the machine", "@reboot x", #"{"id": "x", "trigger": {"startup": true}, "shell": "x"}"#),
    Row("every minute of FreeBSD", "@every_minute x", #"{"id": "x", "trigger": "* * * * *", "shell": "x"}"#),
    Row("an interval", "@every 1h30m x", #"{"id": "x", "trigger": {"interval": "1h30m"}, "shell": "x"}"#),
    Row(
      "a user",
      "17 * * * * root cd / && run-parts --report /etc/cron.hourly",
      #"""
      {"id": "cron.hourly", "trigger": "17 * * * *", "user": "root",
       "shell": "cd / && run-parts --report /etc/cron.hourly"}
      """#,
      hasUser: true
    ),
    Row(
      "random values",
      "~ 0~5 1~ * ~/2 x",
      #"{"id": "x", "trigger": "H H(0-5) H(1-31) * H/2", "shell": "x"}"#
    ),
    Row("a run that is not logged", "-0 1 * * * x", #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#),
    Row("flags", "0 1 * * * -n -s x -n", #"{"id": "x", "trigger": "0 1 * * *", "shell": "x -n"}"#),
    Row(
      "a percent sign that is one",
      #"0 1 * * * date +\%F "\\""#,
      #"{"id": "date", "trigger": "0 1 * * *", "shell": "date +%F \"\\\""}"#
    ),
    Row(
      "standard input",
      #"0 1 * * * mail -s hi joe%Joe,%%50\% off \x"#,
      #"""
      {"id": "mail", "trigger": "0 1 * * *", "shell": "mail -s hi joe", "stdin": "Joe,\n\n50% off \\x\n"}
      """#
    ),
    Row("no standard input", "0 1 * * * x%", #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#),
    Row(
      "variables, each from where it stands on",
      "PATH=/bin\n0 1 * * * x\nA = \"b c \"\nPATH = '/usr/bin:/bin'\nB=\"x\" y\nC=\n0 2 * * * y",
      #"""
      {"id": "y", "trigger": "0 2 * * *", "shell": "y",
       "environment": {"PATH": "/usr/bin:/bin", "A": "b c ", "B": "\"x\" y", "C": ""}}
      """#
    ),
    Row(
      "an equals sign in a command",
      "0 1 * * * A=b x --c=d",
      #"{"id": "x", "trigger": "0 1 * * *", "shell": "A=b x --c=d"}"#
    ),
    Row(
      "a shell",
      "SHELL=/bin/bash\n0 1 * * * x ${HOME} $$",
      #"""
      {"id": "x", "trigger": "0 1 * * *", "command": ["/bin/bash", "-c", "x $${HOME} $$"],
       "environment": {"SHELL": "/bin/bash"}}
      """#
    ),
    Row(
      "a home",
      "HOME=/srv\n0 1 * * * x",
      #"""
      {"id": "x", "trigger": "0 1 * * *", "shell": "x", "environment": {"HOME": "/srv"},
       "working_directory": "/srv"}
      """#
    ),
    Row(
      "a zone, and a delay",
      "CRON_TZ=America/New_York\nRANDOM_DELAY=45\n0 1 * * * x",
      #"""
      {"id": "x", "trigger": {"cron": "0 1 * * *", "timezone": "America/New_York", "jitter": "45m"}, "shell": "x"}
      """#
    ),
    Row(
      "a zone for the command alone",
      "TZ=UTC\n0 1 * * * x",
      #"{"id": "x", "trigger": "0 1 * * *", "shell": "x", "environment": {"TZ": "UTC"}}"#
    ),
    Row("no mail", "MAILTO=\"\"\n0 1 * * * x", #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#),
    Row(
      "comments, as its description",
      "# Old news.\n\n# Makes the report\n# ---------\n#of the day.\n0 1 * * * x",
      #"{"id": "x", "description": "Makes the report of the day.", "trigger": "0 1 * * *", "shell": "x"}"#
    ),
    Row(
      "titles of columns",
      "# m h  dom mon dow   command\n0 1 * * * x",
      #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#
    ),
    Row(
      "a line that is switched off",
      "# Reports\n#0 1 * * * y\n0 1 * * * x",
      #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#
    ),
    Row("another system's line ends", "0 1 * * * x\r", #"{"id": "x", "trigger": "0 1 * * *", "shell": "x"}"#),
  ]

  @Test(arguments: [
    ("/bin/a", "a"), ("\"/opt/my app/run\" x", "my"), ("sudo -u joe nice -n 10 /usr/bin/x", "x"),
    ("test -x /usr/sbin/y || exit 0; cd / && y -q", "y"), ("[ -x /z ] && /z --quick", "z"),
    ("(cd /srv; A=1 env B=2 ./w.sh)", "w.sh"), ("python3 -u /srv/report.py", "report.py"),
    ("bash -c 'echo hi'", "bash"), ("env", "job"), ("äöü", "job"), (":", "job"), ("..", "job"),
    ("if [ -e /x ]; then /usr/bin/thing; fi", "thing"),
  ])
  func `names a job after what it runs`(_ command: String, _ id: String) {
    let made = CrontabImport.read("* * * * * \(command)\n* * * * * \(command)\n")
    let ids = JobFile.read(made.jobFile).configuration?.jobs.map(\.id.description)
    #expect(ids == [id, "\(id)-2"])
  }

  @Test func `keeps each comment, and says once what all jobs share`() {
    let made = CrontabImport.read(
      """
      # The machine's own.
      SHELL=/bin/sh
      CRON_TZ=Europe/Berlin

      # m h dom mon dow command
      # Every night
      0 1 * * * /usr/bin/backup --all
      5 * * * * /usr/bin/poll
      # The end.

      """
    )
    #expect(made.isComplete)
    #expect(
      made.jobFile == """
        // Made from test by "schedd import crontab". What is otherwise than with cron:
        // - a run that is still under way keeps the next one of its job from starting ("max_instances")
        // - fire times that pass while the daemon is down are made up for, once a job ("misfire_grace_time")
        // - at most 10 runs are under way at a time, the others wait for a slot ("max_concurrent_runs")
        {
          "timezone": "Europe/Berlin",
          "defaults": {
            "environment": {"SHELL": "/bin/sh"}
          },
          "jobs": [
            // The machine's own.
            // m h dom mon dow command
            // Every night
            {
              "id": "backup",
              "trigger": "0 1 * * *",
              "shell": "/usr/bin/backup --all"
            },
            {
              "id": "poll",
              "trigger": "5 * * * *",
              "shell": "/usr/bin/poll"
            }
            // The end.
          ]
        }

        """
    )
  }
}

@Suite struct `What a crontab says and a job file cannot` {
  struct Row: Sendable, CustomTestStringConvertible {
    let crontab: String
    let expected: [String]
    var hasUser = false

    init(_ crontab: String, _ expected: String..., hasUser: Bool = false) {
      self.crontab = crontab
      self.expected = expected
      self.hasUser = hasUser
    }

    var testDescription: String { crontab }
  }

  @Test(arguments: rows)
  func `is said with its line and the mend`(_ row: Row) {
    let made = CrontabImport.read(row.crontab, hasUser: row.hasUser)
    #expect(made.remarks.map { $0.rendered(file: "c") } == row.expected)
    #expect(made.isComplete == row.expected.allSatisfy { $0.contains(": note: ") })
    #expect(JobFile.read(made.jobFile).configuration != nil)
  }

  private static let rows: [Row] = [
    Row("@daily x\n"),
    Row("@daily x", "c:1: note: has no line break at its end, and cron would ignore it"),
    Row(
      "\nMAILTO=joe\n",
      "c:2: warning: schedd sends no mail by itself, and keeps what the jobs below write (\"schedd output RUN\"); to"
        + " hear of failures give them a \"notify\": "
        + #"{"on": ["failed", "recovered"], "shell": "mail -s \"$SCHEDD_SUMMARY\" ADDRESS"}"#
    ),
    Row(
      "CRON_TZ=Europe/Berln\n@daily x\n",
      "c:1: warning: there is no zone \"Europe/Berln\", so the jobs below are in the machine's; did you mean"
        + " Europe/Berlin?"
    ),
    Row(
      "RANDOM_DELAY=soon\n",
      "c:1: warning: \"soon\" is no number of minutes, so the jobs below have no \"jitter\"; write one such as 10"
    ),
    Row(
      "HOME=srv\n",
      "c:1: warning: \"srv\" is no absolute path, so the jobs below begin in their user's home; write the whole path"
    ),
    Row(
      "CONTENT_TYPE=text/html\n",
      "c:1: warning: CONTENT_TYPE is about mail, and schedd sends none; remove it"
    ),
    Row(
      "*5 * * * * x\n",
      "c:1: error: minute: only a step may follow \"*\", not as in \"*5\"; write \"*/5\""
    ),
    Row(
      "0 0 31 2 * x\n",
      "c:1: error: \"0 0 31 2 *\" never fires, and does not in cron either; remove it"
    ),
    Row(
      "hello\n",
      "c:1: error: is no line of a crontab: it needs five fields, or a nickname such as @daily, and a command"
    ),
    Row("* * * * *\n", "c:1: error: is no line of a crontab: it has no command"),
    Row(
      "* * * * * root\n",
      "c:1: error: is no line of a crontab: it has no command behind the user",
      hasUser: true
    ),
    Row(
      "* * * * * /bin/x y\n",
      "c:1: error: has no user before the command; is it the crontab of a user? Then leave out --system",
      hasUser: true
    ),
    Row("* * * * * %x\n", "c:1: error: has no command before the \"%\""),
    Row("* * * * * a\u{0}b\n", "c:1: error: is not text in UTF-8; convert it"),
    Row(
      "@reboot x\n",
      "c:1: note: @reboot is once a boot for cron, and once at each start of the daemon for schedd"
    ),
    Row(
      "0~30 * * * * x\n",
      "c:1: note: cron draws 0~30 anew whenever it reads the file; H is drawn from the job's id and stays"
    ),
    Row(
      "-* * * * * -n x\n",
      "c:1: note: the \"-\" keeps a run out of the system's log; schedd records each run",
      "c:1: note: -n is about mail after a success; schedd sends none"
    ),
  ]
}

@Suite struct `Every crontab` {
  /// Crontabs by form, and lines that are odd or hostile.
  private static let lines = [
    "# /etc/crontab: system-wide crontab", "SHELL=/bin/sh", "PATH=/usr/local/sbin:/usr/bin:/bin", "",
    "# Example of job definition:", "# .---------------- minute (0 - 59)",
    "# |  .------------- hour (0 - 23)",
    "# *  *  *  *  * user-name command to be executed",
    "17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly",
    "25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }",
    "30 3 * * 0 root test -e /run/systemd/system || SERVICE_MODE=1 /usr/lib/e2fsprogs/e2scrub_all_cron",
    "09,39 * * * * root [ -x /usr/lib/php/sessionclean ] && /usr/lib/php/sessionclean",
    "MAILTO=root@example.org", "CRON_TZ=Europe/Berlin", "CRON_TZ=Nowhere/Atall", "CRON_TZ=",
    "TZ=:/etc/localtime",
    "HOME=/var/lib/x y", "SHELL=", "SHELL=/bin/bash", "RANDOM_DELAY=30", "RANDOM_DELAY=-1", "=x", "\"\"=x",
    "\"A B\"='c", "A=\"b\"c", "A = b = c", "'A'=\"\\\"", "  \t ", "#", "##", "#\u{1B}[31m", "# \u{2028} }]",
    "@reboot root sleep 60 && /usr/bin/x", "@REBOOT x", "@daily", "@ daily x", "@every 5m x", "@every x y",
    "@every 1ms x", "* * * * * * * x", "*/0 * * * * x y", "5/15 * * * * x y", "fri-mon * * * * x",
    "0 0 * * fri-mon x y", "60 * * * * x y", "0 0 1 1 7 x y", "0 0 31 2 * x y", "~ ~ ~ ~ ~ x y",
    "70~80 * * * * x y", "30~10 * * * * x y", "~~ * * * * x y", "1~2~3 * * * * x y", "-", "- - - - - -",
    "-*/5 * * * * x y", "* * * * * -n", "* * * * * -q -s x y", "* * * * * root \\", "* * * * * root \\%",
    "* * * * * root %", "* * * * * root a%%b%\\%\\\\%", "* * * * * root \"'`$(x)`'\"", "* * * * * /bin/x",
    "* * * * *",
    "* * * * * \u{0}", "* * * * * root a\u{0}b", "* * * * * root \u{1F600} ü \u{202E}",
    "\u{FEFF}* * * * * x y",
    "* * * * * root " + String(repeating: "x", count: 5000),
    "* * * * * root cat%" + String(repeating: "ü", count: 40_000),
    String(repeating: "9", count: 300) + " * * * * x y", "1,2,,3 * * * * x", "L W ? * 5#2 x y",
    "H H * * * x y",
    "0 0 LW * * x y", "0 0 * * +5 x y", "// x", "/* x */", "{\"jobs\": []}", "\r", "* * * * * x y\r", "é",
  ]

  @Test(arguments: [false, true])
  func `becomes a job file that is good, and no line is passed over in silence`(_ hasUser: Bool) {
    for line in Self.lines {
      let made = CrontabImport.read("A=b\n\(line)\n\n# a comment\n@hourly root last\n", hasUser: hasUser)
      let reading = JobFile.read(made.jobFile)
      #expect(reading.errors.map(\.message) == [], "\(line): \(made.jobFile)")
      let jobs = reading.configuration?.jobs.count ?? 0
      #expect(jobs == 2 || jobs == 1)
      #expect(reading.configuration?.jobs.last?.description == "a comment")
    }
  }

  @Test(arguments: [false, true])
  func `becomes one as a whole, in any order of its lines`(_ hasUser: Bool) {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let lines = (0..<40).map { _ in Self.lines[Int.random(in: 0..<Self.lines.count, using: &generator)] }
      let made = CrontabImport.read(lines.joined(separator: "\n"), hasUser: hasUser)
      #expect(JobFile.read(made.jobFile).errors.map(\.message) == [], "\(made.jobFile)")
      #expect(made.remarks.map(\.line) == made.remarks.map(\.line).sorted())
    }
  }

  @Test func `becomes one though its bytes are noise`() {
    var generator = SeededGenerator(seed: 11)
    let letters = Array("* 0-9/,~@%\\\"'=#\n\n\t-abcdeL{}[]:\u{FF}".utf8) + [0xFF, 0x00, 0x0D]
    for _ in 0..<300 {
      let bytes = (0..<200).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
      let made = CrontabImport(bytes, hasUser: false, source: "noise", zones: FixedZones())
      #expect(JobFile.read(made.jobFile).errors.map(\.message) == [], "\(made.jobFile)")
    }
  }
}

extension CrontabImport {
  /// Reads a text with the zones of the tests.
  fileprivate static func read(_ text: String, hasUser: Bool = false) -> CrontabImport {
    CrontabImport(Array(text.utf8), hasUser: hasUser, source: "test", zones: FixedZones())
  }
}
