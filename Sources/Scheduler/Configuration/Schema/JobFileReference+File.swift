extension JobFileReference {
  static let file = ReferenceSection(
    "file",
    "The file",
    """
    A job file is one JSON object. Comments (`//` and `/* */`) and trailing commas are allowed; everything else is strict, \
    and every problem of a file is reported at once.
    """,
    FileKey.self,
    [
      KeyReference(
        FileKey.schema,
        .string,
        .words("none"),
        """
        Where the schema of the job file is, for editors; schedd does not look at it. `schedd schema` prints it.
        """,
        examples: #""./schedd.schema.json""#
      ),
      KeyReference(
        FileKey.timezone,
        .zone,
        .words("the machine's zone"),
        "The zone of triggers that name none.",
        examples: #""Europe/Berlin""#
      ),
      KeyReference(
        FileKey.maxConcurrentRuns,
        .integer(1...1_000_000),
        .json("10"),
        "How many runs may be under way at a time, over all jobs; the others wait for a slot."
      ),
      KeyReference(
        FileKey.maxQueuedRuns,
        .integer(0...10_000_000),
        .json("10000"),
        "How many runs may wait for a slot; beyond it they are `skipped`, `queue_full`."
      ),
      KeyReference(
        FileKey.concurrencyGroups,
        .map(to: .integer(1...1_000_000), "object of whole numbers", names: ValuePattern.jobID),
        .json("{}"),
        "Named caps that several jobs share: how many of their runs may be under way at a time.",
        examples: #"{"database": 2}"#
      ),
      KeyReference(
        FileKey.shutdownGrace,
        .duration,
        .json(#""10s""#),
        "After SIGTERM: how long running jobs may go on before they are told to end."
      ),
      KeyReference(
        FileKey.jitterSeed,
        .integer(0...Int.max),
        .json("0"),
        "Keeps the jitter, and what `H` stands for, of several machines with one job file apart.",
        examples: "7"
      ),
      KeyReference(
        FileKey.defaults,
        ValueType("object of a job's keys", definition: "defaults"),
        .json("{}"),
        """
        What holds for every job that does not say otherwise: any of a job's keys but `id`, `description`, `trigger`, \
        `command`, `shell` and `parameters`.
        """,
        examples: #"{"timeout": "1h"}"#
      ),
      KeyReference(
        FileKey.include,
        .array(of: .filled(""), "array of paths"),
        .json("[]"),
        """
        Files with more jobs, relative to this one; in the last part `*` stands for any number of characters and `?` for \
        one. They are read in the order of the patterns, those of one by their names, and each is an object with `jobs` and \
        nothing else; `defaults` and `timezone` of this file hold for them too. An included file includes none. A file that is \
        gone when the job file is read again takes its jobs with it, as if they had been deleted; a folder that cannot be \
        read refuses the job file, and everything stays as it was.
        """,
        examples: #"["jobs.d/*.json"]"#
      ),
      KeyReference(
        FileKey.jobs,
        .array(of: ValueType("", definition: "job"), "array of jobs"),
        .required,
        "The jobs.",
        examples: #"[{"id": "hello", "trigger": "@hourly", "command": ["/bin/echo", "hello"]}]"#
      ),
    ]
  )

  static let included = ReferenceSection(
    "included",
    "An included file",
    """
    A file that `include` names is one JSON object with jobs and nothing that concerns others: the zone, the caps and the \
    defaults are those of the job file.
    """,
    IncludedKey.self,
    [
      KeyReference(
        IncludedKey.schema,
        .string,
        .words("none"),
        "As in the job file.",
        examples: #""../schedd.schema.json""#
      ),
      KeyReference(
        IncludedKey.jobs,
        .array(of: ValueType("", definition: "job"), "array of jobs"),
        .required,
        "The jobs; their ids are unique among all the files.",
        examples: #"[{"id": "hello", "trigger": "@hourly", "command": ["/bin/echo", "hello"]}]"#
      ),
    ]
  )
}
