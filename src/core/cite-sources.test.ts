import { expect, it } from 'vitest'
import { citeSources } from './cite-sources.ts'

it('names what a text cites, each once, in the order of first use; a number without an excerpt cites nothing', () => {
  const results = ['a.md', 'b.md', 'c.md'].map((relativePath) => ({
    sourceId: 's',
    sourceName: 'S',
    relativePath,
    fileName: relativePath,
    snippet: '',
    score: 1,
  }))
  expect(citeSources('So it is [3], and so [1, 3]; never [0], [4] or [x].', results)).toEqual([
    { n: 3, title: 'c.md', ref: 's/c.md' },
    { n: 1, title: 'a.md', ref: 's/a.md' },
  ])
})
