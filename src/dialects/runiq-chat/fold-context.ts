// What a run was given to read, as chat events: values that are missing are null, kinds are in PascalCase.
import { z } from 'zod'
import { type ChatEvent, createChatEvent, toPascalCase } from './chat-event.ts'

const text = z.string()
const optional = z.string().nullable().default(null)

const Space = z.object({ id: text, name: text, description: optional })
const Skill = z.object({
  id: text,
  name: text,
  description: optional,
  version: optional,
  tags: z.array(text).default([]),
  sourceId: text,
  relativePath: text,
})
const Source = z.object({ id: text, name: text, kind: text.transform(toPascalCase), description: optional })
const Provided = z.object({ contextSpaces: z.array(Space), skills: z.array(Skill), sources: z.array(Source) })

const count = z.number()
const Searched = z.object({
  summary: z.object({
    attachedSourceCount: count,
    searchedDocumentCount: count,
    candidateCount: count,
    selectedCount: count,
  }),
  results: z.array(
    z.object({
      sourceId: text,
      sourceName: text,
      relativePath: text,
      fileName: text,
      snippet: text,
      score: z.number(),
    }),
  ),
})

const Loaded = z.object({ skillId: text, skillName: text, version: optional, description: optional })

export type LoadedSkill = z.infer<typeof Loaded>

export function renderProvided(data: unknown): ChatEvent {
  return createChatEvent('context_provided', Provided.parse(data))
}

export function renderSearched(data: unknown): ChatEvent {
  const { summary, results } = Searched.parse(data)
  return createChatEvent('context_searched', { contextSearchSummary: summary, sourceSearchResults: results })
}

export function readLoadedSkill(data: unknown): LoadedSkill {
  return Loaded.parse(data)
}
