// Refuses an input for what its schema cannot say.
import type { FailureDetails } from './operation.ts'

/** The details of an INPUT_INVALID about one field. */
export function describeField(pointer: string, message: string): FailureDetails {
  return { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] }
}
