// Errors of any driver that callers tell apart.

/** The storage did not answer or refused to write; nothing of the call was stored. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
}

/** Another process owns the data folder. */
export class StoreInUseError extends Error {
  override name = 'StoreInUseError'
}
