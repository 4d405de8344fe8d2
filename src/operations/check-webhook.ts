// What a webhook may be, checked before it is written.
import type { AgentSettings } from '../contracts/agent.ts'
import type { AgentWebhook } from '../store/webhook-verbs.ts'
import type { Fail, OperationDeps } from './operation.ts'

const MAX_URL = 2000

export function checkUrl(url: string, field: 'url' | 'webhookUrl', deps: OperationDeps, fail: Fail<never>): void {
  const fault = url.length > MAX_URL ? `must have at most ${MAX_URL} characters` : deps.findTargetFault(url)
  if (fault !== null) refuse(`/${field}`, fault, fail)
}

export function checkEvents(events: readonly string[], { emissionKeys }: OperationDeps, fail: Fail<never>): void {
  const index = events.findIndex((key) => key !== '*' && !emissionKeys.includes(key))
  if (index < 0) return
  refuse(
    `/events/${index}`,
    `nothing emits "${events[index]}"; there are ${emissionKeys.join(', ')}, and * for all`,
    fail,
  )
}

/** What settings of an agent change of its webhook, as the store takes it. */
export function setWebhook(
  { webhookUrl: url }: AgentSettings,
  deps: OperationDeps,
  fail: Fail<never>,
): { webhook?: AgentWebhook } {
  if (url === undefined) return {}
  if (url !== '') checkUrl(url, 'webhookUrl', deps, fail)
  return { webhook: { ...deps.createWebhook(), url } }
}

function refuse(pointer: string, message: string, fail: Fail<never>): never {
  return fail('INPUT_INVALID', { detail: `${pointer}: ${message}`, issues: [{ pointer, code: 'custom', message }] })
}
