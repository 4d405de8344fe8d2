import { expect, it } from 'vitest'
import { fuseRanks } from './fuse-ranks.ts'
import type { Candidate } from './rank-chunks.ts'

const piece = (relativePath: string, text = 'by words'): Candidate => ({
  contextSpaceId: 'space',
  sourceId: 'docs',
  relativePath,
  heading: '',
  text,
})
const byWords = (...paths: string[]) => paths.map((path, index) => ({ candidate: piece(path), score: 9 - index }))
const paths = (documents: ReturnType<typeof fuseRanks>) => documents.map(({ candidate }) => candidate.relativePath)

it('leaves the order of words and its scores as they are when nothing is near in meaning', () => {
  const ranked = byWords('a', 'b')
  expect(fuseRanks(ranked, [])).toBe(ranked)
})

it('puts first what stands well in both orders, and takes in what stands in one', () => {
  const fused = fuseRanks(byWords('a', 'b', 'c'), [piece('x'), piece('b'), piece('y')])
  expect(paths(fused)).toEqual(['b', 'a', 'x', 'c', 'y'])
  expect(fused.map(({ score }) => score)).toEqual([0.032258, 0.016393, 0.016393, 0.015873, 0.015873])
})

it('counts a document by its nearest piece, and shows the piece that has the words', () => {
  const fused = fuseRanks(byWords('a'), [piece('b', 'nearest'), piece('b', 'next'), piece('a', 'by meaning')])
  expect(fused.map(({ candidate }) => candidate.text)).toEqual(['by words', 'nearest'])
  expect(fused[0]?.score).toBeCloseTo(1 / 61 + 1 / 62, 5)
})
