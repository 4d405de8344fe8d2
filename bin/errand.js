#!/usr/bin/env node
// Starts the command line; on an older Node it says what to do instead of failing on syntax.
const major = Number(process.versions.node.split('.')[0])
if (major >= 24) {
  await import('../dist/app/bin.js')
} else {
  console.error(
    `errand needs Node 24 or newer; this is ${process.versions.node}.\n` +
      'Install Node 24, or add it to this project alone: npm install --save-dev node@24',
  )
  process.exitCode = 2
}
