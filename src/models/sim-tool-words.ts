// What the words of a tool say about it: what it is for, whether it searches, whether it changes something.
import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'

import { asSchema } from './json-schema.ts'
import { stem, stems } from './sim-words.ts'

/** Weight of each stem a tool is described by; `named` are those of its name that tell it from other tools. */
export type ToolWords = { weights: Map<string, number>; named: Set<string> }

/** Words that nearly every tool has in its name or description. */
const commonWords = new Set(
  (
    'get list find show fetch read create make run use call data info information value tool result item return given ' +
    'new text string input output number name type user query search look lookup retrieve provide include example'
  )
    .split(' ')
    .map(stem),
)

const searchWords = new Set(
  'search find lookup look query retrieve knowledge docs document documentation faq wiki'.split(' ').map(stem),
)

/** Verbs that change something outside. Words of one line stand for each other. */
const changingVerbs = [
  'delete remove erase drop purge clear destroy',
  'send email mail notify publish reply post message share',
  'create add write insert save append register draft schedule book order new store',
  'update change edit modify rename replace patch assign set move',
  'cancel stop abort terminate kill disable revoke close',
  'pay buy purchase charge refund transfer checkout',
  'execute deploy launch restart install run start',
].map((line) => new Set(line.split(' ').map(stem)))

/** Verbs among them that are nouns as often; they count only as the first word of a name. */
const nounLike = new Set(
  'email mail message post share order book new store set move start run draft schedule'.split(' ').map(stem),
)

export function readToolWords(tool: LanguageModelV4FunctionTool): ToolWords {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const word of stems(text)) {
      const scaled = commonWords.has(word) ? weight * 0.25 : weight
      weights.set(word, Math.max(weights.get(word) ?? 0, scaled))
    }
  }
  add(tool.name, 3)
  add(tool.description ?? '', 1)
  for (const [name, property] of Object.entries(asSchema(asSchema(tool.inputSchema)['properties']))) {
    const { description, enum: values } = asSchema(property)
    add(name, 1.25)
    if (typeof description === 'string') add(description, 0.75)
    if (Array.isArray(values)) add(values.filter((value) => typeof value === 'string').join(' '), 0.75)
  }
  return { weights, named: new Set(stems(tool.name).filter((word) => !commonWords.has(word))) }
}

/** Whether the tool looks things up by a text. */
export function isSearchTool(tool: LanguageModelV4FunctionTool): boolean {
  const properties = Object.keys(asSchema(asSchema(tool.inputSchema)['properties']))
  const takesQuery = properties.some((name) => /^q$|query|question|search|keyword|term|phrase|topic|text/i.test(name))
  const says = (text: string): boolean => stems(text).some((word) => searchWords.has(word))
  return takesQuery && !changesSomething(tool.name) && (says(tool.name) || /\bsearch/i.test(tool.description ?? ''))
}

/** A tool that changes something is only for a message that says so. */
export function isAskedFor(toolName: string, said: ReadonlySet<string>): boolean {
  const verbs = changingVerbsOf(toolName)
  return verbs.length === 0 || verbs.some((verbs) => [...verbs].some((verb) => said.has(verb)))
}

function changesSomething(toolName: string): boolean {
  return changingVerbsOf(toolName).length > 0
}

function changingVerbsOf(toolName: string): ReadonlySet<string>[] {
  const words = stems(toolName)
  return changingVerbs.filter((verbs) => words.some((word, at) => verbs.has(word) && (at === 0 || !nounLike.has(word))))
}
