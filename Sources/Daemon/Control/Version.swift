/// Which schedd this is.
package enum Version {
  /// As `schedd --version` and the API say it.
  package static let current = "0.1.0"
}
