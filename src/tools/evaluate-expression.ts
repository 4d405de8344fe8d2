// The value of an arithmetic expression, by precedence climbing over decimal numbers. Length, depth and size are bounded.
import { Decimal } from 'decimal.js'
import { ToolFailure } from '../runtime/tool-failure.ts'

const WHOLE_DIGITS = 100
const SHOWN_DIGITS = 20
const MAX_DEPTH = 100
/** Numbers have more digits inside than are shown, so that what is rounded on the way does not show. */
const SETTINGS = { precision: WHOLE_DIGITS + 20, maxE: 1000, minE: -1000, defaults: true }
const Exact = Decimal.clone(SETTINGS)
/** Above it the angle would need more digits of pi than there are. */
const MAX_ANGLE = new Exact('1e100')

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|([a-z][a-z0-9]*)|(\*\*|[-+*/%^(),]))/iy

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  /** Counted from 1. */
  readonly at: number
}

type Operate = (left: Decimal, right: Decimal) => Decimal

interface Operator {
  readonly power: number
  readonly operate: Operate
}

const power: Operate = (left, right) => left.pow(right)
const operators: Readonly<Record<string, Operator>> = {
  '+': { power: 1, operate: (left, right) => left.plus(right) },
  '-': { power: 1, operate: (left, right) => left.minus(right) },
  '*': { power: 2, operate: (left, right) => left.times(right) },
  '/': { power: 2, operate: (left, right) => divide(left, right, (one, other) => one.div(other)) },
  '%': { power: 2, operate: (left, right) => divide(left, right, (one, other) => one.mod(other)) },
  '^': { power: 4, operate: power },
  '**': { power: 4, operate: power },
}
/** A sign before a number binds more than `*` and less than `^`: -2^2 is -4. */
const SIGN_POWER = 3

const constants: Readonly<Record<string, Decimal>> = {
  pi: Exact.acos(-1),
  e: Exact.exp(1),
}

interface Operation {
  readonly least: number
  readonly most: number
  readonly operate: (values: readonly Decimal[]) => Decimal
}

const one = (operate: (value: Decimal) => Decimal): Operation => ({
  least: 1,
  most: 1,
  operate: ([value = new Exact(0)]) => operate(value),
})
const angle = (operate: (value: Decimal) => Decimal) =>
  one((value) => {
    if (value.abs().lte(MAX_ANGLE)) return operate(value)
    throw createFault('an angle is larger than 10^100')
  })
const many = (operate: (values: readonly Decimal[]) => Decimal): Operation => ({ least: 1, most: 500, operate })
const total = (values: readonly Decimal[]) => values.reduce((sum, value) => sum.plus(value), new Exact(0))

const operations: Readonly<Record<string, Operation>> = {
  sqrt: one((value) => value.sqrt()),
  abs: one((value) => value.abs()),
  floor: one((value) => value.floor()),
  ceil: one((value) => value.ceil()),
  ln: one((value) => value.ln()),
  log10: one((value) => value.log(10)),
  exp: one((value) => value.exp()),
  sin: angle((value) => value.sin()),
  cos: angle((value) => value.cos()),
  tan: angle((value) => value.tan()),
  round: {
    least: 1,
    most: 2,
    operate: ([value = new Exact(0), digits = new Exact(0)]) => {
      if (digits.isInteger() && digits.gte(0) && digits.lte(WHOLE_DIGITS))
        return value.toDecimalPlaces(digits.toNumber())
      throw createFault(`round takes 0 to ${WHOLE_DIGITS} digits`)
    },
  },
  min: many((values) => Exact.min(...values)),
  max: many((values) => Exact.max(...values)),
  sum: many(total),
  avg: many((values) => total(values).div(values.length)),
}

/** The value in digits. Throws a `ToolFailure` that says what is wrong, and where. */
export function evaluateExpression(text: string): string {
  try {
    const reader = createReader(readTokens(text))
    const value = reader.readSum(0, 0)
    const rest = reader.take()
    if (rest.kind !== 'end') throw unexpected(rest)
    return render(value)
  } finally {
    Exact.set(SETTINGS) // a fault in the middle of a function leaves it with others
  }
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  const end = text.trimEnd().length
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex
    const match = pattern.exec(text)
    if (!match) {
      const at = start + (text.slice(start).length - text.slice(start).trimStart().length)
      throw unexpected({ kind: 'sign', text: text.charAt(at), at: at + 1 })
    }
    const [all, number, name, sign] = match
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign'
    const token = number ?? name ?? sign ?? ''
    tokens.push({ kind, text: token.toLowerCase(), at: start + all.length - token.length + 1 })
  }
  return tokens
}

