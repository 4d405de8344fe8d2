// An event with every text in its data passed through `redact`.
import type { NewRunEvent } from '../contracts/run-event.ts'

export function redactEvent<E extends NewRunEvent>(event: E, redact: (text: string) => string): E {
  return { ...event, data: redactValue(event.data, redact) }
}

function redactValue<T>(value: T, redact: (text: string) => string): T
function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), redactValue(member, redact)]))
}
