@main
struct Schedd {
  static func main() {
    print("schedd")
  }
}
