// Installs the dependencies of a fresh clone, and again when the lock file changed; builds the console when its sources
// did. Runs on any Node since 18.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildConsole } from './build-console.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.errand-setup`
const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing what Errand needs (once) …')
  const windows = process.platform === 'win32'
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  execFileSync(windows ? 'npm.cmd' : 'npm', ['ci', ...quiet], { cwd: root, stdio: ['ignore', 2, 2], shell: windows })
  requireNode24()
  writeFileSync(stamp, wanted)
}
const isNode24 = Number(process.versions.node.split('.')[0]) >= 24
buildConsole(root, isNode24 ? process.execPath : `${root}node_modules/.bin/node`)

/** The `node` package puts Node 24 where npm scripts look first; npm may have been told to run no install scripts. */
function requireNode24() {
  const node = `${root}node_modules/.bin/node`
  const print = ['-p', 'process.versions.node.split(".")[0]']
  const found = existsSync(node) ? execFileSync(node, print, { encoding: 'utf8' }).trim() : '0'
  if (Number(found) >= 24 || Number(process.versions.node.split('.')[0]) >= 24) return
  execFileSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: `${root}node_modules/node`,
    stdio: ['ignore', 2, 2],
  })
}
