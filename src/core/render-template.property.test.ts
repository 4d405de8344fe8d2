import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { renderTemplate } from './render-template.ts'

const names = ['a', 'b', 'constructor', '__proto__', 'prototype', 'toString', 'length', 'hasOwnProperty']
const path = fc
  .tuple(
    fc.constantFrom('', '../', '../../'),
    fc.array(fc.constantFrom(...names, 'this', '0'), { minLength: 1, maxLength: 4 }),
  )
  .map(([up, parts]) => up + parts.join('.'))

const { template } = fc.letrec<{ template: string }>((tie) => ({
  template: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('text', '{', '}}', '{{! c }}'),
    path.map((at) => `{{${at}}}`),
    fc.tuple(tie('template'), tie('template')).map((both) => both.join('')),
    fc
      .tuple(fc.constantFrom('if', 'unless', 'each'), path, tie('template'), tie('template'))
      .map(([kind, at, body, otherwise]) => `{{#${kind} ${at}}}${body}{{else}}${otherwise}{{/${kind}}}`),
  ),
}))

/** Values as they come over the wire, with the text `own` in every place. */
const values = fc
  .letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant('own'),
      fc.constantFrom(null, true, false, 0, 7),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { noNullPrototype: true }),
    ),
  }))
  .value.chain((value) => fc.record({ a: fc.constant(value) }, { noNullPrototype: true }))

it('shows nothing that is not in the values: no function, no prototype', () => {
  fc.assert(
    fc.property(template, values, (text, over) => {
      const rendered = renderTemplate(text, over)
      if (rendered.ok) expect(rendered.text).not.toMatch(/function|native|\[object|undefined/)
    }),
    { numRuns: 1000 },
  )
})

it('depends on the own fields of the values alone', () => {
  fc.assert(
    fc.property(template, values, (text, over) => {
      const bare = JSON.parse(JSON.stringify(over), (_key, value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.assign(Object.create({ a: 'inherited', b: 'inherited' }) as object, value)
          : value,
      ) as Record<string, unknown>
      expect(renderTemplate(text, bare)).toEqual(renderTemplate(text, over))
    }),
    { numRuns: 500 },
  )
})

it('never throws, whatever the text is', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{',
    '#if',
    '#each',
    ' ',
    '/if',
    '/each',
    'else',
    'a',
    '.',
    '../',
    '!--',
    '--',
    '\\',
    '@',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), values, (pieces, over) => {
      const rendered = renderTemplate(pieces.join(''), over)
      if (!rendered.ok) expect(rendered.message).toMatch(/^line \d+, column \d+: /)
    }),
    { numRuns: 2000 },
  )
})
