// Reads an arithmetic expression out of a message, in signs ("12 * 7") or in words ("subtract 3 from 10").

const number = String.raw`-?\d+(?:\.\d+)?`

/** Phrases and what they become; the groups are the numbers in the order of the expression. */
const phrases: readonly [RegExp, string][] = [
  [new RegExp(`(${number})\\s*(?:%|percent|per cent)\\s+of\\s+(${number})`, 'gi'), '$1 / 100 * $2'],
  [new RegExp(`\\b(?:add|sum of|sum|total of)\\s+(${number})\\s*(?:and|to|with|,)\\s*(${number})`, 'gi'), '$1 + $2'],
  [new RegExp(`\\bsubtract\\s+(${number})\\s+from\\s+(${number})`, 'gi'), '$2 - $1'],
  [new RegExp(`\\bdifference (?:between|of)\\s+(${number})\\s+and\\s+(${number})`, 'gi'), '$1 - $2'],
  [new RegExp(`\\b(?:multiply|product of)\\s+(${number})\\s+(?:by|and|with)\\s+(${number})`, 'gi'), '$1 * $2'],
  [new RegExp(`\\b(?:divide|quotient of)\\s+(${number})\\s+(?:by|and)\\s+(${number})`, 'gi'), '$1 / $2'],
  [new RegExp(`\\bsquare root of\\s+(${number})`, 'gi'), 'sqrt($1)'],
  [new RegExp(`(${number})\\s+squared`, 'gi'), '$1 ^ 2'],
  [new RegExp(`(${number})\\s+cubed`, 'gi'), '$1 ^ 3'],
  [/(?<=[\d)])\s*(?:plus)\s*(?=[\d(-])/gi, ' + '],
  [/(?<=[\d)])\s*(?:minus|−)\s*(?=[\d(-])/gi, ' - '],
  [/(?<=[\d)])\s*(?:times|multiplied by|×|·|x)\s*(?=[\d(-])/gi, ' * '],
  [/(?<=[\d)])\s*(?:divided by|over|÷)\s*(?=[\d(-])/gi, ' / '],
  [/(?<=[\d)])\s*(?:to the power of|\*\*)\s*(?=[\d(-])/gi, ' ^ '],
]

const candidatePattern = /(?:sqrt\s*\()?[-(]*\s*\d[\d.()+\-*/^%\s]*(?:sqrt\(\d+(?:\.\d+)?\)[\d.()+\-*/^%\s]*)*/g

/** The longest expression with an operator, spaces as written, or null. */
export function readExpression(text: string): string | null {
  let signs = text.replace(/(?<=\d),(?=\d{3}\b)/g, '')
  for (const [pattern, replacement] of phrases) signs = signs.replace(pattern, replacement)
  let best = ''
  for (const [match] of signs.matchAll(candidatePattern)) {
    const expression = trimExpression(match)
    if (isExpression(expression) && expression.length > best.length) best = expression
  }
  return best === '' ? null : best
}

/** Takes trailing operators, stops and unmatched brackets off the ends. */
function trimExpression(text: string): string {
  let expression = text.trim()
  for (;;) {
    const before = expression
    expression = expression.replace(/[\s.+*/^(-]+$/, '').replace(/(?<!\d)%$/, '')
    if (count(expression, ')') > count(expression, '(')) expression = expression.replace(/\)([^)]*)$/, '$1').trim()
    else if (count(expression, '(') > count(expression, ')')) expression = expression.replace(/\(/, '').trim()
    if (expression === before) return expression
  }
}

function isExpression(text: string): boolean {
  if (/^\d+(?:[-/.]\d+){2}$/.test(text) || /\d\s+\d/.test(text)) return false
  return /sqrt\(/.test(text) || /[\d)]\s*[-+*/^%]\s*[-(]*\s*(?:\d|sqrt)/.test(text)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
