extension JobFileReader {
  /// Reads what a job runs: exactly one of `command` and `shell`.
  mutating func invocation(
    _ members: Members<JobKey>,
    _ parameters: [WrittenParameter]
  ) -> CommandJob.Invocation? {
    switch (members[.command], members[.shell]) {
    case (let command?, nil):
      return unlessRefused { $0.arguments(command, parameters) }.map(CommandJob.Invocation.arguments)
    case (nil, let shell?):
      return self.shell(shell).map(CommandJob.Invocation.shell)
    case (let command?, let shell?):
      _ = arguments(command, parameters)
      _ = self.shell(shell)
      let second = json.offset(of: command) < json.offset(of: shell) ? shell : command
      refuse(second, "a job has either \"command\" or \"shell\", not both; remove one")
      return nil
    case (nil, nil):
      refuse(
        members.object,
        "what runs is missing: an array of arguments as \"command\", or a line for /bin/sh as \"shell\""
      )
      return nil
    }
  }

  /// Reads an argument vector.
  ///
  /// - Parameters:
  ///   - value: The array.
  ///   - parameters: What may stand in it; nil where there are none.
  /// - Returns: The elements, or nil where it is no array.
  mutating func arguments(_ value: JSONValue, _ parameters: [WrittenParameter]?) -> [String]? {
    let key = JobKey.command.rawValue
    guard json.kind(of: value) == .array else {
      let shell = json.kind(of: value) == .string ? "; a line for a shell goes into \"shell\"" : ""
      refuse(
        value,
        key: key,
        "must be an array such as [\"/bin/echo\", \"hello\"], not \(described(value))\(shell)"
      )
      return nil
    }
    return inside(.key(key)) { reader in
      var arguments: [String] = []
      for (index, element) in reader.json.elements(of: value).enumerated() {
        let argument =
          reader.inside(.index(index)) { $0.argument(element, parameters, isProgram: index == 0) } ?? ""
        arguments.append(index == 0 ? reader.words.common(argument) : argument)
      }
      if arguments.isEmpty { reader.refuse(value, "must not be empty; its first element is the program") }
      return arguments
    }
  }

  private mutating func argument(
    _ value: JSONValue,
    _ parameters: [WrittenParameter]?,
    isProgram: Bool
  ) -> String? {
    guard let argument = string(value) else { return nil }
    guard !isProgram || !argument.isEmpty else {
      refuse(value, "must name the program, not be empty")
      return nil
    }
    checkTemplate(argument, at: value, parameters)
    return argument
  }

  mutating func shell(_ value: JSONValue) -> String? {
    let key = JobKey.shell.rawValue
    guard let line = string(value, key: key) else { return nil }
    guard line.contains(where: { !$0.isWhitespace }) else {
      refuse(value, key: key, "must not be empty; write what /bin/sh runs")
      return nil
    }
    return line
  }

  /// Reads an object of strings; what is wrong is left out.
  mutating func environment(_ value: JSONValue) -> [EnvironmentVariable] {
    let key = JobKey.environment.rawValue
    guard json.kind(of: value) == .object else {
      refuse(
        value,
        key: key,
        "must be an object of strings such as {\"LANG\": \"C.UTF-8\"}, not \(described(value))"
      )
      return []
    }
    return inside(.key(key)) { reader in
      var variables: [EnvironmentVariable] = []
      for (name, value) in reader.json.members(of: value) {
        if let variable = reader.variable(name, value) { variables.append(variable) }
      }
      return variables
    }
  }

  private mutating func variable(_ name: JSONValue, _ value: JSONValue) -> EnvironmentVariable? {
    let text = json.string(name) ?? ""
    let isValid = !text.isEmpty && !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "=") }
    if !EnvironmentVariable.isFree(text) {
      refuse(name, "\(text.quoted) cannot be said: names with SCHEDD_ are what schedd itself tells a run")
      return nil
    }
    if !isValid {
      refuse(name, "\(text.quoted) is no name of a variable; it must not be empty nor hold \"=\" or NUL")
    }
    guard json.kind(of: value) != .object else {
      let variable = inside(.key(text)) { $0.markedVariable(text, value) }
      return isValid ? variable : nil
    }
    guard let string = string(value, key: text), isValid else { return nil }
    return EnvironmentVariable(name: text, value: string)
  }

  /// A variable as `{"value": "…", "secret": true}`.
  private mutating func markedVariable(_ name: String, _ value: JSONValue) -> EnvironmentVariable? {
    guard let members = members(of: value, VariableKey.self, expected: "an object") else { return nil }
    refuseUnknown(members)
    guard let text = members[.value] else {
      refuse(value, "\"value\" is missing; write {\"value\": \"…\", \"secret\": true}")
      return nil
    }
    let isSecret = members[.secret].flatMap { boolean($0, key: VariableKey.secret.rawValue) } ?? false
    return string(text, key: VariableKey.value.rawValue).map {
      EnvironmentVariable(name: name, value: $0, isSecret: isSecret)
    }
  }
}
