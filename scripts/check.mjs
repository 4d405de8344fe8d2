// `npm run check`: format, lint with the rooms, types, unused exports and generated docs, side by side.
import { spawn } from 'node:child_process'

const checks = ['oxfmt --check', 'oxlint', 'tsc', 'knip', 'node --conditions=errand-source scripts/docs.ts --check']

/** Runs one check; what it says is shown only if it fails. */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('close', (code) => {
      console.log(code === 0 ? `ok    ${command}` : `FAIL  ${command}\n${output}`)
      resolve(code === 0)
    })
  })
}

const results = await Promise.all(checks.map(run))
process.exitCode = results.every(Boolean) ? 0 : 1
