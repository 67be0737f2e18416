import Scheduler

extension Command {
  /// What editors and other programs need to know of the job file.
  package static let schema = Command(
    name: "schema",
    summary: "Print the JSON Schema of the job file, for editors",
    usage: ["schema"],
    discussion: """
      An editor that knows the schema completes and explains the keys of a job file.
      Write it to a file beside the job file and name it there:

        schedd schema > schedd.schema.json
        { "$schema": "./schedd.schema.json", "jobs": [] }

      The schema is of the dialect 2020-12. "schedd validate" knows more: it sees
      whether zones exist, whether ids are unique and whether triggers ever fire.
      """
  ) { _, console in
    console.print(JobFileSchema.text)
    return .done
  }
}
