// A GraphQL schema from contracts: a query, mutation or subscription field each, named like the MCP tool.
import { type GraphQLFieldConfig, GraphQLError, GraphQLNonNull, GraphQLObjectType, GraphQLSchema } from 'graphql'

import type { Answer, Stream } from '../../operations/operation.ts'
import type { Contract, StreamSpec } from '../../spec/contract.ts'
import { renderJsonSchema } from '../../spec/json-schema.ts'
import { listNames } from '../../spec/names.ts'
import type { Problem } from '../../spec/problem.ts'
import { capitalise, createGraphqlTypes, type GraphqlTypes, hasNamedFields, renderFields } from './graphql-types.ts'

/** What every resolver gets. */
export type GraphqlContext = { readonly caller: GraphqlCaller }

/** The caller's way into the pipeline. */
export interface GraphqlCaller {
  call(contract: Contract, input: unknown, wantsStream: boolean): Promise<Answer>
}

type Given = Record<string, unknown>
type Fields = Record<string, GraphQLFieldConfig<unknown, GraphqlContext>>

export function createGraphqlSchema(contracts: readonly Contract[]): GraphQLSchema {
  const types = createGraphqlTypes()
  const fields: Record<'query' | 'command' | 'stream', Fields> = { query: {}, command: {}, stream: {} }
  for (const contract of contracts) {
    const { mcp: name } = listNames(contract)
    fields[contract.kind][name] = renderField(contract, types)
    if (contract.stream) fields.stream[name] = renderSubscription(contract, contract.stream, types)
  }
  const root = (name: string, fields: Fields) =>
    Object.keys(fields).length > 0 ? new GraphQLObjectType({ name, fields }) : null
  return new GraphQLSchema({
    query: root('Query', fields.query),
    mutation: root('Mutation', fields.command),
    subscription: root('Subscription', fields.stream),
  })
}

function renderField(contract: Contract, types: GraphqlTypes): Fields[string] {
  const { io } = contract
  const { args, read } = renderArguments(contract, types)
  return {
    ...describe(contract),
    args,
    type: new GraphQLNonNull(types.output(renderJsonSchema(io.output, 'output'), io.outputName)),
    async resolve(_source, given, { caller }) {
      const answer = await caller.call(contract, read(given), false)
      if (answer.ok) return answer.output
      throw renderGraphqlError(answer.problem)
    },
  }
}

/** The same call answered as a stream: each item a result. */
function renderSubscription(contract: Contract, stream: StreamSpec, types: GraphqlTypes): Fields[string] {
  const { args, read } = renderArguments(contract, types)
  return {
    ...describe(contract),
    args,
    type: new GraphQLNonNull(types.output(renderJsonSchema(stream.item, 'output'), `${renderTypeName(contract)}Item`)),
    async subscribe(_source, given, { caller }) {
      const asked = 'input' in stream.on ? { [stream.on.input]: true } : {}
      const answer = await caller.call(contract, { ...read(given), ...asked }, true)
      if (answer.ok && answer.stream) return listItems(answer.stream)
      throw answer.ok ? new GraphQLError('The operation gave no stream.') : renderGraphqlError(answer.problem)
    },
    resolve: (item) => item,
  }
}

async function* listItems(stream: Stream): AsyncGenerator<unknown, void, undefined> {
  for await (const frames of stream) for (const { data } of frames) yield data
}

function describe({ meta }: Contract) {
  const deprecationReason = meta.stability === 'deprecated' ? 'The operation is deprecated.' : null
  return { description: `${meta.description} ${meta.goal}`, deprecationReason }
}

/** Each field of the input is an argument; an input whose fields GraphQL cannot name is one argument. */
function renderArguments(contract: Contract, types: GraphqlTypes) {
  const schema = renderJsonSchema(contract.io.input, 'input')
  const place = renderTypeName(contract)
  if (hasNamedFields(schema)) {
    const args = renderFields(schema, (field, name) => types.input(field, `${place}${capitalise(name)}`))
    return { args, read: (given: Given) => given }
  }
  const { properties = {} } = schema as { properties?: object }
  if (Object.keys(properties).length === 0) return { args: {}, read: (given: Given) => given }
  const args = { input: { type: new GraphQLNonNull(types.input({}, place)) } }
  return { args, read: ({ input }: Given) => input as Given }
}

/** `agent.run.getSteps` → `AgentRunGetSteps`. */
function renderTypeName({ meta }: Contract): string {
  return meta.key.split('.').map(capitalise).join('')
}

/** The problem as a GraphQL error: its `gqlCode`, else its code, as `extensions.code`. */
export function renderGraphqlError(problem: Problem): GraphQLError {
  const { gqlCode, code, detail, ...rest } = problem
  return new GraphQLError(detail, { extensions: { ...rest, code: gqlCode ?? code, problemCode: code } })
}
