// The skills extension of MCP, by the rules of its specification: what is listed verifies against what is read.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FOREIGN_TOKEN } from '../testing/create-test-app.ts'
import { connectTestApp, mcpVersions } from '../testing/mcp-client.ts'
import { openSpace } from '../testing/open-space.ts'

const Entry = z.object({
  uri: z.string(),
  frontmatter: z.looseObject({ name: z.string(), description: z.string() }),
  resources: z.union([
    z.array(z.object({ uri: z.string(), digest: z.string(), size: z.number() })),
    z.literal('dynamic'),
  ]),
})
const Listed = z.object({ skills: z.array(Entry), ttlMs: z.number(), cacheScope: z.literal('private') })
const Got = Listed.omit({ skills: true }).extend({ skill: Entry })

const text = (name: string, more = '') => `---\nname: ${name}\ndescription: "Does ${name} "\n${more}---\nDo ${name}.\n`
const files = {
  'skills/tea/SKILL.md': `\uFEFF${text('tea', 'license: MIT\nmetadata:\n  author: Ada\n')}`,
  'skills/tea/how to/cup ä.txt': 'A cup.',
  'skills/tea/large.md': 'word '.repeat(40_000),
  'skills/soup/SKILL.md': text('soup', 'id: soup-7\n'),
  'skills/Odd/SKILL.md': text('Odd'),
  'skills/torn/SKILL.md': '---\nname: [torn\n---\nText.\n',
}

async function open(version: (typeof mcpVersions)[number], headers: Record<string, string> = {}) {
  const space = await openSpace(files)
  await space.sync()
  const client = await connectTestApp(space, version, headers)
  const list = async () => (await client.request({ method: 'skills/list', params: {} }, Listed)).skills
  const get = async (uri: string) => (await client.request({ method: 'skills/get', params: { uri } }, Got)).skill
  const root = `skill://${space.contextSpaceId}`
  return { ...space, mcp: client, list, get, at: root }
}

describe.each(mcpVersions)('skills over MCP %s', (version) => {
  it('are declared, and listed with their front matter as it is written', async () => {
    await using space = await open(version)
    expect(space.mcp.getServerCapabilities()?.extensions).toEqual({ 'io.modelcontextprotocol/skills': {} })
    const skills = await space.list()
    expect(skills.map(({ uri }) => uri)).toEqual([`${space.at}/soup-7/soup/SKILL.md`, `${space.at}/tea/SKILL.md`])
    expect(skills[1]?.frontmatter).toEqual({
      name: 'tea',
      description: 'Does tea ',
      license: 'MIT',
      metadata: { author: 'Ada' },
    })
    for (const { uri, frontmatter } of skills) expect(uri.split('/').at(-2)).toBe(frontmatter.name)
  })

  it('have files that are as their digests and sizes say', async () => {
    await using space = await open(version)
    const tea = await space.get(`${space.at}/tea/SKILL.md`)
    expect(tea).toEqual((await space.list())[1])
    if (tea.resources === 'dynamic') throw new Error('the files have no digests')
    expect(tea.resources.map(({ uri }) => uri)).toEqual([
      `${space.at}/tea/SKILL.md`,
      `${space.at}/tea/how%20to/cup%20%C3%A4.txt`,
      `${space.at}/tea/large.md`,
    ])
    for (const { uri, digest, size } of tea.resources) {
      const [content] = (await space.mcp.readResource({ uri })).contents
      const bytes = Buffer.from(content && 'text' in content ? content.text : '')
      expect([`sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes.length]).toEqual([digest, size])
    }
    const { resources } = await space.mcp.listResources()
    expect(resources).toContainEqual(
      expect.objectContaining({ uri: `${space.at}/tea/SKILL.md`, name: 'tea', mimeType: 'text/markdown' }),
    )
  })

  it('are no others, and have no other files', async () => {
    await using space = await open(version)
    const unknown = ['none/SKILL.md', 'tea', 'tea/large.md', 'Odd/SKILL.md', 'torn/SKILL.md', '%ff/SKILL.md']
    for (const path of unknown) {
      await expect(space.get(`${space.at}/${path}`), path).rejects.toMatchObject({ code: -32602 })
    }
    await expect(space.get('skill://none/tea/SKILL.md')).rejects.toMatchObject({ code: -32602 })
    for (const path of ['tea/none.md', 'tea/../soup/SKILL.md', 'tea/..%2fsoup%2fSKILL.md', 'tea/%2e%2e/x', 'tea/%ff']) {
      await expect(space.mcp.readResource({ uri: `${space.at}/${path}` }), path).rejects.toThrow()
    }
    expect(space.errors).toEqual([])
  })

  it('have no digests to go by when one of their files could not be read', async () => {
    await using space = await open(version)
    writeFileSync(join(space.root, 'skills/tea/huge.bin'), new Uint8Array(5 * 1024 * 1024 + 1))
    await space.sync()
    expect((await space.get(`${space.at}/tea/SKILL.md`)).resources).toBe('dynamic')
  })

  it('of another tenant are not there', async () => {
    await using space = await open(version, { authorization: `Bearer ${FOREIGN_TOKEN}` })
    expect(await space.list()).toEqual([])
    await expect(space.get(`${space.at}/tea/SKILL.md`)).rejects.toMatchObject({ code: -32602 })
    await expect(space.mcp.readResource({ uri: `${space.at}/tea/SKILL.md` })).rejects.toThrow()
  })
})
