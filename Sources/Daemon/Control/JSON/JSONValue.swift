import Scheduler

/// Any JSON, for what the API passes on without reading it.
package indirect enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value of a JSON text; the text itself as a string where it is none.
  package init(parsing text: String) {
    guard let document = JSONParser.parse(Array(text.utf8)).document else {
      self = .string(text)
      return
    }
    self.init(document, document.root)
  }

  private init(_ document: JSONDocument, _ value: Scheduler.JSONValue) {
    switch document.kind(of: value) {
    case .null: self = .null
    case .boolean: self = .bool(document.boolean(value) ?? false)
    case .string: self = .string(document.string(value) ?? "")
    case .number:
      switch document.number(value) {
      case .integer(let integer): self = .integer(integer)
      case .real(let real): self = .number(real)
      case .overflow, nil: self = .string(String(decoding: document.source(of: value), as: UTF8.self))
      }
    case .array: self = .array(document.elements(of: value).map { JSONValue(document, $0) })
    case .object:
      let members = document.members(of: value).map { key, value in
        (document.string(key) ?? "", JSONValue(document, value))
      }
      self = .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
    }
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let bool): try container.encode(bool)
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .string(let string): try container.encode(string)
    case .array(let array): try container.encode(array)
    case .object(let object): try container.encode(object)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    self = .string(text)
  }
}
