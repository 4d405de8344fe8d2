// The checks a definition must pass before anybody can import it.
import { z } from 'zod'
import type { Contract } from './contract.ts'
import { listIssues } from './issues.ts'
import { describeError } from './describe-error.ts'

/** A definition that does not hold together. The message lists every fault. */
export class ContractError extends Error {
  override name = 'ContractError'
}

/** Throws a `ContractError` naming every fault of the contract; returns when there is none. */
export function checkContract(contract: Contract): void {
  const faults = [
    ...metaFaults(contract),
    ...schemaFaults(contract),
    ...routeFaults(contract),
    ...scenarioFaults(contract),
    ...exampleFaults(contract),
  ]
  if (faults.length > 0) throw new ContractError(`contract ${contract.meta.key}: ${faults.join('; ')}`)
}

function metaFaults({ meta }: Contract): string[] {
  const faults: string[] = []
  if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)+$/.test(meta.key)) faults.push('key must be dotted camelCase words')
  if (!/^\d+\.\d+\.\d+$/.test(meta.version)) faults.push(`version "${meta.version}" is not x.y.z`)
  for (const text of ['description', 'goal', 'context'] as const) {
    if (meta[text].trim() === '') faults.push(`${text} is empty`)
  }
  if (meta.owners.length === 0) faults.push('owners are missing')
  return faults
}

function schemaFaults({ io, sideEffects, stream }: Contract): string[] {
  const schemas: [string, z.ZodType][] = [
    ['input', io.input],
    ['output', io.output],
    ...sideEffects.emits.map((emission): [string, z.ZodType] => [`payload of ${emission.key}`, emission.payload]),
  ]
  if (stream) schemas.push(['stream item', stream.item])
  return schemas.flatMap(([name, schema]) => {
    try {
      z.toJSONSchema(schema, { io: name === 'input' ? 'input' : 'output' })
      return []
    } catch (error) {
      return [`${name} has no JSON Schema: ${describeError(error)}`]
    }
  })
}

function routeFaults({ kind, http, io, stream, cli, mcp }: Contract): string[] {
  const faults: string[] = []
  const fields = Object.keys(io.input instanceof z.ZodObject ? io.input.shape : {})
  if ((kind === 'query') !== (http.method === 'GET')) faults.push(`a ${kind} cannot be served by ${http.method}`)
  if (!http.path.startsWith('/')) faults.push(`path "${http.path}" must start with /`)
  for (const [, name] of http.path.matchAll(/\{(\w+)\}/g)) {
    if (!fields.includes(name ?? '')) faults.push(`path parameter {${name}} is not an input field`)
  }
  if (stream && 'input' in stream.on && !fields.includes(stream.on.input)) {
    faults.push(`stream switch "${stream.on.input}" is not an input field`)
  }
  for (const name of cli?.positionals ?? []) {
    if (!fields.includes(name)) faults.push(`positional "${name}" is not an input field`)
  }
  for (const [, name] of mcp?.resource?.uri.matchAll(/\{(\w+)\}/g) ?? []) {
    if (!fields.includes(name ?? '')) faults.push(`resource parameter {${name}} is not an input field`)
  }
  if (kind === 'command' && (mcp?.resource || mcp?.isPrompt)) faults.push('only a query can be a resource or a prompt')
  return faults
}

function scenarioFaults({ acceptance, io, sideEffects }: Contract): string[] {
  const codes = new Set(Object.keys(io.errors))
  const emissions = new Set(sideEffects.emits.map((emission) => emission.key))
  return acceptance.scenarios.flatMap(({ key, then, expects }) => {
    const faults: string[] = []
    if ('error' in expects && !codes.has(expects.error)) faults.push(`scenario ${key}: unknown error ${expects.error}`)
    if ('emission' in expects && !emissions.has(expects.emission)) {
      faults.push(`scenario ${key}: unknown emission ${expects.emission}`)
    }
    for (const [code] of then.join(' ').matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)) {
      if (!codes.has(code)) faults.push(`scenario ${key}: unknown error ${code}`)
    }
    return faults
  })
}

function exampleFaults({ acceptance, io }: Contract): string[] {
  return acceptance.examples.flatMap(({ key, input, output }) =>
    (['input', 'output'] as const).flatMap((side) => {
      const parsed = io[side].safeParse(side === 'input' ? input : output)
      if (parsed.success) return []
      return listIssues(parsed.error).map((issue) => `example ${key}: ${side}${issue.pointer}: ${issue.message}`)
    }),
  )
}
