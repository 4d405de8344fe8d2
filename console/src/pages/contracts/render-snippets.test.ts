import { contracts } from 'errand/contracts'
import { expect, it } from 'vitest'
import { renderCli, renderMcp } from './render-snippets.ts'

it.each([
  ['agent.list', {}, 'errand agent list'],
  ['context.search', { query: "Ada's leave", limit: 3 }, `errand context search --query 'Ada'\\''s leave' --limit 3`],
  ['tasks.list', { targets: [{ by: 'me' }] }, 'errand tasks list --target me'],
  [
    'tasks.schedule',
    { name: 'x', description: 'd', interval_seconds: 90, command: ['agent', 'list'] },
    'errand tasks schedule \\\n  --name x \\\n  --description d \\\n  --interval 90s \\\n  -- agent list',
  ],
] as const)('%s is written for a shell', (key, input, text) => {
  expect(renderCli(contracts[key], input)).toBe(text)
})

it('every contract has a call for MCP', () => {
  const keys = Object.keys(contracts) as (keyof typeof contracts)[]
  const names = keys.map(
    (key) => (JSON.parse(renderMcp(contracts[key], {})) as { params: { name: string } }).params.name,
  )
  expect(names).toEqual(keys.map((key) => key.replaceAll('.', '_')))
})
