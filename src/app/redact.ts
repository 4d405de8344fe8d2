// Takes secrets out of texts: the tokens of this server, and what the environment holds under names of secrets, as they
// are and as they look in URLs, JSON and base64.
import { inspect } from 'node:util'
import type { Env } from './env.ts'

const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$|^ERRAND_SECRET_/i
/** Shorter values would be found in texts that have nothing to do with them. */
const MIN_LENGTH = 8
const OWN_KEY = /\berrand_key_[0-9a-f]{16,}/g

export type Redact = (text: string) => string

export function createRedact(env: Env, tokens: readonly string[]): Redact {
  const named = Object.entries(env).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value.trim()] : []))
  const secrets = new Set([...tokens, ...named].filter((secret) => secret.length >= MIN_LENGTH))
  // The longest first: one may be a part of another.
  const forms = [...new Set([...secrets].flatMap(listForms))].sort((a, b) => b.length - a.length)
  return (text) => {
    let redacted = text
    for (const form of forms) if (redacted.includes(form)) redacted = redacted.replaceAll(form, '[redacted]')
    return redacted.replaceAll(OWN_KEY, '[redacted]')
  }
}

function listForms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')] // with or without padding
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64]
}

/** The error itself, or when a secret is somewhere in it, one that says the rest. */
export function redactError(error: unknown, redact: Redact): unknown {
  const text = inspect(error)
  const redacted = redact(text)
  if (text === redacted) return error
  const safe = new Error(redact(error instanceof Error ? error.message : text))
  safe.stack = redacted
  return safe
}
