// calculator: arithmetic in decimal numbers, so that 0.1 + 0.2 is 0.3. Reads the expression itself; nothing is evaluated as code.
import { z } from 'zod'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { evaluateExpression } from './evaluate-expression.ts'

const DESCRIPTION = `Calculates: + - * / % (remainder) ^ and parentheses; sqrt, abs, round(x, digits), floor, ceil, min, max, sum,
avg, ln, log10, exp, sin, cos, tan (radians); pi and e. Exact to 20 digits at least, whole numbers to 100.`

export function calculator(): Tool {
  return defineTool({
    name: 'calculator',
    description: DESCRIPTION.replaceAll('\n', ' '),
    input: z.strictObject({
      expression: z.string().min(1).max(1000).describe('e.g. (1200 + 350) * 0.19'),
    }),
    effect: 'pure',
    execute: ({ expression }) => ({ expression, result: evaluateExpression(expression) }),
  })
}
