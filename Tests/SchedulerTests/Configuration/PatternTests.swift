import Scheduler
import Testing

/// A pattern, what it matches and what it does not.
struct PatternRow: Sendable, CustomTestStringConvertible {
  var pattern: String
  var matches: [String]
  var others: [String]

  var testDescription: String { pattern }

  static let all: [PatternRow] = [
    PatternRow(pattern: "abc", matches: ["abc"], others: ["", "ab", "abcd", "xabc", "ABC"]),
    PatternRow(
      pattern: #"^\d{4}-\d{2}-\d{2}$"#,
      matches: ["2026-01-01", "0000-99-99"],
      others: ["2026-1-1", "2026-01-01\n", "x2026-01-01", "٢٠٢٦-01-01"]
    ),
    PatternRow(pattern: "a|bc|", matches: ["a", "bc", ""], others: ["abc", "b"]),
    PatternRow(pattern: "(a|b)*c+d?", matches: ["c", "abbac", "ccd"], others: ["", "ab", "cdd"]),
    PatternRow(pattern: "(?:ab){2,3}", matches: ["abab", "ababab"], others: ["ab", "abababab"]),
    PatternRow(pattern: "a{2,}", matches: ["aa", "aaaaaa"], others: ["a", ""]),
    PatternRow(pattern: "a{0}b", matches: ["b"], others: ["ab"]),
    PatternRow(pattern: "(a*)*", matches: ["", "aaaa"], others: ["b"]),
    PatternRow(pattern: "[a-cx_.-]+", matches: ["abc", "x-.", "_", "-a"], others: ["d", ""]),
    PatternRow(pattern: #"[\w\-]+"#, matches: ["a-B_9"], others: ["a b"]),
    PatternRow(pattern: "[]a]+", matches: ["]a"], others: ["[a"]),
    PatternRow(pattern: #"\S+\s\W"#, matches: ["ab !"], others: ["ab!"]),
    PatternRow(pattern: #"\[\]\{\}\.\$\^"#, matches: ["[]{}.$^"], others: ["[]{}x$^"]),
    PatternRow(pattern: "é+", matches: ["éé"], others: ["e"]),
    // What stands for anything stands for nothing that is dangerous.
    PatternRow(pattern: ".*", matches: ["", "a b", "a-b", "$(x)"], others: ["-rf", "a\nb", "a\u{0}b"]),
    PatternRow(pattern: "[^x]+", matches: ["a-"], others: ["-a", "a\n", "x"]),
    PatternRow(pattern: "-?.*", matches: ["-rf"], others: ["a\nb"]),
    PatternRow(pattern: #"(.|\n)*"#, matches: ["a\nb"], others: ["-a\n"]),
  ]
}

@Suite struct `A pattern` {
  @Test(arguments: PatternRow.all) func `matches all of a value or nothing`(_ row: PatternRow) throws {
    let pattern = try Pattern(row.pattern)
    for value in row.matches { #expect(pattern.matches(value), "\(value.debugDescription)") }
    for value in row.others { #expect(!pattern.matches(value), "\(value.debugDescription)") }
  }

  @Test(arguments: [
    ("(a", #"has a "(" without a ")" at character 3"#),
    ("a)", #"has a ")" without a "(" at character 2"#),
    ("[a", #"has a "[" without a "]" at character 1"#),
    ("*a", #"has a "*" with nothing to repeat; write "\*" for the character at character 1"#),
    ("a**", #"repeats a repetition; put the first in "(…)" at character 3"#),
    ("a+?", #"repeats a repetition; put the first in "(…)" at character 3"#),
    ("a{", #"has a "{" without a number; write "\{" for the character at character 3"#),
    ("a{3,2}", "has a repetition that runs backwards at character 7"),
    ("a{5000}", "repeats more than 1000 times at character 8"),
    ("((){1000}){1000}", "is too large; write smaller numbers of repetitions"),
    ("(a{500}){500}", "is too large; write smaller numbers of repetitions"),
    ("a^b", #"has a "^" in the middle; write "\^" for the character at character 2"#),
    ("(?=a)", #"has a group of a kind that is not known; write "(…)" or "(?:…)" at character 3"#),
    (#"(a)\1"#, #"has an escape "\1" that is not known at character 5"#),
    ("[z-a]", "has a range that runs backwards at character 3"),
    (#"[\D]"#, #"has a \D, \W or \S in brackets; write it outside at character 3"#),
    ("[[:alpha:]]", #"has a class such as "[:alpha:]"; write the characters, or \d, \w, \s at character 2"#),
    (#"a\"#, #"ends with a "\"; write "\\" for the character at character 3"#),
  ])
  func `that is none says what is wrong`(_ text: String, _ message: String) {
    #expect {
      try Pattern(text)
    } throws: { error in
      (error as? PatternError)?.description == message
    }
  }

  @Test func `looks at a hostile value no longer than at another`() throws {
    // A matcher that tries one way after the other would need 2^4000 steps.
    let pattern = try Pattern("(a|a)*(a*)*(a|aa)+b")
    let value = String(repeating: "a", count: Pattern.longestValue)
    #expect(!pattern.matches(value))
    #expect(pattern.matches(value.dropLast() + "b"))
    #expect(!pattern.matches(value + "b"))
  }

  @Test func `answers for whatever text it is made of`() {
    var state: UInt64 = 1
    let pieces = Array("ab()[]{}|*+?.^$\\-,1dDwWsS:é\n")
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(pieces[Int(state >> 33) % pieces.count])
      }
      guard let pattern = try? Pattern(text) else { continue }
      _ = pattern.matches("aab-b1")
    }
  }
}
