import { describe, expect, it } from 'vitest'
import { askHuman } from './ask-human.ts'
import { defineTool, type ToolOptions } from './define-tool.ts'

const tool = (approval?: ToolOptions<{ n: number }, unknown>['approval']) =>
  defineTool<{ n: number }, unknown>({
    name: 'tool',
    description: 'x',
    input: { type: 'object' },
    ...(approval !== undefined && { approval }),
    execute: () => null,
  })
const fail = () => {
  throw new Error('no idea')
}

describe('a tool', () => {
  it.each([
    ['by default never', tool(), undefined, false],
    ['never', tool(false), undefined, false],
    ['always', tool(true), 'always', true],
    ['when the input says so', tool(({ n }) => n === 1), 'sometimes', true],
    ['not when the input says no', tool(({ n }) => n !== 1), 'sometimes', false],
    ['when the predicate throws', tool(fail), 'sometimes', true],
  ] as const)('asks for approval %s', (_title, asking, approval, expected) => {
    expect([asking.definition.approval, asking.needsApproval({ n: 1 })]).toEqual([approval, expected])
  })

  it('cannot ask for approval by anything else', () => {
    expect(() => tool('yes' as never)).toThrow(/tool "tool".*approval/s)
  })

  it('that asks the person is always answered by one', async () => {
    expect(askHuman.definition).toMatchObject({ name: 'ask_human', approval: 'question' })
    expect(askHuman.needsApproval({})).toBe(true)
    expect(askHuman.parseInput({ question: '' }).ok).toBe(false)
    await expect(askHuman.execute({ question: 'x' }, {} as never)).rejects.toThrow('a person answers this')
  })
})
