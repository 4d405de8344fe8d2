import { describe, expect, it } from 'vitest'
import { findTemplateFault, renderTemplate } from './render-template.ts'

const values = {
  name: 'Ada',
  user: { city: 'Graz', tags: ['a', 'b'] },
  n: 0,
  isOn: false,
  none: null,
  dollar: '$& $1',
  list: [{ x: 1 }],
}

describe('a template', () => {
  it.each([
    ['Hello {{name}}!', 'Hello Ada!'],
    ['{{ name }}{{name}}', 'AdaAda'],
    ['{{user.city}}', 'Graz'],
    ['{{user.tags.1}}', 'b'],
    ['{{list.0.x}}', '1'],
    ['{{n}} {{isOn}}', '0 false'],
    ['{{user}}', '{"city":"Graz","tags":["a","b"]}'],
    ['{{dollar}}', '$& $1'],
    ['{name} {{{name}}}', '{name} {Ada}'],
    ['{{missing}}{{user.missing}}{{none}}{{none.x}}', ''],
  ])('%s renders %j', (template, expected) => {
    expect(renderTemplate(template, values)).toBe(expected)
  })

  it.each([
    'constructor',
    'constructor.name',
    '__proto__',
    '__proto__.constructor',
    'toString',
    'user.constructor',
    'user.__proto__.x',
    'user.tags.length',
    'user.tags.map',
    'user.tags.constructor',
    'name.length',
    'name.0',
    'user.tags.-1',
  ])('renders nothing for {{%s}}, which is no field of the values', (path) => {
    expect(renderTemplate(`[{{${path}}}]`, values)).toBe('[]')
  })

  it('does not render again what a value holds', () => {
    expect(renderTemplate('{{a}}', { a: '{{b}}', b: 'secret' })).toBe('{{b}}')
  })

  it.each(['{{}}', '{{ }}', '{{a b}}', '{{a.}}', '{{#if a}}', '{{a()}}'])('%s is a fault', (template) => {
    expect(findTemplateFault(`x ${template}`)).toMatch(/is not a field; write \{\{name\}\}/)
  })

  it('of fields and plain braces has no fault', () => {
    expect(findTemplateFault('{{a}} {{ b.c-d.$e }} {x} }}')).toBeNull()
  })
})
