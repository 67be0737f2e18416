/// A parameter, and where it is declared.
struct WrittenParameter {
  var parameter: Parameter
  var place: JSONValue
}

extension JobFileReader {
  /// Reads what a job lets whoever runs it choose; what is wrong is left out, but for its name.
  mutating func parameters(_ value: JSONValue) -> [WrittenParameter] {
    let key = JobKey.parameters.rawValue
    guard json.kind(of: value) == .object else {
      refuse(
        value,
        key: key,
        "must be an object such as {\"date\": {\"pattern\": \"\\\\d{4}-\\\\d{2}-\\\\d{2}\"}}, not \(described(value))"
      )
      return []
    }
    return inside(.key(key)) { reader in
      var parameters: [WrittenParameter] = []
      for (name, value) in reader.json.members(of: value) {
        guard let parameter = reader.parameter(name, value) else { continue }
        if let other = parameters.first(where: { $0.parameter.variable == parameter.variable }) {
          let variable = parameter.variable
          reader.refuse(
            name,
            "would be \(variable) as \(other.parameter.name.quoted) is; give one of them another name"
          )
        }
        parameters.append(WrittenParameter(parameter: parameter, place: name))
      }
      return parameters
    }
  }

  private mutating func parameter(_ name: JSONValue, _ value: JSONValue) -> Parameter? {
    let text = json.string(name) ?? ""
    guard Parameter.isName(text) else {
      refuse(
        name,
        "\(text.quoted) is no name of a parameter; it is 1 to 64 of A–Z, a–z, 0–9, \"_\" and \"-\", a letter first"
      )
      return nil
    }
    return inside(.key(text)) { reader in
      // Without a pattern it is still a name that `command` may use.
      var parameter = Parameter(name: text, pattern: .anything)
      let expected = "an object such as {\"pattern\": \"[a-z]+\", \"default\": \"x\"}"
      guard let members = reader.members(of: value, ParameterKey.self, expected: expected) else {
        return parameter
      }
      reader.refuseUnknown(members)
      parameter.description =
        members[.description].flatMap { reader.string($0, key: ParameterKey.description.rawValue) } ?? ""
      guard let pattern = reader.pattern(members) else { return parameter }
      parameter.pattern = pattern
      parameter.defaultValue = members[.defaultValue].flatMap { reader.defaultValue($0, pattern) }
      return parameter
    }
  }

  private mutating func pattern(_ members: Members<ParameterKey>) -> Pattern? {
    let key = ParameterKey.pattern.rawValue
    guard let value = members[.pattern] else {
      refuse(
        members.object,
        "\"pattern\" is missing, which says what its values look like, such as \"[a-z]+\""
      )
      return nil
    }
    guard let text = string(value, key: key) else { return nil }
    do throws(PatternError) {
      return try Pattern(text)
    } catch {
      refuse(value, key: key, error.description)
      return nil
    }
  }

  private mutating func defaultValue(_ value: JSONValue, _ pattern: Pattern) -> String? {
    let key = ParameterKey.defaultValue.rawValue
    guard json.kind(of: value) != .null, let text = string(value, key: key) else { return nil }
    guard pattern.matches(text) else {
      refuse(value, key: key, "\(text.quoted) does not match the pattern \(pattern.text)")
      return nil
    }
    return text
  }

  /// A trigger gives no values, so that each parameter must have one of its own.
  mutating func checkDefaults(_ parameters: [WrittenParameter], _ trigger: Trigger?) {
    guard let trigger, trigger != .manual else { return }
    for written in parameters where written.parameter.defaultValue == nil {
      inside(.key(JobKey.parameters.rawValue)) { reader in
        reader.refuse(
          written.place,
          key: written.parameter.name,
          "needs a \"default\": only a run by hand is given a value, and this job has a trigger"
        )
      }
    }
  }

  /// Reports what in an element of `command` is no parameter.
  mutating func checkTemplate(_ element: String, at place: JSONValue, _ parameters: [WrittenParameter]?) {
    let escape = "for the characters themselves write \"$${\""
    do throws(ArgumentTemplate.Fault) {
      for case .parameter(let name) in try ArgumentTemplate.parts(of: element)
      where !(parameters ?? []).contains(where: { $0.parameter.name == name }) {
        guard let parameters else {
          let text = "a notification has no parameters; those of the run are in the JSON that it reads"
          refuse(place, "\(text), or \(escape)")
          continue
        }
        let near = Spelling.nearest(to: name, among: parameters.map(\.parameter.name))
        let mend = near.map { "did you mean \($0.quoted)?" } ?? "declare it in \"parameters\", or \(escape)"
        refuse(place, "there is no parameter \(name.quoted); \(mend)")
      }
    } catch {
      switch error {
      case .unclosed: refuse(place, "has a \"${\" without a \"}\"; \(escape)")
      case .noName(let name): refuse(place, "\(name.quoted) is no name of a parameter; \(escape)")
      }
    }
  }
}
