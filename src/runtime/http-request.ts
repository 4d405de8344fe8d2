// The request that an HTTP tool makes of its template and the input of a call.
import type { JsonObject } from '../contracts/scalars.ts'
import type { HttpImplementation } from '../contracts/tool.ts'
import { renderTemplate } from '../core/render-template.ts'
import { isObject } from '../contracts/scalars.ts'
import type { ToolRequest } from './send-request.ts'
import { ToolFailure } from './tool-failure.ts'

export interface HttpToolRequest extends ToolRequest {
  /** What must not be shown to anybody. */
  readonly secrets: readonly string[]
}

const PLACEHOLDER = /\{\{[^{}]*\}\}/g
const SECRET = /\{\{\s*secret:(\w+)\s*\}\}/g
const WHOLE = /^\{\{\s*([^{}]+?)\s*\}\}$/

/** Throws a `ToolFailure` when the input makes no request of the template, or a secret is missing. */
export function renderRequest(
  { method, url, query = {}, headers = {}, body }: HttpImplementation,
  input: JsonObject,
  readSecret: (name: string) => string | null,
): HttpToolRequest {
  const secrets: string[] = []
  const fillSecrets = (text: string) =>
    text.replaceAll(SECRET, (_all, name: string) => {
      const secret = readSecret(name)
      if (secret === null) {
        throw new ToolFailure(`the secret ${name} is not set; set ERRAND_SECRET_${name}`, { isNotInvoked: true })
      }
      secrets.push(secret)
      return secret
    })
  const filled = Object.entries(headers).map(([name, template]) => {
    // The input first, so that it cannot name a secret.
    const parts = template.split(/(\{\{\s*secret:\w+\s*\}\})/)
    const value = parts.map((part, index) => (index % 2 ? fillSecrets(part) : fill(part, input))).join('')
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new ToolFailure(`the value of header ${name} has characters no header takes`)
    return [name.toLowerCase(), value]
  })
  const text = body === undefined ? input : fillBody(body, input)
  const hasBody = method !== 'GET' && (method !== 'DELETE' || body !== undefined)
  const content = hasBody ? { 'content-type': 'application/json' } : {}
  return {
    url: renderUrl(url, query, input),
    method,
    headers: {
      accept: 'application/json, text/*;q=0.9',
      'user-agent': 'errand',
      ...content,
      ...Object.fromEntries(filled),
    },
    body: hasBody ? JSON.stringify(text) : null,
    secrets,
  }
}

function renderUrl(template: string, query: Readonly<Record<string, string>>, input: JsonObject): URL {
  const url = new URL(fill(template, input, encodeURIComponent))
  const plain = new URL(template.replaceAll(PLACEHOLDER, 'x'))
  const depth = ({ pathname }: URL) => pathname.split('/').length
  if (url.origin !== plain.origin || depth(url) !== depth(plain)) {
    throw new ToolFailure('a value would lead to another path than the one of the tool')
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, fill(value, input))
  return url
}

/** Texts are templates; one that is a placeholder alone takes the value as it is, and a field without a value is left out. */
function fillBody(node: unknown, input: JsonObject): unknown {
  if (typeof node === 'string') {
    const [, path] = WHOLE.exec(node) ?? []
    if (path === undefined) return fill(node, input)
    return path
      .split('.')
      .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), input)
  }
  if (Array.isArray(node)) return node.map((part) => fillBody(part, input))
  if (!isObject(node)) return node
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, fillBody(part, input)]))
}

function fill(template: string, input: JsonObject, encode?: (text: string) => string): string {
  const rendered = renderTemplate(template, input, encode)
  if (!rendered.ok) throw new ToolFailure(rendered.message)
  return rendered.text
}
