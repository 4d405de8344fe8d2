// The generic form of every operation: key words as commands, input fields as flags, one JSON line out.
import { type Command, Option } from 'commander'
import type { Contract } from '../../spec/contract.ts'
import { listNames, renderFlag } from '../../spec/names.ts'
import { type CliField, listCliFields, readCliInput, toOptionName } from './cli-fields.ts'

/** Performs one call and writes its answer. Resolves when that is done. */
export type CallOperation = (contract: Contract, input: Record<string, unknown>, options: object) => Promise<void>

export function addOperations(program: Command, contracts: readonly Contract[], call: CallOperation): void {
  for (const contract of contracts) {
    const words = listNames(contract).cli
    const parent = words.slice(0, -1).reduce((command, word) => findOrAdd(command, word), program)
    const fields = listCliFields(contract)
    const { positionals = [], switches = {}, rest, check } = contract.cli ?? {}
    const leaf = parent.command(words.at(-1) ?? '').description(contract.meta.description)
    for (const [name, description] of Object.entries(switches)) leaf.option(`--${name}`, description)
    for (const field of fields) leaf.addOption(createOption(field))
    for (const name of positionals) leaf.argument(`[${renderFlag(name)}]`, `the same as --${renderFlag(name)}`)
    if (rest !== undefined) leaf.argument(`[${rest}...]`, 'all words behind --')
    const notes = [`${contract.meta.goal} ${contract.meta.context}`, renderErrors(contract), renderExample(contract)]
    leaf.addHelpText('after', `\n${notes.filter((note) => note !== '').join('\n\n')}`)
    leaf.action(async () => {
      const options = leaf.opts<Options>()
      const fault = check?.(listGiven([...fields.map(({ flag }) => flag), ...Object.keys(switches)], options))
      if (fault != null) leaf.error(`error: ${fault}`)
      const input = readCliInput(fields, { ...options, ...readPositionals(leaf, positionals) })
      if (rest !== undefined) input[rest] = leaf.args
      const missing = fields.find(({ name, isRequired }) => isRequired && input[name] === undefined)
      if (missing) leaf.error(`error: required option '--${missing.flag}' is not given`)
      if (rest !== undefined && leaf.args.length === 0) leaf.error(`error: the ${rest} is missing; write it behind --`)
      await call(contract, input, options)
    })
  }
}

function listGiven(flags: readonly string[], options: Options): ReadonlySet<string> {
  return new Set(flags.filter((flag) => options[toOptionName(flag)] !== undefined))
}

function findOrAdd(parent: Command, word: string): Command {
  const known = parent.commands.find((command) => command.name() === word)
  return (
    known ??
    parent
      .command(word)
      .description(`operations on ${word.replace(/s$/, '')}s`)
      .helpCommand(false)
  )
}

/** Offers the values when a shell completes; what else is given is passed on, for the schema to refuse. */
export function completeWith(option: Option, values: readonly string[]): Option {
  return option.choices(values).argParser((text: string) => text)
}

type Options = Record<string, string | string[] | true>

/** A field is given as an argument or as a flag, not as both. */
function readPositionals(leaf: Command, names: readonly string[]): Options {
  const given = leaf.args.flatMap((text, index) => (names[index] === undefined ? [] : [[names[index], text] as const]))
  const twice = given.find(([name]) => leaf.opts<Options>()[name] !== undefined)
  if (twice) leaf.error(`error: --${renderFlag(twice[0])} is also given as an argument`)
  return Object.fromEntries(given)
}

function createOption({ flag, type, isRequired, hint, values, placeholder, parse }: CliField): Option {
  const isList = type === 'array' || type === 'objects'
  const value = type === 'boolean' && !parse ? '[boolean]' : `<${placeholder}${isList ? '...' : ''}>`
  const notes = [isRequired ? 'required' : '', parse ? '' : hint].filter((note) => note !== '').join('; ')
  const option = new Option(`--${flag} ${value}`, notes)
  if (values.length > 0) completeWith(option, values)
  return option
}

/** The first example of the contract as a command. */
function renderExample(contract: Contract): string {
  const [example] = contract.acceptance.examples
  if (!example) return ''
  const { flags: own, example: typed } = contract.cli ?? {}
  if (own) return typed === undefined ? '' : `Example:\n  ${typed}`
  const flags = Object.entries(example.input as object).flatMap(([name, value]) => [
    `--${renderFlag(name)}`,
    ...[value].flat().map(renderValue),
  ])
  return `Example:\n  ${['errand', ...listNames(contract).cli, ...flags].join(' ')}`
}

/** As a shell takes it. */
function renderValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function renderErrors({ io }: Contract): string {
  const rows = Object.entries<{ description: string }>(io.errors)
  if (rows.length === 0) return ''
  return ['Errors:', ...rows.map(([code, { description }]) => `  ${code}  ${description}`)].join('\n')
}
