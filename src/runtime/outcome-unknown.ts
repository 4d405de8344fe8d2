// What a tool throws when it cannot tell whether its call took effect, e.g. because the connection broke in the middle.

/** A `once` call that throws this is recorded as unknown, like one that a crash interrupted; any other call as failed. */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError'
}
