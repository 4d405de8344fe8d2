import { expect, it } from 'vitest'
import { renderExactly } from './render-exactly.ts'

it.each([
  ['turned \u202Etxt.exe', 'turned \\u202etxt.exe'],
  ['no\u200Bwidth', 'no\\u200bwidth'],
  ['wide\u3000space and a tab\t', 'wide\\u3000space and a tab\\t'],
  ['tag \u{E0041}', 'tag \\udb40\\udc41'],
  ['Ölmühle 東京 👋', 'Ölmühle 東京 👋'],
])('shows every character of %j', (text, shown) => {
  expect(renderExactly(text)).toBe(`"${shown}"`)
  expect(JSON.parse(renderExactly({ text }))).toEqual({ text })
})
