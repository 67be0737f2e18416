/// The job file's reader.
public enum JobFile {
  /// The largest file that is read, in bytes; whoever reads the file checks it before reading.
  public static let sizeLimit = 64 << 20
}
