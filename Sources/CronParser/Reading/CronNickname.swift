/// The names that stand for whole expressions.
///
/// - SeeAlso: Open Cron Pattern Specification 1.1.
enum CronNickname: String, CaseIterable {
  case yearly = "@yearly"
  case annually = "@annually"
  case monthly = "@monthly"
  case weekly = "@weekly"
  case daily = "@daily"
  case midnight = "@midnight"
  case hourly = "@hourly"
  case reboot = "@reboot"

  /// The five fields that the name stands for; nil for `@reboot`, which names no time.
  var expression: String? {
    switch self {
    case .yearly, .annually: "0 0 1 1 *"
    case .monthly: "0 0 1 * *"
    case .weekly: "0 0 * * 0"
    case .daily, .midnight: "0 0 * * *"
    case .hourly: "0 * * * *"
    case .reboot: nil
    }
  }

  /// The nickname that a word misspells, in whatever case; nil when none is near.
  init?(nearest word: String) {
    let word = word.lowercased()
    guard word.utf8.count <= 12 else { return nil }
    let distances = Self.allCases.map { word.editDistance(to: $0.rawValue) }
    let nearest = zip(Self.allCases, distances).min { $0.1 < $1.1 }
    guard let nearest, nearest.1 <= 2 else { return nil }
    self = nearest.0
  }
}
