// A real Chromium for tests: the system's when there is one, else the one that an npm package carries. Nothing is downloaded.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Unpacked once below node_modules. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/chromium')

export async function openBrowser(): Promise<Browser> {
  const executablePath = installed.find((path) => existsSync(path)) ?? (await unpack())
  const env = { ...process.env, ...(await findLibraries(executablePath)) } as Record<string, string>
  return chromium.launch({ executablePath, env, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] })
}

/** The package unpacks to the temporary folder, where others could have put something before. */
async function unpack(): Promise<string> {
  const before = process.env['TMPDIR']
  mkdirSync(cache, { recursive: true })
  process.env['TMPDIR'] = cache
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium')
    await inflate(join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
    return await packed.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

/** The libraries and fonts of the package, for a machine that lacks some. */
async function findLibraries(executablePath: string): Promise<Record<string, string>> {
  if (!executablePath.startsWith(cache)) return {}
  const { stdout } = await promisify(execFile)('ldd', [executablePath]).catch(() => ({ stdout: 'not found' }))
  if (!stdout.includes('not found')) return {}
  return { LD_LIBRARY_PATH: join(cache, 'al2023/lib'), FONTCONFIG_PATH: join(cache, 'fonts') }
}
