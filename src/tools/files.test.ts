import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callTool } from '../testing/call-tool.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { readFile } from './read-file.ts'
import { searchFiles } from './search-files.ts'
import { writeFile } from './write-file.ts'

let dir: ReturnType<typeof createTempDir>
let root = ''
const write = (path: string, text: string) => writeFileSync(join(dir.path, path), text)

beforeEach(() => {
  dir = createTempDir()
  root = join(dir.path, 'docs')
  for (const folder of ['docs', 'docs/guides', 'docs/.git', 'docs-secret', 'docs/node_modules'])
    mkdirSync(join(dir.path, folder))
  write('docs/start.md', '# Start\nInstall the lamp.\nTurn the lamp on.\n')
  write('docs/guides/lamp.md', 'The bulb of a lamp is changed in the dark.\n')
  write('docs/page.html', '<p>Lamp <b>oil</b></p><script>x</script>')
  write('docs/.env', 'PASSWORD=x')
  write('docs/.git/config', 'lamp')
  write('docs/node_modules/a.md', 'lamp')
  write('docs-secret/lamp.md', 'lamp')
  writeFileSync(join(root, 'picture.png'), Buffer.from([137, 80, 0, 1]))
  symlinkSync(join(dir.path, 'docs-secret'), join(root, 'out'))
  symlinkSync(join(dir.path, 'docs-secret/lamp.md'), join(root, 'out.md'))
  symlinkSync(join(root, '.env'), join(root, 'plain.txt'))
  symlinkSync(join(root, 'start.md'), join(root, 'begin.md'))
  symlinkSync(join(root, '.git'), join(root, 'hidden'))
})
afterEach(() => dir[Symbol.dispose]())

const failed = (message: RegExp, code = 'TOOL_EXECUTION_ERROR') => ({
  kind: 'failed',
  code,
  message: expect.stringMatching(message),
})
const denied = (message: RegExp) => failed(message, 'PATH_DENIED')

/** Ways out of a folder, and to what is hidden in it. */
const forbidden: readonly [string, RegExp][] = [
  ['../docs-secret/lamp.md', /does not stay/],
  ['guides/../../docs-secret/lamp.md', /does not stay/],
  ['..%2fdocs-secret/lamp.md', /does not stay/],
  ['/etc/passwd', /does not stay/],
  ['C:\\x', /does not stay/],
  ['a\0b', /does not stay/],
  ['out/lamp.md', /link/],
  ['.env', /hidden/],
  ['.git/config', /hidden/],
  ['node_modules/a.md', /hidden/],
  ['appsettings.json', /hidden/],
]

describe('read_file', () => {
  const read = (input: object, sources: object[] = []) =>
    callTool(readFile({ folders: { docs: root }, maxCharacters: 1000 }), input, {
      addSource: (source) => void sources.push(source),
    })

  it('gives the text of a file, and names it as a source', async () => {
    const sources: object[] = []
    expect(await read({ path: 'guides/lamp.md' }, sources)).toEqual({
      kind: 'completed',
      output: { path: 'guides/lamp.md', text: 'The bulb of a lamp is changed in the dark.\n' },
    })
    expect(sources).toEqual([{ title: 'guides/lamp.md', ref: 'docs/guides/lamp.md' }])
    expect(await read({ path: 'page.html' })).toMatchObject({ output: { text: 'Lamp oil' } })
    expect(await read({ path: 'begin.md' })).toMatchObject({ output: { text: expect.stringContaining('# Start') } })
  })

  it('gives a long file in pieces', async () => {
    write('docs/long.txt', 'x'.repeat(1500))
    expect(await read({ path: 'long.txt' })).toMatchObject({ output: { nextFrom: 1000 } })
    const last = await read({ path: 'long.txt', from: 1000 })
    expect(last).toEqual({ kind: 'completed', output: { path: 'long.txt', text: 'x'.repeat(500) } })
    expect(await read({ path: 'long.txt', from: 1500 })).toMatchObject(failed(/has 1500 characters/))
  })

  it.each([...forbidden, ['out.md', /link that leaves/], ['plain.txt', /link to what is hidden/]] as const)(
    'does not read %j',
    async (path, message) => {
      expect(await read({ path })).toMatchObject(denied(message))
    },
  )

  it('says what cannot be read', async () => {
    write('docs/large.txt', 'x'.repeat(6 * 1024 * 1024))
    expect(await read({ path: 'missing.md' })).toMatchObject(
      failed(/no file "missing.md" in docs/, 'DOCUMENT_NOT_FOUND'),
    )
    expect(await read({ path: 'guides' })).toMatchObject(failed(/not a file/))
    expect(await read({ path: 'picture.png' })).toMatchObject(failed(/not text/))
    write('docs/broken.pdf', 'no pdf')
    expect(await read({ path: 'broken.pdf' })).toMatchObject(failed(/"broken.pdf" cannot be read: \S/))
    expect(await read({ path: 'large.txt' })).toMatchObject(failed(/larger than 5 MiB/))
    expect(await read({ folder: 'other', path: 'start.md' })).toMatchObject(failed(/\/folder/, 'TOOL_INPUT_INVALID'))
    const gone = readFile({ folders: { gone: join(dir.path, 'gone') } })
    expect(await callTool(gone, { path: 'x' })).toMatchObject(failed(/folder "gone" is not there/))
  })

  it('asks which folder where there are several', async () => {
    const tool = readFile({ folders: { docs: root, secret: join(dir.path, 'docs-secret') } })
    expect(await callTool(tool, { folder: 'secret', path: 'lamp.md' })).toMatchObject({ output: { text: 'lamp' } })
    expect(await callTool(tool, { path: 'start.md' })).toMatchObject(failed(/\/folder/, 'TOOL_INPUT_INVALID'))
    expect(() => readFile({ folders: {} })).toThrow(/at least one folder/)
    expect(() => readFile({ folders: { 'a b': root } })).toThrow(/letters, digits/)
  })
})

