import Glibc

/// The program: runs one benchmark and prints its rows as CSV.
///
/// It measures and never judges: what a figure should be is in `docs/performance.md`.
@main struct ScheddBench {
  private static let usage = """
    usage: schedd-bench next-fire [EXPRESSIONS.tsv]   the next fire time of cron expressions
           schedd-bench parse                         reading expressions and zone files
           schedd-bench core                          decisions: wakes, memory, catching up
           schedd-bench ledger [DIRECTORY]            durable claims, beside bare SQLite
           schedd-bench history [DIRECTORY]           questions to a million runs, and pruning
           schedd-bench spawn [PROGRAM]               starts of processes, one by one and 1,000 at once, beside a C loop
           schedd-bench api                           answers over the socket and TCP, and lateness beside them
           schedd-bench page                          how long what the page asks for holds the loop
           schedd-bench output                        lateness and memory beside jobs that write without end
    """

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      fail("schedd-bench: \(error)", 1)
    }
  }

  private static func run(_ words: [String]) throws {
    let argument = words.count == 2 ? words[1] : nil
    switch (words.first, words.count) {
    case ("next-fire", 1...2): try NextFireBenchmark.run(pairsIn: argument)
    case ("parse", 1): try ParseBenchmark.run()
    case ("core", 1): try CoreBenchmark.run()
    case ("ledger", 1...2): try LedgerBenchmark.run(in: argument ?? "/tmp")
    case ("history", 1...2): try HistoryBenchmark.run(in: argument ?? "/tmp")
    case ("api", 1): try ApiBenchmark.run()
    case ("page", 1): try PageBenchmark.run()
    case ("output", 1): try OutputBenchmark.run()
    case ("spawn", 1...2):
      try SpawnBenchmark.run(argument ?? "/bin/true")
      try BurstBenchmark.run(argument ?? "/bin/true")
    default: fail(usage, 2)
    }
  }

  private static func fail(_ text: String, _ code: Int32) -> Never {
    let line = Array((text + "\n").utf8)
    write(STDERR_FILENO, line, line.count)
    exit(code)
  }
}

/// Why a benchmark cannot be run.
struct BenchmarkError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
