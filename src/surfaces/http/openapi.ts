// OpenAPI 3.1 from contracts.
import type { Contract } from '../../spec/contract.ts'
import { type JsonSchema, renderJsonSchema } from '../../spec/json-schema.ts'
import { commonErrors } from '../../spec/problem.ts'

type Json = Record<string, unknown>

/** The document served at `/openapi.json`. */
export function renderOpenApi(contracts: readonly Contract[], version: string): Json {
  const paths: Record<string, Json> = {}
  const schemas: Json = { Problem: problemSchema }
  for (const contract of contracts) {
    const { path, method } = contract.http
    paths[path] = { ...paths[path], [method.toLowerCase()]: renderOperation(contract) }
    if (contract.kind === 'command') schemas[contract.io.inputName] = renderBodySchema(contract)
    if (contract.stream && 'always' in contract.stream.on) continue // its answer is the items, one a line
    schemas[contract.io.outputName] = renderJsonSchema(contract.io.output, 'output')
  }
  const tags = [...new Set(contracts.map(renderTag))]
  return {
    openapi: '3.1.0',
    info: {
      title: 'Errand',
      version,
      summary: 'Runs AI agents durably.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: tags.map((name) => ({ name, description: `Operations on ${name}s.` })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  }
}

/** `agent.run.execute` belongs to `run`, `agent.get` to `agent`. */
function renderTag({ meta }: Contract): string {
  return meta.key.split('.').at(-2) ?? meta.key
}

function renderOperation(contract: Contract): Json {
  const { meta, io } = contract
  return {
    operationId: meta.key,
    summary: meta.description.replace(/\.$/, ''),
    description: `${meta.goal} ${meta.context}`,
    tags: [renderTag(contract)],
    parameters: [...renderParameters(contract), ...listHeaders(contract)],
    ...(contract.kind === 'command' && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: reference(io.inputName), examples: renderExamples(contract, 'input') },
        },
      },
    }),
    responses: { '200': renderSuccess(contract), ...renderErrors(contract) },
  }
}

function renderSuccess(contract: Contract): Json {
  const { io, stream } = contract
  const item = stream && renderJsonSchema(stream.item, 'output')
  const isOfLines = stream !== undefined && 'always' in stream.on
  return {
    description: 'Success',
    ...(stream?.headers && { headers: renderResponseHeaders(stream.headers) }),
    content: {
      [isOfLines ? 'application/x-ndjson' : 'application/json']: {
        schema: isOfLines ? item : reference(io.outputName),
        ...(!isOfLines && { examples: renderExamples(contract, 'output') }),
      },
      ...(item && !isOfLines && { 'text/event-stream': { schema: { type: 'string', contentSchema: item } } }),
    },
  }
}

function renderResponseHeaders(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, field]) => [
      name,
      { description: `\`${field}\` of the output, when it is streamed.`, schema: { type: 'string' } },
    ]),
  )
}

/** An example of a body leaves out what the path says. */
function renderExamples(contract: Contract, side: 'input' | 'output'): Json {
  const inPath = side === 'input' ? listPathParameters(contract) : []
  return Object.fromEntries(
    contract.acceptance.examples.map((example) => {
      const fields = Object.entries(example[side] as Json).filter(([name]) => !inPath.includes(name))
      return [example.key, { value: Object.fromEntries(fields) }]
    }),
  )
}

function listHeaders({ kind, stream }: Contract): Json[] {
  if (kind === 'command') return [idempotencyKey]
  return stream && 'accept' in stream.on ? [lastEventId] : []
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Within 24 hours the same key and body give the same answer and no second effect.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The id of the last frame that was read; the answer goes on after it.',
  schema: { type: 'integer', minimum: 0 },
}

function renderParameters(contract: Contract): Json[] {
  const { properties, required } = renderFields(contract)
  const inPath = listPathParameters(contract)
  return Object.entries(properties)
    .filter(([name]) => contract.kind === 'query' || inPath.includes(name))
    .map(([name, schema]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: required.includes(name),
      schema,
    }))
}

/** The body of a command: its input without what the path says. */
function renderBodySchema(contract: Contract): Json {
  const inPath = listPathParameters(contract)
  const { properties, required, ...rest } = renderFields(contract)
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name))),
    required: required.filter((name) => !inPath.includes(name)),
  }
}

function renderFields({ io }: Contract): { properties: Record<string, JsonSchema>; required: string[] } {
  const { properties = {}, required = [], ...rest } = renderJsonSchema(io.input, 'input')
  return { ...rest, properties: properties as Record<string, JsonSchema>, required: required as string[] }
}

function listPathParameters({ http }: Contract): string[] {
  return [...http.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
}

function renderErrors({ io }: Contract): Json {
  const codesByStatus = new Map<number, string[]>()
  for (const [code, error] of [...Object.entries(io.errors), ...Object.entries(commonErrors)]) {
    codesByStatus.set(error.http, [...new Set([...(codesByStatus.get(error.http) ?? []), code])])
  }
  const content = { 'application/problem+json': { schema: reference('Problem') } }
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [String(status), { description: codes.join(', '), content }]),
  )
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'detail', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    gqlCode: { type: 'string' },
    retryable: { type: 'boolean' },
    traceId: { type: 'string' },
    operation: {
      type: 'object',
      required: ['key', 'version'],
      properties: { key: { type: 'string' }, version: { type: 'string' } },
    },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
