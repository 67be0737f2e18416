extension JobFileReader {
  /// A path or an array of them, where null is none; `-` before a path lets the file be missing.
  mutating func environmentFiles(_ value: JSONValue) -> [EnvironmentFile]? {
    let key = JobKey.environmentFile.rawValue
    switch json.kind(of: value) {
    case .null: return []
    case .string: return environmentFile(value, key: key).map { [$0] }
    case .array:
      return inside(.key(key)) { reader in
        var files: [EnvironmentFile] = []
        for (index, element) in reader.json.elements(of: value).enumerated() {
          if let file = reader.inside(.index(index), { $0.environmentFile(element, key: nil) }) {
            files.append(file)
          }
        }
        return files
      }
    case .boolean, .number, .object:
      refuse(
        value,
        key: key,
        "must be a file such as \"/etc/app.env\", or an array of them, not \(described(value))"
      )
      return nil
    }
  }

  private mutating func environmentFile(_ value: JSONValue, key: String?) -> EnvironmentFile? {
    guard let text = string(value, key: key, expected: "a file such as \"/etc/app.env\"") else { return nil }
    let isOptional = text.hasPrefix("-")
    let path = isOptional ? String(text.dropFirst()) : text
    guard path.hasPrefix("/") else {
      refuse(value, key: key, "\(path.quoted) is no absolute path; write the whole path, from \"/\" on")
      return nil
    }
    let file = EnvironmentFile(path: path, isOptional: isOptional)
    // It is read at each start, and by then it may be there or mended: until then the runs of this job fail and say
    // so, and those of the others do not.
    if let fault = users.fault(of: file) {
      report(.warning, at: json.offset(of: value), key: key, fault)
    }
    return file
  }

  /// Names of variables.
  mutating func secrets(_ value: JSONValue) -> [String]? {
    let key = JobKey.secrets.rawValue
    guard json.kind(of: value) == .array else {
      refuse(value, key: key, "must be an array of names such as [\"API_TOKEN\"], not \(described(value))")
      return nil
    }
    return inside(.key(key)) { reader in
      var names: [String] = []
      for (index, element) in reader.json.elements(of: value).enumerated() {
        if let name = reader.inside(.index(index), { $0.string(element) }) { names.append(name) }
      }
      return names
    }
  }

  /// Warns of a job's secrets that no variable has the name of: a name that is misspelt hides nothing.
  ///
  /// What a file says that is read at each start is not known here.
  mutating func warnAboutSecrets(at value: JSONValue, _ own: JobDefaults) {
    let process = own.process.value
    let elements = json.kind(of: value) == .array ? Array(json.elements(of: value)) : []
    // Where they differ in number, one was refused.
    guard process.environmentFiles.isEmpty, elements.count == process.secrets.count else { return }
    let names = own.environment.map(\.name)
    inside(.key(JobKey.secrets.rawValue)) { reader in
      for (index, name) in process.secrets.enumerated() where !names.contains(name) {
        let near = names.first { $0.lowercased() == name.lowercased() }
        let mend = near.map { "did you mean \($0.quoted)?" } ?? "set it in \"environment\", or remove it here"
        reader.inside(.index(index)) {
          $0.warn(elements[index], "no variable \(name.quoted) is set; \(mend)")
        }
      }
    }
  }
}
