import { expect, test } from 'vitest'
import { createPdf } from '../testing/create-pdf.ts'
import { createTextReader } from './text-reader.ts'

const encode = (text: string) => new TextEncoder().encode(text)

test('PDF and HTML are parsed while the process goes on', async () => {
  await using reader = createTextReader()
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const pages = Array.from({ length: 300 }, (_, page) => `Page ${page} ${'word '.repeat(200)}`)
  const { text } = await reader.read(createPdf(pages), 'application/pdf')
  clearInterval(timer)
  expect(text).toContain('[page 300]')
  expect(turns).toBeGreaterThan(10)
  expect(await reader.read(encode('<h1>Tea</h1>'), 'text/html')).toEqual({ text: 'Tea', heading: 'Tea' })
  expect(await reader.read(encode('# Tea'), 'text/markdown')).toEqual({ text: '# Tea', heading: 'Tea' })
})

test('a file that takes too long is given up, and the next one is read', async () => {
  await using reader = createTextReader({ timeoutMs: 1 })
  const pages = Array.from({ length: 2000 }, () => 'word '.repeat(400))
  await expect(reader.read(createPdf(pages), 'application/pdf')).rejects.toThrow('it took longer than 0.001 s')
  await expect(reader.read(encode('plain'), 'text/plain')).resolves.toMatchObject({ text: 'plain' })
})

test('what is no text is said to be none', async () => {
  await using reader = createTextReader()
  for (const type of ['text/html', 'text/plain']) {
    await expect(reader.read(new Uint8Array([0xff, 0xfe]), type)).rejects.toThrow('it is not text in UTF-8')
  }
  await expect(reader.read(encode('no pdf'), 'application/pdf')).rejects.toThrow(/PDF/)
})
