// The generic form of every operation: key words as commands, input fields as flags, one JSON line out.
import { type Command, Option } from 'commander'
import type { Contract } from '../../spec/contract.ts'
import { listNames, renderFlag } from '../../spec/names.ts'
import { coerce, type InputField, listFields } from '../input-fields.ts'
import { describeError } from '../../spec/describe-error.ts'

/** Performs one call and writes its answer. Resolves when that is done. */
export type CallOperation = (contract: Contract, input: Record<string, unknown>, options: object) => Promise<void>

export function addOperations(program: Command, contracts: readonly Contract[], call: CallOperation): void {
  for (const contract of contracts) {
    const words = listNames(contract).cli
    const parent = words.slice(0, -1).reduce((command, word) => findOrAdd(command, word), program)
    const fields = listFields(contract)
    const leaf = parent.command(words.at(-1) ?? '').description(contract.meta.description)
    for (const field of fields) leaf.addOption(createOption(field))
    const positionals = contract.cli?.positionals ?? []
    for (const name of positionals) leaf.argument(`[${renderFlag(name)}]`, `the same as --${renderFlag(name)}`)
    const notes = [`${contract.meta.goal} ${contract.meta.context}`, renderErrors(contract), renderExample(contract)]
    leaf.addHelpText('after', `\n${notes.filter((note) => note !== '').join('\n\n')}`)
    leaf.action(async () => {
      const options = leaf.opts<Options>()
      const input = readInput(fields, { ...options, ...readPositionals(leaf, positionals) })
      const missing = fields.find(({ name, isRequired }) => isRequired && input[name] === undefined)
      if (missing) leaf.error(`error: required option '--${renderFlag(missing.name)}' is not given`)
      await call(contract, input, options)
    })
  }
}

function findOrAdd(parent: Command, word: string): Command {
  const known = parent.commands.find((command) => command.name() === word)
  return known ?? parent.command(word).description(`operations on ${word}s`).helpCommand(false)
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

function createOption({ name, type, isRequired, hint, values }: InputField): Option {
  const value =
    type === 'array'
      ? '<value...>'
      : type === 'objects'
        ? '<json...>'
        : type === 'boolean'
          ? '[boolean]'
          : `<${type === 'object' ? 'json' : type}>`
  const notes = [isRequired ? 'required' : '', hint].filter((note) => note !== '').join('; ')
  const option = new Option(`--${renderFlag(name)} ${value}`, notes)
  if (values.length > 0) completeWith(option, values)
  return option
}

/** Throws a SyntaxError that names the flag when an object flag is not JSON. */
function readInput(fields: readonly InputField[], options: Options) {
  const input: Record<string, unknown> = {}
  for (const field of fields) {
    const given = options[field.name]
    if (given === undefined) continue
    try {
      input[field.name] = given === true ? true : coerce(field, [given].flat())
    } catch (error) {
      const reason = describeError(error)
      throw new SyntaxError(`--${renderFlag(field.name)} is not JSON: ${reason}`, { cause: error })
    }
  }
  return input
}

/** The first example of the contract as a command. */
function renderExample(contract: Contract): string {
  const [example] = contract.acceptance.examples
  if (!example) return ''
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
