// What ended a command, as a person or a program reads it on stderr, and the exit code that goes with it.
import { CommanderError } from 'commander'
import { ProblemError } from '../client/problem-error.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import { EXIT } from '../surfaces/cli/exit-codes.ts'
import { TransformError } from '../surfaces/cli/transform.ts'
import { renderFault } from './commands/command.ts'
import { ConfigError, UnreachableError } from './env.ts'

/** What to do now, for problems that a person can do something about. */
const hints: Record<string, string> = {
  RUN_NOT_FOUND: 'See which runs there are: errand runs',
  AGENT_NOT_FOUND: 'See which agents there are: errand agents',
  UNAUTHENTICATED: 'Check ERRAND_TOKEN, or the token file in the data folder of the server.',
}

/** Writes one JSON line for programs, prose for people; returns the exit code. */
export function renderFailure(error: unknown, stderr: Pick<NodeJS.WriteStream, 'write'>, isJson: boolean): number {
  const write = (value: object, text: string) => stderr.write(isJson ? `${JSON.stringify(value)}\n` : `${text}\n`)
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok
    // For a person commander has written it already.
    if (isJson) write({ code: 'USAGE', detail: describeUsage(error) }, '')
    return EXIT.usage
  }
  if (error instanceof ProblemError) {
    const { problem } = error
    const hint = hints[problem.code]
    write(problem, `error: ${problem.detail} (${problem.code})${hint === undefined ? '' : `\n${hint}`}`)
    return EXIT.problem
  }
  if (error instanceof TransformError) {
    write({ code: error.code, detail: error.message }, `error: ${error.message}`)
    return error.code === 'TRANSFORM_INVALID' ? EXIT.usage : EXIT.problem
  }
  if (isUsersToMend(error)) {
    write({ code: 'USAGE', detail: error.message }, `error: ${error.message}`)
    return EXIT.usage
  }
  if (isBrokenOff(error)) {
    const detail = 'the server went away before its answer was whole; what it had begun goes on when it is back'
    write({ code: 'STORE_UNAVAILABLE', detail }, `error: ${detail}`)
    return EXIT.problem
  }
  write({ code: 'INTERNAL_ERROR', detail: renderFault(error, null) }, renderFault(error, null))
  return EXIT.internal
}

function describeUsage({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'a command is missing; see which there are: errand --help'
  return message.replace(/^error: /, '')
}

/** The connection ended in the middle of an answer: over the socket of the data folder, or over TCP. */
function isBrokenOff(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : error
  return cause instanceof Error && 'code' in cause && ['ECONNRESET', 'UND_ERR_SOCKET'].includes(String(cause.code))
}

/** Faults of files, settings and storage that a person can mend; their message says what is wrong. */
function isUsersToMend(error: unknown): error is Error {
  const classes = [ConfigError, UnreachableError, SyntaxError, StoreUnavailableError]
  if (classes.some((kind) => error instanceof kind)) return true
  const codes = ['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
