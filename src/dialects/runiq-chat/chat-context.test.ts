// What chats show of documents and skills, over real folders and with the simulated assistant, which loads the skill that fits.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contextSpace } from '../../runtime/context-space.ts'
import { type AgentOptions, defineAgent } from '../../runtime/define-agent.ts'
import { type ChatFrame, openChat } from '../../testing/chat-client.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { createTempDir } from '../../testing/temp-dir.ts'

const BODY = 'Always ask for the order number first'
const describeSkill = (name: string, description: string) =>
  `---\nname: ${name}\ndescription: ${description}\n---\n${BODY} (${name}).\n`
const refund = { 'skills/refund/SKILL.md': describeSkill('refund', 'How to pay back an order that was returned') }
const docs = { 'docs/returns.md': '# Returns\n\nA returned order is paid back within five days. Parcels are free.\n' }
const twenty = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [
    `skills/craft-${n}/SKILL.md`,
    describeSkill(`craft-${n}`, `Knits pattern number ${n}`),
  ]),
)

/** Asks the simulated assistant over these files. */
async function chat(files: Readonly<Record<string, string>>, message: string, options: Partial<AgentOptions> = {}) {
  using dir = createTempDir()
  for (const [path, text] of Object.entries({ 'skills/.keep': '', ...files })) {
    mkdirSync(dirname(join(dir.path, path)), { recursive: true })
    writeFileSync(join(dir.path, path), text)
  }
  const folders = Object.keys(files).some((path) => path.startsWith('docs/')) ? [join(dir.path, 'docs')] : []
  const space = contextSpace({ id: 'shop', folders, skills: [join(dir.path, 'skills')] })
  const agent = defineAgent({
    id: 'clerk',
    instructions: 'Help.',
    model: 'sim/assistant',
    modelConfig: { delayMs: 0 },
    contextSpaces: [space],
    ...options,
  })
  await using test = await createTestApp({ agents: [agent] })
  const stream = await openChat(test, 'clerk', { message })
  const frames = await stream.rest()
  const runId = stream.runId ?? ''
  const { items } = await test.client.call('agent.run.getEvents', { runId, limit: 500 })
  return { frames, items, text: frames.map(textOf).join(''), types: frames.map(typeOf) }
}

const typeOf = ({ event }: ChatFrame) => String(event['type'])
const textOf = ({ event }: ChatFrame) => (event['type'] === 'assistant_delta' ? String(event['content']) : '')
const loadedIn = (frames: readonly ChatFrame[]) =>
  frames.flatMap(({ event }) => (event['type'] === 'skill_loaded' ? [event['loadedSkills']] : []))

describe('a chat over a context space', () => {
  it('case 2: begins with what it may read, its skills and what was found, before all else', async () => {
    const { frames, types, text, items } = await chat({ ...docs, ...refund }, 'When is a returned order paid back?')
    expect(types.slice(0, 3)).toEqual(['context_provided', 'skill_loaded', 'context_searched'])
    expect(types.slice(3)).not.toContain('context_provided')
    expect(types.slice(3)).not.toContain('context_searched')
    expect(frames[0]?.event).toMatchObject({ contextSpaces: [{ name: 'shop' }], skills: [{ name: 'refund' }] })
    expect(frames[2]?.event).toMatchObject({ sourceSearchResults: [{ relativePath: 'returns.md' }] })
    expect(text).toContain('A returned order is paid back within five days. [1]')
    expect(items.at(-1)?.data).toMatchObject({ sources: [{ n: 1, title: 'returns.md' }] })
  })

  it('case 3: shows a search without hits as one, and none when there is nothing to search', async () => {
    const none = await chat({ ...docs, ...refund }, 'Whales?')
    expect(none.types.slice(0, 3)).toEqual(['context_provided', 'skill_loaded', 'context_searched'])
    expect(none.frames[2]?.event).toMatchObject({
      sourceSearchResults: [],
      contextSearchSummary: { selectedCount: 0 },
    })
    const skillsOnly = await chat(refund, 'Whales?')
    expect(skillsOnly.types.slice(0, 2)).toEqual(['context_provided', 'skill_loaded'])
    expect(skillsOnly.types).not.toContain('context_searched')
  })

  it('case 23: tells of twenty skills by description alone, and gives the body of the one that is loaded', async () => {
    const unneeded = await chat(twenty, 'Whales?')
    expect(loadedIn(unneeded.frames)).toEqual([expect.toSatisfy((list: unknown[]) => list.length === 20)])
    expect(JSON.stringify(unneeded.items)).not.toContain(BODY)
    const { frames, text, items } = await chat({ ...twenty, ...refund }, 'How do I pay back a returned order?')
    const [listed, loaded, ...more] = loadedIn(frames) as { skillName: string }[][]
    expect([listed?.length, loaded, more]).toMatchObject([21, [{ skillName: 'refund' }], []])
    const call = frames.findIndex(({ event }) => event['type'] === 'tool_call_started')
    expect(frames.slice(call, call + 3).map(typeOf)).toEqual([
      'tool_call_started',
      'skill_loaded',
      'tool_call_completed',
    ])
    const outputs = items.flatMap(({ type, data }) => (type === 'tool.completed' ? [data['output']] : []))
    expect(outputs).toEqual([`${BODY} (refund).`])
    expect(JSON.stringify(items)).not.toContain('(craft-')
    expect(text).toContain(`${BODY} (refund). [1]\n\n[1] skill refund`)
  })

  it('writes its plan first when the agent plans, which a chat does not show', async () => {
    const { items, types, frames } = await chat(refund, 'How do I pay back a returned order?', { planning: true })
    const acts = items.filter(({ type }) => /^(plan|tool)\./.test(type)).map(({ type }) => type)
    expect(acts).toEqual(['plan.written', 'tool.started', 'tool.completed'])
    expect(items.find(({ type }) => type === 'plan.written')?.data['content']).toMatch(/^1\. Call `load_skill`/)
    expect(types.filter((type) => type === 'tool_call_started')).toHaveLength(1)
    expect(JSON.stringify(frames)).not.toContain('write_plan')
  })
})
