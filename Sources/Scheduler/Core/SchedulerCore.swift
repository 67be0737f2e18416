/// Every scheduling decision, as a value.
///
/// It reads no clock, no file and no random number: what it answers is a function of what it was told. The order of
/// a turn is: the events that happened, each with the turn's moment, then `woke`; the actions are performed in the
/// order in which they were returned.
///
/// What it promises, and what the simulation checks after every event: no fire time is claimed twice; each is
/// accounted for exactly once; the caps hold; nothing starts before its fire time, without its record, or after a
/// shutdown was asked for; `nextWake` is never later than what is due first.
public struct SchedulerCore: Sendable {
  /// How many jobs' due fire times one turn looks at; what is left keeps `nextWake` in the past.
  ///
  /// It bounds the length of a turn: its commit and its starts hold the loop together.
  static let maximumFiresPerTurn = 128

  /// The job file that is in force.
  public internal(set) var configuration: Configuration

  /// Which of its jobs carry a tag.
  var tagged: TagIndex

  /// The jobs' live state, ordered by id: a job's slot is its index here.
  var schedules: [Schedule] = []

  /// Which slot is due next.
  var due = DueQueue(slots: 0)

  /// The runs without an outcome.
  var openRuns = OpenRuns()

  /// The runs that wait for a slot.
  var waiting = WaitingQueue(groups: 0)

  /// How many runs of each concurrency group hold a slot, and may; group 0 is everything that is in none.
  var groupsInUse = [0]
  var groupCaps = [Int.max]

  /// Which slots follow the runs of a job, in order.
  var downstream: [JobID: [Int]] = [:]

  /// The pause of every job.
  var globalPause: Pause?

  /// The runs by hand that were asked for at a later instant.
  var deferred: [Int64: DeferredTrigger] = [:]

  /// When they are due.
  var deferredDue = BinaryHeap<DeferredDue>()

  /// The answers to requests that came with a key.
  var keptAnswers = KeptAnswers()

  /// The number of the next deferred trigger.
  var nextDeferred: Int64

  /// What is remembered of the jobs that tell people; the others have no entry.
  var notifications: [JobID: NotificationState] = [:]

  /// How many deferred triggers may wait.
  static let mostDeferred = 10_000

  /// Runs that were admitted in this turn and have no row yet.
  var unrecorded: [RunID] = []

  /// How many runs hold a slot of the global cap.
  var slotsInUse = 0

  /// The timeouts and kills that are to come.
  var deadlines = BinaryHeap<Deadline>()

  /// The number of the next run.
  var nextRun: RunID

  /// How far the daemon is on its way out.
  var phase = Phase.running

  /// Whether the ledger takes records; while not, nothing is claimed.
  var isLedgerWritable = true

  /// Whether `now` was ever read.
  var hasClock = false

  /// The moment of the turn.
  var now = Moment(wall: Instant(nanoseconds: 0), uptime: Uptime(nanoseconds: 0))

  /// What the ledger knew; used up by `launched`.
  var snapshot: Snapshot

  /// The actions of the event that is being handled.
  var actions: [Action] = []

  /// How far the daemon is on its way out.
  enum Phase: Hashable, Sendable {
    /// It starts runs.
    case running

    /// It starts none; those under way may finish until then.
    case draining(until: Uptime)

    /// Those under way were told to end.
    case stopping

    /// Those under way were killed.
    case killing

    /// The last action was returned.
    case exited
  }

  /// A core that has not been told anything yet.
  ///
  /// - Parameters:
  ///   - configuration: The job file.
  ///   - snapshot: What the ledger knows from before.
  public init(_ configuration: Configuration, recovering snapshot: Snapshot = .empty) {
    self.configuration = configuration
    tagged = TagIndex(configuration.jobs)
    self.snapshot = snapshot
    nextRun = snapshot.nextRun
    nextDeferred = snapshot.nextDeferred
  }

  /// When to come back, at the latest.
  public var nextWake: Wake {
    var wake = Wake(wall: nil, uptime: deadlines.first?.uptime)
    switch phase {
    case .running:
      if isLedgerWritable { wake.wall = nextWallWake }
    case .draining(let end):
      wake.uptime = min(wake.uptime ?? end, end)
    case .stopping, .killing:
      break
    case .exited:
      return .never
    }
    return wake
  }

  private var nextWallWake: Instant? {
    let fires = globalPause.map(\.until) ?? due.first?.instant
    guard let asked = deferredDue.first?.at else { return fires }
    return min(fires ?? asked, asked)
  }

  /// Takes one event and says what must be done.
  ///
  /// Every event is legal in every state; a late one (the end of a run that is over already) does nothing.
  ///
  /// - Parameters:
  ///   - event: What happened.
  ///   - moment: The turn's moment; the same for every event of a turn.
  /// - Returns: What to do, in order; see the ordering rule at `Action`.
  public mutating func handle(_ event: Event, at moment: Moment) -> [Action] {
    guard phase != .exited else { return [] }
    noticeClockStep(to: moment)
    now = moment
    switch event {
    case .launched: launch()
    case .woke: wake()
    case .started(let run, let process): runStarted(run, process)
    case .spawnFailed(let run, let detail, let mayPass): spawnFailed(run, detail, mayPass: mayPass)
    case .exited(let run, let status, let usage, let detail): runExited(run, status, usage, detail)
    case .requested(let id, let request): answer(id, request)
    case .reloaded(let configuration): reload(configuration)
    case .claimsRefused(let runs): forgetClaims(runs)
    case .ledgerFailed(let held): ledgerFailed(holding: held)
    case .ledgerHealed: ledgerHealed()
    case .notificationFailed(let notification): notificationFailed(notification)
    case .shutdownRequested: advanceShutdown()
    }
    startWaitingRuns()
    recordAdmittedRuns()
    exitWhenDrained()
    return takeActions()
  }

  /// Adds to the actions of the event that is being handled.
  mutating func perform(_ action: Action) {
    actions.append(action)
  }

  private mutating func takeActions() -> [Action] {
    defer { actions = [] }
    return actions
  }

  private mutating func wake() {
    expireDeadlines()
    if case .draining(let end) = phase, end <= now.uptime { advanceShutdown() }
    guard phase == .running, isLedgerWritable else { return }
    endExpiredGlobalPause()
    if globalPause == nil { fireDueJobs() }
    fireDeferred()
  }
}
