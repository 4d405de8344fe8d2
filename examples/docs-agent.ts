// Answers questions about Errand from its own README and docs/, with path and line of what it quotes.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')

interface Passage {
  path: string
  line: number
  title: string
  text: string
}

/** One passage per heading of every Markdown file that people wrote; code and the generated reference say nothing. */
function readPassages(): Passage[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(root, 'docs', name),
  )
  const files = [
    join(root, 'README.md'),
    ...docs.filter((path) => path.endsWith('.md') && !path.endsWith('reference.md')).sort(),
  ]
  return files.flatMap((file) => {
    const passages: Passage[] = []
    let isCode = false
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      if (line.startsWith('```')) isCode = !isCode
      if (isCode) continue
      const title = /^#{1,4} (.+)/.exec(line)?.[1] ?? null
      if (title !== null) passages.push({ path: relative(root, file), line: index + 1, title, text: '' })
      else if (passages.length > 0 && !line.startsWith('```')) (passages.at(-1) as Passage).text += `${line}\n`
    }
    return passages.filter((passage) => passage.text.trim() !== '')
  })
}

const STOP = new Set(
  'a an and are as at be by can do does for from how i in is it its me my of on or that the this to what when where which who why with you your'.split(
    ' ',
  ),
)
const words = (text: string) =>
  (text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [])
    .filter((word) => !STOP.has(word))
    .map((word) => word.replace(/(ing|ed|es|s)$/, ''))

/** Ranks by BM25; a word in the heading counts like three in the text. */
function search(query: string, passages: readonly Passage[], limit: number): Passage[] {
  const bags = passages.map(({ title, text }) => [...words(title), ...words(title), ...words(title), ...words(text)])
  const mean = bags.reduce((sum, bag) => sum + bag.length, 0) / Math.max(1, bags.length)
  const terms = [...new Set(words(query))]
  const scored = passages.map((passage, index) => {
    const bag = bags[index] ?? []
    const score = terms.reduce((sum, term) => {
      const count = bag.filter((word) => word === term).length
      const holders = bags.filter((other) => other.includes(term)).length
      const rarity = Math.log(1 + (bags.length - holders + 0.5) / (holders + 0.5))
      return sum + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * bag.length) / mean))
    }, 0)
    return { passage, score }
  })
  const best = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
  return best.slice(0, limit).map(({ passage }) => ({ ...passage, text: passage.text.trim().slice(0, 1500) }))
}

const searchDocs = defineTool({
  name: 'search_docs',
  description: "Searches Errand's documentation and returns the passages that fit best, with path and line.",
  input: z.object({ query: z.string().min(1).describe('the question, or words to look for') }),
  effect: 'pure',
  execute: ({ query }) => ({ passages: search(query, readPassages(), 4) }),
})

export default defineAgent({
  id: 'docs',
  description: "Answers questions about Errand from the project's own documentation.",
  instructions:
    'You answer questions about Errand. Search the documentation before you answer, and answer only from what you found. ' +
    'Cite every statement as [n] and end with a list of the cited passages as path:line.',
  tools: [searchDocs],
})
