// Answers GraphQL requests. Queries and mutations go out as the GraphQL-over-HTTP draft says (graphql-http), subscriptions
// as frames of the graphql-sse protocol, one connection an operation. Every field is one call through the pipeline.
import {
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type ValidationRule,
} from 'graphql'
import { createHandler, parseRequestParams, type Request as GraphqlRequest } from 'graphql-http'
import type { Stream, StreamFrame } from '../../operations/operation.ts'
import type { Contract } from '../../spec/contract.ts'
import { createGraphqlSchema, type GraphqlCaller, type GraphqlContext } from './graphql-schema.ts'

/** A document may have this many words and signs, and call this many operations. */
const MAX_TOKENS = 2000
const MAX_CALLS = 20

/** A request that was let in. */
export interface GraphqlCall {
  readonly request: Request
  /** The body as JSON; null: it has none. */
  readonly body: unknown
  readonly caller: GraphqlCaller
}

export interface GraphqlHandler {
  answer(call: GraphqlCall): Promise<Response>
  /** Any operation as frames: `next` with each result, then `complete`. A request that cannot be run is a response. */
  stream(call: GraphqlCall): Promise<Stream | Response>
}

export function createGraphqlHandler(contracts: readonly Contract[]): GraphqlHandler {
  const schema = createGraphqlSchema(contracts)
  const handle = createHandler<GraphqlCall, null, GraphqlContext>({
    schema,
    parse: parseBounded,
    validationRules: [limitCalls],
    context: ({ raw }) => ({ caller: raw.caller }),
  })
  return {
    async answer(call) {
      const [body, init] = await handle(renderRequest(call))
      return new Response(body, init)
    },
    async stream(call) {
      try {
        const params = await parseRequestParams(renderRequest(call))
        if (!('query' in params)) return new Response(...params)
        const { query, variables: variableValues, operationName } = params
        const document = parseBounded(query)
        const faults = validate(schema, document, [...specifiedRules, limitCalls])
        if (faults.length > 0) return refuse(faults)
        const isSubscription = getOperationAST(document, operationName)?.operation === 'subscription'
        const args = { schema, document, contextValue: { caller: call.caller }, variableValues, operationName }
        const result = await (isSubscription ? subscribe(args) : execute(args))
        return renderFrames(Symbol.asyncIterator in result ? result : [result])
      } catch (error) {
        return refuse([error instanceof GraphQLError ? error : new GraphQLError(String(error))])
      }
    },
  }
}

function renderRequest(call: GraphqlCall): GraphqlRequest<GraphqlCall, null> {
  const { method, url, headers } = call.request
  return { method, url, headers, body: call.body as Record<string, unknown> | null, raw: call, context: null }
}

function refuse(errors: readonly GraphQLError[]): Response {
  return Response.json({ errors }, { status: 400 })
}

async function* renderFrames(results: Iterable<ExecutionResult> | AsyncIterable<ExecutionResult>): Stream {
  const frame = (event: string, data: unknown): StreamFrame => ({ id: '', event, data })
  for await (const result of results) yield [frame('next', result)]
  yield [frame('complete', null)]
}

const parseBounded: typeof parse = (source, options) => parse(source, { ...options, maxTokens: MAX_TOKENS })

/** Without it, aliases let one request make any number of calls. */
const limitCalls: ValidationRule = (context) => {
  const schema = context.getSchema()
  const roots = new Set<unknown>([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
  let calls = 0
  return {
    Field(node) {
      if (!roots.has(context.getParentType())) return
      calls += 1
      if (calls !== MAX_CALLS + 1) return
      const message = `A request may call at most ${MAX_CALLS} operations; send the rest in another.`
      context.reportError(new GraphQLError(message, { nodes: node }))
    },
  }
}
