// Reads an operation's input from a request: body, path parameters and query.
import { isObject } from '../../contracts/scalars.ts'
import { coerce, type InputField } from '../input-fields.ts'
import { type Issue, renderPointer } from '../../spec/issues.ts'
import type { Contract } from '../../spec/contract.ts'
import { describeError } from '../../spec/describe-error.ts'

export interface InputSource {
  readonly operation: { readonly contract: Contract }
  readonly fields: ReadonlyMap<string, InputField>
}

export type ReadInput =
  | { readonly ok: true; readonly input: unknown }
  | {
      readonly ok: false
      readonly code:
        | 'JSON_INVALID'
        | 'INPUT_INVALID'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'CURSOR_INVALID'
      readonly detail: string
      readonly issues?: readonly Issue[]
    }

const MAX_BODY_BYTES = 1024 * 1024

export async function readInput(
  request: Request,
  source: InputSource,
  params: Record<string, string>,
): Promise<ReadInput> {
  const isQuery = source.operation.contract.kind === 'query'
  const read = isQuery ? readQuery(request, source) : await readBody(request)
  if (!read.ok || !isObject(read.input)) return read
  const twice = Object.keys(params).find((name) => Object.hasOwn(read.input as object, name))
  if (twice !== undefined) return refuseTwice(twice, `"${twice}" is given by the path`)
  return { ok: true, input: { ...read.input, ...params } }
}

export async function readBody(request: Request): Promise<ReadInput> {
  try {
    const bytes = await readBytes(request)
    if (bytes === null) return refuse('PAYLOAD_TOO_LARGE', 'A body may have at most 1 MiB.')
    if (bytes.length === 0) return { ok: true, input: {} }
    if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
      return refuse('UNSUPPORTED_MEDIA_TYPE', 'Send the body with Content-Type: application/json.')
    }
    return { ok: true, input: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch (error) {
    return refuse('JSON_INVALID', `The body is not JSON: ${describeError(error)}`)
  }
}

/** Null when the body is too large; what comes after the limit is not read. Rejects when the body breaks off. */
async function readBytes(request: Request): Promise<Uint8Array | null> {
  const length = request.headers.get('content-length')
  if (length !== null) return Number(length) > MAX_BODY_BYTES ? null : new Uint8Array(await request.arrayBuffer())
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of request.body ?? []) {
    total += chunk.length
    if (total > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A field that is given in two places: neither of them is passed over in silence. */
function refuseTwice(name: string, message: string): ReadInput {
  const issues = [{ pointer: renderPointer([name]), code: 'given_twice', message }]
  return { ok: false, code: 'INPUT_INVALID', detail: `${issues[0]?.pointer}: ${message}`, issues }
}

function readQuery(request: Request, { fields, operation }: InputSource): ReadInput {
  const { stream } = operation.contract
  const query = new URL(request.url).searchParams
  try {
    const beside =
      query.has('input') && !fields.has('input') ? [...query.keys()].find((name) => name !== 'input') : undefined
    if (beside !== undefined) return refuseTwice(beside, `"${beside}" cannot stand beside input=`)
    const input = readParameters(query, fields)
    const lastEventId = stream && 'accept' in stream.on ? request.headers.get('last-event-id') : null
    if (lastEventId === null || !isObject(input)) return { ok: true, input }
    if (!/^\d{1,15}$/.test(lastEventId)) {
      return refuse('CURSOR_INVALID', `Last-Event-ID "${lastEventId}" is not an integer ≥ 0.`)
    }
    return { ok: true, input: { ...input, after: Number(lastEventId) } }
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('JSON_INVALID', `A query parameter is not JSON: ${error.message}`)
    throw error
  }
}

/** The whole input as JSON in `input`, or one parameter a field. */
function readParameters(query: URLSearchParams, fields: InputSource['fields']): unknown {
  const whole = query.get('input')
  if (whole !== null && !fields.has('input')) return JSON.parse(whole)
  const names = [...new Set(query.keys())]
  return Object.fromEntries(names.map((name) => [name, coerce(fields.get(name), query.getAll(name))]))
}

function refuse(code: Extract<ReadInput, { ok: false }>['code'], detail: string): ReadInput {
  return { ok: false, code, detail }
}
