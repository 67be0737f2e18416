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
}
