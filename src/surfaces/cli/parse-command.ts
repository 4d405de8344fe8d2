// Reads the words of a command without running it, in the grammar of the command line: which operation, with which input.
import type { Contract } from '../../spec/contract.ts'
import { describeError } from '../../spec/describe-error.ts'
import { listNames } from '../../spec/names.ts'
import { parseSeconds } from '../../contracts/duration.ts'
import { type CliField, listCliFields, readCliInput, toOptionName } from './cli-fields.ts'

export interface ReadCommand {
  readonly contract: Contract
  readonly input: Record<string, unknown>
  /** Flags that are no field: of every command, or switches of this one. */
  readonly jq: string | null
  readonly python: string | null
  readonly timeoutSeconds: number | null
  readonly maxTokens: number | null
  /** Index of the last word that names the operation. */
  readonly nameIndex: number
  /** Index of the first word behind `--`; null: there is none. */
  readonly restIndex: number | null
}

export type CommandParse =
  | { readonly ok: true; readonly command: ReadCommand }
  /** `index` of the word that is wrong. */
  | { readonly ok: false; readonly index: number; readonly message: string }

export function parseCommand(words: readonly string[], contracts: readonly Contract[]): CommandParse {
  const found = findContract(words, contracts)
  if (typeof found === 'number') {
    const known = words.slice(0, found + 1).join(' ')
    return { ok: false, index: found, message: `"${known}" is no operation; errand --help lists what there is` }
  }
  const nameIndex = listNames(found).cli.length - 1
  const read = readFlags(words, nameIndex + 1, found)
  if (!read.ok) return read
  return finish(words, found, nameIndex, read)
}

/** The contract that the first words name, the longest name first; else the index of the first word that fits none. */
function findContract(words: readonly string[], contracts: readonly Contract[]): Contract | number {
  const named = contracts
    .filter((contract) => listNames(contract).cli.every((word, index) => words[index] === word))
    .sort((a, b) => listNames(b).cli.length - listNames(a).cli.length)
  if (named[0]) return named[0]
  const depths = contracts.map((contract) => {
    const name = listNames(contract).cli
    const mismatch = name.findIndex((word, index) => words[index] !== word)
    return mismatch
  })
  return Math.min(Math.max(0, ...depths), words.length - 1)
}

interface Flags {
  readonly ok: true
  readonly values: Record<string, string | string[] | boolean>
  readonly indexes: Record<string, number>
  readonly restIndex: number | null
}

/** Flags that every command takes. */
const COMMON = ['jq', 'python', 'timeout', 'max-tokens']

function readFlags(
  words: readonly string[],
  from: number,
  contract: Contract,
): Flags | Extract<CommandParse, { ok: false }> {
  const fields = listCliFields(contract)
  const fieldsByFlag = new Map(fields.map((field) => [field.flag, field]))
  const positionals = [...(contract.cli?.positionals ?? [])]
  const switches = Object.keys(contract.cli?.switches ?? {})
  const values: Flags['values'] = {}
  const indexes: Flags['indexes'] = {}
  let index = from
  const put = (name: string, value: string | boolean, field: CliField | undefined) => {
    const key = toOptionName(name)
    const isList = field?.type === 'array' || field?.type === 'objects'
    if (isList && typeof value === 'string') values[key] = [...[values[key] ?? []].flat().map(String), value]
    else values[key] = value
  }
  while (index < words.length) {
    const word = words[index] ?? ''
    const at = index
    index += 1
    if (word === '--') return { ok: true, values, indexes, restIndex: index }
    const [, flag, inline] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? []
    if (flag === undefined) {
      const name = positionals.shift()
      const field = fields.find((one) => one.name === name)
      if (!field) return { ok: false, index: at, message: `"${word}" is not expected here` }
      put(field.flag, word, field)
      indexes[toOptionName(field.flag)] = at
      continue
    }
    const field = fieldsByFlag.get(flag)
    if (!field && !COMMON.includes(flag) && !switches.includes(flag)) {
      return { ok: false, index: at, message: `--${flag} is no flag of ${listNames(contract).cli.join(' ')}` }
    }
    indexes[toOptionName(flag)] = at
    const isBoolean = field?.type === 'boolean' || switches.includes(flag)
    const next = words[index]
    if (inline !== undefined) put(flag, isBoolean && inline === 'true' ? true : inline, field)
    else if (isBoolean) {
      const isSaid = next === 'true' || next === 'false'
      put(flag, isSaid ? next === 'true' : true, field)
      if (isSaid) index += 1
    } else if (next === undefined) return { ok: false, index: at, message: `--${flag} needs a value` }
    else {
      do {
        put(flag, words[index] ?? '', field)
        index += 1
      } while (
        (field?.type === 'array' || field?.type === 'objects') &&
        index < words.length &&
        !words[index]?.startsWith('--')
      )
    }
  }
  return { ok: true, values, indexes, restIndex: null }
}

function finish(words: readonly string[], contract: Contract, nameIndex: number, flags: Flags): CommandParse {
  const { values, indexes, restIndex } = flags
  const fields = listCliFields(contract)
  const own = new Set(fields.map(({ flag }) => flag))
  const refuse = (index: number, message: string) => ({ ok: false, index, message }) as const
  const { rest, check, switches = {} } = contract.cli ?? {}
  const fault = check?.(
    new Set([...own, ...Object.keys(switches)].filter((flag) => values[toOptionName(flag)] !== undefined)),
  )
  if (fault != null) return refuse(nameIndex, fault)
  if (restIndex !== null && rest === undefined) return refuse(restIndex - 1, 'nothing stands behind -- here')
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : null
  }
  try {
    const input = readCliInput(fields, values)
    if (rest !== undefined && restIndex !== null) input[rest] = words.slice(restIndex)
    const missing = fields.find(({ isRequired, path: [name = ''] }) => isRequired && !Object.hasOwn(input, name))
    if (missing) return refuse(nameIndex, `--${missing.flag} is missing`)
    const timeout = own.has('timeout') ? null : text('timeout')
    const maxTokens = own.has('max-tokens') ? null : text('maxTokens')
    if (maxTokens !== null && !/^[1-9]\d{0,14}$/.test(maxTokens)) {
      return refuse(indexes['maxTokens'] ?? nameIndex, '--max-tokens takes a whole number of 1 or more')
    }
    const command = {
      contract,
      input,
      jq: text('jq'),
      python: text('python'),
      timeoutSeconds: timeout === null ? null : parseSeconds(timeout),
      maxTokens: maxTokens === null ? null : Number(maxTokens),
      nameIndex,
      restIndex,
    }
    return { ok: true, command }
  } catch (error) {
    const message = describeError(error)
    const flag = /^--(\S+)/.exec(message)?.[1] ?? 'timeout'
    return refuse(indexes[toOptionName(flag)] ?? nameIndex, message)
  }
}
