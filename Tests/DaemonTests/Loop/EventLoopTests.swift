import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The event loop` {
  @Test func `tells what is ready, and again until it has been read`() throws {
    let loop = try EventLoop<String>()
    let one = try Pipe()
    let two = try Pipe()
    _ = try loop.add(one.readEnd.number, for: .readable, as: "one")
    _ = try loop.add(two.readEnd.number, for: .readable, as: "two")
    try send("x", to: one)
    for _ in 0..<2 {
      try loop.wait(milliseconds: 20_000)
      let ready = try #require(loop.next())
      #expect(ready.source == "one")
      #expect(ready.readiness.contains(.readable))
      #expect(loop.next() == nil)
    }
    #expect(try receive(from: one) == .bytes(1))
    try loop.wait(milliseconds: 0)
    #expect(loop.next() == nil)
  }

  @Test func `tells that the other end is gone`() throws {
    let loop = try EventLoop<String>()
    let reader = try openReader(of: loop)
    try loop.wait(milliseconds: 20_000)
    #expect(loop.next()?.readiness.contains(.hungUp) == true)
    #expect(reader.number >= 0)
  }

  @Test func `drops an event of what was removed in the same turn, though its number is in use again`() throws
  {
    let loop = try EventLoop<Int>()
    var old: [Int32: FileDescriptorBox] = [:]
    var registrations: [Int32: Registration] = [:]
    for _ in 0..<2 {
      let pipe = try Pipe()
      try send("x", to: pipe)
      let box = FileDescriptorBox(pipe.takeReadEnd())
      registrations[box.number] = try loop.add(box.number, for: .readable, as: Int(box.number))
      old[box.number] = box
    }
    try loop.wait(milliseconds: 20_000)
    let first = try #require(loop.next())
    // Whoever handles the first event ends the other one, and a new pipe takes its place in the loop.
    let other = try #require(old.keys.first { Int($0) != first.source })
    loop.remove(try #require(registrations[other]))
    let replacement = try Pipe()
    _ = try loop.add(replacement.readEnd.number, for: .readable, as: -1)
    #expect(loop.next() == nil)
    // Removing it again must not touch what has its place now.
    loop.remove(try #require(registrations[other]))
    try send("y", to: replacement)
    try loop.wait(milliseconds: 20_000)
    var sources: [Int] = []
    while let ready = loop.next() { sources.append(ready.source) }
    #expect(sources.contains(-1))
    #expect(!sources.contains(Int(other)))
  }

  @Test func `waits for what it was last asked to`() throws {
    let loop = try EventLoop<String>()
    let pipe = try Pipe()
    let registration = try loop.add(pipe.writeEnd.number, for: .writable, as: "writer")
    try loop.wait(milliseconds: 20_000)
    #expect(loop.next()?.readiness == .writable)
    try loop.modify(registration, for: [])
    try loop.wait(milliseconds: 0)
    #expect(loop.next() == nil)
  }

  @Test func `takes more descriptors than one wait tells of`() throws {
    let loop = try EventLoop<Int>()
    var boxes: [FileDescriptorBox] = []
    for number in 0..<300 {
      let pipe = try Pipe()
      let box = FileDescriptorBox(pipe.takeReadEnd())
      // Its writer is gone at the end of this turn, so it is ready.
      _ = try loop.add(box.number, for: .readable, as: number)
      boxes.append(box)
    }
    var seen: Set<Int> = []
    // A writing end lives a little longer where another test is starting a process.
    for _ in 0..<10_000 where seen.count < 300 {
      try loop.wait(milliseconds: 20_000)
      while let ready = loop.next() { seen.insert(ready.source) }
    }
    #expect(seen.count == 300)
  }

  @Test func `looks at some sources first when it is asked to, each once`() throws {
    let loop = try EventLoop<Int>()
    var pipes: [FileDescriptorBox] = []
    for number in 0..<40 {
      let box = FileDescriptorBox(try Pipe().takeReadEnd())
      _ = try loop.add(box.number, for: .readable, as: number)
      pipes.append(box)
    }
    for _ in 0..<10_000 where loop.pending < 40 { try loop.wait(milliseconds: 20_000) }
    loop.bringForward { $0.isMultiple(of: 4) }
    var seen: [Int] = []
    while let ready = loop.next() { seen.append(ready.source) }
    #expect(seen.prefix(10).allSatisfy { $0.isMultiple(of: 4) })
    #expect(seen.sorted() == Array(0..<40))
  }

  @Test func `says that a regular file cannot be waited for`() throws {
    let loop = try EventLoop<String>()
    let file = try FileDescriptor.open("/etc/passwd")
    let number = file.number
    #expect(throws: SystemError("epoll_ctl", code: EPERM)) {
      try loop.add(number, for: .readable, as: "file")
    }
  }

  /// A pipe's reading end in a loop, its writing end closed.
  private func openReader(of loop: EventLoop<String>) throws -> FileDescriptorBox {
    let pipe = try Pipe()
    _ = try loop.add(pipe.readEnd.number, for: .readable, as: "reader")
    return FileDescriptorBox(pipe.takeReadEnd())
  }
}

/// A descriptor that a collection can hold.
final class FileDescriptorBox {
  private let descriptor: FileDescriptor

  var number: Int32 { descriptor.number }

  init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }
}

/// Writes a short text into a pipe.
func send(_ text: String, to pipe: borrowing Pipe) throws {
  let number = pipe.writeEnd.number
  try SystemError.check("write") { write(number, text, text.utf8.count) }
}

/// Reads once from a pipe.
func receive(from pipe: borrowing Pipe) throws -> FileDescriptor.ReadResult {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
  defer { buffer.deallocate() }
  return try pipe.readEnd.read(into: buffer)
}
