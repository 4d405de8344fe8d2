// The environment, read once. Every setting has a name here, and the config explains it.

export type Env = Readonly<Record<string, string | undefined>>

/** Reads a variable; empty counts as not set. */
export function readText(env: Env, name: string): string | null {
  const text = env[name]?.trim()
  return text === undefined || text === '' ? null : text
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

/** A setting that cannot be used; the process ends with exit code 2. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
