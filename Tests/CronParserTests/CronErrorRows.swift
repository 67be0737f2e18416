import CronParser

/// What is said of each thing that can be wrong with a field.
extension ErrorRow {
  /// Values and lists.
  static let valueRows = [
    ErrorRow("10:30 * * * *", 3, "minute: \":\" cannot stand in \"10:30\"", "write \"30 10 * * *\""),
    ErrorRow(
      "*/5 * * * * /usr/bin/true",
      13,
      "day of week: \"/usr/bin/true\" has nothing before the slash",
      "write \"*/5 * * * *\""
    ),
    ErrorRow("1,,2 * * * *", 3, "minute: a member of the list is missing", "write \"1,2\""),
    ErrorRow(", * * * *", 1, "minute: a member of the list is missing", "write \"*\""),
    ErrorRow("5, * * * *", 3, "minute: a member of the list is missing", "write \"5\""),
    ErrorRow(
      "* * 15W,20 * *",
      5,
      "day of month: \"W\" takes one day, not the list or range \"15W,20\"",
      "write an expression for each"
    ),
    ErrorRow(
      "* * 1,15W * *",
      7,
      "day of month: \"W\" takes one day, not the list or range \"1,15W\"",
      "write an expression for each"
    ),
    ErrorRow(
      "* * 1-15W * *",
      5,
      "day of month: \"W\" takes one day, not the list or range \"1-15W\"",
      "write an expression for each"
    ),
    ErrorRow(
      "* * LW,1 * *",
      5,
      "day of month: \"W\" takes one day, not the list or range \"LW,1\"",
      "write an expression for each"
    ),
    ErrorRow("60 * * * *", 1, "minute: 60 is not in 0-59", "write \"0\""),
    ErrorRow("0-60 * * * *", 3, "minute: 60 is not in 0-59", "write \"0-59\""),
    ErrorRow("61 * * * *", 1, "minute: 61 is not in 0-59", nil),
    ErrorRow("* 24 * * *", 3, "hour: 24 is not in 0-23", "write \"0\""),
    ErrorRow("* 0-24/2 * * *", 5, "hour: 24 is not in 0-23", "write \"0-23/2\""),
    ErrorRow("* * 0 * *", 5, "day of month: 0 is not in 1-31", "count from 1"),
    ErrorRow("* * * 0 *", 7, "month: 0 is not in 1-12", "count from 1"),
    ErrorRow("* * * 13 *", 7, "month: 13 is not in 1-12", nil),
    ErrorRow("* * * * 8", 9, "day of week: 8 is not in 0-7", nil),
    ErrorRow("0 0 1 1 * 2030", 11, "day of week: 2030 is not in 0-7", "write \"0 0 0 1 1 * 2030\""),
    ErrorRow("0 0 0 1 1 * 30", 13, "year: 30 is not in 1970-2199", "write \"2030\""),
    ErrorRow("0 0 0 1 1 * 1969", 13, "year: 1969 is not in 1970-2199", nil),
    ErrorRow("0 0 0 1 1 * 2200", 13, "year: 2200 is not in 1970-2199", nil),
    ErrorRow(
      "0 0 0 1 1 * 2030/2",
      17,
      "year: the step of \"2030/2\" follows a single value, not a range",
      "write \"2030-2199/2\""
    ),
    ErrorRow(
      "99999999999999999999999999999999999999999999999999999 * * * *",
      1,
      "minute: 99999999999999999999999999999999… is not in 0-59",
      nil
    ),
    ErrorRow("foo * * * *", 1, "minute: \"foo\" is not a number", nil),
    ErrorRow(
      "mon * * * *",
      1,
      "minute: \"mon\" is a day of week, not a number",
      "it belongs in the day of week field"
    ),
    ErrorRow(
      "* * * * jan",
      9,
      "day of week: \"jan\" is a month, not a number or a weekday, sun to sat",
      "it belongs in the month field"
    ),
    ErrorRow("* * * sept *", 7, "month: \"sept\" is not a number or a month, jan to dec", "write \"sep\""),
    ErrorRow(
      "* * * FEBUARY *",
      7,
      "month: \"FEBUARY\" is not a number or a month, jan to dec",
      "write \"FEB\""
    ),
    ErrorRow("* * * mai *", 7, "month: \"mai\" is not a number or a month, jan to dec", nil),
    ErrorRow(
      "* * * * mno",
      9,
      "day of week: \"mno\" is not a number or a weekday, sun to sat",
      "write \"mon\""
    ),
    ErrorRow(
      "* * * * Mo",
      9,
      "day of week: \"Mo\" is not a number or a weekday, sun to sat",
      "write \"mon\""
    ),
    ErrorRow(
      "* * * * wendesday",
      9,
      "day of week: \"wendesday\" is not a number or a weekday, sun to sat",
      "write \"wed\""
    ),
    ErrorRow("* * * * xyz", 9, "day of week: \"xyz\" is not a number or a weekday, sun to sat", nil),
    ErrorRow("* * * xyz *", 7, "month: \"xyz\" is not a number or a month, jan to dec", nil),
    ErrorRow("٣ * * * *", 1, "minute: \"٣\" is not one of the digits 0 to 9", "write \"3\""),
    ErrorRow("*/٥ * * * *", 3, "minute: the step of \"*/٥\" is not a whole number", "write \"*/5\""),
    ErrorRow("1.5 * * * *", 2, "minute: \".\" cannot stand in \"1.5\"", nil),
    ErrorRow("1;2 * * * *", 2, "minute: \";\" cannot stand in \"1;2\"", "write \"1,2\""),
    ErrorRow("1..5 * * * *", 2, "minute: \".\" cannot stand in \"1..5\"", "write \"1-5\""),
    ErrorRow("[1-5] * * * *", 1, "minute: \"[\" cannot stand in \"[1-5]\"", "write \"1-5\""),
    ErrorRow("\"1\" * * * *", 1, "minute: \"\"\" cannot stand in \"\"1\"\"", "write \"1\""),
    ErrorRow("<5 * * * *", 1, "minute: \"<\" cannot stand in \"<5\"", nil),
    ErrorRow("\\* * * * *", 1, "minute: \"\\\" cannot stand in \"\\*\"", "write \"*\""),
    ErrorRow("0~30 * * * *", 2, "minute: \"~\" cannot stand in \"0~30\"", "write \"0-30\""),
    ErrorRow(
      "* * * * 1,l",
      11,
      "day of week: \"L\" stands behind a weekday here",
      "\"5L\" is the last Friday; the last day is \"L\" in the day of month field"
    ),
    ErrorRow("* * l * *", 5, "day of month: \"L\" is written in upper case", "write \"L\""),
    ErrorRow("* * 15w * *", 7, "day of month: \"W\" is written in upper case", "write \"15W\""),
    ErrorRow("* * lw * *", 5, "day of month: \"LW\" is written in upper case", "write \"LW\""),
    ErrorRow("* * * * fril", 12, "day of week: \"L\" is written in upper case", "write \"FRIL\""),
    ErrorRow("h * * * *", 1, "minute: \"H\" is written in upper case", "write \"H\""),
    ErrorRow(
      "1 2 * * * *",
      2,
      "minute: the invisible character U+00A0 stands in the field",
      "write a space, or nothing, in its place"
    ),
  ]

