extension JobFileReference {
  static let job = ReferenceSection(
    "job",
    "A job",
    """
    Each job has an `id`, a `trigger`, and either `command` or `shell`. The other keys but `description` and `parameters` \
    may stand in `defaults` as well.
    """,
    JobKey.self,
    identity + process + admission + lifetime + bookkeeping
  )

  private static let identity = [
    KeyReference(
      JobKey.id,
      .jobID,
      .required,
      "The job's name, unique in the file. A job keeps its history as long as it keeps its id.",
      examples: #""nightly-report""#
    ),
    KeyReference(JobKey.description, .string, .json(#""""#), "For people; it is shown and nothing else."),
    KeyReference(
      JobKey.trigger,
      ValueType("trigger", definition: "trigger"),
      .required,
      "When the job runs: a cron expression, or an object (see “A trigger”).",
      examples: #""30 2 * * mon-fri""#,
      #"{"interval": "15m"}"#,
      #"{"manual": true}"#
    ),
    KeyReference(
      JobKey.command,
      .argumentVector,
      .words("either this or `shell`"),
      """
      The program and its arguments. No shell sees them, so nothing in them needs quoting; but `${name}` is a parameter, \
      and `$${` stands for `${`.
      """,
      examples: #"["/usr/local/bin/report", "--yesterday"]"#
    ),
    KeyReference(
      JobKey.shell,
      .filled("string"),
      .words("either this or `command`"),
      "A line for `/bin/sh -c`.",
      examples: #""cd /srv && ./rotate | logger""#
    ),
  ]

  private static let bookkeeping = [
    KeyReference(
      JobKey.history,
      ValueType("object", definition: "history"),
      .json(#"{"keep_runs": 1000, "keep_for": "90d"}"#),
      "How much the ledger keeps of the job (see “History”); what goes is still counted.",
      examples: #"{"keep_runs": 100}"#
    ),
    KeyReference(
      JobKey.output,
      ValueType("object", definition: "output"),
      .json(#"{"max_bytes": 1048576}"#),
      "How much is kept of what an attempt writes (see “Output”)."
    ),
    KeyReference(
      JobKey.notify,
      .anyOf(
        "object, array of objects, or null",
        ValueType("", definition: "notify"),
        .array(of: ValueType("", definition: "notify"), ""),
        .null
      ),
      .json("null"),
      "Whom it tells what became of its runs: one rule or several (see “Notifications”); null for nobody.",
      examples: #"{"on": ["failed", "recovered"], "command": ["/usr/local/bin/page"]}"#
    ),
    KeyReference(
      JobKey.enabled,
      .boolean,
      .json("true"),
      "Whether the trigger counts. A job that is disabled can still be triggered by hand."
    ),
    KeyReference(
      JobKey.tags,
      ValueType(
        "array of tags",
        ValueType.array(of: .text("", ValuePattern.tag), "").schema + [("uniqueItems", .json("true"))]
      ),
      .json("[]"),
      """
      What jobs are grouped by in `list` and `history`; each is 1 to 64 of `A`–`Z`, `a`–`z`, `0`–`9`, `.`, `_`, `-`, `:` \
      and `/`. A job's own list takes the place of that in `defaults`.
      """,
      examples: #"["nightly", "team:payments"]"#
    ),
  ]
}
