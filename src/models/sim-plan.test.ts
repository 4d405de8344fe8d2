// How the simulated assistant plans, and which skills it loads.
import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { ask, done, reply, tool } from '../testing/ask-sim.ts'
import { markOwn } from './own-message.ts'

const text = { type: 'string' }
const searchDocs = tool('search_docs', 'Searches the documentation.', { query: text }, ['query'])
const add = tool('add', 'Adds two numbers.', { a: { type: 'number' }, b: { type: 'number' } }, ['a', 'b'])

describe('planning', () => {
  const writePlan = tool('write_plan', 'Writes down the plan.', { plan: text }, ['plan'])
  const question = ask('Search the docs for limits and add 2 and 3')
  const plan =
    '1. Call `search_docs` with "limits add 2 3": the message speaks of "search" and "docs".\n2. Answer from what comes back.'
  const written = done('write_plan', { plan }, { type: 'text', value: 'The plan is written down.' })

  it('writes a plan of its calls before the first of them, and calls them next', async () => {
    const first = await reply([question], [add, searchDocs, writePlan])
    expect(first.calls).toMatchObject([['write_plan', { plan }]])
    expect((await reply([question, ...written], [add, searchDocs, writePlan])).calls).toMatchObject([
      ['search_docs', {}],
    ])
  })

  it('writes it again when it calls what the plan does not name', async () => {
    const input = { query: 'limits add 2 3' }
    const found = done('search_docs', input, { type: 'json', value: { path: 'a.md', text: 'There are limits.' } })
    const { calls } = await reply([question, ...written, ...found], [add, searchDocs, writePlan])
    expect(calls).toMatchObject([
      ['write_plan', { plan: expect.stringMatching(/^1\. .*search_docs.*\n2\. .*`add` with "2", "3".*\n3\. Answer/) }],
    ])
  })

  it('writes none when there is nothing to call', async () => {
    expect((await reply('hello', [writePlan])).calls).toEqual([])
    expect((await reply('hello', [writePlan])).text).toContain('No tools can be used here')
  })
})

describe('skills', () => {
  const loadSkill = tool('load_skill', 'Gives the full instructions of a skill.', { name: text }, ['name'])
  const system: LanguageModelV4Prompt[number] = {
    role: 'system',
    content:
      'Help.\n\n## Skills\nLoad a skill first.\n- tea: Brews tea\n- refund: How to pay back a returned order\n\n## Answers\n- no: refund order returned',
  }

  it.each([
    ['How do I pay back an order?', ['load_skill', { name: 'refund' }]],
    ['Some tea, please', ['load_skill', { name: 'tea' }]],
  ])('loads the one that fits: %s', async (question, call) => {
    const { calls, reasoning } = await reply([system, ask(question)], [loadSkill])
    expect(calls).toEqual([call])
    expect(reasoning).toContain('fits the message')
  })

  it('loads none that does not fit', async () => {
    expect((await reply([system, ask('Which order is late?')], [loadSkill])).calls).toEqual([])
  })

  it.each([
    ['How do I pay back an order?', 'Pay at once. [1]\n\n[1] skill refund'],
    ['Somebody returned something: an order', 'The skill `refund` says: Ask for the number. Pay at once.'],
  ])('says what it says: %s', async (question, answer) => {
    const loaded = done(
      'load_skill',
      { name: 'refund' },
      { type: 'text', value: '# How\n\nAsk for the number. Pay at once.' },
    )
    const { text, calls } = await reply([system, ask(question), ...loaded], [loadSkill])
    expect(calls).toEqual([])
    expect(text).toBe(answer)
  })

  it('says that one could not be loaded', async () => {
    const failed = done('load_skill', { name: 'refund' }, { type: 'error-text', value: 'gone' })
    expect((await reply([system, ask('Refund!'), ...failed], [loadSkill])).text).toContain('`load_skill` failed: gone.')
  })
})

it('knows the calls that the prompt tells of in a line each, and its plan', async () => {
  const content = [
    {
      type: 'text' as const,
      text: 'In short.\n\nYour plan:\n1. Call `add`.\n\n- add {"a":2,"b":3} → {"result":5}\n- look {"q":"x" […3 characters…] → text',
    },
  ]
  const shortened = { role: 'user' as const, content, providerOptions: markOwn(2) }
  const { calls, text } = await reply([ask('add 2 and 3'), shortened], [add])
  expect(calls).toEqual([])
  expect(text).toContain('The result of `add` is 5.')
  const writePlan = tool('write_plan', 'Writes down the plan.', { plan: { type: 'string' } }, ['plan'])
  const other = await reply([ask('add 4 and 5'), shortened], [add, writePlan])
  expect(other.calls).toEqual([['add', { a: 4, b: 5 }]])
})
