extension JobFileReader {
  /// A list of tags, each once; nil, and a problem for each that is none, for anything else.
  mutating func tags(_ value: JSONValue) -> [String]? {
    let key = JobKey.tags.rawValue
    guard json.kind(of: value) == .array else {
      refuse(value, key: key, "must be an array of tags such as [\"nightly\"], not \(described(value))")
      return nil
    }
    return unlessRefused { reader in
      reader.inside(.key(key)) { reader in
        var tags: [String] = []
        var known: Set<String> = []
        for (index, element) in reader.json.elements(of: value).enumerated() {
          guard let tag = reader.inside(.index(index), { $0.tag(element) }) else { continue }
          guard known.insert(tag).inserted else {
            reader.inside(.index(index)) { $0.refuse(element, "\(tag.quoted) stands here twice; remove one") }
            continue
          }
          tags.append(tag)
        }
        return tags
      }
    }
  }

  private mutating func tag(_ value: JSONValue) -> String? {
    guard let tag = string(value) else { return nil }
    guard Job.isTag(tag) else {
      let rule = "1 to 64 of A–Z, a–z, 0–9, \".\", \"_\", \"-\", \":\" and \"/\""
      refuse(value, "\(tag.quoted) is no tag; it must be \(rule)")
      return nil
    }
    return tag
  }
}

extension Job {
  /// Whether a text may be a tag.
  ///
  /// Its letters need no quotes in a shell and can stand in a path; `team:payments` and `site/berlin` are tags.
  static func isTag(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-:/".utf8.contains($0) }
  }
}