  /// Ranges and steps.
  static let rangeRows = [
    ErrorRow("22-2 * * * *", 1, "minute: the range \"22-2\" runs backwards", "write \"22-59,0-2\""),
    ErrorRow("* 22-2 * * *", 3, "hour: the range \"22-2\" runs backwards", "write \"22-23,0-2\""),
    ErrorRow("* 22-2/2 * * *", 3, "hour: the range \"22-2/2\" runs backwards", "write \"22,0-2/2\""),
    ErrorRow("* 23-0 * * *", 3, "hour: the range \"23-0\" runs backwards", "write \"23,0\""),
    ErrorRow("* * 28-3 * *", 5, "day of month: the range \"28-3\" runs backwards", "write \"28-31,1-3\""),
    ErrorRow(
      "* * * nov-feb *",
      7,
      "month: the range \"nov-feb\" runs backwards",
      "write \"nov-dec,jan-feb\""
    ),
    ErrorRow("* * * 11-2 *", 7, "month: the range \"11-2\" runs backwards", "write \"11-12,1-2\""),
    ErrorRow(
      "* * * * fri-mon",
      9,
      "day of week: the range \"fri-mon\" runs backwards",
      "write \"fri-sun,mon\""
    ),
    ErrorRow(
      "* * * * FRI-TUE",
      9,
      "day of week: the range \"FRI-TUE\" runs backwards",
      "write \"FRI-SUN,MON-TUE\""
    ),
    ErrorRow("* * * * 6-0", 9, "day of week: the range \"6-0\" runs backwards", "write \"6-7\""),
    ErrorRow(
      "* * * * sat-tue/2",
      9,
      "day of week: the range \"sat-tue/2\" runs backwards",
      "write \"sat,mon\""
    ),
    ErrorRow(
      "0 0 0 * * * 2030-2025",
      13,
      "year: the range \"2030-2025\" runs backwards",
      "write \"2025-2030\""
    ),
    ErrorRow(
      "-5 * * * *",
      1,
      "minute: \"-5\" has nothing before the dash, and no value is negative",
      "write \"0-5\""
    ),
    ErrorRow(
      "* * -1 * *",
      5,
      "day of month: \"-1\" has nothing before the dash, and no value is negative",
      "write \"L\""
    ),
    ErrorRow(
      "- * * * *",
      1,
      "minute: \"-\" has nothing before the dash, and no value is negative",
      "write \"*\""
    ),
    ErrorRow(
      "* * * * -fri",
      9,
      "day of week: \"-fri\" has nothing before the dash, and no value is negative",
      "write \"sun-fri\""
    ),
    ErrorRow("1- * * * *", 3, "minute: the range \"1-\" has no end", "write \"1-59\""),
    ErrorRow("* * * * mon-", 13, "day of week: the range \"mon-\" has no end", "write \"mon-sun\""),
    ErrorRow("1-/5 * * * *", 3, "minute: the range \"1-/5\" has no end", "write \"1-59/5\""),
    ErrorRow("1-* * * * *", 3, "minute: \"*\" cannot end a range, as in \"1-*\"", "write \"1-59\""),
    ErrorRow("1--5 * * * *", 3, "minute: \"1--5\" has a second dash", "write \"1-5\""),
    ErrorRow("1-2-3 * * * *", 4, "minute: \"1-2-3\" has a second dash", nil),
    ErrorRow("*5 * * * *", 2, "minute: only a step may follow \"*\", not as in \"*5\"", "write \"*/5\""),
    ErrorRow("** * * * *", 2, "minute: only a step may follow \"*\", not as in \"**\"", "write \"*\""),
    ErrorRow("*-5 * * * *", 2, "minute: only a step may follow \"*\", not as in \"*-5\"", "write \"0-5\""),
    ErrorRow("*\\5 * * * *", 2, "minute: only a step may follow \"*\", not as in \"*\\5\"", "write \"*/5\""),
    ErrorRow("* * ?? * *", 6, "day of month: only a step may follow \"?\", not as in \"??\"", "write \"?\""),
    ErrorRow("*/0 * * * *", 3, "minute: the step of \"*/0\" is 0 and leads nowhere", "write \"*\""),
    ErrorRow("1-5/0 * * * *", 5, "minute: the step of \"1-5/0\" is 0 and leads nowhere", "write \"1-5\""),
    ErrorRow(
      "5/15 * * * *",
      2,
      "minute: the step of \"5/15\" follows a single value, not a range",
      "write \"5-59/15\""
    ),
    ErrorRow(
      "* 8/2 * * *",
      4,
      "hour: the step of \"8/2\" follows a single value, not a range",
      "write \"8-23/2\""
    ),
    ErrorRow(
      "* * * jan/3 *",
      10,
      "month: the step of \"jan/3\" follows a single value, not a range",
      "write \"jan-dec/3\""
    ),
    ErrorRow(
      "* * * * mon/2",
      12,
      "day of week: the step of \"mon/2\" follows a single value, not a range",
      "write \"mon-sat/2\""
    ),
    ErrorRow(
      "* * * * mon/fri",
      12,
      "day of week: the step of \"mon/fri\" follows a single value, not a range",
      "write \"mon-fri\""
    ),
    ErrorRow("/5 * * * *", 1, "minute: \"/5\" has nothing before the slash", "write \"*/5\""),
    ErrorRow("*/ * * * *", 3, "minute: \"*/\" has no step behind the slash", "write \"*\""),
    ErrorRow("*/a * * * *", 3, "minute: the step of \"*/a\" is not a whole number", nil),
    ErrorRow("*/-2 * * * *", 3, "minute: the step of \"*/-2\" is not a whole number", "write \"*/2\""),
    ErrorRow("*/1.5 * * * *", 3, "minute: the step of \"*/1.5\" is not a whole number", nil),
    ErrorRow("*/2/3 * * * *", 4, "minute: \"*/2/3\" has a second slash", nil),
  ]

