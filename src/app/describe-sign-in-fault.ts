// Why signing in at an identity provider failed, in words for the person who tried. By name and code, not by class: the
// library is loaded late.
import { isObject } from '../contracts/scalars.ts'
import { describeCauses } from '../spec/describe-error.ts'

export interface SignInFault {
  /** What happened and what to do. */
  readonly fault: string
  /** For whoever runs the server, without anything that may hold a token; null: it is the person's matter alone. */
  readonly note: string | null
}

/** Nothing, too late, or something that is no answer of a provider. */
const AWAY = new Set<unknown>([
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
])

export function describeSignInFault(error: unknown, host: string): SignInFault {
  const { code, error: said, error_description: description } = isObject(error) ? error : {}
  const ofPerson = (fault: string) => ({ fault, note: null })
  const words = [said, description].filter((text) => typeof text === 'string').map(quote)
  const ofProvider = (fault: string) => ({ fault, note: [describeCauses(error), ...words].join(' ') })
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') {
    const last = words.at(-1)
    return said === 'access_denied'
      ? ofPerson(`${host} did not let you in: ${last}. Sign in again, or as somebody else.`)
      : ofProvider(`${host} could not sign you in: ${last}. Try again; if it stays so, tell whoever runs this server.`)
  }
  if (code === 'OAUTH_RESPONSE_BODY_ERROR' && said === 'invalid_grant') {
    return ofPerson('This sign-in was used before, or took too long. Sign in again.')
  }
  if (code === 'OAUTH_RESPONSE_BODY_ERROR' || code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') {
    return ofProvider(
      `${host} refuses this server. Tell whoever runs it to check ERRAND_OIDC_CLIENT_ID and its secret.`,
    )
  }
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return ofProvider(`The clocks of this server and ${host} differ. Tell whoever runs this server.`)
  }
  if (AWAY.has(code) || error instanceof TypeError) {
    return ofProvider(`${host} does not answer as it should. Try again in a moment, or enter a token or key.`)
  }
  return ofProvider(
    `What ${host} answered cannot be trusted. Try again; if it stays so, tell whoever runs this server.`,
  )
}

const MAX_QUOTED = 200

/** As the provider says it, made harmless: one line, and not long. */
function quote(said: string): string {
  const text = said.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return `“${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}”`
}
