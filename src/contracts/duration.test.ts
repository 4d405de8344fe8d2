import { expect, it } from 'vitest'
import { parseSeconds, renderSeconds } from './duration.ts'

it.each([
  ['30s', 30],
  ['5m', 300],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['1day 12h', 129_600],
  [' 1w ', 604_800],
  ['1M', 2_630_016],
  ['1y', 31_557_600],
  ['2500ms', 2],
  ['999999999ns 1ns', 1],
  ['1000000us', 1],
  ['3 minutes 4 seconds', 184],
])('%s is %i seconds', (text, seconds) => expect(parseSeconds(text)).toBe(seconds))

it.each(['abc', '', '5', 's', '-5s', '1.5h', '5 parsecs', '5s!'])('%s is no duration', (text) => {
  expect(() => parseSeconds(text)).toThrow(/is not a duration/)
})

it.each(['500ms', '0s', '1ns'])('%s is less than a second', (text) => {
  expect(() => parseSeconds(text)).toThrow(/less than a second/)
})

it.each([
  [60, '1m'],
  [86_400, '1day'],
  [31_557_600 * 2 + 2_630_016 + 86_400 * 3 + 3600 * 4 + 62, '2years 1month 3days 4h 1m 2s'],
  [0, '0s'],
])('%i seconds are written as %s', (seconds, text) => {
  expect(renderSeconds(seconds)).toBe(text)
  if (seconds > 0) expect(parseSeconds(text)).toBe(seconds)
})
