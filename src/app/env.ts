// The environment, read once. Every setting has a name here, and the config explains it.
import { readFileSync } from 'node:fs'
import { describeError } from '../spec/describe-error.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** Reads a variable; empty counts as not set. */
export function readText(env: Env, name: string): string | null {
  const text = env[name]?.trim()
  return text === undefined || text === '' ? null : text
}

/** Reads the file that a variable names; null when it names none. Throws a `ConfigError` when it cannot be read. */
export function readFileText(env: Env, name: string): string | null {
  const path = readText(env, name)
  if (path === null) return null
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${name} cannot be read: ${describeError(error)}`, { cause: error })
  }
}

/** Reads a whole number within bounds. Throws an Error that names the variable and what it takes. */
export function readInteger(env: Env, name: string, bounds: { min: number; max: number; fallback: number }): number {
  const text = readText(env, name)
  return text === null ? bounds.fallback : parseInteger(text, name, bounds)
}

export function parseInteger(text: string, name: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new ConfigError(`${name} is "${text}"; it takes a whole number from ${min} to ${max}`)
}

/** No server answers; like the errors of fetch itself it is a TypeError, and worth another try. */
export class UnreachableError extends TypeError {
  override name = 'UnreachableError'
}

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Reads a time such as `12h` or `30d` as ms, at least an hour; null when it is not set. */
export function parseDuration(text: string | null, name: string): number | null {
  if (text === null) return null
  const [, count = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const ms = Number(count) * (unitMs[unit] ?? 0)
  if (ms >= 3_600_000) return ms
  throw new ConfigError(`${name} is "${text}"; it takes a time of an hour or more, e.g. 12h, 30d or 8w`)
}

/** A setting that cannot be used; the process ends with exit code 2. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
