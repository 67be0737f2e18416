import CLinux
import Daemon
import Glibc

// A type and not top-level code, whose closures would belong to the main actor and trap when C calls them.
@main
struct Schedd {
  static func main() {
    let console = Console.ofThisProcess()
    let status = Program.run(Array(CommandLine.arguments.dropFirst()), console)
    exit(status.code)
  }
}
