/// Which jobs of a job file carry a tag, so that none of the others is looked at.
///
/// A job without tags costs nothing, a tag of a job four bytes.
struct TagIndex: Sendable {
  /// Places in the file, ascending, by tag.
  private var places: [String: [Int32]] = [:]

  /// Nothing is tagged.
  init() {}

  /// The tags of a file's jobs.
  init(_ jobs: [Job]) {
    for (place, job) in jobs.enumerated() {
      for tag in job.tags { places[tag, default: []].append(Int32(place)) }
    }
  }

  /// Every tag, ordered.
  var tags: [String] { places.keys.sorted() }

  /// Where the jobs that carry a tag stand in the file; nil where none does.
  func places(of tag: String) -> [Int32]? { places[tag] }

  /// The same from a place in the file on.
  func places(of tag: String, from first: Int) -> ArraySlice<Int32> {
    guard let places = places[tag] else { return [] }
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(places[middle]) < first { low = middle + 1 } else { high = middle }
    }
    return places[low...]
  }
}
