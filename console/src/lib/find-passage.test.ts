import { expect, it } from 'vitest'
import { findWords } from './find-passage.ts'

const text = 'a run owns one log and a run that waits owns nothing at all but its log'.split(' ')

it.each([
  ['the words as they are', 'owns one log and', { first: 2, last: 5 }],
  ['the second place, when the first is another', 'a run that waits owns', { first: 6, last: 10 }],
  ['words cut off at both ends', 'wns one log and a run that w', { first: 3, last: 8 }],
  ['words with marks in between that are not shown', 'owns one log and href a run that waits', { first: 2, last: 9 }],
  ['few words', 'nothing at', { first: 11, last: 12 }],
])('finds %s', (_case, passage, found) => {
  expect(findWords(text, passage.split(' '))).toEqual(found)
})

it('finds nothing where nothing of it stands', () => {
  expect(findWords(text, 'quite another text altogether'.split(' '))).toBeNull()
  expect(findWords(text, [])).toBeNull()
  expect(findWords([], ['word'])).toBeNull()
})
