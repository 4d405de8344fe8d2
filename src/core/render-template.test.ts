import { describe, expect, it } from 'vitest'
import { findTemplateFault, renderTemplate } from './render-template.ts'

const values = {
  name: 'Ada',
  user: { city: 'Graz', tags: ['a', 'b'] },
  n: 0,
  isOn: false,
  none: null,
  dollar: '$& $1',
  html: '<b>&"',
  list: [{ x: 1 }, { x: 2 }],
  empty: [],
  prices: { tea: 2, milk: 1 },
  größe: 'L',
}

function render(template: string, over: Record<string, unknown> = values): string {
  const rendered = renderTemplate(template, over)
  return rendered.ok ? rendered.text : rendered.message
}

describe('a field', () => {
  it.each([
    ['Hello {{name}}!', 'Hello Ada!'],
    ['{{ name }}{{name}}', 'AdaAda'],
    ['{{user.city}}', 'Graz'],
    ['{{user.tags.1}}', 'b'],
    ['{{list.0.x}}', '1'],
    ['{{n}} {{isOn}}', '0 false'],
    ['{{user}}', '{"city":"Graz","tags":["a","b"]}'],
    ['{{html}} {{dollar}} {{größe}}', '<b>&" $& $1 L'],
    ['{name} {{{name}}}', '{name} {Ada}'],
    ['{{missing}}{{user.missing}}{{none}}{{none.x}}', ''],
    ['{{this.name}} {{../name}} {{@index}}', 'Ada  '],
    ['a\\{{name}} }} {x}', 'a{{name}} }} {x}'],
    ['a{{! a } comment }}b{{!-- with }} braces --}}c', 'abc'],
  ])('%s renders %j', (template, expected) => {
    expect(render(template)).toBe(expected)
  })

  it.each([
    'constructor',
    'constructor.name',
    '__proto__',
    '__proto__.constructor',
    'toString',
    'this.constructor',
    'user.constructor',
    'user.__proto__.x',
    'user.tags.length',
    'user.tags.map',
    'user.tags.constructor',
    'name.length',
    'name.0',
    'user.tags.-1',
  ])('%s is none of the values, and renders nothing', (path) => {
    expect(render(`[{{${path}}}]{{#if ${path}}}x{{/if}}{{#each ${path}}}x{{/each}}`)).toBe('[]')
  })

  it('is not rendered again', () => {
    expect(render('{{a}}', { a: '{{b}}', b: 'secret' })).toBe('{{b}}')
  })
})

describe('a block', () => {
  it.each([
    ['{{#if name}}yes{{else}}no{{/if}}', 'yes'],
    ['{{#if missing}}yes{{else}}no{{/if}}', 'no'],
    ['{{#if n}}1{{/if}}{{#if isOn}}2{{/if}}{{#if none}}3{{/if}}{{#if empty}}4{{/if}}{{#if list}}5{{/if}}', '5'],
    ['{{#unless isOn}}off{{else}}on{{/unless}}', 'off'],
    ['{{#each user.tags}}{{@index}}{{@key}}={{this}} {{/each}}', '00=a 11=b '],
    ['{{#each prices}}{{@index}} {{@key}}: {{this}}; {{/each}}', '0 tea: 2; 1 milk: 1; '],
    ['{{#each list}}{{x}}{{name}}{{../name}} {{/each}}', '1Ada 2Ada '],
    ['{{#each empty}}x{{else}}none of {{name}}{{/each}}{{#each name}}x{{/each}}', 'none of Ada'],
    ['{{#each list}}{{#each ../user.tags}}{{../x}}{{this}}{{/each}}{{/each}}', '1a1b2a2b'],
    ['{{#each list}}{{#if @index}}, {{/if}}{{this}}{{/each}}', '{"x":1}, {"x":2}'],
    ['{{#if name}}{{#unless isOn}}both{{/unless}}{{/if}}', 'both'],
  ])('%s renders %j', (template, expected) => {
    expect(render(template)).toBe(expected)
  })
})

describe('a fault', () => {
  it.each([
    ['{{}}', 'line 1, column 1: {{}} is not a field; write {{name}} or {{path.to.field}}'],
    ['a\n{{ a b }}', 'line 2, column 1: {{a b}} is not a field'],
    ['{{a.}}', '{{a.}} is not a field'],
    ['{{a()}}', '{{a()}} is not a field'],
    ['{{> partial}}', '{{> partial}} is not a field'],
    ['{{@root}}', '{{@root}} is not a field'],
    ['{{@index.x}}', '{{@index.x}} is not a field'],
    [`{{${'x y '.repeat(20)}}}`, '…}} is not a field'],
    ['x {{#if', 'line 1, column 3: {{ is not closed by }}'],
    ['{{!-- a }}', '{{ is not closed by }}'],
    ['\n  {{#if a}}b', 'line 2, column 3: {{#if a}} is not closed; write {{/if}}'],
    ['{{#if}}b{{/if}}', '{{#if}} names no field; write {{#if path.to.field}}'],
    ['{{#with a}}{{/with}}', 'there is no {{#with a}}; there are if, unless and each'],
    ['{{/if}}', '{{/if}} closes nothing'],
    ['{{#if a}}{{/each}}', '{{/each}} stands where {{/if}} is due'],
    ['{{else}}', '{{else}} stands in no block'],
    ['{{#if a}}{{else}}{{else}}{{/if}}', '{{#if a}} has two {{else}}'],
    ['{{#if a}}'.repeat(33), 'blocks are nested more than 32 deep'],
  ])('%j: %s', (template, expected) => {
    expect(findTemplateFault(template)).toContain(expected)
    expect(render(template)).toContain(expected)
  })

  it('is not there in fields, blocks and plain braces', () => {
    expect(findTemplateFault(`{{a}} {{ b.c-d.$e }} {x} }} ${'{{#if a}}'.repeat(32)}${'{{/if}}'.repeat(32)}`)).toBeNull()
  })
})

describe('the rendered text', () => {
  const large = /larger than 256 KiB/

  it('has at most 256 KiB', () => {
    expect(render('{{a}}', { a: 'x'.repeat(262_144) })).toHaveLength(262_144)
    expect(render('{{a}}b', { a: 'x'.repeat(262_144) })).toMatch(large)
    expect(render('{{a}}', { a: 'ü'.repeat(131_073) })).toMatch(large)
  })

  it.each([
    ['a list in a list in a list', '{{#each a}}{{#each ../a}}{{#each ../../a}}{{/each}}{{/each}}{{/each}}'],
    ['an object in an object', '{{#each o}}{{#each ../o}}{{#each ../../o}}{{/each}}{{/each}}{{/each}}'],
    ['a long block that writes nothing', `{{#each a}}${'{{#if x}}{{/if}}'.repeat(1000)}{{/each}}`],
    ['a value over and over', '{{#each a}}{{../a}}{{/each}}'],
  ])('is given up in time: %s', (_title, template) => {
    const a = Array.from({ length: 50_000 }, (_item, index) => index)
    expect(render(template, { a, o: Object.fromEntries(a.map((n) => [`k${n}`, n])) })).toMatch(large)
  })
})