describe('search_files', () => {
  const search = (input: object) => callTool(searchFiles({ folders: { docs: root } }), input)

  it('finds the lines with most words of the query first', async () => {
    expect(await search({ query: 'Change the BULB of the lamp', limit: 2 })).toEqual({
      kind: 'completed',
      output: {
        matches: [
          { path: 'guides/lamp.md', line: 1, text: 'The bulb of a lamp is changed in the dark.' },
          { path: 'start.md', line: 2, text: 'Install the lamp.' },
        ],
      },
    })
    expect(await search({ query: 'zebra' })).toEqual({ kind: 'completed', output: { matches: [] } })
  })

  it('lists the files when it is asked for nothing, without links and what is hidden', async () => {
    const files = ['page.html', 'picture.png', 'start.md', 'guides/lamp.md']
    expect(await search({})).toEqual({ kind: 'completed', output: { files } })
  })

  it('stops when the call is called off', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'))
    expect(await callTool(searchFiles({ folders: { docs: root } }), { query: 'lamp' }, { signal })).toMatchObject(
      failed(/cancelled/),
    )
  })
})

describe('write_file', () => {
  const tool = () => writeFile({ folders: { docs: root } })
  const put = (path: string, content: string, more: object = {}) => callTool(tool(), { path, content, ...more })
  const text = (path: string) => readFileSync(join(root, path), 'utf8')

  it('writes a file with the folders that lead to it, and leaves nothing else', async () => {
    const output = { path: 'new/deep/report.md', sizeBytes: 5 }
    expect(await put('new/deep/report.md', 'Café')).toEqual({ kind: 'completed', output })
    expect(text('new/deep/report.md')).toBe('Café')
    expect(readdirSync(join(root, 'new/deep'))).toEqual(['report.md'])
  })

  it('replaces a file only when told to; the same content again is no fault', async () => {
    expect(await put('start.md', 'other')).toMatchObject(failed(/already; pass overwrite: true/))
    expect(text('start.md')).toContain('# Start')
    expect(await put('start.md', 'other', { overwrite: true })).toMatchObject({ kind: 'completed' })
    expect(await put('start.md', 'other')).toMatchObject({ kind: 'completed' })
    expect(text('start.md')).toBe('other')
    expect(readdirSync(root).filter((name) => name.endsWith('.draft'))).toEqual([])
  })

  it('completes a call that a crash interrupted, whether the file was there already or not', async () => {
    expect(tool().definition.effect).toBe('idempotent')
    write('docs/.call_1.draft', 'half of the')
    const repeat = () => callTool(tool(), { path: 'report.md', content: 'all of the text' }, { callId: 'call_1' })
    expect(await repeat()).toMatchObject({ kind: 'completed' })
    expect(await repeat()).toMatchObject({ kind: 'completed' })
    expect([text('report.md'), readdirSync(root).includes('.call_1.draft')]).toEqual(['all of the text', false])
  })

  it.each([
    ...forbidden,
    ['out/new.md', /link/],
    ['hidden/new', /link to what is hidden/],
    ['out.md', /link/],
  ] as const)('does not write %j', async (path, message) => {
    expect(await put(path, 'x', { overwrite: true })).toMatchObject(denied(message))
    expect(readFileSync(join(dir.path, 'docs-secret/lamp.md'), 'utf8')).toBe('lamp')
  })

  it('says what cannot be written', async () => {
    expect(await put('guides/', 'x')).toMatchObject(failed(/names no file/))
    expect(await put('guides', 'x', { overwrite: true })).toMatchObject(failed(/EISDIR/))
    expect(await put('start.md/x.md', 'x')).toMatchObject(failed(/ENOTDIR/))
    expect(await put('x.md', 'x'.repeat(600_000))).toMatchObject(failed(/\/content/, 'TOOL_INPUT_INVALID'))
  })

  it('can ask a person first', () => {
    expect(writeFile({ folders: { docs: root }, approval: true }).definition.approval).toBe('always')
  })
})