function createReader(tokens: readonly Token[]) {
  let place = 0
  const last: Token = { kind: 'end', text: '', at: 0 }
  const peek = () => tokens[place] ?? last
  const take = () => {
    const token = peek()
    place += 1
    return token
  }
  const expect = (sign: string) => {
    const token = take()
    if (token.text !== sign) throw unexpected(token, `"${sign}"`)
  }

  /** Operators that bind at least as much as `least`. */
  const readSum = (least: number, depth: number): Decimal => {
    if (depth > MAX_DEPTH) throw createFault(`the expression is nested more than ${MAX_DEPTH} deep`)
    let left = readValue(depth)
    for (;;) {
      const operator = peek().kind === 'sign' ? operators[peek().text] : undefined
      if (!operator || operator.power < least) return left
      take()
      const isPower = operator.operate === power // from right to left: 2^3^2 is 2^9
      left = check(operator.operate(left, readSum(operator.power + (isPower ? 0 : 1), depth + 1)))
    }
  }
  const readValue = (depth: number): Decimal => {
    const token = take()
    if (token.kind === 'number') return check(new Exact(token.text))
    if (token.text === '-') return readSum(SIGN_POWER, depth + 1).neg()
    if (token.text === '+') return readSum(SIGN_POWER, depth + 1)
    if (token.kind === 'name') return readName(token, depth)
    if (token.text !== '(') throw unexpected(token, 'a number')
    const value = readSum(0, depth + 1)
    expect(')')
    return value
  }
  const readName = (token: Token, depth: number): Decimal => {
    const constant = Object.hasOwn(constants, token.text) ? constants[token.text] : undefined
    if (constant) return constant
    const operation = Object.hasOwn(operations, token.text) ? operations[token.text] : undefined
    if (!operation) throw createFault(`"${token.text}" at ${token.at} is unknown; known are ${listNames()}`)
    expect('(')
    const values = [readSum(0, depth + 1)]
    while (peek().text === ',') {
      take()
      values.push(readSum(0, depth + 1))
    }
    expect(')')
    const { least, most, operate } = operation
    if (values.length >= least && values.length <= most) return check(operate(values))
    throw createFault(`${token.text} at ${token.at} takes ${least === most ? least : `${least} to ${most}`} numbers`)
  }
  return { readSum, take }
}

function listNames(): string {
  return [...Object.keys(operations), ...Object.keys(constants)].join(', ')
}

function createFault(message: string): ToolFailure {
  return new ToolFailure(message, { code: 'TOOL_INPUT_INVALID' })
}

function unexpected({ kind, text, at }: Token, wanted = 'an operator'): ToolFailure {
  return createFault(
    kind === 'end' ? `the expression ends where ${wanted} should stand` : `unexpected "${text}" at ${at}`,
  )
}

function divide(left: Decimal, right: Decimal, operate: Operate): Decimal {
  if (right.isZero()) throw createFault('a division by zero')
  return operate(left, right)
}

function check(value: Decimal): Decimal {
  if (value.isNaN()) throw createFault('there is no such real number, e.g. the root of a negative one')
  if (!value.isFinite()) throw createFault('a number has more than 1000 digits')
  return value
}

function render(value: Decimal): string {
  const isShort = value.isInteger() && value.precision(true) <= WHOLE_DIGITS
  const digits = Math.min(WHOLE_DIGITS, Math.max(SHOWN_DIGITS, value.e + 11)) // no digit before the point is lost
  const rounded = isShort ? value : value.toSignificantDigits(digits)
  const isLong = rounded.abs().gte(new Exact(10).pow(WHOLE_DIGITS))
  return isLong || (!rounded.isZero() && rounded.abs().lt(1e-7)) ? rounded.toString() : rounded.toFixed()
}
