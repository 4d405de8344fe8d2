// What a shell offers next: commands, flags and the values of flags, read from the commander tree.
import type { Command, Option } from 'commander'

export interface Completion {
  readonly value: string
  readonly description: string
}

/** `words` are those behind the program's name; the last one is being typed, and may be empty. */
export function listCompletions(program: Command, words: readonly string[]): Completion[] {
  const typed = words.at(-1) ?? ''
  const command = words.slice(0, -1).reduce((inner, word) => findCommand(inner, word) ?? inner, program)
  const option = command.options.find(({ long }) => long === words.at(-2))
  const found = option?.required ? listValues(option) : typed.startsWith('-') ? listFlags(command) : listWords(command)
  return found.filter(({ value }) => value.startsWith(typed))
}

function findCommand({ commands }: Command, word: string): Command | undefined {
  return commands.find((command) => command.name() === word)
}

function listValues({ argChoices = [] }: Option): Completion[] {
  return argChoices.map((value) => ({ value, description: '' }))
}

function listFlags(command: Command): Completion[] {
  const options = command.createHelp().visibleOptions(command)
  return options.map(({ long, description }) => ({ value: long ?? '', description }))
}

function listWords(command: Command): Completion[] {
  const commands = command.createHelp().visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  return [
    ...commands.map((inner) => ({ value: inner.name(), description: inner.description() })),
    ...choices.map((value) => ({ value, description: '' })),
  ]
}
