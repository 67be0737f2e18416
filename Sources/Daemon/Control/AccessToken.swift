import Glibc

/// The secret that changes over TCP are asked with.
package struct AccessToken: Hashable {
  /// How short one may be: what is shorter can be guessed.
  package static let fewestCharacters = 16

  /// How long a file of one may be.
  private static let mostBytes = 4096

  private let bytes: [UInt8]

  /// A token, or nil where it is too short or has other than visible ASCII characters.
  package init?(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    guard bytes.count >= Self.fewestCharacters, bytes.allSatisfy({ (33...126).contains($0) }) else {
      return nil
    }
  }

  /// Whether a request has it, in a time that does not tell how much of it is right.
  package func matches(_ given: String) -> Bool {
    let given = Array(given.utf8)
    var difference: UInt8 = bytes.count == given.count ? 0 : 1
    for index in bytes.indices {
      difference |= bytes[index] ^ (index < given.count ? given[index] : 0)
    }
    return difference == 0
  }

  /// Why a file has no token to use.
  package struct Unusable: Error, Hashable, CustomStringConvertible {
    package var description: String
  }

  /// Reads the token that stands alone in a file.
  ///
  /// - Parameter path: Where it is; whoever is not its owner or in its group must not be able to read it.
  /// - Returns: The token; white space around it does not count.
  /// - Throws: What is wrong with the file, and the mend.
  package static func read(_ path: String) throws(Unusable) -> AccessToken {
    let contents: [UInt8]?
    do throws(SystemError) {
      let file = try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK)
      var status = stat()
      let number = file.number
      try SystemError.check("fstat") { fstat(number, &status) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError("open \(path)", code: EINVAL) }
      guard status.st_mode & (S_IROTH | S_IWOTH) == 0 else { throw SystemError("open \(path)", code: EPERM) }
      contents = try file.readAll(limit: mostBytes)
    } catch {
      switch error.code {
      case EPERM:
        throw Unusable(description: "token file \(path): can be read by everybody; chmod o-rwx \(path)")
      case EINVAL: throw Unusable(description: "token file \(path): is no regular file")
      default: throw Unusable(description: "token file \(path): \(SystemError.text(of: error.code))")
      }
    }
    let text = contents.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    let end = text.lastIndex { !isSpace($0) }.map(text.index(after:)) ?? text.startIndex
    guard let token = AccessToken(text[..<end].drop(while: isSpace)) else {
      throw Unusable(
        description: "token file \(path): must have one token of at least \(fewestCharacters) visible ASCII "
          + "characters; make one with: openssl rand -hex 32"
      )
    }
    return token
  }
}
