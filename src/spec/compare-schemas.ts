// How a changed schema concerns those who use it: callers break when an input admits less, readers when an output admits more.
import { type Excess, isFault } from './excess.ts'
import { findExcess } from './find-excess.ts'
import type { JsonSchema } from './json-schema.ts'

export interface SchemaChange {
  /** RFC 6901 pointer into the schema. */
  readonly pointer: string
  readonly kind: 'breaking' | 'compatible'
  readonly sentence: string
}

export interface SchemaPair {
  readonly before: JsonSchema
  readonly after: JsonSchema
  readonly io: 'input' | 'output'
}

/**
 * Lists what changed, what breaks first. Compatible means: every input that was valid is valid, and every output that can
 * come was possible before, apart from new fields, which readers ignore. What cannot be told counts as breaking.
 */
export function compareSchemas({ before, after, io }: SchemaPair): SchemaChange[] {
  const older = { schema: before, root: before }
  const newer = { schema: after, root: after }
  const isOutput = io === 'output'
  const grown = findExcess(newer, older, { isOutput, isInnerNew: true })
  const shrunk = findExcess(older, newer, { isOutput, isInnerNew: false })
  const [breaking, others] = isOutput ? [grown, shrunk] : [shrunk, grown]
  const faults = unique(breaking.filter(isFault))
  const told = new Set(faults.filter(({ reason }) => reason.is !== 'values').map(({ pointer }) => pointer))
  const rest = unique(others).filter((one) => {
    if (one.reason.is === 'unclear' || told.has(one.pointer)) return false // said already, as breaking
    return one.reason.is !== 'default' || !isOutput
  })
  return [
    ...faults.map((excess) => render(excess, 'breaking', io)),
    ...rest.map((excess) => render(excess, 'compatible', io)),
  ]
}

function unique(found: readonly Excess[]): Excess[] {
  return [...new Map(found.map((one) => [JSON.stringify([one.pointer, one.reason]), one])).values()]
}

function render(excess: Excess, kind: SchemaChange['kind'], io: SchemaPair['io']): SchemaChange {
  const { reason, field, pointer } = excess
  const subject = field === '' ? `the ${io}` : `the ${io} field "${field}"`
  const at = reason.is === 'limit' ? `${pointer}/${reason.keyword}` : pointer
  return { pointer: at, kind, sentence: `${subject} ${phrase(excess, kind, io)}` }
}

function phrase({ reason }: Excess, kind: SchemaChange['kind'], io: SchemaPair['io']): string {
  // The older of the two is `inner` where an input breaks and where an output narrows.
  const isInnerOld = (io === 'input') === (kind === 'breaking')
  const change = (inner: unknown, outer: unknown) => {
    const [now, was] = (isInnerOld ? [outer, inner] : [inner, outer]).map((value) => JSON.stringify(value) ?? 'none')
    return `${now ?? 'none'}, and was ${was ?? 'none'}`
  }
  switch (reason.is) {
    case 'values':
      return `${PHRASES[io][kind].values} ${reason.values}`
    case 'missing':
    case 'field':
      return PHRASES[io][kind][reason.is]
    case 'limit':
      return `${PHRASES[io][kind].limit}: ${reason.keyword} is ${change(reason.inner, reason.outer)}`
    case 'default':
      return `has another default: it is ${change(reason.inner, reason.outer)}`
    case 'unclear':
      return `changed in ${reason.keywords}; whether it still ${io === 'input' ? 'takes' : 'is'} what it did cannot be told, so it counts as breaking`
  }
}

type Phrases = Readonly<Record<'values' | 'missing' | 'field' | 'limit', string>>

const PHRASES: Readonly<Record<SchemaPair['io'], Readonly<Record<SchemaChange['kind'], Phrases>>>> = {
  input: {
    breaking: {
      values: 'no longer takes',
      missing: 'must be given now',
      field: 'is not taken any more',
      limit: 'takes less',
    },
    compatible: { values: 'also takes', missing: 'may be left out now', field: 'is new', limit: 'takes more' },
  },
  output: {
    breaking: { values: 'can now be', missing: 'can be missing now', field: 'is gone', limit: 'can be more' },
    compatible: {
      values: 'can no longer be',
      missing: 'is always there now',
      field: 'is new',
      limit: 'is kept narrower',
    },
  },
}
