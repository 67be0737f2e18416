extension JobFileReference {
  static let process = [
    KeyReference(
      JobKey.environment,
      .map(
        to: .anyOf("", .string, ValueType("", definition: "variable")),
        "object of strings, or of objects (see “A variable”)",
        names: "[^=\\u0000]+"
      ),
      .json("{}"),
      """
      Variables that are added to the environment, which is built and not inherited. Those of `defaults` are added \
      first, one by one.
      """,
      examples: #"{"LANG": "C.UTF-8"}"#
    ),
    KeyReference(
      JobKey.environmentFile,
      .anyOf(
        "absolute path, array of them or null",
        environmentFile,
        .array(of: environmentFile, ""),
        .null
      ),
      .json("null"),
      """
      Files of `NAME=VALUE` lines that are read at each start; what they say is never shown. With a `-` before it, a file \
      may be missing.
      """,
      examples: #""/etc/app.env""#,
      #"["/etc/app.env", "-/etc/app.local.env"]"#
    ),
    KeyReference(
      JobKey.secrets,
      .array(of: .string, "array of strings"),
      .json("[]"),
      "The names of variables whose values are never shown.",
      examples: #"["API_TOKEN"]"#
    ),
    KeyReference(
      JobKey.parameters,
      .map(
        to: ValueType("", definition: "parameter"),
        "object of objects",
        names: "[A-Za-z][A-Za-z0-9_-]{0,63}"
      ),
      .json("{}"),
      """
      What whoever runs the job by hand may choose (see “A parameter”). `${name}` in an element of `command` stands for a \
      value, and each process has it as `SCHEDD_PARAM_NAME`.
      """,
      examples: #"{"date": {"pattern": "\\d{4}-\\d{2}-\\d{2}", "default": "2027-01-01"}}"#
    ),
    KeyReference(
      JobKey.workingDirectory,
      ValueType.text("absolute path", "/[^\\u0000]*").orNull,
      .json("null"),
      "Where the process starts; null is the user's home, or `/` where that cannot be entered.",
      examples: #""/srv/reports""#
    ),
    KeyReference(
      JobKey.umask,
      .text("octal digits in a string", "0?[0-7]{1,3}"),
      .json(#""0022""#),
      "The mask of the permissions of files that it makes.",
      examples: #""0077""#
    ),
    KeyReference(
      JobKey.nice,
      ValueType.integer(-20...19).orNull,
      .json("null"),
      "The nice value; null is the daemon's. Below the daemon's own only as root.",
      examples: "10"
    ),
    KeyReference(
      JobKey.stdin,
      .anyOf(
        "string, `{\"file\": PATH}` or null",
        ValueType("", [("type", .string("string")), ("maxLength", .number(StandardInput.longestText))]),
        ValueType("", definition: "stdin"),
        .null
      ),
      .json("null"),
      "What the process reads: a text of at most 64 KiB, a file, or nothing.",
      examples: #""a line\n""#,
      #"{"file": "/srv/list"}"#
    ),
    KeyReference(
      JobKey.resourceLimits,
      ValueType("object", definition: "resource_limits"),
      .json("{}"),
      "How much each process of a run may use (see “Resource limits”).",
      examples: #"{"cpu_time": "10m", "open_files": 256}"#
    ),
    KeyReference(
      JobKey.user,
      ValueType.filled("name or number in a string").orNull,
      .json("null"),
      "Whom the job runs as; null is the daemon's user. Another one needs a daemon that runs as root.",
      examples: #""www-data""#
    ),
    KeyReference(
      JobKey.group,
      ValueType.filled("name or number in a string").orNull,
      .json("null"),
      "The group in place of the user's own; it goes with `user`."
    ),
  ]

  private static let environmentFile = ValueType.text("", "-?/[^\\u0000]*")

  static let variable = ReferenceSection(
    "variable",
    "A variable",
    "A value of `environment` that is more than a string.",
    VariableKey.self,
    [
      KeyReference(VariableKey.value, .string, .required, "The value.", examples: #""hunter2""#),
      KeyReference(VariableKey.secret, .boolean, .json("false"), "Whether the value is never shown."),
    ]
  )

  static let parameter = ReferenceSection(
    "parameter",
    "A parameter",
    "",
    ParameterKey.self,
    [
      KeyReference(
        ParameterKey.pattern,
        .string,
        .required,
        "A regular expression that a value must match as a whole.",
        examples: #""[a-z]+""#
      ),
      KeyReference(
        ParameterKey.defaultValue,
        ValueType.string.orNull,
        .json("null"),
        "The value where none is given; a job with another trigger than `manual` needs one for each parameter.",
        examples: #""fast""#
      ),
      KeyReference(ParameterKey.description, .string, .json(#""""#), "For people."),
    ]
  )

  static let resourceLimits = ReferenceSection(
    "resource_limits",
    "Resource limits",
    "The kernel counts them for each process, not for a run with all its processes. Null is no limit.",
    ResourceKey.self,
    [
      KeyReference(
        ResourceKey.cpuTime,
        ValueType.positiveDuration.orNull,
        .json("null"),
        "How much time on a CPU, in whole seconds; then SIGXCPU, and SIGKILL after 5 more.",
        examples: #""10m""#
      ),
      KeyReference(
        ResourceKey.addressSpace,
        ValueType.bytes((1 << 20)...(1 << 60)).orNull,
        .json("null"),
        "How much memory it may map.",
        examples: #""512M""#
      ),
      KeyReference(
        ResourceKey.fileSize,
        ValueType.bytes(0...(1 << 60)).orNull,
        .json("null"),
        "How large a file may become by its writing; then SIGXFSZ.",
        examples: #""2G""#
      ),
      KeyReference(
        ResourceKey.openFiles,
        ValueType.integer(4...1_000_000_000).orNull,
        .json("null"),
        "How many descriptors may be open.",
        examples: "256"
      ),
      KeyReference(
        ResourceKey.processes,
        ValueType.integer(1...4_194_304).orNull,
        .json("null"),
        "How many processes and threads its *user* may have, whoever started them; root has no limit.",
        examples: "64"
      ),
    ]
  )

  static let input = ReferenceSection(
    "stdin",
    "Standard input from a file",
    "",
    InputKey.self,
    [
      KeyReference(
        InputKey.file,
        .text("absolute path", "/[^\\u0000]*"),
        .required,
        "A file or a character device, which the process opens itself, as its user.",
        examples: #""/srv/list""#
      )
    ]
  )
}
