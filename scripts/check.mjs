// `npm run check`: format, lint with the rooms, types, unused exports, generated docs and the contract lock, side by side.
import { spawn } from 'node:child_process'

const source = 'node --conditions=errand-source'
const lock = `${source} src/app/bin.ts contracts lock`
const checks = [
  'oxfmt --check',
  'oxlint',
  'tsc',
  'tsc -p console',
  'knip',
  `${source} scripts/docs.ts --check`,
  `${lock} --check`,
]

/** Runs one check; what it says is shown only if it fails. */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('close', (code) => {
      const remedy = command.startsWith(lock)
        ? 'In this repository: npm run -s errand -- contracts lock [--accept-breaking]; commit contracts.lock.json\n'
        : ''
      console.log(code === 0 ? `ok    ${command}` : `FAIL  ${command}\n${output}${remedy}`)
      resolve(code === 0)
    })
  })
}

const results = await Promise.all(checks.map(run))
process.exitCode = results.every(Boolean) ? 0 : 1
