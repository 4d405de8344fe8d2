import { describe, expect, it } from 'vitest'

import { readExpression } from './sim-expression.ts'

describe('reading an expression', () => {
  it.each([
    ['What is 12 * (7 + 3)?', '12 * (7 + 3)'],
    ['What is 2+2', '2+2'],
    ['12 plus 7 please', '12 + 7'],
    ['add 2 and 3', '2 + 3'],
    ['subtract 3 from 10', '10 - 3'],
    ['divide 9 by 4.5', '9 / 4.5'],
    ['What is 15% of 80?', '15 / 100 * 80'],
    ['what is the square root of 16', 'sqrt(16)'],
    ['1,000 times 3', '1000 * 3'],
    ['(2 + 3) * 4.', '(2 + 3) * 4'],
  ])('reads %j as %j', (text, expression) => {
    expect(readExpression(text)).toBe(expression)
  })

  it.each(['on 2026-03-14', 'version 1.2.3', 'there are 3 or 4', 'no numbers at all', 'call 555 1234', ''])(
    'finds none in %j',
    (text) => {
      expect(readExpression(text)).toBeNull()
    },
  )
})