  /// Symbols of the calendar and extensions.
  static let symbolRows = [
    ErrorRow("* ? * * *", 3, "hour: \"?\" can stand only in the two day fields", "write \"*\""),
    ErrorRow("* ?/5 * * *", 3, "hour: \"?\" can stand only in the two day fields", "write \"*/5\""),
    ErrorRow("5#2 * * * *", 2, "minute: \"#\" can stand only in the day of week field", nil),
    ErrorRow("5L * * * *", 2, "minute: \"L\" can stand only in the two day fields", nil),
    ErrorRow("15W * * * *", 3, "minute: \"W\" can stand only in the day of month field", nil),
    ErrorRow(
      "* * 5L * *",
      6,
      "day of month: \"L\" behind a number is a last weekday, not a day of the month",
      "it belongs in the day of week field"
    ),
    ErrorRow(
      "+5 * * * *",
      1,
      "minute: \"+\" can stand only at the start of the day of week field",
      "write \"5\""
    ),
    ErrorRow(
      "* * * * 1,+5",
      11,
      "day of week: \"+\" can stand only at the start of the day of week field",
      "write \"5\""
    ),
    ErrorRow(
      "* * * * 1+5",
      10,
      "day of week: \"+\" can stand only at the start of the day of week field",
      nil
    ),
    ErrorRow(
      "* * * * L",
      9,
      "day of week: \"L\" stands behind a weekday here",
      "\"5L\" is the last Friday; the last day is \"L\" in the day of month field"
    ),
    ErrorRow("* * * * L5", 9, "day of week: \"L\" stands behind a weekday here", "write \"5L\""),
    ErrorRow(
      "* * W * *",
      5,
      "day of month: \"W\" stands behind a day",
      "\"15W\" is the weekday nearest to the 15th"
    ),
    ErrorRow("* * W15 * *", 5, "day of month: \"W\" stands behind a day", "write \"15W\""),
    ErrorRow(
      "* * * * mon#6",
      9,
      "day of week: \"#\" is followed by 1 to 5 or \"L\", not as in \"mon#6\"",
      nil
    ),
    ErrorRow(
      "* * * * mon#",
      9,
      "day of week: \"#\" is followed by 1 to 5 or \"L\", not as in \"mon#\"",
      "write \"mon#1\""
    ),
    ErrorRow(
      "* * * * 5##2",
      9,
      "day of week: \"#\" is followed by 1 to 5 or \"L\", not as in \"5##2\"",
      "write \"5#2\""
    ),
    ErrorRow(
      "* * * * 5#-1",
      9,
      "day of week: \"#\" is followed by 1 to 5 or \"L\", not as in \"5#-1\"",
      "write \"5#L\""
    ),
    ErrorRow("* * * * 5L-3", 11, "day of week: \"-\" cannot stand in \"5L-3\"", nil),
    ErrorRow("* * * * 1-5#2", 12, "day of week: \"#\" cannot stand in \"1-5#2\"", nil),
    ErrorRow("* * L-31 * *", 5, "day of month: \"L-\" is followed by 1 to 30, not as in \"L-31\"", nil),
    ErrorRow(
      "* * L-0 * *",
      5,
      "day of month: \"L-\" is followed by 1 to 30, not as in \"L-0\"",
      "write \"L\""
    ),
    ErrorRow("* * L/2 * *", 6, "day of month: \"/\" cannot stand in \"L/2\"", nil),
    ErrorRow("* * 0W * *", 5, "day of month: 0 is not in 1-31", "count from 1"),
    ErrorRow("* * 32W * *", 5, "day of month: 32 is not in 1-31", nil),
    ErrorRow("H(5) * * * *", 1, "minute: \"H(5)\" is not of the form H, H(a-b), H/n or H(a-b)/n", nil),
    ErrorRow("H(5-1) * * * *", 1, "minute: the range \"H(5-1)\" runs backwards", nil),
    ErrorRow("H(0-60) * * * *", 5, "minute: 60 is not in 0-59", "write \"H(0-59)\""),
    ErrorRow("H/0 * * * *", 3, "minute: the step of \"H/0\" is 0 and leads nowhere", "write \"H\""),
    ErrorRow("H5 * * * *", 2, "minute: \"5\" cannot stand in \"H5\"", nil),
    ErrorRow("0 0 0 1 1 * H", 13, "year: \"H\" cannot stand in this field", nil),
    ErrorRow("* * * * +", 9, "day of week: nothing follows \"+\"", nil),
    ErrorRow(
      "* * LW * *",
      5,
      "day of month: \"LW\" is an extension that is switched off",
      nil,
      options: .standard
    ),
    ErrorRow(
      "* * L-3 * *",
      5,
      "day of month: \"L-3\" is an extension that is switched off",
      nil,
      options: .standard
    ),
    ErrorRow(
      "H * * * *",
      1,
      "minute: \"H\" is an extension, and nothing is given to hash it from",
      nil,
      options: .standard
    ),
    ErrorRow(
      "H/15 * * * *",
      1,
      "minute: \"H/15\" is an extension, and nothing is given to hash it from",
      nil,
      options: .standard
    ),
    ErrorRow("0x5 * * * *", 2, "minute: \"x\" cannot stand in \"0x5\"", nil),
    ErrorRow("0 0 29 2 mon 2024", 5, "hour: 29 is not in 0-23", nil),
  ]
}
