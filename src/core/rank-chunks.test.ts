import { expect, test } from 'vitest'
import { type Candidate, rankDocuments, renderResult, selectDocuments } from './rank-chunks.ts'
import { listTerms } from './search-terms.ts'

function piece(relativePath: string, text: string, heading = '', sourceId = 's1'): Candidate {
  return { contextSpaceId: 'space', sourceId, relativePath, heading, text }
}

/** Ranks as if these pieces were all there are. */
function rank(query: string, pieces: readonly Candidate[]) {
  const holds = ({ relativePath, heading, text }: Candidate, term: string) =>
    listTerms(`${relativePath} ${heading} ${text}`).includes(term)
  const terms = [...new Set(listTerms(query))]
  const countsByTerm = new Map(terms.map((term) => [term, pieces.filter((one) => holds(one, term)).length]))
  return rankDocuments(query, pieces, { chunkCount: pieces.length, countsByTerm })
}
const paths = (query: string, pieces: readonly Candidate[]) =>
  rank(query, pieces).map(({ candidate }) => candidate.relativePath)

test('a document about the thing comes before those that share small words', () => {
  const guide = piece(
    'istanbul-guide.md',
    '# Istanbul guide\n\nTwo days in Istanbul: start at the harbour.',
    'Istanbul guide',
  )
  const others = [
    piece('ankara.md', '# Ankara\n\nA day in the capital.', 'Ankara'),
    piece('tea.txt', 'How to brew tea.'),
  ]
  expect(paths('Plan a 2 day Istanbul trip', [...others, guide])).toEqual(['istanbul-guide.md', 'ankara.md'])
  expect(paths('art', [piece('a.md', 'We start at eight.')])).toEqual([])
})

test('file name, folder and heading weigh more than the body', () => {
  const body = piece('one.md', 'All about refunds.')
  expect(paths('refunds', [body, piece('refunds.md', 'All of it.')])[0]).toBe('refunds.md')
  expect(paths('refunds', [body, piece('refunds/rules.md', 'Refunds.')])[0]).toBe('refunds/rules.md')
  expect(paths('refunds', [body, piece('two.md', 'All of it.', 'Refunds')])[0]).toBe('two.md')
})

test('a document counts by its best piece, and equal ones stand by source and path', () => {
  const pieces = [
    piece('b.md', 'tea'),
    piece('b.md', 'tea tea tea'),
    piece('a.md', 'tea tea tea'),
    piece('a.md', 'tea', '', 's0'),
  ]
  const ranked = rank('tea', pieces).map(({ candidate: { sourceId, relativePath } }) => `${sourceId}/${relativePath}`)
  expect(ranked).toEqual(['s1/a.md', 's1/b.md', 's0/a.md'])
  const same = [piece('b.md', 'tea'), piece('a.md', 'tea'), piece('c.md', 'tea', '', 's0')]
  expect(paths('tea', same)).toEqual(['c.md', 'a.md', 'b.md'])
})

test('a run is given four documents at most, each at least 0.45 of the best', () => {
  const good = Array.from({ length: 5 }, (_, n) => piece(`tea-${n}.md`, 'tea'))
  expect(selectDocuments(rank('tea', good))).toHaveLength(4)
  expect(
    selectDocuments(rank('tea harbour', [piece('tea.md', 'tea harbour', 'tea'), piece('a.md', 'tea')])),
  ).toHaveLength(1)
  expect(selectDocuments([])).toEqual([])
})

test('a snippet shows the first match and says where it was cut', () => {
  const text = `${'filler words stand here. '.repeat(20)}The HARBOUR is near. ${'more words follow. '.repeat(30)}`
  const [ranked] = rank('harbour', [piece('docs/a.md', text)])
  if (!ranked) throw new Error('nothing was found')
  const { snippet, fileName, sourceName } = renderResult(ranked, 'harbour', new Map([['s1', 'Docs']]))
  expect(snippet).toMatch(/^\.\.\.\S.*The HARBOUR is near\..*\.\.\.$/)
  expect(snippet.length).toBeLessThanOrEqual(326)
  expect({ fileName, sourceName }).toEqual({ fileName: 'a.md', sourceName: 'Docs' })
  const long = { candidate: piece('b.md', 'x'.repeat(400)), score: 1 }
  expect(renderResult(long, 'nothing', new Map())).toMatchObject({ snippet: `${'x'.repeat(320)}...`, sourceName: '' })
  const late = { candidate: piece('b.md', `${'x'.repeat(400)}-tea-${'x'.repeat(400)}`), score: 1 }
  expect(renderResult(late, 'tea', new Map()).snippet).toContain('-tea-')
  expect(renderResult({ candidate: piece('b.md', 'short tea'), score: 1 }, 'tea', new Map()).snippet).toBe('short tea')
})
