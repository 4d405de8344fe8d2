import { expect, test } from 'vitest'
import { listTerms, listTokens } from './search-terms.ts'

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
