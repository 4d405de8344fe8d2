// What an error means to a person: what the server said, that it could not be reached, or that the page itself is at fault.
import { ProblemError } from 'errand/client'

export interface DescribedError {
  readonly title: string
  readonly remedy: string
  /** To be given to whoever mends it; null when there is nothing to mend in the page. */
  readonly report: string | null
}

const remedies: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Sign in again.',
  FORBIDDEN: 'Sign in with a key that has the scope.',
  RATE_LIMITED: 'Wait a moment; it is asked again by itself.',
  STORE_UNAVAILABLE: 'The data cannot be reached; look at the log of the server.',
  SHUTTING_DOWN: 'The server stops; the page goes on when it is back.',
  INTERNAL_ERROR: 'The log of the server says more under this trace id.',
}

/** How browsers put that nothing came over the network, for data and for parts of the page. */
const noAnswer = /^(?:Failed to fetch|NetworkError|Load failed|network error)/i
const noPart = /dynamically imported module|Importing a module script/i

export function describeError(error: Error): DescribedError {
  if (error instanceof ProblemError) {
    return { title: error.problem.title, remedy: remedies[error.code] ?? '', report: null }
  }
  if (noPart.test(error.message)) {
    const remedy = 'Reload the page: the server may be away, or have been replaced by another version.'
    return { title: 'A part of the page did not load', remedy, report: null }
  }
  if (noAnswer.test(error.message)) {
    return { title: 'No answer', remedy: 'The server does not answer; the page goes on when it is back.', report: null }
  }
  const remedy = 'The server and its data are not concerned. Reload the page; if it fails again, report the text below.'
  return { title: 'This page has a fault', remedy, report: error.stack ?? error.message }
}
