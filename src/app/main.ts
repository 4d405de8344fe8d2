// The command line: the everyday commands, then every operation in its generic form.
import { Command, CommanderError } from 'commander'
import { ProblemError } from '../client/client.ts'
import { contracts } from '../contracts/index.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import { addOperations } from '../surfaces/cli/add-operations.ts'
import { EXIT, exitCodeHelp } from '../surfaces/cli/exit-codes.ts'
import { addAgents } from './commands/agents.ts'
import { addApprovals } from './commands/approvals.ts'
import { createContext, renderFault } from './commands/command.ts'
import { addBackup } from './commands/backup.ts'
import { addDoctor } from './commands/doctor.ts'
import { addInit } from './commands/init.ts'
import { addPrune } from './commands/prune.ts'
import { addRestore } from './commands/restore.ts'
import { addRun } from './commands/run.ts'
import { addRuns } from './commands/runs.ts'
import { addServe } from './commands/serve.ts'
import { callGeneric } from './commands/generic.ts'
import { ConfigError, type Env, UnreachableError } from './env.ts'
import { createTerminal, type Streams } from './terminal.ts'
import { version } from './version.ts'

export interface MainOptions {
  /** Arguments without node and script. */
  readonly args: readonly string[]
  readonly env: Env
  readonly streams: Streams
}

/** Runs one command; resolves with its exit code. */
export async function main({ args, env, streams }: MainOptions): Promise<number> {
  let code: number = EXIT.ok
  const isJson = args.includes('--json')
  const context = createContext(
    (json) => createTerminal(streams, env, json || isJson),
    (given) => {
      code = given
    },
  )
  const program = new Command('errand')
    .description('Runs AI agents durably.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: (text) => streams.stderr.write(text) })
    .addHelpText('after', `\n${exitCodeHelp}\nMore about one command: errand COMMAND --help`)
  const commands = [addRun, addServe, addRuns, addApprovals, addAgents, addInit, addDoctor]
  for (const add of [...commands, addPrune, addBackup, addRestore]) add(program, context)
  addOperations(program, Object.values(contracts), (contract, input, options) =>
    callGeneric(contract, input, options, context),
  )
  addCommonOptions(program)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return renderFailure(error, streams, isJson || !streams.stdout.isTTY)
  }
}

/** Options that every command takes, wherever they stand. */
function addCommonOptions(command: Command): void {
  for (const inner of command.commands) {
    addCommonOptions(inner)
    if (inner.commands.length > 0) continue
    const isServe = inner.name() === 'serve'
    inner.exitOverride().copyInheritedSettings(command)
    inner
      .option('--json', 'JSON lines, as in a pipe')
      .option('--data <folder>', 'data folder; default .errand (ERRAND_DATA)')
    const collect = (path: string, paths: string[] = []) => [...paths, path]
    if (!isServe) inner.option('--agents <path>', 'file or folder with agents, repeatable; default: agents/', collect)
  }
}

/** What to do now, for problems that a person can do something about. */
const hints: Record<string, string> = {
  RUN_NOT_FOUND: '\nSee which runs there are: errand runs',
  AGENT_NOT_FOUND: '\nSee which agents there are: errand agents',
  UNAUTHENTICATED: '\nCheck ERRAND_TOKEN, or the token file in the data folder of the server.',
}

function renderFailure(error: unknown, { stderr }: Streams, isJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const write = (value: unknown, text: string) => stderr.write(isJson ? `${JSON.stringify(value)}\n` : `${text}\n`)
  if (error instanceof ProblemError) {
    const { problem } = error
    write(problem, `error: ${problem.detail} (${problem.code})${hints[problem.code] ?? ''}`)
    return EXIT.problem
  }
  if (isUsersToMend(error)) {
    write({ code: 'USAGE', detail: error.message }, `error: ${error.message}`)
    return EXIT.usage
  }
  write({ code: 'INTERNAL_ERROR', detail: renderFault(error, null) }, renderFault(error, null))
  return EXIT.internal
}

/** Faults of files, settings and storage that a person can mend; their message says what is wrong. */
function isUsersToMend(error: unknown): error is Error {
  const classes = [ConfigError, UnreachableError, SyntaxError, StoreUnavailableError]
  if (classes.some((kind) => error instanceof kind)) return true
  const codes = ['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
