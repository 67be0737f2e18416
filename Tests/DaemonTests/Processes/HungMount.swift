import CLinux
import ControlFixtures
import Glibc

/// A file system whose server never answers: who looks into it waits, as on a network file system that hangs.
///
/// It is FUSE without anybody behind it. Going away, it lets everybody go who waits.
final class HungMount {
  /// Why this machine can have none; nil where it can.
  static let obstacle: String? = {
    do {
      _ = try HungMount()
      return nil
    } catch {
      return "\(error)"
    }
  }()

  struct Obstacle: Error, CustomStringConvertible {
    var description: String
  }

  /// Where it is mounted.
  let path: String

  private let directory: TemporaryDirectory
  private let server: Int32

  init() throws {
    directory = try TemporaryDirectory()
    try directory.makeFolder("mount")
    path = directory.appending("mount")
    server = open("/dev/fuse", O_RDWR | O_CLOEXEC)
    guard server >= 0 else { throw Obstacle(description: "/dev/fuse: \(String(cString: strerror(errno)))") }
    let options = "fd=\(server),rootmode=40000,user_id=0,group_id=0,allow_other"
    guard mount("hung", path, "fuse", UInt(MS_NOSUID | MS_NODEV), options) == 0 else {
      let reason = String(cString: strerror(errno))
      close(server)
      throw Obstacle(description: "mount: \(reason)")
    }
  }

  deinit {
    // With its server the connection ends, and every wait with it.
    close(server)
    umount2(path, Int32(MNT_DETACH))
  }
}
