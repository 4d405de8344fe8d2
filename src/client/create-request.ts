// The HTTP request of one call, made from its contract.
import type { Contract } from '../spec/contract.ts'

export interface RequestParams {
  readonly url: string
  readonly token: string | null
  readonly contract: Contract
  readonly input: unknown
  readonly headers: Readonly<Record<string, string>>
}

export function createRequest({ url, token, contract, input, headers }: RequestParams): Request {
  const rest = new Map(Object.entries(input as Record<string, unknown>))
  const path = contract.http.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = String(rest.get(name))
    rest.delete(name)
    return encodeURIComponent(value)
  })
  const target = new URL(url.replace(/\/$/, '') + path)
  const made = new Headers(headers)
  if (token !== null) made.set('Authorization', `Bearer ${token}`)
  if (contract.kind === 'query') {
    for (const [name, value] of rest) appendParameter(target.searchParams, name, value)
    return new Request(target, { headers: made })
  }
  made.set('Content-Type', 'application/json')
  return new Request(target, {
    method: contract.http.method,
    headers: made,
    body: JSON.stringify(Object.fromEntries(rest)),
  })
}

function appendParameter(query: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (Array.isArray(value)) for (const item of value) appendParameter(query, name, item)
  else query.append(name, typeof value === 'string' ? value : JSON.stringify(value))
}
