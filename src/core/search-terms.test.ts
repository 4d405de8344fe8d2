import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countTerms, listTerms, listTokens } from './search-terms.ts'

test.each([
  ['İSTANBUL Istanbul ıstanbul', ['istanbul', 'istanbul', 'istanbul']],
  ['Café, naïve; Ｆull ½', ['cafe', 'naive', 'full', '12']],
  ['start-up 2.0 don’t', ['start', 'up', '2', '0', 'don', 't']],
  ['東京 tower', ['東', '京', 'tower']],
  ['हिन्दी', ['हिन्दी'.normalize('NFKD')]],
  ['—', []],
])('the words of %j are %j', (text, terms) => {
  expect(listTerms(text)).toEqual(terms)
})

test('each word has its place', () => {
  expect(listTokens('to İzmir')).toEqual([
    { term: 'to', index: 0 },
    { term: 'izmir', index: 3 },
  ])
})

test('counting terms is counting the words of a text', () => {
  const words = fc.constantFrom('tea', 'Tea', 'tea2', 'é', 'x', ' ', '-', '.', 'green', 'İ', 'house')
  fc.assert(
    fc.property(fc.array(words), fc.uniqueArray(fc.constantFrom('tea', 'e', 'green', 'i', 'teax')), (parts, terms) => {
      const text = parts.join('')
      const all = listTerms(text)
      const { counts, words: total } = countTerms(text, new Set(terms))
      expect(total).toBe(all.length)
      for (const term of terms) expect(counts.get(term) ?? 0).toBe(all.filter((word) => word === term).length)
    }),
  )
})
