import Scheduler

/// Shows the events of a simulation, a line each, in large pieces: there may be millions.
struct SimulationLines {
  private let console: Console
  private let isJSON: Bool
  private let text: SimulationText
  private var json = JSONLine()

  private static let pieceSize = 1 << 16

  /// - Parameters:
  ///   - console: Where they are shown.
  ///   - configuration: The job file, whose zone the times of text are shown in.
  ///   - isJSON: Whether they are JSON.
  init(_ console: Console, _ configuration: Configuration, isJSON: Bool) {
    self.console = console
    self.isJSON = isJSON
    text = SimulationText(configuration, isColored: console.isColored)
  }

  /// Shows one more event.
  mutating func show(_ event: SimulatedEvent) {
    if isJSON {
      if !event.isScenery { event.write(to: &json) }
    } else {
      json.bytes.append(contentsOf: text.line(of: event).utf8)
    }
    if json.bytes.count > Self.pieceSize { flush() }
  }

  /// Shows what was kept back.
  mutating func flush() {
    console.print(String(decoding: json.bytes, as: UTF8.self))
    json.bytes.removeAll(keepingCapacity: true)
  }
}
