// The real clock and the real ids: the only readings of time and chance in the product.
import { getRandomValues, randomBytes } from 'node:crypto'
import type { Clock, Ids } from '../runtime/ports.ts'

/** setTimeout fires at once beyond this: such a timer fires early instead, after 24 days. */
const MAX_DELAY_MS = 2 ** 31 - 1

function setTimer(delayMs: number, callback: () => void): NodeJS.Timeout {
  return setTimeout(callback, Math.min(Math.max(delayMs, 0), MAX_DELAY_MS))
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, callback) {
    const timer = setTimer(delayMs, callback)
    return () => clearTimeout(timer)
  },
}

/** A clock whose timers do not keep the process alive, for work that can as well be done at the next start. */
export const backgroundClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, callback) {
    const timer = setTimer(delayMs, callback).unref()
    return () => clearTimeout(timer)
  },
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ids are a prefix, 9 characters of time and 13 of chance: unique, and in order of making to the millisecond. */
export const systemIds: Ids = {
  create: (prefix) => `${prefix}_${renderTime(Date.now())}${renderChance()}`,
  random: () => (getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
}

function renderTime(ms: number): string {
  let rest = ms
  let text = ''
  for (let index = 0; index < 9; index += 1) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function renderChance(): string {
  let text = ''
  for (const byte of randomBytes(13)) text += ALPHABET.charAt(byte & 31)
  return text
}
