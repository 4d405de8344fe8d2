// The HTTP request of one call, made from its contract.
import type { Contract } from '../spec/contract.ts'
import { listNames } from '../spec/names.ts'

export interface RequestParams {
  readonly url: string
  readonly token: string | null
  readonly contract: Contract
  readonly input: unknown
  readonly headers: Readonly<Record<string, string>>
}

const PARAMETER = /\{(\w+)\}/g

export function createRequest({ url, token, contract, input, headers }: RequestParams): Request {
  const rest = new Map(Object.entries(input as Record<string, unknown>))
  const { method, path: pattern } = findRoute(contract, rest)
  const path = pattern.replaceAll(PARAMETER, (_match, name: string) => {
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
    method,
    headers: made,
    body: JSON.stringify(Object.fromEntries(rest)),
  })
}

/** An address has no empty parts: such a call goes to the contract path, which takes every field beside it. */
function findRoute(contract: Contract, input: ReadonlyMap<string, unknown>): Pick<Contract['http'], 'method' | 'path'> {
  const isEmpty = ([, name = '']: RegExpMatchArray) => input.get(name) === ''
  if (!contract.http.path.matchAll(PARAMETER).some(isEmpty)) return contract.http
  return { method: 'POST', path: listNames(contract).path }
}

function appendParameter(query: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (Array.isArray(value)) for (const item of value) appendParameter(query, name, item)
  else query.append(name, typeof value === 'string' ? value : JSON.stringify(value))
}
