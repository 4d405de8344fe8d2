// Whether what an agent says of its results holds together.
import type { AgentDefinition } from '../contracts/agent-definition.ts'

export interface ResultFault {
  readonly setting: 'resultSchema' | 'grounding'
  readonly message: string
}

interface ResultSettings extends Pick<AgentDefinition, 'resultType' | 'resultSchema'> {
  readonly grounding?: { readonly nothingFound?: string | undefined } | undefined
}

export function findResultFault({ resultType, resultSchema, grounding }: ResultSettings): ResultFault | null {
  if (resultType !== 'json') {
    if (!resultSchema) return null
    return { setting: 'resultSchema', message: `goes with resultType json; the result type is ${resultType}` }
  }
  if (!resultSchema) return { setting: 'resultSchema', message: 'resultType json needs the schema of the object' }
  if ((resultSchema['type'] ?? 'object') !== 'object') {
    return { setting: 'resultSchema', message: 'a json result is an object: its schema has "type": "object"' }
  }
  if (grounding?.nothingFound === undefined) return null
  return { setting: 'grounding', message: 'nothingFound is a text, and no answer where resultType is json' }
}
