#!/usr/bin/env node
// The process: hands the world to main and sets the exit code.
import { main } from './main.ts'

// A reader that closes the pipe (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const code = await main({
  args: process.argv.slice(2),
  env: process.env,
  streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
})
// A tool that ignores its signal must not hold the process: what it was doing is settled in the log.
process.stdout.write('', () => process.exit(code))
