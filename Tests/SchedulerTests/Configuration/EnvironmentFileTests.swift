import Scheduler
import Testing

@Suite struct `A file of variables` {
  @Test(
    arguments: [
      ("A=1\nB=two words\n", ["A=1", "B=two words"]),
      ("A=1", ["A=1"]),
      ("", []),
      ("# comment\n\n  \t\n  # another\n", []),
      ("export A=1\nexport  B=2\nexport=3", ["A=1", "B=2", "export=3"]),
      ("A=\nB= # nothing\n", ["A=", "B="]),
      ("A=x # comment\nB=x#y\nC=#z", ["A=x", "B=x#y", "C=#z"]),
      ("A=x  \t\n", ["A=x"]),
      ("A=1\r\nB=2\r\n", ["A=1", "B=2"]),
      ("A='one $HOME \\n \"x\"'\n", [#"A=one $HOME \n "x""#]),
      (#"A="\"\\\$\`\t""#, ["A=\"\\$`\t"]),
      ("A=\"one\\\ntwo\"\nB='one\ntwo'", ["A=onetwo", "B=one\ntwo"]),
      ("A=$HOME/${x}\\n", ["A=$HOME/${x}\\n"]),
      ("A=1\nB=2\nA=3", ["A=3", "B=2"]),
      ("A='x' # comment\nB=\"\"", ["A=x", "B="]),
      ("A=http://x?y=z", ["A=http://x?y=z"]),
    ] as [(String, [String])]
  )
  func `is read line by line, and nothing is expanded`(_ text: String, _ lines: [String]) throws {
    let variables = try EnvironmentFile.variables(in: Array(text.utf8))
    #expect(variables.map { "\($0.name)=\($0.value)" } == lines)
  }

  @Test(arguments: [
    ("A=1\nwords\n", ##"2: must be NAME=VALUE, a comment after "#", or blank"##),
    ("A =1", #"1: remove the blank before "=""#),
    ("A= 1", #"1: remove the blank after "=", or put the value in quotes"#),
    ("=1", #"1: a name is missing before "=""#),
    ("1A=1", #"1: "1A" is no name; it is made of A–Z, a–z, 0–9 and "_", and no digit comes first"#),
    ("\n\nA='x\ny\n", "3: the quote that begins here is never closed"),
    ("A='x\ny\n'\nB", ##"4: must be NAME=VALUE, a comment after "#", or blank"##),
    ("A=it's", "1: a quote in the middle of a value; put the whole value in quotes"),
    ("A=\"x\"y", "1: nothing but a comment may follow the closing quote"),
    (#"A="\q""#, #"1: there is no escape "\q"; for a backslash write "\\""#),
    ("A=x\u{0}y", "1: A must not hold a NUL"),
  ])
  func `that is wrong is refused with its line`(_ text: String, _ fault: String) {
    #expect {
      try EnvironmentFile.variables(in: Array(text.utf8))
    } throws: { error in
      (error as? EnvironmentFileFault)?.description == fault
    }
  }

  @Test func `must be UTF-8`() {
    #expect(throws: EnvironmentFileFault.self) { try EnvironmentFile.variables(in: [0x41, 0x3D, 0xFF]) }
  }
}
