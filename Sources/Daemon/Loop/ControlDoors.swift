import Glibc

/// Where a daemon can be asked, and by whom.
struct ControlDoors {
  var listener: ControlListener
  var network: [TCPListener]
  var access: ControlAccess
}

extension SchedulerDaemon {
  /// Opens everything that a daemon is asked through, or nothing.
  static func openDoors(_ sockets: [String], _ options: DaemonOptions) throws(StartFailure) -> ControlDoors {
    var access = ControlAccess(user: geteuid())
    access.protectsReads = options.protectsReads
    access.hosts = Set(options.allowedHosts.map { ControlAccess.name(in: $0) })
    access.trustsSocketMode = options.socketGroup != nil
    if let file = options.tokenFile {
      do throws(AccessToken.Unusable) {
        access.token = try AccessToken.read(file)
      } catch {
        throw StartFailure(.badJobFile, error.description)
      }
    }
    let group = try options.socketGroup.map { name throws(StartFailure) in try socketGroup(name) }
    let listener: ControlListener
    do throws(ListenError) {
      listener = try ControlListener.open(firstOf: sockets, group: group)
    } catch {
      throw StartFailure(.taken, error.description)
    }
    var network: [TCPListener] = []
    for address in options.listen {
      do throws(SystemError) {
        network.append(try TCPListener(address))
      } catch {
        throw StartFailure(.taken, "--listen \(address): \(error)")
      }
    }
    return ControlDoors(listener: listener, network: network, access: access)
  }

  private static func socketGroup(_ name: String) throws(StartFailure) -> UInt32 {
    do throws(SystemError) {
      if let number = try UserDatabase.group(named: name) { return number }
    } catch {
      throw StartFailure(.taken, "--socket-group \(name): \(error)")
    }
    throw StartFailure(.taken, "--socket-group \(name): there is no such group")
  }

  /// Says where it can be asked besides the socket.
  func sayWhereItListens(_ doors: ControlDoors) {
    for listener in doors.network {
      say(.listening(listener.address, mayChange: doors.access.token != nil))
    }
  }

  /// A token that was replaced counts from the next reload on.
  func readTokenAgain() {
    guard let file = options.tokenFile else { return }
    do throws(AccessToken.Unusable) {
      control?.access.token = try AccessToken.read(file)
    } catch {
      say(.degraded("\(error); the token that was read before stays in force"))
    }
  }
}
