import { describe, expect, it } from 'vitest'
import { callTool } from '../testing/call-tool.ts'
import { calculator } from './calculator.ts'

const calculate = (expression: string) => callTool(calculator(), { expression })

describe('calculator', () => {
  it.each([
    ['0.1 + 0.2', '0.3'],
    ['1 / 3 * 3', '1'],
    ['2 + 3 * 4 - 5', '9'],
    ['(1200 + 350) * 0.19', '294.5'],
    ['10 - 3 - 2', '5'],
    ['2 ^ 3 ^ 2', '512'],
    ['2 ** 10', '1024'],
    ['-2 ^ 2', '-4'],
    ['2 ^ -1', '0.5'],
    ['3 * -4', '-12'],
    ['-7 % 3', '-1'],
    ['1 / 3', '0.33333333333333333333'],
    ['2 ^ 100', '1267650600228229401496703205376'],
    ['1e3 + .5', '1000.5'],
    ['2 ^ 70 / 3', '393530540239137101141.3333333333'],
    ['10 ^ 200', '1e+200'],
    ['10 ^ 200 / 3', expect.stringMatching(/^3\.3{99}e\+199$/)],
    ['1 / 10 ^ 9', '1e-9'],
    ['sqrt(2) ^ 2', '2'],
    ['round(2.345, 2)', '2.35'],
    ['round(2.5) + floor(1.9) + ceil(1.1) + abs(-1)', '7'],
    ['max(1, 3, 2) + min(4, 2) + sum(1, 2, 3) + avg(1, 2)', '12.5'],
    ['ln(e) + log10(1000) + exp(0)', '5'],
    ['sin(pi / 2) + cos(0) + tan(0)', '2'],
    ['8 ^ (1 / 3)', '2'],
    ['sin(10 ^ 100)', '-0.37237612366127668826'],
    ['SQRT( 9 )', '3'],
  ])('%s is %s', async (expression, result) => {
    expect(await calculate(expression)).toEqual({ kind: 'completed', output: { expression, result } })
  })

  it.each([
    ['2 +', 'the expression ends where a number should stand'],
    ['(1 + 2', 'the expression ends where ")" should stand'],
    ['1 2', 'unexpected "2" at 3'],
    ['15% of 200', '"of" at 5 is unknown'],
    ['1 + $x', 'unexpected "$" at 5'],
    ['process.exit()', 'unexpected "." at 8'],
    ['process(1)', '"process" at 1 is unknown'],
    ['constructor(1)', '"constructor" at 1 is unknown'],
    ['1 / (2 - 2)', 'a division by zero'],
    ['5 % 0', 'a division by zero'],
    ['sqrt(-1)', 'no such real number'],
    ['9 ^ 9 ^ 9 ^ 9', 'more than 1000 digits'],
    ['1e999999999999', 'more than 1000 digits'],
    ['exp(1e300)', 'more than 1000 digits'],
    ['sin(10 ^ 101)', 'an angle is larger than 10^100'],
    ['min()', 'unexpected ")" at 5'],
    ['sqrt(1, 2)', 'sqrt at 1 takes 1 numbers'],
    ['round(1, 0.5)', 'round takes 0 to 100 digits'],
    [`${'('.repeat(400)}1${')'.repeat(400)}`, 'nested more than 100 deep'],
    ['-'.repeat(900) + '1', 'nested more than 100 deep'],
  ])('says what is wrong with %s', async (expression, message) => {
    const failed = { kind: 'failed', code: 'TOOL_INPUT_INVALID', message: expect.stringContaining(message) }
    expect(await calculate(expression)).toMatchObject(failed)
  })
})
