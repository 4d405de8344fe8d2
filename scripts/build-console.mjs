// Builds the console's files into console/dist when what they are made of changed. Without them the server still serves
// everything else, so a build that fails is told and ends nothing.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = ['console/src', 'console/public', 'src/client', 'src/contracts', 'src/spec']
const files = [
  'scripts/build-console.mjs',
  'console/index.html',
  'console/vite.config.ts',
  'src/client.ts',
  'src/contracts.ts',
  'package-lock.json',
]

/** `node`: a Node that can run Vite. */
export function buildConsole(root, node) {
  const stamp = join(root, 'console/dist/.built')
  const wanted = hashSources(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Building the console …')
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', 'console', '--logLevel', 'error']
    const env = { ...process.env, NODE_ENV: 'production' } // a test runner says `test`
    execFileSync(node, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    writeFileSync(stamp, wanted)
  } catch (error) {
    console.error(`The console could not be built; everything else works.\n${error.stderr || error.message}`)
  }
}

function hashSources(root) {
  const hash = createHash('sha256')
  const below = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const isSource = (name) => /\.\w+$/.test(name) && !name.includes('.test.')
  for (const name of [...files, ...below].filter(isSource)) {
    hash.update(`${name}\0`).update(readFileSync(join(root, name)))
  }
  return hash.digest('hex')
}
