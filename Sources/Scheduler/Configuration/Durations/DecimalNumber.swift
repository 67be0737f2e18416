/// A number in decimal digits, exactly as it was written, without its sign.
struct DecimalNumber {
  /// The digits as a whole number, without the zeros at the end of a fraction.
  private var significand: Int64 = 0

  /// How many of the digits stand behind the point; less than zero where an exponent moved it to the right.
  private var scale = 0

  /// Why there is no such number, where its digits are too many.
  private var excess: DurationError?

  /// Whether it is written without a fraction.
  private(set) var isWhole = true

  /// A number in JSON's grammar.
  init(_ text: some Sequence<UInt8>) {
    var exponent: [UInt8]?
    // Zeros of a fraction count only when another digit follows: "1.50000000000000000000" is 1.5.
    var zeros = 0
    for byte in text {
      if exponent != nil {
        exponent?.append(byte)
      } else if byte == UInt8(ascii: "0"), !isWhole {
        zeros += 1
      } else if byte.isASCIIDigit {
        append(byte - UInt8(ascii: "0"), after: zeros)
        zeros = 0
      } else if byte == UInt8(ascii: ".") {
        isWhole = false
      } else if byte | 0x20 == UInt8(ascii: "e") {
        exponent = []
      }
    }
    if let exponent { shift(by: exponent) }
  }

  /// So many of a unit, in nanoseconds.
  ///
  /// - Parameter unit: The unit.
  /// - Returns: The length, exactly.
  /// - Throws: `tooLong` beyond 292 years, `tooFine` where a nanosecond would have to be divided.
  func times(_ unit: DurationUnit) throws(DurationError) -> Int64 {
    if let excess { throw excess }
    guard significand != 0 else { return 0 }
    var divisor: Int64 = 1
    var factor = unit.nanoseconds
    for _ in 0..<max(scale, 0) {
      if factor % 10 == 0 { factor /= 10 } else { divisor = try divisor.times(10, orThrow: .tooFine) }
    }
    for _ in 0..<max(-scale, 0) { factor = try factor.times(10, orThrow: .tooLong) }
    let (quotient, remainder) = significand.quotientAndRemainder(dividingBy: divisor)
    // The factor is small where the divisor is not one, so that only hopelessly fine numbers overflow here.
    let (part, overflow) = remainder.multipliedReportingOverflow(by: factor)
    guard !overflow, part % divisor == 0 else { throw .tooFine }
    return try quotient.times(factor, orThrow: .tooLong).adding(part / divisor)
  }

  private mutating func append(_ digit: UInt8, after zeros: Int) {
    if !isWhole { scale += zeros + 1 }
    do throws(DurationError) {
      let error = isWhole ? DurationError.tooLong : .tooFine
      for _ in 0..<(isWhole ? 1 : min(zeros, 20) + 1) {
        significand = try significand.times(10, orThrow: error)
      }
      significand = try significand.adding(Int64(digit))
    } catch {
      excess = excess ?? error
    }
  }

  private mutating func shift(by exponent: [UInt8]) {
    // Forty places either way reach from below a nanosecond to beyond any length of time.
    let limit = 40
    let places = Int(String(decoding: exponent, as: UTF8.self))
    scale -= min(max(places ?? (exponent.first == UInt8(ascii: "-") ? -limit : limit), -limit), limit)
  }
}

extension Int64 {
  fileprivate func times(_ factor: Int64, orThrow error: DurationError) throws(DurationError) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    guard !overflow else { throw error }
    return product
  }
}
