/// A day as a wall calendar shows it.
struct NaiveDay: Sendable {
  let year: Int
  let month: Int
  let day: Int
  /// 0 is Sunday.
  let weekday: Int
  let monthLength: Int

  /// The weekday of another day of the same month.
  func weekday(ofDay other: Int) -> Int { ((weekday + other - day) % 7 + 7) % 7 }
}

/// Every day from 1970-01-01 to 2199-12-31, counted one after the other: no formula that could share a mistake.
enum NaiveCalendar {
  static let days: [NaiveDay] = {
    var days: [NaiveDay] = []
    var weekday = 4
    for year in 1970...2199 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in 1...length {
          days.append(NaiveDay(year: year, month: index + 1, day: day, weekday: weekday, monthLength: length))
          weekday = (weekday + 1) % 7
        }
      }
    }
    return days
  }()
}
