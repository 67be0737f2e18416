extension CronSyntaxError {
  /// What is wrong, in words that name the field; no full stop, no "error".
  public var message: String {
    guard let field else { return "\(cause)" }
    return "\(field.name): \(cause)"
  }

  /// What was probably meant ("write \"5-59/15\""), or nil.
  public var hint: String? {
    switch suggestion {
    case .write(let text): "write \"\(text)\""
    case .advise(let text): text
    case nil: nil
    }
  }
}
